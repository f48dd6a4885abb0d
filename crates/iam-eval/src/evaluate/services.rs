//! What individual services do differently (S8); nothing else in the crate knows a service's name.

mod across_accounts;
mod named;
mod source;
mod sts;

pub(crate) use across_accounts::AcrossAccounts;
pub use named::{resources_with_rules, services_with_rules};
pub(crate) use source::{EXEMPT_TRUST_POLICY, Source, of_exempt_root};
pub(crate) use sts::accepts_provider;

use super::combine::is_same_account;
use crate::logic::{Logic, Truth};
use crate::request::{Action, CallerKind, Facts, Resource, ResourceFact, ResourcePattern};
use across_accounts::{Name, is_among, lists, names};
use iam_syntax::text::fold;

/// A service's special rule for a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SpecialRule {
    pub(crate) sides: Sides,
    pub(crate) refusal: Option<Refusal>,
    /// S8.7, S8.8: true if the caller is the root user of the resource's account and the
    /// resource-based policy can't deny it the action.
    pub(crate) root_is_exempt: Truth,
    /// S7.12: true if RCPs don't apply, since a service assumes its service-linked role.
    pub(crate) rcps_are_exempt: Truth,
}

/// How the caller's side and the resource's side combine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sides {
    /// The general rules (S7).
    General,
    /// The resource-based policy must allow; identity policies count only if it delegates the
    /// decision to the account. Key policies (S8.1), trust policies (S8.2, S8.4).
    ResourcePolicyDecides,
    /// The rule of `ResourcePolicyDecides` may apply, depending on the unknown resource.
    ResourcePolicyMayDecide,
    /// S8.5: only the trust policy counts: callers that sign the request are refused.
    TrustPolicyAlone,
    /// S8.4, S8.9: both must allow, even within one account.
    Both,
    /// S8.1: the resource's side doesn't count.
    CallersAlone,
    /// S8.1, S8.13: the resource-based policy doesn't count: the action has no key, or the policy
    /// is for AWS services only.
    WithoutResourcePolicy,
    /// S8.6: `sts:GetCallerIdentity` is always allowed.
    NoPermissionNeeded,
    /// S8.6: `sts:GetSessionToken` is always allowed too, except for the root user's sessions, to
    /// which it is refused.
    NoPermissionNeededBySessionless,
}

/// A refusal of the action by the service, regardless of the policies.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Refusal {
    /// S8.2
    ToRootUsers,
    /// S8.6
    ToSessions,
    /// S8.6
    ToFederatedUsers,
    /// S8.5: to callers that can't sign it.
    ToUnsigned,
    /// S8.5: to callers that sign it.
    ToSigned,
    /// S8.5: to providers of another kind, or of another account.
    ToThisProvider,
    /// S8.10–S8.12: to callers of other accounts than the resource's. The account is another one,
    /// or not known.
    AcrossAccounts(&'static AcrossAccounts),
    /// [`Refusal::AcrossAccounts`], for a caller without an account.
    OfNoAccount(&'static AcrossAccounts),
}

impl Refusal {
    /// False if it depends on the resource's account.
    pub(crate) fn is_certain(self) -> bool {
        !matches!(self, Self::AcrossAccounts(_))
    }
}

impl PartialEq for Refusal {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::AcrossAccounts(a), Self::AcrossAccounts(b))
            | (Self::OfNoAccount(a), Self::OfNoAccount(b)) => std::ptr::eq(*a, *b),
            _ => std::mem::discriminant(self) == std::mem::discriminant(other),
        }
    }
}

impl Eq for Refusal {}

const KMS_KEY: (&str, &str) = ("kms", "key/");
const FEDERATED_USER: (&str, &str) = ("sts", "federated-user/");
const SERVICE_LINKED_ROLE: (&str, &str) = ("iam", "role/aws-service-role/");

/// S8.7, S8.8: the actions with which an account's root user may repair a policy that locks
/// everyone out.
static BUCKET_POLICY: [Name; 3] =
    names(["DeleteBucketPolicy", "GetBucketPolicy", "PutBucketPolicy"]);
