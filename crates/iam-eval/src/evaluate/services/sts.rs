//! The rules of AWS STS (S8.2, S8.4–S8.6).

use super::{FEDERATED_USER, Refusal, SERVICE_LINKED_ROLE, Sides, SpecialRule};
use crate::logic::{Logic, Truth};
use crate::request::{CallerKind, Facts, Resource, ResourcePattern};
use iam_syntax::text::fold;

impl SpecialRule {
    pub(super) fn of_sts(facts: &Facts<'_>) -> Self {
        if !facts.action.is_of(b"sts") {
            return Self::GENERAL;
        }
        use CallerKind::{Role, RoleSession, Root, User};
        let is = |known: &[u8]| fold::same(known, facts.action.name());
        let kind = facts.principal.kind();
        let rcps_are_exempt = match is(b"assumerole") {
            true => Self::is_service_linked_role(facts),
            false => Truth::False,
        };
        if let Some(refusal) = Self::refusal_of_sts(facts, is) {
            return Self {
                rcps_are_exempt,
                ..Self::refused(refusal)
            };
        }
        if is(b"getcalleridentity") {
            Self::by(Sides::NoPermissionNeeded)
        } else if is(b"getsessiontoken") {
            match kind {
                User | Root => Self::by(Sides::NoPermissionNeededBySessionless),
                _ => Self::refused(Refusal::ToSessions),
            }
        } else if is(b"getfederationtoken") {
            match kind {
                Role | RoleSession => Self::refused(Refusal::ToSessions),
                _ => Self::GENERAL,
            }
        } else if is(b"assumerole") {
            Self {
                rcps_are_exempt,
                ..Self::by(Sides::ResourcePolicyDecides)
            }
        } else if is(b"setsourceidentity") && matches!(kind, Role | RoleSession) {
            // Role chaining.
            Self::both()
        } else if is(b"setsourceidentity") || is(b"setcontext") {
            Self::by(Sides::ResourcePolicyDecides)
        } else if is(b"tagsession") {
            // S8.4 is about roles. The tags of GetFederationToken are put on a federated user,
            // which has no policies.
            let is_on_role = Self::truth_about(facts, FEDERATED_USER).not();
            Self::by(Sides::where_resource_policy_decides(is_on_role))
        } else if is(b"assumerolewithsaml") || is(b"assumerolewithwebidentity") {
            Self::by(Sides::TrustPolicyAlone)
        } else {
            Self::GENERAL
        }
    }

    /// S7.12: an exemption needs an ARN that names an account, as all of roles do.
    fn is_service_linked_role(facts: &Facts<'_>) -> Truth {
        let names_account = Self::truth_of_resource(
            facts,
            Resource::names_account,
            ResourcePattern::names_account,
        );
        Self::truth_about(facts, SERVICE_LINKED_ROLE).and(names_account)
    }

    /// S8.2, S8.5, S8.6: the callers from which STS accepts an action.
    fn refusal_of_sts(facts: &Facts<'_>, is: impl Fn(&[u8]) -> bool) -> Option<Refusal> {
        let is_unsigned = is(b"assumerolewithsaml") || is(b"assumerolewithwebidentity");
        match facts.principal.kind() {
            CallerKind::Root => {
                let is_refused = is(b"assumerole") || is(b"assumeroot");
                let of_signed = is_unsigned.then_some(Refusal::ToSigned);
                is_refused.then_some(Refusal::ToRootUsers).or(of_signed)
            }
            CallerKind::FederatedUser => {
                let is_accepted = is(b"getcalleridentity") || is(b"getdelegatedaccesstoken");
                (!is_accepted).then_some(Refusal::ToFederatedUsers)
            }
            CallerKind::Anonymous => (!is_unsigned).then_some(Refusal::ToUnsigned),
            CallerKind::FederatedProvider => {
                let is_part = is(b"tagsession") || is(b"setsourceidentity") || is(b"setcontext");
                match accepts_provider(facts) {
                    _ if !is_unsigned && !is_part => Some(Refusal::ToUnsigned),
                    Truth::False => Some(Refusal::ToThisProvider),
                    Truth::True | Truth::Unknown => None,
                }
            }
            // Users, roles, sessions and services sign their requests.
            _ => is_unsigned.then_some(Refusal::ToSigned),
        }
    }
}

/// S8.5: whether STS accepts a call of an identity provider's user: a SAML provider's users call
/// `AssumeRoleWithSAML`, others `AssumeRoleWithWebIdentity`, for which an OIDC provider has to be
/// in the role's account.
pub(crate) fn accepts_provider(facts: &Facts<'_>) -> Truth {
    let is = |known: &[u8]| fold::same(known, facts.action.name());
    let provider = facts.principal;
    if !facts.action.is_of(b"sts") {
        return Truth::True;
    }
    if provider.is_saml_provider() {
        return Truth::from(!is(b"assumerolewithwebidentity"));
    }
    if !is(b"assumerolewithwebidentity") {
        return Truth::from(!is(b"assumerolewithsaml"));
    }
    match (provider.provider_account(), facts.resource_account()) {
        (None, _) => Truth::True,
        (Some(_), None) => Truth::Unknown,
        // FORMAT: a role without a known account is in the provider's.
        (Some(_), Some(None)) => Truth::True,
        (Some(own), Some(Some(owner))) => Truth::from(own == owner),
    }
}
