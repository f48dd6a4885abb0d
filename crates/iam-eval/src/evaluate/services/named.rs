//! What the services' special rules distinguish, for analysis: two requests that are equal in all
//! of this have the same rule.

use super::across_accounts::{AcrossAccounts, Name, lists};
use super::{
    BUCKET_POLICY, FEDERATED_USER, KMS_KEY, ON_DESTINATIONS, QUEUE_POLICY, SERVICE_LINKED_ROLE,
    TABLE_POLICY, WITHOUT_KEY,
};

const STS: [&str; 11] = [
    "GetCallerIdentity",
    "GetSessionToken",
    "GetFederationToken",
    "AssumeRole",
    "AssumeRoot",
    "GetDelegatedAccessToken",
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
    let refused = |list: &AcrossAccounts, others: &[Name]| {
        let mut texts: Vec<&str> = list.named().iter().chain(others).map(Name::text).collect();
        texts.sort_unstable();
        texts.dedup();
        texts
    };
    let mut kms = refused(&lists::KMS, &WITHOUT_KEY);
    kms.push("RetireGrant");
    vec![
        ("backup", refused(&lists::BACKUP, &[])),
        ("connect", vec!["GetFederationToken"]),
        ("cloudhsm", refused(&lists::CLOUDHSM, &[])),
        ("dynamodb", refused(&lists::DYNAMODB, &TABLE_POLICY)),
        ("iam", vec!["PassRole"]),
        ("kinesis", refused(&lists::KINESIS, &[])),
        ("kms", kms),
        ("lambda", refused(&lists::LAMBDA, &[])),
        ("logs", ON_DESTINATIONS.iter().map(Name::text).collect()),
        (
            "payment-cryptography",
            refused(&lists::PAYMENT_CRYPTOGRAPHY, &[]),
        ),
        ("s3", refused(&lists::S3, &BUCKET_POLICY)),
        ("s3express", refused(&lists::S3EXPRESS, &BUCKET_POLICY)),
        ("s3-outposts", refused(&lists::S3_OUTPOSTS, &BUCKET_POLICY)),
        ("secretsmanager", refused(&lists::SECRETS_MANAGER, &[])),
        ("ses", refused(&lists::SES, &[])),
        ("sqs", refused(&lists::SQS, &QUEUE_POLICY)),
        ("ssm", refused(&lists::SSM, &[])),
        ("sts", STS.to_vec()),
        ("vpc-lattice-svcs", Vec::new()),
        ("wellarchitected", refused(&lists::WELL_ARCHITECTED, &[])),
    ]
}

/// The resources that special rules name: the service of each, and the start of the last part of
/// its ARN.
#[must_use]
pub fn resources_with_rules() -> [(&'static str, &'static str); 3] {
    [KMS_KEY, FEDERATED_USER, SERVICE_LINKED_ROLE]
}
