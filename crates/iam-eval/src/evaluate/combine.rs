//! How the layers' answers combine (S7), without denies.

use super::effects::Effects;
use super::services::{Sides, SpecialRule, accepts_provider, is_sessionless};
use crate::logic::{Logic, Truth};
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

    /// True if an allow of the identity-based policies suffices without one of the resource-based
    /// policy, and vice versa.
    pub(crate) fn either_side_suffices(&self, facts: &Facts<'_>) -> bool {
        self.rule.sides == Sides::General
            && self.rule.refusal.is_none()
            && is_same_account(facts) != Truth::False
    }
}

impl Findings {
    /// If the resource-based policy certainly leaves the decision to the identity-based policies of
    /// the caller's account: whether it also grants the request itself.
    pub(crate) fn delegated(&self, facts: &Facts<'_>) -> Option<Truth> {
        let leaves = matches!(
            self.rule.sides,
            Sides::General | Sides::ResourcePolicyDecides
        );
        let resource = &self.resource;
        let delegates = resource.allows(Grant::Account) == Truth::True;
        let itself = resource
            .allows(Grant::Limited)
            .or(resource.allows(Grant::Direct));
        let is_alike = self.rule.refusal.is_none() && is_same_account(facts) != Truth::False;
        (facts.caller_is_known && leaves && delegates && is_alike).then_some(itself)
    }
}

/// Whether the request is allowed if no deny applies.
pub(crate) fn allows<T: Logic>(findings: &Findings<T>, facts: &Facts<'_>) -> T {
    let rule = findings.rule;
    let granted = match facts.principal.kind() {
        // S8.2, S8.6, S8.10–S8.12: regardless of the policies.
        _ if rule.refusal.is_some_and(|refusal| refusal.is_certain()) => T::FALSE,
        _ if rule.sides == Sides::NoPermissionNeededBySessionless => {
            T::known(is_sessionless(facts, findings.session.is_some()))
        }
        // S7.14, S7.15, S8.5: only the resource's side decides.
        CallerKind::Service | CallerKind::Anonymous | CallerKind::OriginAccessIdentity => {
            findings.resource.allows_at_all()
        }
        CallerKind::FederatedProvider => {
            let accepted = T::known(accepts_provider(facts));
            findings.resource.allows_at_all().and(accepted)
        }
        // S8.4, S8.9
        kind if rule.sides == Sides::Both => both_sides(findings, facts, kind),
        // S8.1
        kind if rule.sides == Sides::CallersAlone => caller_side(findings, facts, kind),
        kind => {
            let same = within_account(findings, facts, kind);
            // S7.9: both sides must allow, and no limit is bypassed.
            let cross = match rule.refusal {
                None => both_sides(findings, facts, kind),
                Some(_) => T::FALSE,
            };
            match is_same_account(facts) {
                Truth::True => same,
                Truth::False => cross,
                Truth::Unknown => same.agreed(cross),
            }
        }
    };
    // S7.6, S7.8: these limit every grant, including direct ones.
    granted.and(findings.scps).and(findings.vpc_endpoint)
}

/// S7.3, S7.10: an allow on either side suffices; a grant in the resource-based policy bypasses the
/// limits that it is direct enough to bypass.
fn within_account<T: Logic>(findings: &Findings<T>, facts: &Facts<'_>, kind: CallerKind) -> T {
    let resource = &findings.resource;
    let limits = limits(findings, facts, kind);
    let identity_part = findings.rule.sides.identity_part(
        caller_side(findings, facts, kind),
        resource.allows(Grant::Account),
    );
    let limited_part = resource.allows(Grant::Limited).and(limits);
    let direct_part = match kind {
        // S7.11, OPEN: the task policy limits the session, whichever policy grants.
        CallerKind::Root => resource.allows(Grant::Direct).and(limits),
        _ => resource.allows(Grant::Direct),
    };
    direct_part.or(limited_part).or(identity_part)
}

/// Both sides must allow.
fn both_sides<T: Logic>(findings: &Findings<T>, facts: &Facts<'_>, kind: CallerKind) -> T {
    let resource = findings.resource.allows_at_all();
    resource.and(caller_side(findings, facts, kind))
}

/// S7.4, S7.5, S7.11.
fn caller_side<T: Logic>(findings: &Findings<T>, facts: &Facts<'_>, kind: CallerKind) -> T {
    let limits = limits(findings, facts, kind);
    match kind {
        CallerKind::Root => limits,
        _ => findings.identity.and(limits),
    }
}

/// The permissions boundary and the session policies.
fn limits<T: Logic>(findings: &Findings<T>, facts: &Facts<'_>, kind: CallerKind) -> T {
    let session = match (kind, findings.session) {
        // S7.11: no boundary limits the root user; the task policy of its session does.
        (CallerKind::Root, Some(task)) => return task,
        (CallerKind::Root, None) => return T::known(facts.is_assumed_root().not()),
        (_, Some(session)) => session,
        // S7.16: a federated user has the permissions that session policies allow.
        (CallerKind::FederatedUser, None) => T::FALSE,
        (_, None) => T::TRUE,
    };
    findings.boundary.and(session)
}

/// FORMAT: a resource without a known account is assumed to be in the caller's account.
pub(crate) fn is_same_account(facts: &Facts<'_>) -> Truth {
    match facts.resource_account() {
        None => Truth::Unknown,
        Some(None) => Truth::True,
        Some(owner) => Truth::from(owner == facts.principal.account()),
    }
}
