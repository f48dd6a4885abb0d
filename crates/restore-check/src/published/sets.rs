//! The sets of permissions that the vendor publishes, each with its page: see `data/PROVENANCE.md`.

use iam_access::Provenance;

/// A published set.
#[derive(Debug)]
pub(super) struct Published {
    pub(super) name: &'static str,
    pub(super) text: &'static str,
    pub(super) from: Provenance,
}

const fn published(
    name: &'static str,
    text: &'static str,
    [title, page, date]: [&'static str; 3],
) -> Published {
    let from = Provenance {
        guide: "Veeam Backup for AWS User Guide",
        title,
        page,
        version: "10.0.0.232",
        date,
    };
    Published { name, text, from }
}

macro_rules! sets {
    ($($name:literal: $title:literal, $page:literal, $date:literal;)*) => {
        [$(published(
            $name,
            include_str!(concat!("../../data/sets/", $name, ".json")),
            [$title, $page, $date],
        ),)*]
    };
}

/// The two sets for the restore of EC2 come first: the default, and its addition.
pub(super) static SETS: [Published; 32] = sets! {
    "ec2-restore": "EC2 Restore IAM Permissions", "role_permissions_restore_ec2", "3/25/2025";
    "worker-deployment": "EC2 Restore IAM Permissions", "role_permissions_restore_ec2", "3/25/2025";
    "ec2-backup": "EC2 Backup IAM Role Permissions", "role_permissions_backup_ec2", "2/10/2025";
    "ec2-backup-workers": "EC2 Backup IAM Role Permissions", "role_permissions_backup_ec2", "2/10/2025";
    "rds-backup": "RDS Backup IAM Role Permissions", "role_permissions_backup_rds", "10/1/2025";
    "rds-backup-images": "RDS Backup IAM Role Permissions", "role_permissions_backup_rds", "10/1/2025";
    "dynamodb-backup": "DynamoDB Backup IAM Role Permissions", "role_permissions_backup_dynamo", "4/28/2025";
    "dynamodb-backup-manual": "DynamoDB Backup IAM Role Permissions", "role_permissions_backup_dynamo", "4/28/2025";
    "redshift-backup": "Redshift Cluster Backup IAM Role Permissions", "role_permissions_backup_redshift", "3/20/2025";
    "redshift-backup-manual": "Redshift Cluster Backup IAM Role Permissions", "role_permissions_backup_redshift", "3/20/2025";
    "redshift-serverless-backup": "Redshift Serverless Backup IAM Role Permissions", "role_permissions_backup_redshift_serverless", "4/28/2025";
    "redshift-serverless-backup-manual": "Redshift Serverless Backup IAM Role Permissions", "role_permissions_backup_redshift_serverless", "4/28/2025";
    "efs-backup": "EFS Backup IAM Role Permissions", "role_permissions_backup_efs", "4/28/2025";
    "efs-backup-manual": "EFS Backup IAM Role Permissions", "role_permissions_backup_efs", "4/28/2025";
    "efs-backup-indexing": "EFS Backup IAM Role Permissions", "role_permissions_backup_efs", "4/28/2025";
    "fsx-backup": "FSx Backup IAM Role Permissions", "role_permissions_backup_fsx", "4/28/2025";
    "fsx-backup-manual": "FSx Backup IAM Role Permissions", "role_permissions_backup_fsx", "4/28/2025";
    "vpc-backup": "VPC Configuration Backup IAM Role Permissions", "role_permissions_backup_vpc", "2/10/2025";
    "rds-restore": "RDS Instance Restore IAM Permissions", "role_permissions_restore_rds", "11/14/2025";
    "rds-database-restore": "RDS Database Restore IAM Permissions", "role_permissions_restore_db", "10/1/2025";
    "dynamodb-restore": "DynamoDB Restore IAM Permissions", "role_permissions_restore_dynamo", "2/10/2025";
    "redshift-restore": "Redshift Cluster Restore IAM Permissions", "role_permissions_restore_redshift", "3/20/2025";
    "redshift-serverless-restore": "Redshift Serverless Restore IAM Permissions", "role_permissions_restore_redshift_serverless", "3/20/2025";
    "efs-restore": "EFS Restore IAM Permissions", "role_permissions_restore_efs", "2/10/2025";
    "fsx-restore": "FSx Restore IAM Permissions", "role_permissions_restore_fsx", "2/10/2025";
    "vpc-restore": "VPC Configuration Restore IAM Permissions", "role_permissions_restore_vpc", "2/10/2025";
    "repository": "Repository IAM Permissions", "role_permissions_repo", "11/12/2024";
    "organization-rescan": "Organization Rescan IAM Permissions", "organization_permissions", "4/28/2025";
    "service-role": "Worker Deployment Role Permissions in Backup Account", "role_permissions_backup_acc", "4/28/2025";
    "worker-configuration": "Worker Configuration IAM Role", "role_permissions_service_prod_acc", "4/28/2025";
    "production-worker": "Worker Deployment Role Permissions in Production Accounts", "role_permissions_prod_acc", "10/23/2025";
    "file-level-recovery-worker": "FLR Worker IAM Role Permissions", "role_permissions_flr_prod", "6/17/2024";
};