static TABLE_POLICY: [Name; 1] = names(["DeleteResourcePolicy"]);
static QUEUE_POLICY: [Name; 1] = names(["SetQueueAttributes"]);
/// S8.13: the actions of CloudWatch Logs on destinations, whose policies are for every caller.
static ON_DESTINATIONS: [Name; 2] = names(["CreateDelivery", "PutSubscriptionFilter"]);
/// S8.1: the actions of KMS that are about no key.
static WITHOUT_KEY: [Name; 11] = names([
    "ConnectCustomKeyStore",
    "CreateCustomKeyStore",
    "CreateKey",
    "DeleteCustomKeyStore",
    "DescribeCustomKeyStores",
    "DisconnectCustomKeyStore",
    "GenerateRandom",
    "ListAliases",
    "ListKeys",
    "ListRetirableGrants",
    "UpdateCustomKeyStore",
]);

const fn word(service: &str) -> u64 {
    fold::first_word_folded_const(service.as_bytes())
}

const BACKUP: u64 = word("backup");
const CLOUDHSM: u64 = word("cloudhsm");
const CONNECT: u64 = word("connect");
const DYNAMODB: u64 = word("dynamodb");
const IAM: u64 = word("iam");
const KINESIS: u64 = word("kinesis");
const KMS: u64 = word("kms");
const LAMBDA: u64 = word("lambda");
const LOGS: u64 = word("logs");
const PAYMENT_CRYPTOGRAPHY: u64 = word("payment-cryptography");
const S3: u64 = word("s3");
const S3EXPRESS: u64 = word("s3express");
const S3_OUTPOSTS: u64 = word("s3-outposts");
const SECRETS_MANAGER: u64 = word("secretsmanager");
const SES: u64 = word("ses");
const SQS: u64 = word("sqs");
const SSM: u64 = word("ssm");
const STS: u64 = word("sts");
const VPC_LATTICE: u64 = word("vpc-lattice-svcs");
const WELL_ARCHITECTED: u64 = word("wellarchitected");

impl SpecialRule {
    /// No special rule: the general rules.
    pub(crate) const GENERAL: Self = Self {
        sides: Sides::General,
        refusal: None,
        root_is_exempt: Truth::False,
        rcps_are_exempt: Truth::False,
    };

    #[inline]
    pub(crate) fn is_general(&self) -> bool {
        matches!(self.sides, Sides::General)
            && self.refusal.is_none()
            && matches!(self.root_is_exempt, Truth::False)
            && matches!(self.rcps_are_exempt, Truth::False)
    }

    /// Whether the identity-based policies of a user, a role or a session alone decide about an
    /// action in their own account, as far as service rules are concerned: most of these are about
    /// other callers or accounts.
    #[inline]
    pub(crate) fn leaves_to_identity(action: &Action<'_>) -> bool {
        !matches!(action.service_word, KMS | STS | VPC_LATTICE)
    }

    /// Whether special rules of its service may apply to an action: false for most services.
    pub(crate) fn may_concern(action: &Action<'_>) -> bool {
        matches!(
            action.service_word,
            S3 | KMS
                | STS
                | SQS
                | DYNAMODB
                | BACKUP
                | S3EXPRESS
                | CLOUDHSM
                | PAYMENT_CRYPTOGRAPHY
                | VPC_LATTICE
                | CONNECT
                | IAM
                | KINESIS
                | LAMBDA
                | LOGS
                | S3_OUTPOSTS
                | SECRETS_MANAGER
                | SES
                | SSM
                | WELL_ARCHITECTED
        )
    }

