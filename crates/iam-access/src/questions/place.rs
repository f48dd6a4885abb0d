//! What a question is about: resources, their owner, and their resource-based policy.

use super::caller::Caller;
use crate::check::{ActionCatalog, Outcome, Questions, ResourceTypes, Subject};
use crate::error::JudgeError;
use crate::pattern::pattern;
use crate::report::Reason;
use iam_eval::{
    Action, Policy, PolicyKind, Principal, RequestError, ResourcePattern, is_account_id,
};
use std::borrow::Cow;
use std::sync::Arc;

/// Whether an action on a role is allowed only by its trust policy (S8.2, S8.4).
pub(super) fn needs_trust(action: &str) -> bool {
    let names = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"];
    names.iter().any(|name| name.eq_ignore_ascii_case(action))
}

/// Whether an action is one on a role that its trust policy has a say in: those, and those of
/// identity providers (S8.5).
pub(super) fn of_trust(action: &str) -> bool {
    let name = action.to_ascii_lowercase();
    needs_trust(&name) || name.starts_with("sts:assumerole")
}

/// A trust policy that leaves the decision to an account (S4.2).
pub(super) fn trust_of(account: &str) -> Result<Policy, JudgeError> {
    let text = format!(
        r#"{{"Version": "2012-10-17", "Statement": {{"Effect": "Allow", "Principal": {{"AWS": "{account}"}},
            "Action": ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]}}}}"#
    );
    Ok(Policy::parse(PolicyKind::Trust, "a trust policy", &text)?)
}

/// The resources that a question is about. The default is any resource of the action's types, in
/// the principal's own account.
///
/// ```
/// use iam_access::questions::Place;
/// let place = Place::on("arn:aws:sqs:eu-west-1:111122223333:jobs")?;
/// assert_eq!(place.owner(), Some("111122223333"));
/// assert!(Place::on("jobs").is_err());
/// # Ok::<(), iam_eval::RequestError>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Place {
    resource: Option<ResourcePattern>,
    owner: Option<String>,
    owner_is_given: bool,
    policy: Option<Policy>,
}

impl Place {
    /// A resource by its ARN, or the resources of a pattern. `*` is any resource, as the default
    /// is.
    ///
    /// # Errors
    /// [`RequestError::Resource`] where the text is neither an ARN of six parts nor `*`.
    pub fn on(resource: &str) -> Result<Self, RequestError> {
        if resource == "*" {
            return Ok(Self::default());
        }
        let account = resource.split(':').nth(4);
        Ok(Self {
            resource: Some(pattern(resource)?),
            owner: account
                .filter(|account| is_account_id(account))
                .map(str::to_owned),
            ..Self::default()
        })
    }

    /// The account that owns the resources, where their ARN doesn't say it.
    #[must_use]
    pub fn owned_by(mut self, account: &str) -> Self {
        self.owner = Some(account.to_owned());
        self.owner_is_given = true;
        self
    }

    /// The resource's own policy: a bucket's, a queue's, a key's.
    #[must_use]
    pub fn with_policy(mut self, policy: Policy) -> Self {
        self.policy = Some(policy);
        self
    }

    /// The resources; `None` for any.
    #[must_use]
    pub fn resource(&self) -> Option<&str> {
        self.resource.as_ref().map(ResourcePattern::as_str)
    }

    /// The account that owns them, where that is known.
    #[must_use]
    pub fn owner(&self) -> Option<&str> {
        self.owner.as_deref()
    }

    /// The resource's own policy, where it was given.
    #[must_use]
    pub fn policy(&self) -> Option<&Policy> {
        self.policy.as_ref()
    }

    /// The resources, as those of their owner; a caller's own where nothing says otherwise.
    pub(super) fn pattern_for(&self, caller: &Caller) -> Option<ResourcePattern> {
        let owner = self.owner.as_deref().unwrap_or_else(|| caller.account());
        self.resource
            .clone()
            .map(|resource| resource.owned_by(owner))
    }

