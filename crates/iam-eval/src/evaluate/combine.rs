//! How the layers' answers make one (S7), denies aside.

use super::layers::Effects;
use super::services::SpecialRule;
use super::truth::{Logic, Truth};
use crate::policy::Grant;
use crate::request::{CallerKind, Facts};

/// What each layer allows. Layers that were not supplied don't limit.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Findings<T = Truth> {
    pub(crate) rule: SpecialRule,
    pub(crate) identity: T,
    pub(crate) boundary: T,
    pub(crate) session: Option<T>,
    pub(crate) scps: T,
    pub(crate) resource: Effects<T>,
    pub(crate) vpc_endpoint: T,
}

impl<T: Logic> Findings<T> {
    pub(crate) fn new(rule: SpecialRule) -> Self {
        Self {
            rule,
            identity: T::FALSE,
            boundary: T::TRUE,
            session: None,
            scps: T::TRUE,
            resource: Effects::NONE,
            vpc_endpoint: T::TRUE,
        }
    }

    /// True where an allow of the identity-based policies suffices without one of the
    /// resource-based policy, and the reverse.
    pub(crate) fn either_side_suffices(&self, facts: &Facts<'_>) -> bool {
        self.rule == SpecialRule::None && is_same_account(facts) != Truth::False
    }
}

/// Whether the request is allowed if no deny applies.
pub(crate) fn allows<T: Logic>(findings: &Findings<T>, facts: &Facts<'_>) -> T {
    let granted = match facts.principal.kind() {
        // S7.14, S7.15, S8.5: the resource's side alone decides.
        CallerKind::Service | CallerKind::Anonymous | CallerKind::FederatedProvider => {
            findings.resource.allows_at_all()
        }
        // S8.5, S4.2: the call is unsigned, so that an account that the trust policy names has
        // nothing to decide by, and nothing of the caller's own limits.
        _ if findings.rule == SpecialRule::TrustPolicyAlone => {
            let resource = &findings.resource;
            resource
                .allows(Grant::Direct)
                .or(resource.allows(Grant::Limited))
        }
        kind => {
            let same = within_account(findings, kind);
            let cross = across_accounts(findings, kind);
            match is_same_account(facts) {
                Truth::True => same,
                Truth::False => cross,
                Truth::Unknown => same.agreed(cross),
            }
        }
    };
    // S7.6, S7.8: these limit every grant, the direct ones too.
    granted.and(findings.scps).and(findings.vpc_endpoint)
}

/// S7.3, S7.10: an allow on either side suffices; a grant in the resource-based policy passes by
/// what it names directly enough to pass by.
fn within_account<T: Logic>(findings: &Findings<T>, kind: CallerKind) -> T {
    let resource = &findings.resource;
    let identity_part = findings
        .rule
        .identity_part(caller_side(findings, kind), resource.allows(Grant::Account));
    let limited_part = resource.allows(Grant::Limited).and(limits(findings, kind));
    resource
        .allows(Grant::Direct)
        .or(limited_part)
        .or(identity_part)
}

/// S7.9: both sides must allow, and nothing is passed by.
fn across_accounts<T: Logic>(findings: &Findings<T>, kind: CallerKind) -> T {
    findings
        .resource
        .allows_at_all()
        .and(caller_side(findings, kind))
}

/// S7.4, S7.5, S7.11.
fn caller_side<T: Logic>(findings: &Findings<T>, kind: CallerKind) -> T {
    match kind {
        CallerKind::Root => T::TRUE,
        _ => findings.identity.and(limits(findings, kind)),
    }
}

/// The permissions boundary and the session policies; none limit the root user.
fn limits<T: Logic>(findings: &Findings<T>, kind: CallerKind) -> T {
    let session = match (kind, findings.session) {
        (CallerKind::Root, _) => return T::TRUE,
        (_, Some(session)) => session,
        // S7.16: a federated user has what session policies allow.
        (CallerKind::FederatedUser, None) => T::FALSE,
        (_, None) => T::TRUE,
    };
    findings.boundary.and(session)
}

/// FORMAT: a resource of which no account is known is the caller's own.
pub(crate) fn is_same_account(facts: &Facts<'_>) -> Truth {
    match facts.resource_account() {
        None => Truth::Unknown,
        Some(None) => Truth::True,
        Some(owner) => Truth::from(owner == facts.principal.account()),
    }
}
