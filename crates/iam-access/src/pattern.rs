//! Patterns of resources, in the form that questions to the engine use.

use iam_eval::{RequestError, ResourcePattern};

/// Services whose resource names contain no colon. (Those of EC2's key pairs and placement groups,
/// and the paths of IAM, could; no such use is known.)
const SERVICES_WITHOUT_COLONS: [&str; 6] = ["ec2", "iam", "kms", "servicequotas", "sqs", "ssm"];

/// A pattern of resources. If their names contain no colon, the pattern declares it: otherwise a
/// statement about `arn:aws:ec2:*:*:instance/*` might apply to a volume called `a:instance/b`.
pub(crate) fn pattern(arn: &str) -> Result<ResourcePattern, RequestError> {
    let pattern = ResourcePattern::parse(arn)?;
    let service = arn.split(':').nth(2).unwrap_or_default();
    Ok(match SERVICES_WITHOUT_COLONS.contains(&service) {
        true => pattern.without_colons(),
        false => pattern,
    })
}
