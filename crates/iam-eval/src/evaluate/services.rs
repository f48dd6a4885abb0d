//! What particular services do differently (S8); nothing else in the crate knows a service's name.

use super::truth::Logic;
use crate::request::{Facts, ResourceFact};
use crate::text::fold;

/// A rule of a service's own for a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SpecialRule {
    /// None: the general rules.
    None,
    /// The resource-based policy must allow: identity policies count only where it leaves the
    /// decision to the account. Key policies (S8.1), trust policies (S8.2, S8.4).
    ResourcePolicyDecides,
    /// Whether the former holds hangs on the resource, which is unknown.
    ResourcePolicyMayDecide,
    /// Only the trust policy counts: the callers are of a provider (S8.5).
    TrustPolicyAlone,
    /// S8.6: `sts:GetCallerIdentity` is always allowed.
    AlwaysAllowed,
}

const KMS_KEY: (&str, &str) = ("kms", "key/");
const FEDERATED_USER: (&str, &str) = ("sts", "federated-user/");

impl SpecialRule {
    pub(crate) fn of(has_resource_policy: bool, facts: &Facts<'_>) -> Self {
        if facts.action.is_of(b"kms") {
            Self::of_kms(has_resource_policy, facts)
        } else if facts.action.is_of(b"sts") {
            Self::of_sts(facts)
        } else {
            Self::None
        }
    }

    fn of_sts(facts: &Facts<'_>) -> Self {
        let is = |known: &[u8]| fold::same(known, facts.action.name());
        if is(b"getcalleridentity") {
            Self::AlwaysAllowed
        } else if is(b"assumerole") || is(b"setsourceidentity") || is(b"setcontext") {
            Self::ResourcePolicyDecides
        } else if is(b"tagsession") {
            // S8.4 is about roles. The tags of GetFederationToken are put on a federated user, which
            // has no policy of its own.
            Self::where_resource_policy_decides(match facts.resource {
                ResourceFact::Known(resource) => Some(!resource.is_of(FEDERATED_USER)),
                ResourceFact::Within(pattern) => pattern.is_of(FEDERATED_USER).map(|is| !is),
                ResourceFact::Unknown => None,
            })
        } else if is(b"assumerolewithsaml") || is(b"assumerolewithwebidentity") {
            Self::TrustPolicyAlone
        } else {
            Self::None
        }
    }

    /// S8.1: a key's policy decides over the key. Where no key is named, as for `kms:ListKeys`, a
    /// key policy counts if one is given (OPEN).
    fn of_kms(has_resource_policy: bool, facts: &Facts<'_>) -> Self {
        Self::where_resource_policy_decides(match facts.resource {
            ResourceFact::Known(resource) => {
                let given = resource.split().is_none() && has_resource_policy;
                Some(resource.is_of(KMS_KEY) || given)
            }
            ResourceFact::Within(pattern) => pattern.is_of(KMS_KEY),
            ResourceFact::Unknown => None,
        })
    }

    fn where_resource_policy_decides(it_does: Option<bool>) -> Self {
        match it_does {
            Some(true) => Self::ResourcePolicyDecides,
            Some(false) => Self::None,
            None => Self::ResourcePolicyMayDecide,
        }
    }

    /// What the caller's side allows, given that the resource-based policy leaves the decision to
    /// the caller's account, or doesn't (`delegated`).
    pub(crate) fn identity_part<T: Logic>(self, caller_side: T, delegated: T) -> T {
        match self {
            Self::None | Self::AlwaysAllowed => caller_side,
            Self::ResourcePolicyDecides => caller_side.and(delegated),
            Self::ResourcePolicyMayDecide => caller_side.agreed(caller_side.and(delegated)),
            Self::TrustPolicyAlone => T::FALSE,
        }
    }
}

/// Actions whose resource-based policy is a role's trust policy (S1.19).
///
/// ```
/// assert!(iam_eval::is_trust_policy_action("sts:AssumeRole"));
/// assert!(!iam_eval::is_trust_policy_action("sts:GetCallerIdentity"));
/// ```
#[must_use]
pub fn is_trust_policy_action(action: &str) -> bool {
    TRUST_POLICY_ACTIONS
        .iter()
        .any(|known| known.eq_ignore_ascii_case(action))
}

pub(crate) const TRUST_POLICY_ACTIONS: [&str; 6] = [
    "sts:AssumeRole",
    "sts:AssumeRoleWithSAML",
    "sts:AssumeRoleWithWebIdentity",
    "sts:TagSession",
    "sts:SetSourceIdentity",
    "sts:SetContext",
];
