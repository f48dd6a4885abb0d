//! The subject of a check: a principal, and what is known about its requests.

use super::contexts::{LastChange, absent};
use super::equivalence::Reaches;
use super::{ActionCatalog, ResourceType};
use crate::report::ActionStatus;
use crate::requirements::KeyValue;
use iam_eval::{
    Action, AttachError, Context, Explanation, PartialDecision, PartialRequest, Policy, PolicySet,
    Principal, Resource, ResourcePattern, UnknownKeys,
};
use std::cell::{OnceCell, RefCell};
use std::collections::BTreeSet;

/// A principal with all policies that were supplied for it, compiled.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Subject {
    /// The caller. If only documents were given, a placeholder for an unknown role.
    pub principal: Principal,
    /// False if the principal's ARN is not known.
    pub principal_is_known: bool,
    /// The policies of every layer, except resource-based ones.
    pub policies: PolicySet,
    /// The key policy under which KMS actions are checked: if none was supplied, the default policy
    /// that AWS gives a new key. The report then notes that key policies were not supplied.
    pub key_policy: Policy,
    /// The keys whose policies were supplied; the first one's policy is the key policy.
    pub keys: Vec<SubjectKey>,
    /// The Region of the resources in question; `None` if the catalogue determines it.
    pub region: Option<String>,
}

impl Subject {
    /// False if the key policy is the default one.
    #[must_use]
    pub fn key_policy_is_supplied(&self) -> bool {
        !self.keys.is_empty()
    }
}

/// A KMS key whose policy was supplied.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct SubjectKey {
    /// Its ARN, if known.
    pub arn: Option<String>,
    /// Its policy.
    pub policy: Policy,
    /// The accounts that may own it.
    pub owners: Vec<KeyOwner>,
    /// True if the user specified the account that owns it.
    pub owner_is_given: bool,
}

/// An account that may own a key.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct KeyOwner {
    /// The account.
    pub account: String,
    /// The caller in that case: an unknown caller is assumed to be in the same account.
    pub caller: Principal,
}

/// What is known about the condition keys of the requests.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Knowledge {
    /// Keys with their values.
    pub context: Context,
    /// The keys that are known to be absent; all others are unknown.
    pub unknown: UnknownKeys,
    /// The Region to which the requests go.
    pub region: Option<String>,
    /// What a requirement's own condition specifies about the requests; it overrides what is known
    /// about the keys.
    pub(crate) required: Vec<KeyValue>,
}

/// Keys that are present only in requests that an AWS service makes by its service principal: no
/// request of a role or user has them (IAM User Guide, "AWS global condition context keys").
pub(crate) const OF_SERVICE_CALLS: [&str; 6] = [
    "aws:SourceAccount",
    "aws:SourceArn",
    "aws:SourceOrgID",
    "aws:SourceOrgPaths",
    "aws:PrincipalServiceName",
    "aws:PrincipalServiceNamesList",
];

impl Knowledge {
    /// Nothing is known: every key may be absent or have any value.
    #[must_use]
    pub fn nothing() -> Self {
        Self {
            context: Context::new(),
            unknown: UnknownKeys::all_but([]),
            region: None,
            required: Vec::new(),
        }
    }

    /// A context, with the keys of the requirement's condition.
    fn with_required(&self, context: Context) -> Context {
        let required = self.required.iter();
        required.fold(context, |context, (key, value)| match value {
            Some(value) => context.with(key, value.as_str()),
            None => absent(context, key),
        })
    }

    /// The same knowledge, for requests that may go to any Region.
    pub(crate) fn in_no_region(&self) -> Self {
        Self {
            region: None,
            ..self.clone()
        }
    }

    /// The context of a request of a role or user in a Region, if the Region is known.
    pub(crate) fn context_in(&self, region: Option<&str>) -> Context {
        let context = OF_SERVICE_CALLS
            .iter()
            .fold(self.context.clone(), |context, key| absent(context, key));
        with_region(context, region)
    }

    /// The context of a request that an AWS service makes by its service principal; it may have
    /// keys that are absent from requests of a role.
    pub(crate) fn context_of_service_in(&self, region: Option<&str>) -> Context {
        with_region(self.context.clone(), region)
    }
}