    /// The service is found first, by the first eight bytes of its prefix: most services have no
    /// special rule. [`Self::may_concern`] has the same list.
    pub(crate) fn of(has_resource_policy: bool, facts: &Facts<'_>) -> Self {
        let action = &facts.action;
        let (prefix, refused, policy): (&[u8], _, &[Name]) = match action.service_word {
            S3 => (b"s3", &lists::S3, &BUCKET_POLICY),
            KMS => (b"kms", &lists::KMS, &[]),
            STS => return Self::of_sts(facts),
            SQS => (b"sqs", &lists::SQS, &QUEUE_POLICY),
            DYNAMODB => (b"dynamodb", &lists::DYNAMODB, &TABLE_POLICY),
            BACKUP => (b"backup", &lists::BACKUP, &[]),
            S3EXPRESS => (b"s3express", &lists::S3EXPRESS, &BUCKET_POLICY),
            CLOUDHSM => (b"cloudhsm", &lists::CLOUDHSM, &[]),
            PAYMENT_CRYPTOGRAPHY => {
                let refused = &lists::PAYMENT_CRYPTOGRAPHY;
                (b"payment-cryptography", refused, &[])
            }
            LAMBDA => (b"lambda", &lists::LAMBDA, &[]),
            S3_OUTPOSTS => (b"s3-outposts", &lists::S3_OUTPOSTS, &BUCKET_POLICY),
            KINESIS => (b"kinesis", &lists::KINESIS, &[]),
            SECRETS_MANAGER => (b"secretsmanager", &lists::SECRETS_MANAGER, &[]),
            SES => (b"ses", &lists::SES, &[]),
            SSM => (b"ssm", &lists::SSM, &[]),
            WELL_ARCHITECTED => (b"wellarchitected", &lists::WELL_ARCHITECTED, &[]),
            LOGS => return Self::of_logs(has_resource_policy, facts),
            IAM => return Self::of_iam(facts),
            CONNECT => return Self::of_connect(facts),
            VPC_LATTICE if action.is_of(b"vpc-lattice-svcs") => return Self::both(),
            _ => return Self::GENERAL,
        };
        if !action.is_of(prefix) {
            return Self::GENERAL;
        }
        let sides = match prefix {
            b"kms" => Self::sides_of_kms(has_resource_policy, facts),
            _ => Sides::General,
        };
        let is_root = facts.principal.kind() == CallerKind::Root;
        Self {
            sides,
            refusal: Self::across_accounts(refused, facts),
            root_is_exempt: match is_root && is_among(policy, action) {
                true => is_same_account(facts),
                false => Truth::False,
            },
            rcps_are_exempt: Truth::False,
        }
    }

    const fn by(sides: Sides) -> Self {
        Self {
            sides,
            ..Self::GENERAL
        }
    }

    const fn both() -> Self {
        Self::by(Sides::Both)
    }

    fn refused(refusal: Refusal) -> Self {
        Self {
            refusal: Some(refusal),
            ..Self::GENERAL
        }
    }

    /// S8.10–S8.12. Services have no account, and act for the resource's.
    fn across_accounts(refused: &'static AcrossAccounts, facts: &Facts<'_>) -> Option<Refusal> {
        let refusal = match facts.principal.kind() {
            CallerKind::Service => return None,
            CallerKind::Anonymous
            | CallerKind::FederatedProvider
            | CallerKind::OriginAccessIdentity => Refusal::OfNoAccount(refused),
            _ if is_same_account(facts) == Truth::True => return None,
            _ => Refusal::AcrossAccounts(refused),
        };
        // The list comes last: most callers act in their own account.
        refused.refuses(&facts.action).then_some(refusal)
    }

    /// S8.6: a federated user calls no operation of IAM; `iam:PassRole` is none.
    fn of_iam(facts: &Facts<'_>) -> Self {
        let is_operation =
            facts.action.is_of(b"iam") && !fold::same(b"passrole", facts.action.name());
        match facts.principal.kind() {
            CallerKind::FederatedUser if is_operation => Self::refused(Refusal::ToFederatedUsers),
            _ => Self::GENERAL,
        }
    }

    /// S8.13: the policies of log groups, and of an account's logs, are for AWS services only.
    fn of_logs(has_resource_policy: bool, facts: &Facts<'_>) -> Self {
        let is_for_services = has_resource_policy
            && facts.principal.kind() != CallerKind::Service
            && facts.action.is_of(b"logs")
            && !is_among(&ON_DESTINATIONS, &facts.action);
        match is_for_services {
            true => Self::by(Sides::WithoutResourcePolicy),
            false => Self::GENERAL,
        }
    }

    /// S8.2
    fn of_connect(facts: &Facts<'_>) -> Self {
        let is_token = facts.action.is_of(b"connect")
            && fold::same(b"getfederationtoken", facts.action.name());
        match facts.principal.kind() {
            CallerKind::Root if is_token => Self::refused(Refusal::ToRootUsers),
            _ => Self::GENERAL,
        }
    }

