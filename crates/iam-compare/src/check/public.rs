//! Whether a policy allows public access.

use crate::answer::{Comparison, Reason};
use crate::question::Question;
use iam_eval::{Policy, PolicyKind, PolicySet, Version, is_account_id};
use iam_syntax::document::operator::{Comparison as Compares, SetOperator};
use iam_syntax::pattern::variables;
use iam_syntax::value::ip::IpRange;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// Whether a policy allows public access, by two definitions. [`Comparison::NoNewAccess`] is *not
/// public*; a witness is a request by an outsider that the policy allows.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct PublicAccess {
    /// By the rule that AWS documents for the kind of resource: a grant is not public if a
    /// condition limits it to fixed values of certain keys (S3 User Guide, "The meaning of public";
    /// `PublicAccessBlockConfiguration`). AWS publishes neither the list of keys for every kind nor
    /// the size from which an address range is public; here the limit is /8 for IPv4 and /32 for
    /// IPv6.
    pub documented: Comparison,
    /// Exactly: whether a caller from an account, an organization or a network that the policy does
    /// not list is allowed.
    pub exact: Comparison,
}

/// The keys whose fixed values identify a caller as trusted.
const TRUSTED_KEYS: [&str; 22] = [
    "aws:PrincipalAccount",
    "aws:PrincipalArn",
    "aws:PrincipalOrgID",
    "aws:PrincipalOrgPaths",
    "aws:SourceAccount",
    "aws:SourceArn",
    "aws:SourceIp",
    "aws:SourceOrgID",
    "aws:SourceOrgPaths",
    "aws:SourceOwner",
    "aws:SourceVpc",
    "aws:SourceVpcArn",
    "aws:SourceVpce",
    "aws:userid",
    "aws:VpceAccount",
    "aws:VpceOrgID",
    "aws:VpceOrgPaths",
    "aws:VpcSourceIp",
    "kms:CallerAccount",
    "s3:DataAccessPointAccount",
    "s3:DataAccessPointArn",
    "s3:x-amz-server-side-encryption-aws-kms-key-id",
];

/// A key that the caller can set to any value: by the documented rule it counts as trusted,
/// although it isn't.
const CALLER_SUPPLIED: &str = "s3:x-amz-server-side-encryption-aws-kms-key-id";

