//! Requests that own their parts.

use super::{Action, Context, Principal, Request, RequestError, Resource, ResourceFact};

/// A [`Request`] that owns its parts: for queues, other threads, and functions that build and
/// return requests.
///
/// ```
/// use iam_eval::{Decision, OwnedRequest, PolicySet, RequestError};
/// fn question(user: &str) -> Result<OwnedRequest, RequestError> {
///     let principal = format!("arn:aws:iam::111122223333:user/{user}").parse()?;
///     let mut request = OwnedRequest::new(principal, "s3:GetObject", "arn:aws:s3:::b/k".parse()?)?;
///     request.context_mut().extend([("aws:SecureTransport", "true")]);
///     Ok(request)
/// }
/// let request = question("alice")?;
/// assert_eq!(PolicySet::new().evaluate(&request.as_request()), Decision::ImplicitDeny);
/// # Ok::<(), RequestError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnedRequest {
    principal: Principal,
    action: Box<str>,
    resource: Resource,
    context: Context,
}

impl OwnedRequest {
    /// A request with an empty context.
    ///
    /// # Errors
    /// [`RequestError::Action`] or [`RequestError::ActionPattern`] if the action is not a single
    /// `service:Name`.
    pub fn new(
        principal: Principal,
        action: impl Into<Box<str>>,
        resource: Resource,
    ) -> Result<Self, RequestError> {
        let action = action.into();
        Action::new(&action)?;
        Ok(Self {
            principal,
            action,
            resource,
            context: Context::new(),
        })
    }

    /// Sets the condition context.
    #[must_use]
    pub fn with_context(mut self, context: Context) -> Self {
        self.context = context;
        self
    }

    /// The caller.
    #[must_use]
    pub fn principal(&self) -> &Principal {
        &self.principal
    }

    /// The action.
    #[must_use]
    pub fn action(&self) -> &str {
        &self.action
    }

    /// The resource.
    #[must_use]
    pub fn resource(&self) -> &Resource {
        &self.resource
    }

    /// The condition context.
    #[must_use]
    pub fn context(&self) -> &Context {
        &self.context
    }

    /// The condition context, mutable.
    pub fn context_mut(&mut self) -> &mut Context {
        &mut self.context
    }

    /// The request, for evaluation.
    #[must_use]
    pub fn as_request(&self) -> Request<'_> {
        let action = Action::from_valid(&self.action);
        Request::with_action(&self.principal, action, &self.resource).with_context(&self.context)
    }
}

impl From<&Request<'_>> for OwnedRequest {
    /// Copies the parts of a request.
    fn from(request: &Request<'_>) -> Self {
        let facts = request.facts();
        Self {
            principal: facts.principal.clone(),
            action: facts.action.as_str().into(),
            resource: match facts.resource {
                ResourceFact::Known(resource) => resource.clone(),
                // Only in a partial request; `*` is the resource of a request without one.
                ResourceFact::Within(_) | ResourceFact::Unknown => Resource::any(),
            },
            context: facts.context.cloned().unwrap_or_default(),
        }
    }
}