    /// The caller with the resource's policy. A key whose policy isn't given has the one that AWS
    /// gives a new key, of the account that owns it; a role is taken to trust the caller's account.
    pub(super) fn subject<'c>(
        &self,
        action: &str,
        caller: &'c Caller,
    ) -> Result<Cow<'c, Subject>, JudgeError> {
        if self.policy.is_none() && needs_trust(action) {
            let trusting = Self {
                policy: Some(trust_of(caller.account())?),
                ..self.clone()
            };
            return trusting.subject(action, caller);
        }
        let subject = &caller.subject;
        let of_another = self
            .owner
            .as_deref()
            .filter(|owner| *owner != caller.account());
        Ok(match (&self.policy, of_another) {
            (Some(policy), _) => Cow::Owned(Subject {
                policies: subject
                    .policies
                    .clone()
                    .replace_resource_policy(policy.clone())?,
                key_policy: policy.clone(),
                ..subject.clone()
            }),
            (None, Some(owner)) => Cow::Owned(Subject {
                key_policy: Policy::default_key_policy(subject.principal.partition(), owner)?,
                ..subject.clone()
            }),
            (None, None) => Cow::Borrowed(subject),
        })
    }

    /// The action's types of resource, in the account of the resources.
    pub(super) fn types(
        &self,
        action: &str,
        caller: &Caller,
        catalog: &dyn ActionCatalog,
    ) -> Result<Arc<ResourceTypes>, JudgeError> {
        let types = match self
            .owner
            .as_deref()
            .filter(|owner| *owner != caller.account())
        {
            None => catalog.resource_types(action, &caller.subject),
            Some(owner) => {
                let partition = caller.subject.principal.partition();
                let principal = Principal::parse(&format!("arn:{partition}:iam::{owner}:root"))?;
                let subject = Subject {
                    principal,
                    principal_is_known: true,
                    ..caller.subject.clone()
                };
                catalog.resource_types(action, &subject)
            }
        };
        match &*types {
            // Whose they are was said.
            ResourceTypes::Known(known) if self.owner_is_given => {
                let known = known.iter().map(|of| {
                    let mut of = (**of).clone();
                    of.of_any_account = false;
                    Arc::new(of)
                });
                Ok(Arc::new(ResourceTypes::Known(known.collect())))
            }
            _ => Ok(types),
        }
    }

    /// The checker knows no resource-based policies but those of keys: gives the one of this
    /// resource its own name.
    pub(super) fn name_policy(&self, action: &str, reasons: &mut Vec<Reason>) {
        if self.policy.is_none() && needs_trust(action) {
            // That roles trust the account is assumed: nobody wrote it.
            reasons.retain(|reason| reason.layer != "keyPolicy");
        }
        let of_keys = action.to_ascii_lowercase().starts_with("kms:");
        let Some(policy) = self.policy.as_ref().filter(|_| !of_keys) else {
            return;
        };
        let (layer, silent) = match policy.document().kind() {
            PolicyKind::Trust => ("trust", "the trust policy does not allow it"),
            _ => ("resource", "the resource's policy does not allow it"),
        };
        for reason in reasons
            .iter_mut()
            .filter(|reason| reason.layer == "keyPolicy")
        {
            layer.clone_into(&mut reason.layer);
            if reason.policy.is_none() {
                silent.clone_into(&mut reason.why);
            }
        }
    }

    /// Asks about an action.
    pub(super) fn ask(
        &self,
        questions: &Questions<'_>,
        action: &Action<'_>,
        pattern: Option<&ResourcePattern>,
        types: &ResourceTypes,
    ) -> Outcome {
        let acts_on_nothing = matches!(types, ResourceTypes::Known(types) if types.is_empty());
        match pattern.filter(|_| !acts_on_nothing) {
            Some(pattern) => questions.on_pattern(action, pattern, types),
            None => {
                let everywhere = questions.everywhere(action);
                questions.on_everything(action, everywhere, types)
            }
        }
    }
}