fn with_region(context: Context, region: Option<&str>) -> Context {
    match region {
        Some(region) => context.with("aws:RequestedRegion", region),
        None => context,
    }
}

/// Which actions are explained: an explanation takes longer than the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Explained {
    /// None.
    Nothing,
    /// Those that are not granted.
    #[default]
    Gaps,
    /// All.
    Everything,
}

/// The resource that a question is about.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Target<'a> {
    /// `*`: no particular resource.
    Any,
    /// `*`, for an action that acts on no resource.
    Nothing,
    /// Resources of an unknown type.
    Pattern(&'a ResourcePattern),
    /// Resources of a type.
    Of(&'a ResourceType, &'a ResourcePattern),
}

/// Asks the engine on behalf of one subject.
#[derive(Debug)]
pub(crate) struct Questions<'a> {
    pub(crate) subject: &'a Subject,
    pub(crate) knowledge: &'a Knowledge,
    pub(crate) catalog: &'a dyn ActionCatalog,
    /// The contexts of requests in the Region, of those to global services, and of those to AWS KMS
    /// and to EC2.
    pub(super) regional: Context,
    pub(super) global: Context,
    pub(super) of_kms: Context,
    pub(super) of_ec2: Context,
    /// The keys that some requests don't have, depending on action and resource; usually there are
    /// none.
    pub(super) bound_keys: OnceCell<BTreeSet<String>>,
    pub(crate) explained: Explained,
    with_key_policy: PolicySet,
    /// `*`, in the principal's own account, if it has one.
    any: Resource,
    /// Any resource at all, in the principal's own account.
    anything: ResourcePattern,
    /// The condition keys that the policies use.
    keys: OnceCell<BTreeSet<String>>,
    /// The last question's action and type of resource: several questions use both.
    pub(super) last_change: RefCell<Option<LastChange>>,
    pub(super) reaches: Reaches,
}

impl<'a> Questions<'a> {
    pub(crate) fn new(
        subject: &'a Subject,
        knowledge: &'a Knowledge,
        catalog: &'a dyn ActionCatalog,
        explained: Explained,
    ) -> Result<Self, AttachError> {
        let policies = subject.policies.clone();
        let with_key_policy = policies.replace_resource_policy(subject.key_policy.clone())?;
        Ok(Self::with_policies(
            subject,
            knowledge,
            catalog,
            explained,
            with_key_policy,
        ))
    }

    fn with_policies(
        subject: &'a Subject,
        knowledge: &'a Knowledge,
        catalog: &'a dyn ActionCatalog,
        explained: Explained,
        with_key_policy: PolicySet,
    ) -> Self {
        let account = subject.principal.account().unwrap_or_default();
        let region = knowledge.region.as_deref();
        let global = region.map(|_| iam_catalog::global_region(subject.principal.partition()));
        let regional = knowledge.context_in(region);
        let global = knowledge.context_in(global);
        let of_kms = match subject.principal_is_known {
            true => knowledge.with_caller_account(&regional, &subject.principal),
            false => regional.clone(),
        };
        let of_ec2 = knowledge.with_ec2_region(&regional);
        let [regional, global, of_kms, of_ec2] =
            [regional, global, of_kms, of_ec2].map(|context| knowledge.with_required(context));
        Self {
            subject,
            knowledge,
            catalog,
            regional,
            global,
            of_kms,
            of_ec2,
            bound_keys: OnceCell::new(),
            explained,
            with_key_policy,
            any: Resource::any().owned_by(account),
            anything: ResourcePattern::any().owned_by(account),
            keys: OnceCell::new(),
            last_change: RefCell::default(),
            reaches: Reaches::default(),
        }
    }

    pub(crate) fn anything(&self) -> &ResourcePattern {
        &self.anything
    }

    /// The account of the resources.
    pub(crate) fn account(&self) -> &str {
        self.subject.principal.account().unwrap_or_default()
    }

    /// Whether an action with this status is explained.
    pub(crate) fn explains(&self, status: ActionStatus) -> bool {
        match status {
            ActionStatus::Granted => self.explained == Explained::Everything,
            _ => self.explained >= Explained::Gaps,
        }
    }

