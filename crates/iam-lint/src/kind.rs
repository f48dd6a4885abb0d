//! Determines the kind of a policy, and what it is attached to.

use crate::tree::{Node, Tree, Value};
use iam_syntax::PolicyKind;
use iam_syntax::document::is_trust_policy_action;

/// A type of resource that has a policy, by the name in AWS CloudFormation and Access Analyzer.
#[derive(Debug, PartialEq, Eq)]
pub struct ResourceKind {
    name: &'static str,
    /// Prefixes of the actions that its policies may contain.
    pub(crate) prefixes: &'static [&'static str],
    /// The services of the ARNs that its policies may contain.
    pub(crate) services: &'static [&'static str],
    /// The maximum length of a policy, in characters.
    pub(crate) quota: Option<usize>,
}

const fn kind(
    name: &'static str,
    prefixes: &'static [&'static str],
    services: &'static [&'static str],
    quota: Option<usize>,
) -> ResourceKind {
    ResourceKind {
        name,
        prefixes,
        services,
        quota,
    }
}

/// The resources with policies. Quotas: the services' quota pages (S3 and DynamoDB 20 KB, KMS 32
/// KB, SQS 8,192 bytes) and the maximum lengths in their APIs (botocore 1.44.8); `None` if AWS
/// publishes none.
static RESOURCE_KINDS: [ResourceKind; 28] = [
    kind(
        "AWS::ApiGateway::RestApi",
        &["execute-api"],
        &["execute-api"],
        Some(8_192),
    ),
    kind(
        "AWS::Backup::BackupVault",
        &["backup"],
        &["backup", "ec2", "rds", "s3"],
        None,
    ),
    kind(
        "AWS::CloudTrail::EventDataStore",
        &["cloudtrail"],
        &["cloudtrail"],
        Some(8_192),
    ),
    kind(
        "AWS::CodeArtifact::Domain",
        &["codeartifact"],
        &["codeartifact"],
        Some(7_168),
    ),
    kind(
        "AWS::CodeArtifact::Repository",
        &["codeartifact"],
        &["codeartifact"],
        Some(7_168),
    ),
    kind(
        "AWS::DynamoDB::Stream",
        &["dynamodb"],
        &["dynamodb"],
        Some(20_480),
    ),
    kind(
        "AWS::DynamoDB::Table",
        &["dynamodb"],
        &["dynamodb"],
        Some(20_480),
    ),
    kind("AWS::ECR::Repository", &["ecr"], &["ecr"], Some(10_240)),
    kind(
        "AWS::EFS::FileSystem",
        &["elasticfilesystem"],
        &["elasticfilesystem"],
        Some(20_000),
    ),
    kind("AWS::Events::EventBus", &["events"], &["events"], None),
    kind("AWS::Glue::Catalog", &["glue"], &["glue"], None),
    kind("AWS::IAM::AssumeRolePolicyDocument", &["sts"], &[], None),
    kind("AWS::KMS::Key", &["kms"], &["kms"], Some(32_768)),
    kind("AWS::Kinesis::Stream", &["kinesis"], &["kinesis"], None),
    kind(
        "AWS::Lambda::Function",
        &["lambda"],
        &["lambda"],
        Some(20_480),
    ),
    kind(
        "AWS::Lambda::LayerVersion",
        &["lambda"],
        &["lambda"],
        Some(20_480),
    ),
    kind(
        "AWS::MediaStore::Container",
        &["mediastore"],
        &["mediastore"],
        Some(8_192),
    ),
    kind("AWS::OpenSearchService::Domain", &["es"], &["es"], None),
    kind("AWS::S3::AccessPoint", &["s3"], &["s3"], Some(20_480)),
    kind("AWS::S3::Bucket", &["s3"], &["s3"], Some(20_480)),
    kind(
        "AWS::S3::MultiRegionAccessPoint",
        &["s3"],
        &["s3"],
        Some(20_480),
    ),
    kind(
        "AWS::S3Express::DirectoryBucket",
        &["s3express"],
        &["s3express"],
        Some(20_480),
    ),
    kind(
        "AWS::S3ObjectLambda::AccessPoint",
        &["s3-object-lambda", "s3"],
        &["s3-object-lambda", "s3"],
        Some(20_480),
    ),
    kind(
        "AWS::S3Tables::TableBucket",
        &["s3tables"],
        &["s3tables"],
        Some(20_480),
    ),
    kind("AWS::SNS::Topic", &["sns"], &["sns"], None),
    kind("AWS::SQS::Queue", &["sqs"], &["sqs"], Some(8_192)),
    kind(
        "AWS::SecretsManager::Secret",
        &["secretsmanager"],
        &["secretsmanager"],
        Some(20_480),
    ),
    kind(
        "AWS::VpcLattice::Service",
        &["vpc-lattice-svcs"],
        &["vpc-lattice"],
        None,
    ),
];

impl ResourceKind {
    /// The type of resource with this name.
    ///
    /// ```
    /// use iam_lint::ResourceKind;
    /// assert_eq!(ResourceKind::named("aws::s3::bucket").unwrap().name(), "AWS::S3::Bucket");
    /// assert!(ResourceKind::named("AWS::EC2::Volume").is_none());
    /// ```
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        RESOURCE_KINDS
            .iter()
            .find(|kind| kind.name.eq_ignore_ascii_case(name))
    }

    /// The names of all types.
    pub fn names() -> impl Iterator<Item = &'static str> {
        RESOURCE_KINDS.iter().map(|kind| kind.name)
    }

    /// The name, such as `AWS::S3::Bucket`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Whether it is a bucket or an access point of Amazon S3.
    pub(crate) fn is_of_s3(&self) -> bool {
        self.services == ["s3"]
    }
}

/// The most likely kind of a document: `Principal` is the most informative of its elements.
///
/// A policy without principals is treated as an identity policy: nothing in it distinguishes it
/// from a permissions boundary, a session policy or an SCP. With principals it is a trust policy if
/// all of its actions are those of one, otherwise a resource-based policy: an RCP and the policy of
/// a VPC endpoint look the same.
pub(crate) fn recognize(tree: &Tree<'_>) -> PolicyKind {
    let root = tree.root.as_ref().and_then(Node::object);
    let statements = root.and_then(|root| root.get("Statement"));
    let statements = match statements.map(|member| &member.value) {
        Some(Node {
            value: Value::Array(items),
            ..
        }) => items.as_slice(),
        Some(node) => std::slice::from_ref(node),
        None => &[],
    };
    let mut has_principal = false;
    let mut has_resource = false;
    let mut actions = Vec::new();
    for statement in statements.iter().filter_map(Node::object) {
        for member in &statement.members {
            match &*member.name {
                "Principal" | "NotPrincipal" => has_principal = true,
                "Resource" | "NotResource" => has_resource = true,
                "Action" | "NotAction" => match &member.value.value {
                    Value::Array(items) => actions.extend(items.iter().filter_map(Node::text)),
                    _ => actions.extend(member.value.text()),
                },
                _ => {}
            }
        }
    }
    let is_of_trust = |action: &&str| {
        let prefix = action.get(..4).unwrap_or_default();
        is_trust_policy_action(action) || prefix.eq_ignore_ascii_case("sts:") && !has_resource
    };
    match has_principal {
        false => PolicyKind::Identity,
        true if !actions.is_empty() && actions.iter().all(is_of_trust) => PolicyKind::Trust,
        true => PolicyKind::Resource,
    }
}
