//! Whom a check is about, and what is known of the requests that are asked.

use iam_eval::{
    Action, Context, Explanation, PartialDecision, PartialRequest, Policy, PolicySet, Principal,
    Resource, ResourcePattern, UnknownKeys,
};

/// A principal with every policy that was supplied for it, compiled.
#[derive(Debug, Clone)]
pub struct Subject {
    /// The caller. Where only documents were given, it stands for a role of which nothing is known.
    pub principal: Principal,
    /// False where the principal's ARN is not known.
    pub principal_is_known: bool,
    /// The policies of every layer, but for resource-based ones.
    pub policies: PolicySet,
    /// The key policy that is asked for KMS keys.
    pub key_policy: KeyPolicy,
}

/// Which key policy the KMS actions are asked under.
#[derive(Debug, Clone)]
pub enum KeyPolicy {
    /// None was supplied: the one that AWS gives a new key, which leaves the decision to the
    /// account's identity policies. The report says that key policies were not looked at.
    Default(Policy),
    /// The key's own.
    Supplied(Policy),
}

/// What is known of the condition keys of the requests.
#[derive(Debug, Clone)]
pub struct Knowledge {
    /// Keys with their values.
    pub context: Context,
    /// The keys that are known to be absent; all others are unknown.
    pub unknown: UnknownKeys,
}

impl Knowledge {
    /// Nothing is known: every key may be absent or have any value.
    #[must_use]
    pub fn nothing() -> Self {
        Self {
            context: Context::new(),
            unknown: UnknownKeys::all_but([]),
        }
    }
}

/// The resource that a question is about.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Target<'a> {
    /// `*`: no resource in particular.
    Any,
    Pattern(&'a ResourcePattern),
}

/// Asks the engine on behalf of one subject.
#[derive(Debug)]
pub(crate) struct Questions<'a> {
    pub(crate) subject: &'a Subject,
    pub(crate) knowledge: &'a Knowledge,
    /// Whether the reasons of what is granted are wanted, too.
    pub(crate) explains_granted: bool,
    with_key_policy: PolicySet,
    any: Resource,
    /// Anything at all, in the principal's own account.
    anything: ResourcePattern,
}

impl<'a> Questions<'a> {
    pub(crate) fn new(
        subject: &'a Subject,
        knowledge: &'a Knowledge,
        explains_granted: bool,
    ) -> Self {
        let (KeyPolicy::Default(policy) | KeyPolicy::Supplied(policy)) = &subject.key_policy;
        Self {
            subject,
            knowledge,
            explains_granted,
            with_key_policy: subject.policies.clone().with(policy.clone()),
            any: Resource::any(),
            anything: ResourcePattern::any()
                .owned_by(subject.principal.account().unwrap_or_default()),
        }
    }

    pub(crate) fn anything(&self) -> &ResourcePattern {
        &self.anything
    }

    /// The account in which the resources are.
    pub(crate) fn account(&self) -> &str {
        self.subject.principal.account().unwrap_or_default()
    }

    pub(crate) fn decide(&self, action: &Action<'_>, target: Target<'_>) -> PartialDecision {
        let (policies, request) = self.question(action, target);
        policies.evaluate_partial(&request)
    }

    pub(crate) fn explain(
        &self,
        action: &Action<'_>,
        target: Target<'_>,
    ) -> Explanation<PartialDecision> {
        let (policies, request) = self.question(action, target);
        policies.explain_partial(&request)
    }

    fn question<'q>(
        &'q self,
        action: &Action<'q>,
        target: Target<'q>,
    ) -> (&'q PolicySet, PartialRequest<'q>) {
        let request = PartialRequest::with_action(&self.subject.principal, *action)
            .with_context(&self.knowledge.context)
            .with_unknown_keys(&self.knowledge.unknown);
        let request = match target {
            Target::Any => request.on(&self.any),
            Target::Pattern(pattern) => request.within(pattern),
        };
        let request = if self.subject.principal_is_known {
            request
        } else {
            request.with_caller_unknown()
        };
        // The only resource-based policies that are looked at are those of KMS keys.
        let of_key = is_kms(action) && !matches!(target, Target::Any);
        let policies = if of_key {
            &self.with_key_policy
        } else {
            &self.subject.policies
        };
        (policies, request)
    }
}

/// True for the actions that a key's policy may bear on.
fn is_kms(action: &Action<'_>) -> bool {
    let prefix = action.as_str().get(..4);
    prefix.is_some_and(|prefix| prefix.eq_ignore_ascii_case("kms:"))
}