    /// Whether the resource is of this kind.
    fn truth_about(facts: &Facts<'_>, kind: (&str, &str)) -> Truth {
        Self::truth_of_resource(
            facts,
            |resource| resource.is_of(kind),
            |pattern| pattern.is_of(kind),
        )
    }

    /// A property of the resource, or of any resource of a pattern.
    fn truth_of_resource(
        facts: &Facts<'_>,
        of_resource: impl FnOnce(&Resource) -> bool,
        of_pattern: impl FnOnce(&ResourcePattern) -> Option<bool>,
    ) -> Truth {
        match facts.resource {
            ResourceFact::Known(resource) => Truth::from(of_resource(resource)),
            ResourceFact::Within(pattern) => {
                of_pattern(pattern).map_or(Truth::Unknown, Truth::from)
            }
            ResourceFact::Unknown => Truth::Unknown,
        }
    }

    /// S8.1: a key's policy decides about the key. If an action on keys names none, a key policy
    /// counts if one is supplied (OPEN). On `kms:RetireGrant`, and on actions without a key, key
    /// policies have no effect.
    fn sides_of_kms(has_resource_policy: bool, facts: &Facts<'_>) -> Sides {
        if fold::same(b"retiregrant", facts.action.name()) {
            return Sides::CallersAlone;
        }
        if is_among(&WITHOUT_KEY, &facts.action) {
            return match has_resource_policy {
                true => Sides::WithoutResourcePolicy,
                false => Sides::General,
            };
        }
        let is_given = has_resource_policy
            && matches!(facts.resource, ResourceFact::Known(resource) if resource.split().is_none());
        let is_on_key = Self::truth_about(facts, KMS_KEY).or(Truth::from(is_given));
        Sides::where_resource_policy_decides(is_on_key)
    }

    /// Whether the resource-based policy counts at all.
    pub(crate) fn resource_policy_counts(&self) -> bool {
        // S8.7: the root user of the policy's account doesn't need its Allow statements.
        !matches!(
            self.sides,
            Sides::CallersAlone | Sides::WithoutResourcePolicy
        ) && self.root_is_exempt != Truth::True
    }

    /// S7.7, S7.12
    pub(crate) fn rcps_count(&self) -> bool {
        self.sides != Sides::CallersAlone && self.rcps_are_exempt != Truth::True
    }

    /// The answer, if policies have no effect on it. `None` if a `Deny` may still have one.
    pub(crate) fn settles<T: Logic>(&self, facts: &Facts<'_>, has_session: bool) -> Option<T> {
        match self.sides {
            Sides::NoPermissionNeeded => Some(T::TRUE),
            Sides::NoPermissionNeededBySessionless => match is_sessionless(facts, has_session) {
                Truth::False => None,
                sessionless => Some(T::known(sessionless)),
            },
            _ => None,
        }
    }
}

/// S7.11: whether a user or root user is not in a session. A root user with session policies is in
/// one from `sts:AssumeRoot`.
pub(super) fn is_sessionless(facts: &Facts<'_>, has_session: bool) -> Truth {
    match has_session && facts.principal.kind() == CallerKind::Root {
        true => Truth::False,
        false => facts.is_assumed_root().not(),
    }
}

impl Sides {
    fn where_resource_policy_decides(it_does: Truth) -> Self {
        match it_does {
            Truth::True => Self::ResourcePolicyDecides,
            Truth::False => Self::General,
            Truth::Unknown => Self::ResourcePolicyMayDecide,
        }
    }

    /// What the caller's side allows in the resource's account, given whether the resource-based
    /// policy delegates the decision to the account (`delegated`).
    pub(crate) fn identity_part<T: Logic>(self, caller_side: T, delegated: T) -> T {
        match self {
            Self::General
            | Self::CallersAlone
            | Self::WithoutResourcePolicy
            | Self::NoPermissionNeeded
            | Self::NoPermissionNeededBySessionless => caller_side,
            Self::ResourcePolicyDecides => caller_side.and(delegated),
            Self::ResourcePolicyMayDecide => caller_side.agreed(caller_side.and(delegated)),
            Self::TrustPolicyAlone | Self::Both => T::FALSE,
        }
    }
}
