//! Where AWS documents the special rules of its services that are not lists of actions.

use super::{AcrossAccounts, Refusal, Sides};
use crate::request::Action;

/// A service as AWS's guides write it, and where a rule of it is documented.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Source {
    pub(crate) service: &'static str,
    pub(crate) page: &'static str,
}

const fn source(service: &'static str, page: &'static str) -> Source {
    Source { service, page }
}

const KEY_POLICY: Source = source(
    "AWS KMS",
    "AWS KMS Developer Guide, \"Key policies in AWS KMS\"",
);
const RETIRE_GRANT: Source = source(
    "AWS KMS",
    "AWS KMS Developer Guide, \"Retiring and revoking grants\"; AWS Organizations User Guide, \
     \"Resource control policies\", both of 2026",
);
const ASSUME_ROLE: Source = source("AWS STS", "AWS STS API reference, AssumeRole");
const ASSUME_ROLE_UNSIGNED: Source = source(
    "AWS STS",
    "AWS STS API reference, AssumeRoleWithSAML, AssumeRoleWithWebIdentity",
);
const SESSIONS: Source = source(
    "AWS STS",
    "AWS STS API reference, AssumeRole, \"Permissions\"",
);
const ASSUME_ROOT: Source = source("AWS STS", "AWS STS API reference, AssumeRoot");
const CONNECT_TOKEN: Source = source(
    "Amazon Connect",
    "Amazon Connect API reference, GetFederationToken",
);
const FEDERATED_USERS: &str = "AWS STS API reference, GetFederationToken, \"Permissions\"";
const PROVIDERS: Source = source(
    "AWS STS",
    "IAM User Guide, \"AWS JSON policy elements: Principal\"; IAM Access Analyzer policy checks, \
     \"Mismatched action for principal\"",
);
/// S7.12
pub(crate) const EXEMPT_TRUST_POLICY: Source = source(
    "AWS STS",
    "AWS Organizations User Guide, \"Resource control policies\", 2026",
);
const WITHOUT_KEY: Source = source(
    "AWS KMS",
    "AWS KMS Developer Guide, \"AWS KMS permissions\": the policy type of each operation",
);
const LOGS_POLICY: Source = source(
    "Amazon CloudWatch Logs",
    "Amazon CloudWatch Logs API reference, PutResourcePolicy, 2026",
);
const NO_PERMISSION: Source = source(
    "AWS STS",
    "AWS STS API reference, GetCallerIdentity; IAM User Guide, \"Permissions for GetSessionToken\"",
);
const SOURCE_IDENTITY: Source = source(
    "AWS STS",
    "IAM User Guide, \"Monitor and control actions taken with assumed roles\", 2026",
);
const AUTH_POLICY: Source = source(
    "Amazon VPC Lattice",
    "Amazon VPC Lattice User Guide, \"Auth policies\", 2026",
);
const TABLE_POLICY: Source = source(
    "Amazon DynamoDB",
    "Amazon DynamoDB API reference, DeleteResourcePolicy, 2026",
);
const QUEUE_POLICY: Source = source(
    "Amazon SQS",
    "IAM User Guide, \"AWS account root user\", 2026: less explicit than for buckets",
);
const BUCKET_POLICY: Source = source(
    "Amazon S3",
    "Amazon S3 API reference, GetBucketPolicy, PutBucketPolicy, DeleteBucketPolicy, 2026",
);

impl Refusal {
    pub(crate) fn source(self, action: &Action<'_>) -> Source {
        match self {
            Self::ToRootUsers if action.is_of(b"connect") => CONNECT_TOKEN,
            Self::ToRootUsers if action.name().eq_ignore_ascii_case(b"AssumeRoot") => ASSUME_ROOT,
            Self::ToRootUsers => ASSUME_ROLE,
            Self::ToSessions => SESSIONS,
            Self::ToFederatedUsers if action.is_of(b"iam") => source("IAM", FEDERATED_USERS),
            Self::ToFederatedUsers => source("AWS STS", FEDERATED_USERS),
            Self::ToUnsigned | Self::ToSigned => ASSUME_ROLE_UNSIGNED,
            Self::ToThisProvider => PROVIDERS,
            Self::AcrossAccounts(AcrossAccounts {
                service,
                source: page,
                ..
            })
            | Self::OfNoAccount(AcrossAccounts {
                service,
                source: page,
                ..
            }) => source(service, page),
        }
    }
}

impl Sides {
    /// `None` if the general rules apply.
    pub(crate) fn source(self, action: &Action<'_>) -> Option<Source> {
        Some(match self {
            Self::General => return None,
            Self::ResourcePolicyDecides | Self::ResourcePolicyMayDecide => {
                if action.is_of(b"kms") {
                    KEY_POLICY
                } else {
                    ASSUME_ROLE
                }
            }
            Self::TrustPolicyAlone => ASSUME_ROLE_UNSIGNED,
            Self::Both if action.is_of(b"sts") => SOURCE_IDENTITY,
            Self::Both => AUTH_POLICY,
            Self::CallersAlone => RETIRE_GRANT,
            Self::WithoutResourcePolicy if action.is_of(b"logs") => LOGS_POLICY,
            Self::WithoutResourcePolicy => WITHOUT_KEY,
            Self::NoPermissionNeeded | Self::NoPermissionNeededBySessionless => NO_PERMISSION,
        })
    }
}

/// S8.7, S8.8: the source of the rule that exempts the root user.
pub(crate) fn of_exempt_root(action: &Action<'_>) -> Source {
    if action.is_of(b"dynamodb") {
        TABLE_POLICY
    } else if action.is_of(b"sqs") {
        QUEUE_POLICY
    } else {
        BUCKET_POLICY
    }
}
