//! Whom a check is about, and what is known of the requests that are asked.

use crate::report::ActionStatus;
use iam_eval::{
    Action, AttachError, Context, Explanation, PartialDecision, PartialRequest, Policy, PolicySet,
    Principal, Reach, Resource, ResourcePattern, UnknownKeys,
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
    /// The key policy under which KMS actions are asked: where none was supplied, the one that AWS gives
    /// a new key. The report says that key policies were not looked at.
    pub key_policy: Policy,
    /// False where it is the default one.
    pub key_policy_is_supplied: bool,
}

/// What is known of the condition keys of the requests.
#[derive(Debug, Clone)]
pub struct Knowledge {
    /// Keys with their values.
    pub context: Context,
    /// The keys that are known to be absent; all others are unknown.
    pub unknown: UnknownKeys,
    /// The Region of the restore.
    pub region: Option<String>,
}

impl Knowledge {
    /// Nothing is known: every key may be absent or have any value.
    #[must_use]
    pub fn nothing() -> Self {
        Self {
            context: Context::new(),
            unknown: UnknownKeys::all_but([]),
            region: None,
        }
    }

    /// The context of a request in a Region, if it is known.
    pub(crate) fn context_in(&self, region: Option<&str>) -> Context {
        match region {
            Some(region) => self.context.clone().with("aws:RequestedRegion", region),
            None => self.context.clone(),
        }
    }
}

/// Of which actions it is told why they come out as they do: telling costs more than finding out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Explained {
    /// Of none.
    Nothing,
    /// Of those that are not granted.
    #[default]
    Gaps,
    /// Of all.
    Everything,
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
    unknown: &'a UnknownKeys,
    /// The context of requests in the Region of the restore, and of those to global services.
    regional: Context,
    global: Context,
    explained: Explained,
    with_key_policy: PolicySet,
    /// `*`, in the principal's own account as far as it has one.
    any: Resource,
    /// Anything at all, in the principal's own account.
    anything: ResourcePattern,
}

impl<'a> Questions<'a> {
    pub(crate) fn new(
        subject: &'a Subject,
        knowledge: &'a Knowledge,
        explained: Explained,
    ) -> Result<Self, AttachError> {
        let account = subject.principal.account().unwrap_or_default();
        let region = knowledge.region.as_deref();
        let global = region.map(|_| iam_catalog::global_region(subject.principal.partition()));
        let policies = subject.policies.clone();
        Ok(Self {
            subject,
            unknown: &knowledge.unknown,
            regional: knowledge.context_in(region),
            global: knowledge.context_in(global),
            explained,
            with_key_policy: policies.replace_resource_policy(subject.key_policy.clone())?,
            any: Resource::any().owned_by(account),
            anything: ResourcePattern::any().owned_by(account),
        })
    }

    pub(crate) fn anything(&self) -> &ResourcePattern {
        &self.anything
    }

    /// The account in which the resources are.
    pub(crate) fn account(&self) -> &str {
        self.subject.principal.account().unwrap_or_default()
    }

    /// Whether it is to be told why an action has this status.
    pub(crate) fn explains(&self, status: ActionStatus) -> bool {
        match status {
            ActionStatus::Granted => self.explained == Explained::Everything,
            _ => self.explained >= Explained::Gaps,
        }
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

    pub(crate) fn reach(&self, action: &Action<'_>, within: &ResourcePattern) -> Reach {
        let (policies, request) = self.question(action, Target::Pattern(within));
        policies.reach(&request)
    }

    /// Whether the answer about an action may be another one for another resource.
    pub(crate) fn tells_resources_apart(&self, action: &Action<'_>) -> bool {
        let of_key = self.subject.key_policy_is_supplied && action.is_of_service("kms");
        of_key || self.subject.policies.tells_resources_apart(action)
    }

    /// Whether the policies let the principal do this anywhere and in any context. False for what needs no
    /// permission (S8.6).
    pub(crate) fn may_be_allowed(&self, action: &Action<'_>) -> bool {
        let (policies, request) = self.question(action, Target::Pattern(&self.anything));
        let is_allowed = |policies: &PolicySet| {
            let decision = policies.evaluate_partial(&request);
            matches!(
                decision,
                PartialDecision::Allowed | PartialDecision::Depends
            )
        };
        is_allowed(policies) && !is_allowed(&PolicySet::new())
    }

    fn question<'q>(
        &'q self,
        action: &Action<'q>,
        target: Target<'q>,
    ) -> (&'q PolicySet, PartialRequest<'q>) {
        let context = match is_asked_globally(action) {
            true => &self.global,
            false => &self.regional,
        };
        let request = PartialRequest::with_action(&self.subject.principal, *action)
            .with_context(context)
            .with_unknown_keys(self.unknown);
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
        let of_key = action.is_of_service("kms") && !matches!(target, Target::Any);
        let policies = if of_key {
            &self.with_key_policy
        } else {
            &self.subject.policies
        };
        (policies, request)
    }
}

/// Requests to global services have a Region of their own. `iam:PassRole` is no request: it is looked at
/// on behalf of the service that is asked to use the role, in the Region of that request.
fn is_asked_globally(action: &Action<'_>) -> bool {
    let service = action.as_str().split(':').next().unwrap_or_default();
    iam_catalog::is_global(service) && !action.as_str().eq_ignore_ascii_case("iam:PassRole")
}
