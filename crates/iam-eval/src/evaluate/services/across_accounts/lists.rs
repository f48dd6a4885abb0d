//! The lists, each with its source and the date.

use super::{AcrossAccounts, Name, Refused, names};

pub(crate) static KMS: AcrossAccounts = AcrossAccounts {
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

pub(crate) static CLOUDHSM: AcrossAccounts = AcrossAccounts {
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

pub(crate) static SQS: AcrossAccounts = AcrossAccounts {
    service: "Amazon SQS",
    source: "Amazon SQS Developer Guide, \"Limitations of Amazon SQS custom policies\"",
    refused: Refused::Only(&SQS_NAMES),
};

static SQS_NAMES: [Name; 12] = names([
    "AddPermission",
    "CancelMessageMoveTask",
    "CreateQueue",
    "DeleteQueue",
    "ListMessageMoveTasks",
    "ListQueueTags",
    "ListQueues",
    "RemovePermission",
    "SetQueueAttributes",
    "StartMessageMoveTask",
    "TagQueue",
    "UntagQueue",
]);

pub(crate) static PAYMENT_CRYPTOGRAPHY: AcrossAccounts = AcrossAccounts {
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

pub(crate) static S3EXPRESS: AcrossAccounts = AcrossAccounts {
    service: "Amazon S3 Express One Zone",
    source: "Amazon S3 API reference, operations on directory buckets (service model of botocore 1.44.8)",
    refused: Refused::Only(&S3EXPRESS_NAMES),
};

static S3EXPRESS_NAMES: [Name; 23] = names([
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
    "GetEncryptionConfiguration",
    "GetLifecycleConfiguration",
    "GetMetricsConfiguration",
    "ListAllMyDirectoryBuckets",
    "ListBucketMetricsConfigurations",
    "ListDirectoryBuckets",
    "PutBucketEncryption",
    "PutBucketLifecycleConfiguration",
    "PutBucketMetricsConfiguration",
    "PutBucketPolicy",
    "PutEncryptionConfiguration",
    "PutLifecycleConfiguration",
    "PutMetricsConfiguration",
]);

pub(crate) static S3: AcrossAccounts = AcrossAccounts {
    service: "Amazon S3",
    source: "Amazon S3 API reference, GetBucketPolicy, PutBucketPolicy, DeleteBucketPolicy (405 Method Not Allowed), \
             GetAccessGrantsInstance",
    refused: Refused::Only(&S3_NAMES),
};

static S3_NAMES: [Name; 4] = names([
    "DeleteBucketPolicy",
    "GetAccessGrantsInstance",
    "GetBucketPolicy",
    "PutBucketPolicy",
]);

pub(crate) static DYNAMODB: AcrossAccounts = AcrossAccounts {
    service: "Amazon DynamoDB",
    source: "Amazon DynamoDB Developer Guide, \"IAM policies and actions\" (rbac-iam-actions), and ql-iam for PartiQL, read on 13 April 2026",
    refused: Refused::Only(&DYNAMODB_NAMES),
};

static DYNAMODB_NAMES: [Name; 46] = names([
    "BatchExecuteStatement",
    "CreateBackup",
    "CreateGlobalTable",
    "CreateTable",
    "DeleteBackup",
    "DeleteResourcePolicy",
    "DescribeBackup",
    "DescribeContinuousBackups",
    "DescribeContributorInsights",
    "DescribeEndpoints",
    "DescribeExport",
    "DescribeGlobalTable",
    "DescribeGlobalTableSettings",
    "DescribeImport",
    "DescribeKinesisStreamingDestination",
    "DescribeLimits",
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
    "ListContributorInsights",
    "ListExports",
    "ListGlobalTables",
    "ListImports",
    "ListStreams",
    "ListTables",
    "PartiQLDelete",
    "PartiQLInsert",
    "PartiQLSelect",
    "PartiQLUpdate",
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
pub(crate) static BACKUP: AcrossAccounts = AcrossAccounts {
    service: "AWS Backup",
    source: "AWS Backup Developer Guide, \"Vault access policies\", read on 13 April 2026",
    refused: Refused::AllBut(&BACKUP_NAMES),
};

static BACKUP_NAMES: [Name; 1] = names(["CopyIntoBackupVault"]);

/// S8.10: everything except what functions' policies support, and what is about layers, which have
/// other policies.
pub(crate) static LAMBDA: AcrossAccounts = AcrossAccounts {
    service: "AWS Lambda",
    source: "AWS Lambda Developer Guide, \"Supported API actions\" of resource-based policies, 2026",
    refused: Refused::AllBut(&LAMBDA_NAMES),
};

static LAMBDA_NAMES: [Name; 37] = names([
    "AddLayerVersionPermission",
    "CreateAlias",
    "DeleteAlias",
    "DeleteFunction",
    "DeleteFunctionConcurrency",
    "DeleteFunctionEventInvokeConfig",
    "DeleteLayerVersion",
    "DeleteProvisionedConcurrencyConfig",
    "GetAlias",
    "GetFunction",
    "GetFunctionConcurrency",
    "GetFunctionConfiguration",
    "GetFunctionEventInvokeConfig",
    "GetLayerVersion",
    "GetLayerVersionPolicy",
    "GetPolicy",
    "GetProvisionedConcurrencyConfig",
    "InvokeFunction",
    "InvokeFunctionUrl",
    "ListAliases",
    "ListFunctionEventInvokeConfigs",
    "ListLayerVersions",
    "ListLayers",
    "ListProvisionedConcurrencyConfigs",
    "ListTags",
    "ListVersionsByFunction",
    "PublishLayerVersion",
    "PublishVersion",
    "PutFunctionConcurrency",
    "PutFunctionEventInvokeConfig",
    "PutProvisionedConcurrencyConfig",
    "RemoveLayerVersionPermission",
    "TagResource",
    "UntagResource",
    "UpdateAlias",
    "UpdateFunctionCode",
    "UpdateFunctionEventInvokeConfig",
]);

pub(crate) static S3_OUTPOSTS: AcrossAccounts = AcrossAccounts {
    service: "Amazon S3 on Outposts",
    source: "Amazon S3 API reference, operations on Outposts buckets (service model of botocore 1.44.8)",
    refused: Refused::Only(&S3_OUTPOSTS_NAMES),
};

static S3_OUTPOSTS_NAMES: [Name; 4] = names([
    "DeleteBucketPolicy",
    "GetBucket",
    "GetBucketPolicy",
    "PutBucketPolicy",
]);

pub(crate) static KINESIS: AcrossAccounts = AcrossAccounts {
    service: "Amazon Kinesis Data Streams",
    source: "Amazon Kinesis Data Streams API reference, PutResourcePolicy (service model of botocore 1.44.8)",
    refused: Refused::Only(&KINESIS_NAMES),
};

static KINESIS_NAMES: [Name; 1] = names(["PutResourcePolicy"]);

pub(crate) static SES: AcrossAccounts = AcrossAccounts {
    service: "Amazon SES",
    source: "Amazon SES API reference, \"for the identity owner only\" (service models of botocore 1.44.8)",
    refused: Refused::Only(&SES_NAMES),
};

static SES_NAMES: [Name; 8] = names([
    "CreateEmailIdentityPolicy",
    "DeleteEmailIdentityPolicy",
    "DeleteIdentityPolicy",
    "GetEmailIdentityPolicies",
    "GetIdentityPolicies",
    "ListIdentityPolicies",
    "PutIdentityPolicy",
    "UpdateEmailIdentityPolicy",
]);

pub(crate) static WELL_ARCHITECTED: AcrossAccounts = AcrossAccounts {
    service: "AWS Well-Architected Tool",
    source: "AWS Well-Architected Tool API reference, \"Only the profile owner\" (service model of botocore 1.44.8)",
    refused: Refused::Only(&WELL_ARCHITECTED_NAMES),
};

static WELL_ARCHITECTED_NAMES: [Name; 3] = names([
    "DeleteAgentProfilePolicy",
    "GetAgentProfilePolicy",
    "PutAgentProfilePolicy",
]);

pub(crate) static SECRETS_MANAGER: AcrossAccounts = AcrossAccounts {
    service: "AWS Secrets Manager",
    source: "AWS Secrets Manager User Guide, \"Access AWS Secrets Manager secrets from a different account\", 2026",
    refused: Refused::Only(&SECRETS_MANAGER_NAMES),
};

static SECRETS_MANAGER_NAMES: [Name; 3] =
    names(["BatchGetSecretValue", "CreateSecret", "ListSecrets"]);

pub(crate) static SSM: AcrossAccounts = AcrossAccounts {
    service: "AWS Systems Manager",
    source: "AWS Systems Manager API reference, DeleteOpsItem (service model of botocore 1.44.8)",
    refused: Refused::Only(&SSM_NAMES),
};

static SSM_NAMES: [Name; 1] = names(["DeleteOpsItem"]);
