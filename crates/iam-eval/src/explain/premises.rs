//! How the layers together lead to the decision: from the answer of each to a [`Conclusion`].

use super::conclusion::{Conclusion, Gap, Grantor};
use super::reason::{Certainty, LayerReason, LayerStatus};
use super::service_rule::{ServiceRule, ServiceRuleKind};
use crate::evaluate::{Findings, PartialDecision, Sides, is_same_account};
use crate::layer::Layer;
use crate::logic::Truth;
use crate::policy::{Grant, Policy};
use crate::policy_set::PolicySet;
use crate::request::{CallerKind, Facts};
use iam_syntax::document::{Effect, PolicyKind};

/// The facts that a conclusion is derived from.
pub(super) struct Premises<'a> {
    pub(super) set: &'a PolicySet,
    pub(super) facts: &'a Facts<'a>,
    pub(super) findings: Option<Findings>,
    pub(super) layers: &'a [LayerReason],
    pub(super) service_rules: &'a [ServiceRule],
}

impl Premises<'_> {
    pub(super) fn conclusion(&self, decision: PartialDecision) -> Conclusion {
        if let Some(rule) = self.settling_rule(decision) {
            return Conclusion::ServiceRule(rule.clone());
        }
        match decision {
            PartialDecision::ExplicitDeny => {
                let denying = self.layers.iter();
                let denying = denying.filter(|layer| layer.denies == Certainty::Certain);
                Conclusion::Denied(denying.map(|layer| layer.layer).collect())
            }
            PartialDecision::Depends => Conclusion::Open,
            PartialDecision::Allowed => match self.findings {
                Some(findings) => Conclusion::Granted(self.grantor(&findings)),
                None => Conclusion::Open,
            },
            PartialDecision::ImplicitDeny | PartialDecision::Denied => match self.findings {
                Some(findings) => self.not_allowed(&findings),
                None => Conclusion::Open,
            },
        }
    }

    /// A service's rule that decides regardless of the policies: one arm per kind of rule.
    fn settling_rule(&self, decision: PartialDecision) -> Option<&ServiceRule> {
        use ServiceRuleKind as Kind;
        let certain = self.service_rules.iter();
        let mut certain = certain.filter(|rule| rule.applies == Certainty::Certain);
        certain.find(|rule| match rule.kind {
            Kind::RefusedAcrossAccounts
            | Kind::RefusedToRootUsers
            | Kind::RefusedToSessions
            | Kind::RefusedToFederatedUsers
            | Kind::RefusedUnsigned
            | Kind::RefusedSigned
            | Kind::RefusedToProvider => {
                decision == PartialDecision::ImplicitDeny || decision == PartialDecision::Denied
            }
            Kind::NoPermissionNeeded => decision == PartialDecision::Allowed,
            // These determine which policies decide; the answer is still the policies'.
            Kind::KeyPolicyDecides
            | Kind::TrustPolicyDecides
            | Kind::TrustPolicyAlone
            | Kind::BothSidesMustAllow
            | Kind::KeyPolicyHasNoEffect
            | Kind::NoKeyInvolved
            | Kind::ResourcePolicyIsForServices
            | Kind::ServiceLinkedRoleIsExempt
            | Kind::RootUserIsExempt => false,
        })
    }

    /// The name of the resource's policy.
    fn resource_policy(&self) -> &'static str {
        let kind = self.set.resource.as_ref().map(|it| it.document().kind());
        if self.facts.action.is_of(b"kms") {
            "key policy"
        } else if kind == Some(PolicyKind::Trust) || self.facts.action.is_of(b"sts") {
            "role's trust policy"
        } else {
            "resource-based policy"
        }
    }

    /// These callers have no identity side.
    fn caller_has_no_side(&self) -> bool {
        matches!(
            self.facts.principal.kind(),
            CallerKind::Service
                | CallerKind::Anonymous
                | CallerKind::FederatedProvider
                | CallerKind::OriginAccessIdentity
        )
    }

    fn grantor(&self, findings: &Findings) -> Grantor {
        let policy = self.resource_policy();
        let resource = &findings.resource;
        let kind = self.facts.principal.kind();
        let across_accounts = is_same_account(self.facts) == Truth::False;
        if self.caller_has_no_side() {
            return Grantor::ResourcePolicyAlone(policy);
        }
        match findings.rule.sides {
            Sides::CallersAlone => Grantor::IdentityAlone,
            Sides::Both if !across_accounts => Grantor::Both(policy),
            _ if across_accounts => Grantor::BothAcrossAccounts(policy),
            _ if resource.allows(Grant::Direct) == Truth::True => Grantor::ResourcePolicy(policy),
            Sides::ResourcePolicyDecides
                if resource.allows(Grant::Account) == Truth::True
                    && (findings.identity == Truth::True || kind == CallerKind::Root) =>
            {
                Grantor::Delegated(policy)
            }
            _ if kind == CallerKind::Root => Grantor::RootUser,
            _ if findings.identity == Truth::True => Grantor::Identity,
            _ => Grantor::ResourcePolicyForSession(policy),
        }
    }

    fn not_allowed(&self, findings: &Findings) -> Conclusion {
        let resource = &findings.resource;
        let root = self.facts.principal.kind() == CallerKind::Root;
        let direct = is_same_account(self.facts) == Truth::True
            && resource.allows(Grant::Direct) == Truth::True
            && !root;
        // S7.10: a grant that names the caller directly bypasses the caller's own limits.
        let passes_by = direct || self.caller_has_no_side();
        let limits = self.layers.iter().filter(|layer| {
            let limits = match layer.layer {
                Layer::PermissionsBoundary => !passes_by && !root,
                Layer::Session => !passes_by,
                Layer::Scp(_) | Layer::VpcEndpoint => true,
                Layer::Identity | Layer::Resource | Layer::Rcp(_) => false,
            };
            limits && layer.status == LayerStatus::Evaluated && layer.allows != Certainty::Certain
        });
        let limits: Vec<Layer> = limits.map(|layer| layer.layer).collect();
        let has_allow = |policy: &Policy| {
            let mut statements = policy.document().statements();
            statements.any(|statement| statement.effect() == Effect::Allow)
        };
        let without_allow = limits.iter().copied().filter(|layer| match layer {
            Layer::Scp(level) => {
                let policies = self.set.scps.get(*level);
                !policies.is_some_and(|policies| policies.iter().any(has_allow))
            }
            _ => false,
        });
        let levels_without_allow = without_allow.collect();
        let gap = self.gap(findings).or_else(|| {
            let lacks = limits.is_empty() && findings.session.is_none();
            lacks.then_some(Gap::NoSessionPolicy)
        });
        Conclusion::NotAllowed {
            gap,
            limits,
            levels_without_allow,
        }
    }

    fn gap(&self, findings: &Findings) -> Option<Gap> {
        let resource = self.resource_policy();
        let supplied = self.set.resource.is_some();
        let effects = &findings.resource;
        let resource_allows = effects.allows_at_all() == Truth::True;
        let root = self.facts.principal.kind() == CallerKind::Root;
        let identity_allows = findings.identity == Truth::True || root;
        let across_accounts = is_same_account(self.facts) == Truth::False;
        if self.caller_has_no_side() {
            return (!resource_allows).then_some(Gap::ResourcePolicyAlone { resource, supplied });
        }
        match findings.rule.sides {
            Sides::CallersAlone => (!identity_allows).then_some(Gap::IdentityAlone),
            sides if sides == Sides::Both || across_accounts => {
                let both = identity_allows && resource_allows;
                (!both).then_some(Gap::NotBoth {
                    resource,
                    across_accounts,
                    identity_allows,
                    resource_allows,
                    supplied,
                })
            }
            _ if effects.allows(Grant::Direct) == Truth::True
                || effects.allows(Grant::Limited) == Truth::True =>
            {
                None
            }
            Sides::ResourcePolicyDecides => match effects.allows(Grant::Account) {
                Truth::True => (!identity_allows).then_some(Gap::DelegatedWithoutAllow(resource)),
                _ => Some(Gap::NotDelegated {
                    resource,
                    supplied,
                    identity_allows,
                }),
            },
            _ => (!identity_allows).then_some(Gap::NeitherAllows {
                resource: supplied.then_some(resource),
            }),
        }
    }
}