    pub(crate) fn decide(&self, action: &Action<'_>, target: Target<'_>) -> PartialDecision {
        self.ask(action, target, |policies, request| {
            policies.evaluate_partial(request)
        })
    }

    pub(crate) fn explain(
        &self,
        action: &Action<'_>,
        target: Target<'_>,
    ) -> Explanation<PartialDecision> {
        self.ask(action, target, |policies, request| {
            policies.explain_partial(request)
        })
    }

    /// Whether the answer about an action may depend on the type of resource.
    pub(crate) fn depends_on_type(&self, action: &Action<'_>, types: &[ResourceTypeRef]) -> bool {
        let of_types = || {
            let binds = |key: &String| self.catalog.binds_key(action.as_str(), key);
            let of_owner = |key: &String| key == "aws:resourceaccount";
            let open_owner = types.iter().any(|of| of.of_any_account);
            self.keys()
                .iter()
                .any(|key| binds(key) || (open_owner && of_owner(key)))
        };
        self.subject.policies.distinguishes_resources(action) || of_types()
    }

    /// Whether the policies allow the principal the action on any resource in any context. False
    /// for actions that need no permission (S8.6).
    pub(crate) fn may_be_allowed(&self, action: &Action<'_>) -> bool {
        self.ask(
            action,
            Target::Pattern(&self.anything),
            |policies, request| {
                let is_allowed = |policies: &PolicySet| {
                    let decision = policies.evaluate_partial(request);
                    matches!(
                        decision,
                        PartialDecision::Allowed | PartialDecision::Depends
                    )
                };
                is_allowed(policies) && !is_allowed(&PolicySet::new())
            },
        )
    }

    /// The condition keys that the policies use, in lower case.
    pub(super) fn keys(&self) -> &BTreeSet<String> {
        self.keys.get_or_init(|| {
            let policies = self.subject.policies.policies();
            let documents = policies
                .chain([&self.subject.key_policy])
                .map(Policy::document);
            let statements = documents.flat_map(|document| document.statements());
            statements
                .flat_map(|statement| statement.conditions())
                .map(|condition| condition.key().to_ascii_lowercase())
                .collect()
        })
    }

    pub(super) fn ask<R>(
        &self,
        action: &Action<'_>,
        target: Target<'_>,
        answer: impl FnOnce(&PolicySet, &PartialRequest<'_>) -> R,
    ) -> R {
        let context = self.context(action, target);
        let request = PartialRequest::with_action(&self.subject.principal, *action)
            .with_context(&context)
            .with_unknown_keys(&self.knowledge.unknown)
            .with_session_unknown();
        let (request, of_any_account) = match target {
            Target::Any | Target::Nothing => (request.with_resource(&self.any), false),
            // The owner is unknown if the resource may be of any type.
            Target::Pattern(pattern) => (
                request.with_resource_pattern(pattern),
                names_no_account(pattern),
            ),
            Target::Of(of, pattern) => (request.with_resource_pattern(pattern), of.of_any_account),
        };
        let request = match of_any_account {
            true => request.with_resource_account_unknown(),
            false => request,
        };
        let request = if self.subject.principal_is_known {
            request
        } else {
            request.with_caller_unknown()
        };
        answer(
            self.policies(self.asks_with_key_policy(action, target)),
            &request,
        )
    }

    /// The only resource-based policies that are considered are those of KMS keys.
    pub(super) fn asks_with_key_policy(&self, action: &Action<'_>, target: Target<'_>) -> bool {
        action.is_of_service("kms")
            && match target {
                Target::Any | Target::Nothing => false,
                Target::Pattern(_) => true,
                Target::Of(of, _) => of.name == KEY,
            }
    }

    pub(super) fn policies(&self, with_key_policy: bool) -> &PolicySet {
        match with_key_policy {
            true => &self.with_key_policy,
            false => &self.subject.policies,
        }
    }
}

/// The type of resource that has a key policy.
pub(crate) const KEY: &str = "key";

pub(crate) type ResourceTypeRef = std::sync::Arc<ResourceType>;

/// An ARN without an account doesn't determine the owner of the resource; neither does `*`.
fn names_no_account(pattern: &ResourcePattern) -> bool {
    let account = pattern.as_str().split(':').nth(4);
    account.is_none_or(str::is_empty)
}
