//! A service's special rule (S8), as a reason.

use super::reason::Certainty;
use crate::evaluate::{EXEMPT_TRUST_POLICY, Refusal, Sides, Source, SpecialRule, of_exempt_root};
use crate::logic::Truth;
use crate::policy_set::PolicySet;
use crate::request::Facts;
use serde::Serialize;

/// A special rule of a service that affects a decision in addition to the policies.
///
/// `Display` writes it as a sentence without a full stop.
///
/// ```
/// use iam_eval::*;
/// let allow = r#"{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#;
/// let key = r#"{"Statement": {"Effect": "Allow", "Action": "kms:*", "Resource": "*",
///   "Principal": {"AWS": "444455556666"}}}"#;
/// let policies = PolicySet::new()
///     .with(Policy::parse(PolicyKind::Identity, "role.json", allow)?)?
///     .with(Policy::parse(PolicyKind::Resource, "key.json", key)?)?;
/// let role = Principal::parse("arn:aws:iam::444455556666:role/backup")?;
/// let key = Resource::parse("arn:aws:kms:eu-west-1:111122223333:key/k")?;
/// let explanation = policies.explain(&Request::new(&role, "kms:PutKeyPolicy", &key)?);
/// assert_eq!(explanation.decision, Decision::ImplicitDeny);
/// let rule = &explanation.service_rules[0];
/// assert_eq!(rule.kind, ServiceRuleKind::RefusedAcrossAccounts);
/// assert_eq!(rule.to_string(), "AWS KMS refuses kms:PutKeyPolicy across accounts");
/// assert!(rule.source.starts_with("AWS KMS API reference"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ServiceRule {
    /// What the rule does.
    pub kind: ServiceRuleKind,
    /// The service, as AWS's guides write it.
    pub service: &'static str,
    /// The request's action.
    pub action: Box<str>,
    /// Where AWS documents the rule, and the date of the text if it is a list that may become
    /// outdated.
    pub source: &'static str,
    /// `Possible` if it depends on an unknown resource whether the rule applies.
    pub applies: Certainty,
}

/// What a [`ServiceRule`] does.
///
/// ```
/// use iam_eval::{PolicySet, Principal, Request, Resource, ServiceRuleKind};
/// let user = Principal::parse("arn:aws:iam::111122223333:user/alice")?;
/// let anything = Resource::any();
/// let request = Request::new(&user, "sts:GetCallerIdentity", &anything)?;
/// let explanation = PolicySet::new().explain(&request);
/// assert_eq!(explanation.service_rules[0].kind, ServiceRuleKind::NoPermissionNeeded);
/// # Ok::<(), iam_eval::RequestError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum ServiceRuleKind {
    /// The action is refused to callers of other accounts than the resource's (S8.10–S8.12).
    RefusedAcrossAccounts,
    /// The action is refused to root users (S8.2).
    RefusedToRootUsers,
    /// The action is refused to all callers except users and root users (S8.6).
    RefusedToSessions,
    /// The action is refused to federated users, the sessions of `sts:GetFederationToken` (S8.6).
    RefusedToFederatedUsers,
    /// The action has to be signed, which this caller can't (S8.5).
    RefusedUnsigned,
    /// The action is refused to users, roles and services: it isn't signed, and users of identity
    /// providers call it (S8.5).
    RefusedSigned,
    /// The action is refused to this identity provider: to its kind, or since it is in another
    /// account (S8.5).
    RefusedToProvider,
    /// The action needs no permission, and no policy denies it (S8.6).
    NoPermissionNeeded,
    /// The key policy must allow; identity-based policies count if it delegates to them (S8.1).
    KeyPolicyDecides,
    /// The role's trust policy must allow; identity-based policies count if it delegates to them
    /// (S8.2, S8.4).
    TrustPolicyDecides,
    /// Only the role's trust policy counts (S8.5).
    TrustPolicyAlone,
    /// The resource-based policy and the identity-based policies must both allow, even within one
    /// account (S8.4, S8.9).
    BothSidesMustAllow,
    /// Key policies and resource control policies have no effect (S8.1).
    KeyPolicyHasNoEffect,
    /// The action is about no key, so that the key policy has no effect (S8.1).
    NoKeyInvolved,
    /// The resource-based policy has an effect on AWS services only (S8.13).
    ResourcePolicyIsForServices,
    /// Resource control policies don't apply to the trust policy of a service-linked role (S7.12).
    ServiceLinkedRoleIsExempt,
    /// The root user of the resource's account is not bound by the resource-based policy (S8.7,
    /// S8.8).
    RootUserIsExempt,
}

