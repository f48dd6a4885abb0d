//! A service's own rule (S8), as a reason.

use super::reason::Certainty;
use crate::evaluate::{Refusal, Sides, SpecialRule, Truth};
use crate::request::Facts;
use serde::Serialize;

/// A rule of a service's own that bears on a decision, beside what the policies say.
///
/// `Display` gives it as a sentence without its full stop.
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
    /// Where AWS documents the rule, and of when the text is where it is a list that may age.
    pub source: &'static str,
    /// `Maybe` where it depends on a resource that is not known whether the rule applies.
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
    /// The action is refused to all but users and root users (S8.6).
    RefusedToSessions,
    /// The action needs no permission, and no policy denies it (S8.6).
    NoPermissionNeeded,
    /// The key policy must allow; identity-based policies count where it leaves it to them (S8.1).
    KeyPolicyDecides,
    /// The same for a role's trust policy (S8.2, S8.4).
    TrustPolicyDecides,
    /// Nothing but the role's trust policy counts (S8.5).
    TrustPolicyAlone,
    /// The resource-based policy and the identity-based policies must both allow, within the account
    /// too (S8.4, S8.9).
    BothSidesMustAllow,
    /// Key policies and resource control policies have no effect (S8.1).
    KeyPolicyHasNoEffect,
    /// The root user of the resource's account is not bound by the resource-based policy (S8.7, S8.8).
    RootUserIsSpared,
}

impl ServiceRule {
    /// The rules that bear on a request.
    pub(super) fn all(rule: &SpecialRule, facts: &Facts<'_>) -> Vec<Self> {
        use ServiceRuleKind as Kind;
        const STS: &str = "AWS STS";
        const KMS: &str = "AWS KMS";
        let is_kms = facts.action.is_of(b"kms");
        let mut rules = Vec::new();
        let mut add = |kind, service, source, applies: Truth| {
            rules.push(Self {
                kind,
                service,
                action: facts.action.as_str().into(),
                source,
                applies: applies.into(),
            });
        };
        match rule.refusal {
            None => {}
            Some(Refusal::ToRootUsers) => {
                let source = "AWS STS API reference, AssumeRole";
                add(Kind::RefusedToRootUsers, STS, source, Truth::True);
            }
            Some(Refusal::ToSessions) => {
                let source = "AWS STS API reference, AssumeRole, \"Permissions\"";
                add(Kind::RefusedToSessions, STS, source, Truth::True);
            }
            Some(Refusal::AcrossAccounts(list) | Refusal::OfNoAccount(list)) => {
                let certain = rule.refusal.is_some_and(Refusal::is_certain);
                let applies = match facts.resource_account() {
                    None if !certain => Truth::Unknown,
                    _ => Truth::True,
                };
                add(
                    Kind::RefusedAcrossAccounts,
                    list.service,
                    list.source,
                    applies,
                );
            }
        }
        const KEY_POLICIES: &str = "AWS KMS Developer Guide, \"Key policies in AWS KMS\"";
        const ASSUME_ROLE: &str = "AWS STS API reference, AssumeRole";
        match rule.sides {
            Sides::General => {}
            Sides::ResourcePolicyDecides | Sides::ResourcePolicyMayDecide => {
                let (kind, service, source) = match is_kms {
                    true => (Kind::KeyPolicyDecides, KMS, KEY_POLICIES),
                    false => (Kind::TrustPolicyDecides, STS, ASSUME_ROLE),
                };
                let applies = match rule.sides {
                    Sides::ResourcePolicyDecides => Truth::True,
                    _ => Truth::Unknown,
                };
                add(kind, service, source, applies);
            }
            Sides::TrustPolicyAlone => {
                let source = "AWS STS API reference, AssumeRoleWithSAML, AssumeRoleWithWebIdentity";
                add(Kind::TrustPolicyAlone, STS, source, Truth::True);
            }
            Sides::Both => {
                let (service, source) = match facts.action.is_of(b"sts") {
                    true => (
                        STS,
                        "IAM User Guide, \"Monitor and control actions taken with assumed roles\"",
                    ),
                    false => (
                        "Amazon VPC Lattice",
                        "Amazon VPC Lattice User Guide, \"Auth policies\"",
                    ),
                };
                add(Kind::BothSidesMustAllow, service, source, Truth::True);
            }
            Sides::CallersAlone => {
                let source = "AWS KMS Developer Guide, \"Retiring and revoking grants\"; \
                    AWS Organizations User Guide, \"Resource control policies\"";
                add(Kind::KeyPolicyHasNoEffect, KMS, source, Truth::True);
            }
            Sides::NoPermissionNeeded | Sides::NoPermissionNeededBySessionless => {
                let source = "AWS STS API reference, GetCallerIdentity; IAM User Guide, \
                    \"Permissions for GetSessionToken\"";
                match rule.settles(facts).unwrap_or(Truth::True) {
                    Truth::False => add(Kind::RefusedToSessions, STS, source, Truth::True),
                    applies => add(Kind::NoPermissionNeeded, STS, source, applies),
                }
            }
        }
        if rule.root_is_spared != Truth::False {
            let (service, source) = match facts.action.service().first() {
                Some(b'd' | b'D') => (
                    "Amazon DynamoDB",
                    "Amazon DynamoDB API reference, DeleteResourcePolicy",
                ),
                _ if facts.action.is_of(b"sqs") => {
                    ("Amazon SQS", "IAM User Guide, \"AWS account root user\"")
                }
                _ => (
                    "Amazon S3",
                    "Amazon S3 API reference, GetBucketPolicy, PutBucketPolicy, DeleteBucketPolicy",
                ),
            };
            add(Kind::RootUserIsSpared, service, source, rule.root_is_spared);
        }
        rules
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
                write!(f, "{service} takes {action} from users and root users only")
            }
            Kind::NoPermissionNeeded => {
                write!(f, "{service} allows {action} without any permission")
            }
            Kind::KeyPolicyDecides => write!(
                f,
                "{service} asks the key policy for {action}: identity-based policies count only \
                 where it leaves the decision to the account"
            ),
            Kind::TrustPolicyDecides => write!(
                f,
                "{service} asks the role's trust policy for {action}: identity-based policies \
                 count only where it leaves the decision to the account"
            ),
            Kind::TrustPolicyAlone => {
                write!(
                    f,
                    "{service} asks the role's trust policy alone for {action}"
                )
            }
            Kind::BothSidesMustAllow => write!(
                f,
                "{service} asks both the resource-based and the identity-based policies for {action}"
            ),
            Kind::KeyPolicyHasNoEffect => write!(
                f,
                "{service} asks neither the key policy nor resource control policies for {action}"
            ),
            Kind::RootUserIsSpared => write!(
                f,
                "{service} lets the root user of the resource's account do {action} whatever the \
                 resource's policy says"
            ),
        }?;
        match self.applies {
            Certainty::Maybe => f.write_str(", if the rule applies, which is not known"),
            Certainty::Yes | Certainty::No => Ok(()),
        }
    }
}
