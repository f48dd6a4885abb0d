//! What the services' special rules distinguish, for analysis: two requests that are equal in all of this have
//! the same rule.

use super::across_accounts::{self, Name};
use super::{BUCKET_POLICY, FEDERATED_USER, KMS_KEY, QUEUE_POLICY, TABLE_POLICY};

const STS: [&str; 9] = [
    "GetCallerIdentity",
    "GetSessionToken",
    "GetFederationToken",
    "AssumeRole",
    "SetSourceIdentity",
    "SetContext",
    "TagSession",
    "AssumeRoleWithSAML",
    "AssumeRoleWithWebIdentity",
];

/// The services with special rules (S8), each with the names of the actions that the rules name.
///
/// ```
/// let rules: Vec<_> = iam_eval::services_with_rules();
/// let (_, actions) = rules.iter().find(|(service, _)| *service == "sts").unwrap();
/// assert!(actions.contains(&"AssumeRole"));
/// ```
#[must_use]
pub fn services_with_rules() -> Vec<(&'static str, Vec<&'static str>)> {
    let refused = |list: &across_accounts::AcrossAccounts, others: &[Name]| {
        let mut texts: Vec<&str> = list.named().iter().chain(others).map(Name::text).collect();
        texts.sort_unstable();
        texts.dedup();
        texts
    };
    let mut kms = refused(&across_accounts::KMS, &[]);
    kms.push("RetireGrant");
    vec![
        ("backup", refused(&across_accounts::BACKUP, &[])),
        ("cloudhsm", refused(&across_accounts::CLOUDHSM, &[])),
        (
            "dynamodb",
            refused(&across_accounts::DYNAMODB, &TABLE_POLICY),
        ),
        ("kms", kms),
        (
            "payment-cryptography",
            refused(&across_accounts::PAYMENT_CRYPTOGRAPHY, &[]),
        ),
        ("s3", refused(&across_accounts::S3, &BUCKET_POLICY)),
        (
            "s3express",
            refused(&across_accounts::S3EXPRESS, &BUCKET_POLICY),
        ),
        ("sqs", refused(&across_accounts::SQS, &QUEUE_POLICY)),
        ("sts", STS.to_vec()),
        ("vpc-lattice-svcs", Vec::new()),
    ]
}

/// The resources that special rules name: the service of each, and the start of the last part of its ARN.
#[must_use]
pub fn resources_with_rules() -> [(&'static str, &'static str); 2] {
    [KMS_KEY, FEDERATED_USER]
}
