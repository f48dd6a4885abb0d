use crate::rules::prelude::*;

rule! {
    /// A statement says nothing of resources.
    ///
    /// All policies have `Resource` or `NotResource`, but for a role's trust policy, whose resource is the role.
    /// The policies of some services imply it, too (the reference doesn't say which): in a resource-based policy
    /// a missing one is a warning, and such a statement is read as one about every resource.
    ///
    /// ```json
    /// {"Effect": "Allow", "Action": "s3:GetObject"}
    /// ```
    MISSING_RESOURCE: Error, AccessAnalyzer, Statement(check)
}

/// Whose policies name no resource: the one that they are attached to is meant.
const IMPLIED: [&str; 3] = [
    "AWS::ECR::Repository",
    "AWS::EFS::FileSystem",
    "AWS::IAM::AssumeRolePolicyDocument",
];

fn check(policy: &Policy<'_>, statement: &Statement<'_>, report: &mut Report) {
    let is_implied = policy
        .resource_kind
        .is_some_and(|kind| IMPLIED.contains(&kind.name()));
    if policy.kind == PolicyKind::Trust || is_implied {
        return;
    }
    if statement.lacks(&["Resource", "NotResource"]) {
        // Amazon S3 asks for it in every statement.
        let is_open = policy.kind == PolicyKind::Resource
            && !policy.resource_kind.is_some_and(|kind| kind.is_of_s3());
        let severity = match is_open {
            true => Severity::Warning,
            false => Severity::Error,
        };
        let message = "the statement has neither `Resource` nor `NotResource`";
        report
            .find_as(severity, statement.span, "", message)
            .help("add one of them: `\"Resource\": \"*\"` means every resource");
    }
}
