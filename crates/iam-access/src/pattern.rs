//! Patterns of resources, as questions to the engine name them.

use iam_eval::{RequestError, ResourcePattern};

/// Services whose resources' names hold no colon. (Those of EC2's key pairs and placement groups, and the
/// paths of IAM, could; no such use is known.)
const SERVICES_WITHOUT_COLONS: [&str; 6] = ["ec2", "iam", "kms", "servicequotas", "sqs", "ssm"];

/// A pattern of resources. Where their names hold no colon, the pattern says so: otherwise a statement about
/// `arn:aws:ec2:*:*:instance/*` might apply to a volume called `a:instance/b`.
pub(crate) fn pattern(arn: &str) -> Result<ResourcePattern, RequestError> {
    let pattern = ResourcePattern::parse(arn)?;
    let service = arn.split(':').nth(2).unwrap_or_default();
    Ok(match SERVICES_WITHOUT_COLONS.contains(&service) {
        true => pattern.without_colons(),
        false => pattern,
    })
}