/// Whether a resource-based policy, such as a bucket's, a key's or a role's trust policy, allows
/// public access.
///
/// `resource_type` is the type as in AWS CloudFormation; S3 access points and buckets have special
/// rules.
///
/// ```
/// use iam_compare::{Question, no_public_access};
/// use iam_eval::{Policy, PolicyKind};
/// let text = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",
///   "Resource": "arn:aws:s3:::b/*", "Condition": {"StringEquals": {"aws:PrincipalOrgID": "${aws:ResourceOrgID}"}}}}"#;
/// let policy = Policy::parse(PolicyKind::Resource, "bucket.json", text)?;
/// let public = no_public_access(&policy, "AWS::S3::Bucket", &Question::of_documents());
/// // AWS's rule requires fixed values; in fact only callers of the bucket's own organization are allowed.
/// assert!(public.documented.witness().is_some() && public.exact.is_none());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn no_public_access(
    policy: &Policy,
    resource_type: &str,
    question: &Question<'_>,
) -> PublicAccess {
    let ask = |rule: Rule| {
        let Some(guarded) = guarded(policy, resource_type, rule) else {
            return Comparison::Undecided(Reason::Replay);
        };
        let Ok(set) = PolicySet::new().with(guarded) else {
            return Comparison::Undecided(Reason::Replay);
        };
        let question = Question {
            outsiders: true,
            is_of_documents: true,
            ..question.clone()
        };
        super::granted_by(&set, &question)
    };
    PublicAccess {
        documented: ask(Rule::Documented),
        exact: ask(Rule::Exact),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rule {
    Documented,
    Exact,
}

/// The policy with denies for trusted callers: if no one else is allowed, it isn't public. The
/// evaluator confirms a witness with the same policy.
fn guarded(policy: &Policy, resource_type: &str, rule: Rule) -> Option<Policy> {
    let document = policy.document();
    let has_variables = document.version() == Version::V2012;
    let mut of_sets = BTreeSet::new();
    let mut values: BTreeMap<(String, &'static str), BTreeSet<String>> = BTreeMap::new();
    for condition in document
        .statements()
        .flat_map(|statement| statement.conditions())
    {
        let operator = condition.operator_node();
        let folded = condition.key().to_ascii_lowercase();
        let key = TRUSTED_KEYS
            .iter()
            .find(|key| key.eq_ignore_ascii_case(&folded));
        let Some(key) = key.filter(|key| rule == Rule::Documented || **key != CALLER_SUPPLIED)
        else {
            continue;
        };
        if operator.set != SetOperator::None {
            of_sets.insert(folded.clone());
        }
        let has_wildcards = match operator.comparison() {
            Compares::Text(test) => test.has_wildcards(),
            Compares::Arn => true,
            Compares::IpAddress => false,
            _ => continue,
        };
        let name = operator.positive_name();
        for value in condition.values() {
            let is_variable = has_variables && variables::find(value).is_some();
            let has_wildcard = has_wildcards && value.contains(['*', '?']);
            let is_plain = !is_variable && !has_wildcard;
            let is_trusted = match (operator.comparison(), rule) {
                (Compares::IpAddress, _) => is_narrow(value),
                _ if is_plain => true,
                (_, _) if is_variable => rule == Rule::Exact && is_own_organization(value),
                (_, Rule::Documented) => is_exception(key, value, resource_type),
                (_, Rule::Exact) => {
                    is_exception(key, value, "AWS::S3::Bucket")
                        || has_fixed_account(value)
                        || has_fixed_organization(key, value)
                }
            };
            if is_trusted {
                values
                    .entry((folded.clone(), name))
                    .or_default()
                    .insert(value.to_owned());
            }
        }
    }
    let mut statements: Vec<String> = document
        .statements()
        .filter_map(|statement| {
            let span = statement.span();
            document
                .source()
                .get(span.start as usize..span.end as usize)
        })
        .map(str::to_owned)
        .collect();
    let is_trust = document.kind() == PolicyKind::Trust;
    for ((key, operator), values) in values {
        let set = if of_sets.contains(&key) {
            "ForAnyValue:"
        } else {
            ""
        };
        let mut deny = match is_trust {
            true => json!({"Principal": {"AWS": "*"}, "Action": "sts:*"}),
            false => json!({"Principal": "*", "Action": "*", "Resource": "*"}),
        };
        deny["Effect"] = "Deny".into();
        deny["Condition"] = json!({format!("{set}{operator}"): {key: values}});
        statements.push(deny.to_string());
    }
    let version = if has_variables {
        r#""Version": "2012-10-17", "#
    } else {
        ""
    };
    let text = format!(r#"{{{version}"Statement": [{}]}}"#, statements.join(", "));
    Policy::parse(document.kind(), document.name(), &text).ok()
}

fn is_narrow(range: &str) -> bool {
    match IpRange::parse(range) {
        Some(IpRange::V4 { mask, .. }) => mask.count_ones() >= 8,
        Some(IpRange::V6 { mask, .. }) => mask.count_ones() >= 32,
        None => false,
    }
}

/// Values with a wildcard that count as fixed: the sessions of a role, given by its unique ID, and
/// the access points of one account, the latter only in a bucket's policy.
fn is_exception(key: &str, value: &str, resource_type: &str) -> bool {
    if key.eq_ignore_ascii_case("aws:userid") {
        let id = value.strip_suffix(":*");
        return id.is_some_and(|id| {
            id.starts_with("AROA") && id.bytes().all(|byte| byte.is_ascii_alphanumeric())
        });
    }
    key.eq_ignore_ascii_case("s3:DataAccessPointArn")
        && resource_type == "AWS::S3::Bucket"
        && has_fixed_account(value)
}

/// An ARN whose service and account have no wildcard.
fn has_fixed_account(value: &str) -> bool {
    let parts: Vec<&str> = value.splitn(6, ':').collect();
    match parts.as_slice() {
        ["arn", _, service, _, account, _] => {
            !service.contains(['*', '?']) && is_account_id(account)
        }
        _ => false,
    }
}

/// A path in a named organization.
fn has_fixed_organization(key: &str, value: &str) -> bool {
    let organization = value.split('/').next().unwrap_or_default();
    key.ends_with("Paths") && value.contains('/') && !organization.contains(['*', '?'])
}

/// The account or the organization of the resource itself.
fn is_own_organization(value: &str) -> bool {
    ["${aws:ResourceOrgID}", "${aws:ResourceAccount}"]
        .iter()
        .any(|own| own.eq_ignore_ascii_case(value))
}
