//! Requests: who, which action, which resource, in which context.

mod action;
mod assumptions;
mod context;
mod derived;
mod facts;
mod owned;
mod partial;
mod principal;
mod resource;
mod resource_pattern;

pub use action::Action;
pub(crate) use assumptions::{Assumed, OpenPatterns, PatternId, PatternMatch};
pub(crate) use context::Key;
pub use context::{Context, ContextValue};
pub(crate) use facts::{DerivedKey, Facts, Lookup, ResourceFact};
pub use owned::OwnedRequest;
pub use partial::{PartialRequest, UnknownKeys};
pub use principal::{CallerKind, Principal};
pub(crate) use resource::ArnWords;
pub use resource::Resource;
pub use resource_pattern::ResourcePattern;

use iam_syntax::Problem;
use serde::Serialize;

/// The error for a request that cannot be evaluated because a part of it is malformed.
///
/// ```
/// use iam_eval::{Principal, RequestError, Resource, Request};
/// let (role, anything) = ("arn:aws:iam::111122223333:role/backup".parse()?, Resource::any());
/// let pattern = Request::new(&role, "s3:*", &anything);
/// assert_eq!(pattern.unwrap_err(), RequestError::ActionPattern("s3:*".into()));
/// # Ok::<(), RequestError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "code", content = "found", rename_all = "camelCase")]
#[non_exhaustive]
pub enum RequestError {
    /// The caller is none of the forms that [`Principal`] lists.
    Principal(Box<str>),
    /// The action is not `service:Name`.
    Action(Box<str>),
    /// The action is a pattern: a request names one action.
    ActionPattern(Box<str>),
    /// The resource is neither an ARN nor `*`.
    Resource(Box<str>),
}

impl RequestError {
    /// The error as a problem of an input that `source` names. Its code is the one that the error
    /// is serialised with.
    ///
    /// ```
    /// let error = iam_eval::Action::new("GetObject").unwrap_err();
    /// let problem = error.problem("question.json");
    /// assert_eq!(problem.to_string(), "question.json: found the action `GetObject`, expected `service:Name`");
    /// assert_eq!(problem.code, "action");
    /// ```
    #[must_use]
    pub fn problem(&self, source: &str) -> Problem {
        let (code, found, expected) = self.parts();
        Problem::new(source, code, found, expected)
    }

    /// The code, what was found, and what was expected. Of a text of megabytes, the beginning.
    fn parts(&self) -> (&'static str, String, &'static str) {
        match self {
            Self::Principal(text) => (
                "principal",
                format!("the principal `{text:.1000}`"),
                "the ARN of a user, role, session or root user, a service such as \
                 `ec2.amazonaws.com`, an identity provider, or `*`",
            ),
            Self::Action(text) => (
                "action",
                format!("the action `{text:.1000}`"),
                "`service:Name`",
            ),
            Self::ActionPattern(text) => (
                "actionPattern",
                format!("the action pattern `{text:.1000}`"),
                "one action: `*` and `?` are for policies",
            ),
            Self::Resource(text) => (
                "resource",
                format!("the resource `{text:.1000}`"),
                "`*` or an ARN of six parts",
            ),
        }
    }
}

impl std::fmt::Display for RequestError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (_, found, expected) = self.parts();
        write!(f, "found {found}, expected {expected}")
    }
}

impl std::error::Error for RequestError {}

/// One question: may this principal do this action on this resource, in this context?
///
/// It borrows its parts, since most callers ask many questions about the same ones; an
/// [`OwnedRequest`] owns them.
///
/// ```
/// use iam_eval::{Context, Principal, Request, Resource};
/// let principal = Principal::parse("arn:aws:iam::111122223333:role/backup")?;
/// let resource = Resource::any();
/// let context = Context::new().with("aws:RequestedRegion", "eu-west-1");
/// let request = Request::new(&principal, "ec2:DescribeImages", &resource)?.with_context(&context);
/// # Ok::<(), iam_eval::RequestError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Request<'a> {
    facts: Facts<'a>,
}

impl<'a> Request<'a> {
    /// A request with an empty context.
    ///
    /// # Errors
    /// [`RequestError::Action`] or [`RequestError::ActionPattern`] if the action is not a single
    /// `service:Name`.
    #[inline]
    pub fn new(
        principal: &'a Principal,
        action: &'a str,
        resource: &'a Resource,
    ) -> Result<Self, RequestError> {
        Ok(Self::with_action(principal, Action::new(action)?, resource))
    }

    /// [`Request::new`] with a prepared action.
    #[must_use]
    #[inline]
    pub fn with_action(
        principal: &'a Principal,
        action: Action<'a>,
        resource: &'a Resource,
    ) -> Self {
        let facts = Facts::new(principal, action, ResourceFact::Known(resource));
        Self { facts }
    }

    /// The same request for another action.
    ///
    /// # Errors
    /// [`RequestError::Action`] or [`RequestError::ActionPattern`] if the action is not a single
    /// `service:Name`.
    pub fn for_action(&self, action: &'a str) -> Result<Self, RequestError> {
        let action = Action::new(action)?;
        let facts = self.facts.clone();
        Ok(Self {
            facts: Facts { action, ..facts },
        })
    }

    /// Sets the condition context.
    #[must_use]
    #[inline]
    pub fn with_context(mut self, context: &'a Context) -> Self {
        self.facts.context = Some(context);
        self
    }

    pub(crate) fn facts(&self) -> &Facts<'a> {
        &self.facts
    }
}
