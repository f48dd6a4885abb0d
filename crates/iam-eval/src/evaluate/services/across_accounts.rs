//! The actions that services refuse across accounts, regardless of the policies (S8.10–S8.12): dated data.
//!
//! An action that is not listed is decided by the policies: an outdated list may allow what the service has since
//! started to refuse, as the engine did without the list.

use crate::request::Action;
use iam_syntax::text::fold;

/// The actions that a service refuses to callers of other accounts than the resource's.
#[derive(Debug)]
pub(crate) struct AcrossAccounts {
    /// The service as AWS's guides write it.
    pub(crate) service: &'static str,
    /// The source of the list, and its date.
    pub(crate) source: &'static str,
    refused: Refused,
}

#[derive(Debug)]
enum Refused {
    Only(&'static [Name]),
    AllBut(&'static [Name]),
}

/// An action's name, with its first eight bytes in lower case, which differ for most names.
#[derive(Debug, Clone, Copy)]
pub(super) struct Name {
    word: u64,
    text: &'static str,
}

impl Name {
    pub(super) fn text(&self) -> &'static str {
        self.text
    }
}

impl AcrossAccounts {
    /// The actions in the list: those that are refused, or those that aren't.
    pub(super) fn named(&self) -> &'static [Name] {
        match self.refused {
            Refused::Only(names) | Refused::AllBut(names) => names,
        }
    }

    /// Whether an action of the service is refused.
    pub(super) fn refuses(&self, action: &Action<'_>) -> bool {
        match self.refused {
            Refused::Only(names) => is_among(names, action),
            Refused::AllBut(names) => !is_among(names, action),
        }
    }
}

/// Searches a list that [`names`] has sorted.
#[inline]
#[expect(
    clippy::indexing_slicing,
    reason = "`partition_point` is at most the length"
)]
pub(super) fn is_among(names: &[Name], action: &Action<'_>) -> bool {
    let from = names.partition_point(|name| name.word < action.name_word);
    let mut begin_alike = names[from..]
        .iter()
        .take_while(|name| name.word == action.name_word);
    begin_alike.any(|name| action.name().eq_ignore_ascii_case(name.text.as_bytes()))
}

