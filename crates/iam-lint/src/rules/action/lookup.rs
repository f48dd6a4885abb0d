//! Looks up services and actions that the catalogue doesn't have.

use crate::policy::Action;
use iam_catalog::{Catalog, Retired, RetiredKind, fits};

/// Prefixes that AWS's managed policies use and that are in no catalogue.
const NEVER_LISTED: [(&str, &str); 2] = [("builderid", "no catalogue"), ("zocalo", "no catalogue")];

/// The date of the last catalogue that has a service.
pub(super) fn retired_service(prefix: &str) -> Option<&'static str> {
    let retired = Retired::named(RetiredKind::Service, prefix).map(Retired::last_seen);
    let unlisted = NEVER_LISTED
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(prefix));
    retired.or(unlisted.map(|(_, day)| *day))
}

/// The date of the last catalogue that has an action.
pub(super) fn retired_action(name: &str) -> Option<&'static str> {
    Retired::named(RetiredKind::Action, name).map(Retired::last_seen)
}

/// Whether an action or a pattern matches anything in the catalogue.
pub(super) fn is_known(catalog: &Catalog, action: &Action<'_>) -> bool {
    if action.known.is_some() || action.is_everything() {
        return true;
    }
    match action.of {
        Some(of) if action.has_wildcard() => of
            .actions()
            .any(|known| fits(action.name, known.short_name())),
        Some(_) => false,
        None => action.service.contains(['*', '?']) && catalog.knows(action.text.value),
    }
}

/// The action that grants an API operation whose name is not an action (the services' lists of
/// "actions defined by", Service Authorization Reference, and the permissions named in the API
/// references).
pub(super) fn granting_action(operation: &str) -> Option<&'static str> {
    if let Some(("apigateway", _)) = operation.split_once(':') {
        return Some("apigateway:GET`, `POST`, `PUT`, `PATCH` or `DELETE");
    }
    let known = GRANTING
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(operation));
    known.map(|(_, action)| *action)
}

const GRANTING: [(&str, &str); 37] = [
    ("dynamodb:TransactGetItems", "dynamodb:GetItem"),
    (
        "dynamodb:TransactWriteItems",
        "dynamodb:PutItem`, `UpdateItem`, `DeleteItem` or `ConditionCheckItem",
    ),
    ("lambda:Invoke", "lambda:InvokeFunction"),
    ("lambda:InvokeWithResponseStream", "lambda:InvokeFunction"),
    ("s3:CompleteMultipartUpload", "s3:PutObject"),
    ("s3:CopyObject", "s3:GetObject` and `s3:PutObject"),
    ("s3:CreateMultipartUpload", "s3:PutObject"),
    ("s3:DeleteBucketEncryption", "s3:PutEncryptionConfiguration"),
    ("s3:DeleteBucketLifecycle", "s3:PutLifecycleConfiguration"),
    (
        "s3:DeleteBucketReplication",
        "s3:PutReplicationConfiguration",
    ),
    ("s3:DeleteBucketTagging", "s3:PutBucketTagging"),
    ("s3:DeleteObjects", "s3:DeleteObject"),
    (
        "s3:GetBucketAccelerateConfiguration",
        "s3:GetAccelerateConfiguration",
    ),
    ("s3:GetBucketEncryption", "s3:GetEncryptionConfiguration"),
    (
        "s3:GetBucketInventoryConfiguration",
        "s3:GetInventoryConfiguration",
    ),
    ("s3:GetBucketLifecycle", "s3:GetLifecycleConfiguration"),
    (
        "s3:GetBucketLifecycleConfiguration",
        "s3:GetLifecycleConfiguration",
    ),
    (
        "s3:GetBucketMetricsConfiguration",
        "s3:GetMetricsConfiguration",
    ),
    ("s3:GetBucketReplication", "s3:GetReplicationConfiguration"),
    ("s3:HeadBucket", "s3:ListBucket"),
    ("s3:HeadObject", "s3:GetObject"),
    ("s3:ListBuckets", "s3:ListAllMyBuckets"),
    ("s3:ListMultipartUploads", "s3:ListBucketMultipartUploads"),
    ("s3:ListObjectVersions", "s3:ListBucketVersions"),
    ("s3:ListObjects", "s3:ListBucket"),
    ("s3:ListObjectsV2", "s3:ListBucket"),
    ("s3:ListParts", "s3:ListMultipartUploadParts"),
    ("s3:PutBucketEncryption", "s3:PutEncryptionConfiguration"),
    ("s3:PutBucketLifecycle", "s3:PutLifecycleConfiguration"),
    (
        "s3:PutBucketLifecycleConfiguration",
        "s3:PutLifecycleConfiguration",
    ),
    ("s3:PutBucketReplication", "s3:PutReplicationConfiguration"),
    ("s3:SelectObjectContent", "s3:GetObject"),
    ("s3:UploadPart", "s3:PutObject"),
    ("s3:UploadPartCopy", "s3:GetObject` and `s3:PutObject"),
    ("sns:PublishBatch", "sns:Publish"),
    ("sqs:DeleteMessageBatch", "sqs:DeleteMessage"),
    ("sqs:SendMessageBatch", "sqs:SendMessage"),
];
