//! Whether a policy allows public access.

mod addresses;
mod trusted;

use crate::answer::{Comparison, Reason};
use crate::question::Question;
use iam_eval::{Policy, PolicyKind, PolicySet, Version};
use iam_syntax::document::operator::{Comparison as Compares, SetOperator};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use trusted::{Rule, Trusted};

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

/// The policy with denies for trusted callers: if no one else is allowed, it isn't public. The
/// evaluator confirms a witness with the same policy.
fn guarded(policy: &Policy, resource_type: &str, rule: Rule) -> Option<Policy> {
    let document = policy.document();
    let has_variables = document.version() == Version::V2012;
    let conditions = || {
        let statements = document.statements();
        statements.flat_map(|statement| statement.conditions())
    };
    let ranges = conditions().flat_map(|condition| match condition.operator_node().comparison() {
        Compares::IpAddress => condition.values().map(str::to_owned).collect(),
        _ => Vec::new(),
    });
    let trusted = Trusted::new(rule, resource_type, has_variables, ranges);
    let mut of_sets = BTreeSet::new();
    let mut values: BTreeMap<(String, &'static str), BTreeSet<String>> = BTreeMap::new();
    for condition in conditions() {
        let operator = condition.operator_node();
        let folded = condition.key().to_ascii_lowercase();
        for value in condition.values() {
            if trusted.has(&folded, operator.comparison(), value) {
                values
                    .entry((folded.clone(), operator.positive_name()))
                    .or_default()
                    .insert(value.to_owned());
            }
        }
        if operator.set != SetOperator::None {
            of_sets.insert(folded);
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