impl ServiceRule {
    /// The rules that affect a request.
    pub(super) fn all(rule: &SpecialRule, facts: &Facts<'_>, set: &PolicySet) -> Vec<Self> {
        use ServiceRuleKind as Kind;
        let (has_session, has_rcps) = (!set.session.is_empty(), !set.rcps.is_empty());
        let mut rules = Vec::new();
        let mut add = |kind, source: Source, applies: Truth| {
            rules.push(Self {
                kind,
                service: source.service,
                action: facts.action.as_str().into(),
                source: source.page,
                applies: applies.into(),
            });
        };
        if let Some(refusal) = rule.refusal {
            let kind = match refusal {
                Refusal::ToRootUsers => Kind::RefusedToRootUsers,
                Refusal::ToSessions => Kind::RefusedToSessions,
                Refusal::ToFederatedUsers => Kind::RefusedToFederatedUsers,
                Refusal::ToUnsigned => Kind::RefusedUnsigned,
                Refusal::ToSigned => Kind::RefusedSigned,
                Refusal::ToThisProvider => Kind::RefusedToProvider,
                Refusal::AcrossAccounts(_) | Refusal::OfNoAccount(_) => Kind::RefusedAcrossAccounts,
            };
            let applies = match facts.resource_account() {
                None if !refusal.is_certain() => Truth::Unknown,
                _ => Truth::True,
            };
            add(kind, refusal.source(&facts.action), applies);
        }
        if let Some(source) = rule.sides.source(&facts.action) {
            let (kind, applies) = match rule.sides {
                Sides::ResourcePolicyMayDecide => (Kind::of_policy(facts), Truth::Unknown),
                Sides::General | Sides::ResourcePolicyDecides => {
                    (Kind::of_policy(facts), Truth::True)
                }
                Sides::TrustPolicyAlone => (Kind::TrustPolicyAlone, Truth::True),
                Sides::Both => (Kind::BothSidesMustAllow, Truth::True),
                Sides::CallersAlone => (Kind::KeyPolicyHasNoEffect, Truth::True),
                Sides::WithoutResourcePolicy if facts.action.is_of(b"kms") => {
                    (Kind::NoKeyInvolved, Truth::True)
                }
                Sides::WithoutResourcePolicy => (Kind::ResourcePolicyIsForServices, Truth::True),
                Sides::NoPermissionNeeded | Sides::NoPermissionNeededBySessionless => {
                    match rule.settles(facts, has_session) {
                        None => (Kind::RefusedToSessions, Truth::True),
                        Some(applies) => (Kind::NoPermissionNeeded, applies),
                    }
                }
            };
            add(kind, source, applies);
        }
        if rule.rcps_are_exempt == Truth::True && has_rcps {
            add(
                Kind::ServiceLinkedRoleIsExempt,
                EXEMPT_TRUST_POLICY,
                Truth::True,
            );
        }
        if rule.root_is_exempt != Truth::False {
            let source = of_exempt_root(&facts.action);
            add(Kind::RootUserIsExempt, source, rule.root_is_exempt);
        }
        rules
    }
}

impl ServiceRuleKind {
    fn of_policy(facts: &Facts<'_>) -> Self {
        match facts.action.is_of(b"kms") {
            true => Self::KeyPolicyDecides,
            false => Self::TrustPolicyDecides,
        }
    }
}

impl std::fmt::Display for ServiceRule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        use ServiceRuleKind as Kind;
        let (service, action) = (self.service, &self.action);
        match self.kind {
            Kind::RefusedAcrossAccounts => write!(f, "{service} refuses {action} across accounts"),
            Kind::RefusedToRootUsers => write!(f, "{service} refuses {action} to root users"),
            Kind::RefusedToSessions => {
                write!(
                    f,
                    "{service} accepts {action} from users and root users only"
                )
            }
            Kind::RefusedToFederatedUsers => {
                write!(f, "{service} refuses {action} to federated users")
            }
            Kind::RefusedUnsigned => {
                write!(
                    f,
                    "{service} refuses {action} to callers that don't sign it"
                )
            }
            Kind::RefusedSigned => {
                write!(
                    f,
                    "{service} takes {action} from users of identity providers, not from callers that sign it"
                )
            }
            Kind::RefusedToProvider => write!(
                f,
                "{service} refuses {action} to this identity provider: it is of another kind, or of another \
                 account than the role"
            ),
            Kind::NoKeyInvolved => write!(
                f,
                "{service} ignores key policies for {action}, which is about no key"
            ),
            Kind::ResourcePolicyIsForServices => write!(
                f,
                "{service} ignores resource-based policies for {action} by any caller but an AWS service"
            ),
            Kind::ServiceLinkedRoleIsExempt => write!(
                f,
                "{service} applies no resource control policies to {action} on service-linked roles"
            ),
            Kind::NoPermissionNeeded => {
                write!(f, "{service} allows {action} without any permission")
            }
            Kind::KeyPolicyDecides => write!(
                f,
                "{service} requires the key policy to allow {action}: identity-based policies count only \
                 if it delegates to the account"
            ),
            Kind::TrustPolicyDecides => write!(
                f,
                "{service} requires the role's trust policy to allow {action}: identity-based policies \
                 count only if it delegates to the account"
            ),
            Kind::TrustPolicyAlone => {
                write!(
                    f,
                    "{service} decides {action} by the role's trust policy alone"
                )
            }
            Kind::BothSidesMustAllow => write!(
                f,
                "{service} requires both the resource-based and the identity-based policies to allow {action}"
            ),
            Kind::KeyPolicyHasNoEffect => write!(
                f,
                "{service} ignores key policies and resource control policies for {action}"
            ),
            Kind::RootUserIsExempt => write!(
                f,
                "{service} lets the root user of the resource's account do {action}, whatever the \
                 resource's policy says"
            ),
        }?;
        match self.applies {
            Certainty::Possible => f.write_str(", if the rule applies, which is unknown"),
            Certainty::Certain | Certainty::Impossible => Ok(()),
        }
    }
}