/// A list sorted by the names' first bytes.
#[expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "evaluated at compile time, where it would fail"
)]
pub(super) const fn names<const N: usize>(texts: [&'static str; N]) -> [Name; N] {
    let mut names = [const { Name { word: 0, text: "" } }; N];
    let mut at = 0;
    while at < N {
        let name = Name {
            word: fold::first_word_folded_const(texts[at].as_bytes()),
            text: texts[at],
        };
        let mut place = at;
        while place > 0 && names[place - 1].word > name.word {
            names[place] = names[place - 1];
            place -= 1;
        }
        names[place] = name;
        at += 1;
    }
    names
}

pub(super) static KMS: AcrossAccounts = AcrossAccounts {
    service: "AWS KMS",
    source: "AWS KMS API reference, \"Cross-account use: No\" of each operation (service model of botocore 1.44.8)",
    refused: Refused::Only(&KMS_NAMES),
};

static KMS_NAMES: [Name; 33] = names([
    "CancelKeyDeletion",
    "ConnectCustomKeyStore",
    "CreateAlias",
    "CreateCustomKeyStore",
    "CreateKey",
    "DeleteAlias",
    "DeleteCustomKeyStore",
    "DeleteImportedKeyMaterial",
    "DescribeCustomKeyStores",
    "DisableKey",
    "DisableKeyRotation",
    "DisconnectCustomKeyStore",
    "EnableKey",
    "EnableKeyRotation",
    "GetKeyLastUsage",
    "GetKeyPolicy",
    "GetParametersForImport",
    "ImportKeyMaterial",
    "ListAliases",
    "ListKeyPolicies",
    "ListKeyRotations",
    "ListKeys",
    "ListResourceTags",
    "PutKeyPolicy",
    "ReplicateKey",
    "RotateKeyOnDemand",
    "ScheduleKeyDeletion",
    "TagResource",
    "UntagResource",
    "UpdateAlias",
    "UpdateCustomKeyStore",
    "UpdateKeyDescription",
    "UpdatePrimaryRegion",
]);

pub(super) static CLOUDHSM: AcrossAccounts = AcrossAccounts {
    service: "AWS CloudHSM",
    source: "AWS CloudHSM API reference, \"Cross-account use: No\" of each operation (service model of botocore 1.44.8)",
    refused: Refused::Only(&CLOUDHSM_NAMES),
};

static CLOUDHSM_NAMES: [Name; 16] = names([
    "CopyBackupToRegion",
    "CreateHsm",
    "DeleteBackup",
    "DeleteCluster",
    "DeleteHsm",
    "DeleteResourcePolicy",
    "DescribeClusters",
    "GetResourcePolicy",
    "InitializeCluster",
    "ListTags",
    "ModifyBackupAttributes",
    "ModifyCluster",
    "PutResourcePolicy",
    "RestoreBackup",
    "TagResource",
    "UntagResource",
]);

pub(super) static SQS: AcrossAccounts = AcrossAccounts {
    service: "Amazon SQS",
    source: "Amazon SQS API reference, \"Cross-account permissions don't apply to this action\" (service model of botocore 1.44.8)",
    refused: Refused::Only(&SQS_NAMES),
};

static SQS_NAMES: [Name; 9] = names([
    "AddPermission",
    "CreateQueue",
    "DeleteQueue",
    "ListQueueTags",
    "ListQueues",
    "RemovePermission",
    "SetQueueAttributes",
    "TagQueue",
    "UntagQueue",
]);

pub(super) static PAYMENT_CRYPTOGRAPHY: AcrossAccounts = AcrossAccounts {
    service: "AWS Payment Cryptography",
    source: "AWS Payment Cryptography API reference, text of each operation (service model of botocore 1.44.8)",
    refused: Refused::Only(&PAYMENT_CRYPTOGRAPHY_NAMES),
};

static PAYMENT_CRYPTOGRAPHY_NAMES: [Name; 18] = names([
    "AssociateMpaTeam",
    "CreateAlias",
    "CreateKey",
    "DeleteAlias",
    "DeleteResourcePolicy",
    "DisableDefaultKeyReplicationRegions",
    "DisassociateMpaTeam",
    "EnableDefaultKeyReplicationRegions",
    "GetAlias",
    "GetDefaultKeyReplicationRegions",
    "GetMpaTeamAssociation",
    "GetParametersForExport",
    "GetParametersForImport",
    "GetResourcePolicy",
    "ListAliases",
    "ListKeys",
    "PutResourcePolicy",
    "UpdateAlias",
]);

pub(super) static S3EXPRESS: AcrossAccounts = AcrossAccounts {
    service: "Amazon S3 Express One Zone",
    source: "Amazon S3 API reference, operations on directory buckets (service model of botocore 1.44.8)",
    refused: Refused::Only(&S3EXPRESS_NAMES),
};

static S3EXPRESS_NAMES: [Name; 16] = names([
    "CreateBucket",
    "DeleteBucket",
    "DeleteBucketEncryption",
    "DeleteBucketLifecycle",
    "DeleteBucketMetricsConfiguration",
    "DeleteBucketPolicy",
    "GetBucketEncryption",
    "GetBucketLifecycleConfiguration",
    "GetBucketMetricsConfiguration",
    "GetBucketPolicy",
    "ListBucketMetricsConfigurations",
    "ListDirectoryBuckets",
    "PutBucketEncryption",
    "PutBucketLifecycleConfiguration",
    "PutBucketMetricsConfiguration",
    "PutBucketPolicy",
]);

pub(super) static S3: AcrossAccounts = AcrossAccounts {
    service: "Amazon S3",
    source: "Amazon S3 API reference, GetBucketPolicy, PutBucketPolicy, DeleteBucketPolicy: 405 Method Not Allowed",
    refused: Refused::Only(&S3_NAMES),
};

static S3_NAMES: [Name; 3] = names(["DeleteBucketPolicy", "GetBucketPolicy", "PutBucketPolicy"]);

pub(super) static DYNAMODB: AcrossAccounts = AcrossAccounts {
    service: "Amazon DynamoDB",
    source: "Amazon DynamoDB Developer Guide, \"IAM policies and actions\" (rbac-iam-actions), read on 13 April 2026",
    refused: Refused::Only(&DYNAMODB_NAMES),
};

static DYNAMODB_NAMES: [Name; 34] = names([
    "BatchExecuteStatement",
    "CreateBackup",
    "CreateGlobalTable",
    "CreateTable",
    "DeleteBackup",
    "DeleteResourcePolicy",
    "DescribeBackup",
    "DescribeContinuousBackups",
    "DescribeContributorInsights",
    "DescribeExport",
    "DescribeImport",
    "DescribeKinesisStreamingDestination",
    "DescribeTableReplicaAutoScaling",
    "DescribeTimeToLive",
    "DisableKinesisStreamingDestination",
    "EnableKinesisStreamingDestination",
    "ExecuteStatement",
    "ExecuteTransaction",
    "ExportTableToPointInTime",
    "GetResourcePolicy",
    "ImportTable",
    "ListBackups",
    "ListExports",
    "ListImports",
    "PutResourcePolicy",
    "RestoreTableFromBackup",
    "RestoreTableToPointInTime",
    "UpdateContinuousBackups",
    "UpdateContributorInsights",
    "UpdateGlobalTable",
    "UpdateGlobalTableSettings",
    "UpdateKinesisStreamingDestination",
    "UpdateTableReplicaAutoScaling",
    "UpdateTimeToLive",
]);

/// S8.10: everything except one action.
pub(super) static BACKUP: AcrossAccounts = AcrossAccounts {
    service: "AWS Backup",
    source: "AWS Backup Developer Guide, \"Vault access policies\", read on 13 April 2026",
    refused: Refused::AllBut(&BACKUP_NAMES),
};

static BACKUP_NAMES: [Name; 1] = names(["CopyIntoBackupVault"]);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_list_is_whole() {
        for (list, prefix, count) in [
            (&KMS, "kms", 33),
            (&CLOUDHSM, "cloudhsm", 16),
            (&SQS, "sqs", 9),
            (&PAYMENT_CRYPTOGRAPHY, "payment-cryptography", 18),
            (&S3EXPRESS, "s3express", 16),
            (&S3, "s3", 3),
            (&DYNAMODB, "dynamodb", 34),
        ] {
            let Refused::Only(names) = list.refused else {
                panic!("{prefix}: a list");
            };
            assert_eq!(names.len(), count, "{prefix}");
            for name in names {
                for text in [
                    format!("{prefix}:{}", name.text),
                    format!("{prefix}:{}", name.text.to_lowercase()),
                ] {
                    assert!(list.refuses(&Action::new(&text).unwrap()), "{text}");
                }
                let longer = format!("{prefix}:{}s", name.text);
                let is_another = names
                    .iter()
                    .any(|other| longer.ends_with(&format!(":{}", other.text)));
                assert_eq!(
                    list.refuses(&Action::new(&longer).unwrap()),
                    is_another,
                    "{longer}"
                );
                let same = names.iter().filter(|other| other.text == name.text);
                assert_eq!(same.count(), 1, "{}", name.text);
            }
        }
        assert!(!BACKUP.refuses(&Action::new("backup:copyintobackupvault").unwrap()));
        assert!(BACKUP.refuses(&Action::new("backup:CopyFromBackupVault").unwrap()));
    }
}
