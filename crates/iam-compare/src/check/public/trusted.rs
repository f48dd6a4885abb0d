//! The values of condition keys that identify a caller as one whom the policy lists.

use super::addresses;
use crate::providers;
use iam_eval::is_account_id;
use iam_syntax::document::operator::Comparison as Compares;
use iam_syntax::pattern::variables;
use std::collections::BTreeSet;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    Documented,
    Exact,
}

/// The keys whose fixed values identify a caller as trusted. `aws:VpcSourceIp` is not one: anyone
/// may have a VPC with these private addresses.
const KEYS: [&str; 21] = [
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
    "kms:CallerAccount",
    "s3:DataAccessPointAccount",
    "s3:DataAccessPointArn",
    "s3:x-amz-server-side-encryption-aws-kms-key-id",
];

/// A key that the caller can set to any value: by the documented rule it counts as trusted,
/// although it isn't.
const CALLER_SUPPLIED: &str = "s3:x-amz-server-side-encryption-aws-kms-key-id";

/// The account and the organization of the resource, and what they are compared with.
const OWN: [(&str, &[&str]); 2] = [
    (
        "aws:ResourceOrgID",
        &["aws:PrincipalOrgID", "aws:SourceOrgID", "aws:VpceOrgID"],
    ),
    (
        "aws:ResourceAccount",
        &[
            "aws:PrincipalAccount",
            "aws:SourceAccount",
            "aws:SourceOwner",
            "aws:VpceAccount",
            "kms:CallerAccount",
            "s3:DataAccessPointAccount",
        ],
    ),
];

/// Which values of a policy are trusted.
#[derive(Debug)]
pub(super) struct Trusted<'a> {
    rule: Rule,
    resource_type: &'a str,
    has_variables: bool,
    narrow: BTreeSet<String>,
}

impl<'a> Trusted<'a> {
    /// The ranges are those of addresses in the policy.
    pub(super) fn new(
        rule: Rule,
        resource_type: &'a str,
        has_variables: bool,
        ranges: impl Iterator<Item = String>,
    ) -> Self {
        Self {
            rule,
            resource_type,
            has_variables,
            narrow: addresses::narrow(ranges),
        }
    }

    /// Whether only trusted callers' requests have this value of the key, in lower case.
    pub(super) fn has(&self, key: &str, comparison: Compares, value: &str) -> bool {
        let has_wildcards = match comparison {
            Compares::Text(test) => test.has_wildcards(),
            Compares::Arn => true,
            Compares::IpAddress => false,
            _ => return false,
        };
        if self.has_variables && variables::find(value).is_some() {
            return self.rule == Rule::Exact && is_own(key, value);
        }
        let is_plain = !has_wildcards || !value.contains(['*', '?']);
        if let Some(of_provider) = providers::is_fixed(key, value, is_plain) {
            return of_provider;
        }
        let known = KEYS.iter().find(|known| known.eq_ignore_ascii_case(key));
        let Some(known) =
            known.filter(|known| self.rule == Rule::Documented || **known != CALLER_SUPPLIED)
        else {
            return false;
        };
        match (comparison, self.rule) {
            (Compares::IpAddress, _) => self.narrow.contains(value),
            _ if is_plain => true,
            (_, Rule::Documented) => is_exception(known, value, self.resource_type),
            (Compares::Arn, Rule::Exact) => has_fixed_account(value),
            (_, Rule::Exact) => {
                is_exception(known, value, "AWS::S3::Bucket")
                    || has_fixed_organization(known, value)
                    // A wildcard before the account may take colons.
                    || (has_fixed_account(value) && is_fixed_up_to_account(value))
            }
        }
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

/// Of an ARN: no wildcard before its account.
fn is_fixed_up_to_account(value: &str) -> bool {
    let before = value.split(':').take(4);
    before.into_iter().all(|part| !part.contains(['*', '?']))
}

/// A path in a named organization.
fn has_fixed_organization(key: &str, value: &str) -> bool {
    let organization = value.split('/').next().unwrap_or_default();
    key.ends_with("Paths") && value.contains('/') && !organization.contains(['*', '?'])
}

/// That an account or an organization is the resource's own, in either direction.
fn is_own(key: &str, value: &str) -> bool {
    let variable = value
        .strip_prefix("${")
        .and_then(|rest| rest.strip_suffix('}'))
        .unwrap_or_default();
    let is = |text: &str, name: &str| text.eq_ignore_ascii_case(name);
    OWN.iter().any(|(own, others)| {
        others.iter().any(|other| {
            (is(key, other) && is(variable, own)) || (is(key, own) && is(variable, other))
        })
    })
}
