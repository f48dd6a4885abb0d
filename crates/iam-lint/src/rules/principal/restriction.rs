//! Conditions that identify the caller or its network.

use crate::policy::Statement;

/// Keys that identify on whose behalf a service acts.
pub(crate) const SOURCE_KEYS: [&str; 4] = [
    "aws:SourceArn",
    "aws:SourceAccount",
    "aws:SourceOrgID",
    "aws:SourceOrgPaths",
];

/// Keys that identify the caller or its network.
const CALLER_KEYS: [&str; 29] = [
    "aws:PrincipalAccount",
    "aws:PrincipalArn",
    "aws:PrincipalIsAWSService",
    "aws:PrincipalOrgID",
    "aws:PrincipalOrgPaths",
    "aws:PrincipalServiceName",
    "aws:PrincipalServiceNamesList",
    "aws:SourceIp",
    "aws:SourceOwner",
    "aws:SourceVpc",
    "aws:SourceVpcArn",
    "aws:SourceVpce",
    "aws:VpceAccount",
    "aws:VpceOrgID",
    "aws:VpceOrgPaths",
    "aws:VpcSourceIp",
    "aws:Ec2InstanceSourceVpc",
    "aws:SourceIdentity",
    "aws:FederatedProvider",
    "aws:userid",
    "aws:username",
    "aws:ARN",
    "elasticfilesystem:AccessedViaMountTarget",
    "kms:CallerAccount",
    "kms:ViaService",
    "s3:DataAccessPointAccount",
    "s3:DataAccessPointArn",
    "sts:ExternalId",
    "lambda:EventSourceToken",
];

/// Whether a condition of the statement restricts it to some callers.
pub(crate) fn is_restricted(statement: &Statement<'_>) -> bool {
    let is_tag =
        |condition: &&crate::policy::Condition<'_>| condition.key.begins("aws:PrincipalTag/");
    statement.restricts(&CALLER_KEYS)
        || statement.restricts(&SOURCE_KEYS)
        || statement
            .conditions
            .iter()
            .filter(is_tag)
            .any(|condition| condition.is_restricting())
}

/// Whether a condition is on a key that identifies the caller, its network, or the service that
/// acts for it.
pub(crate) fn is_about_callers(condition: &crate::policy::Condition<'_>) -> bool {
    let mut keys = CALLER_KEYS.iter().chain(&SOURCE_KEYS);
    keys.any(|key| condition.key.is(key))
}
