use crate::rules::prelude::*;

rule! {
    /// A statement names no resources.
    ///
    /// All policies have `Resource` or `NotResource`, except a role's trust policy, whose resource
    /// is the role. The policies of some services imply it, too (the reference doesn't list them):
    /// in a resource-based policy, a missing one is a warning, and such a statement is read as one
    /// about every resource.
    ///
    /// ```json
    /// {"Effect": "Allow", "Action": "s3:GetObject"}
    /// ```
    MISSING_RESOURCE: Error, AccessAnalyzer, Statement(check)
}

/// Resource types whose policies name no resource: it is the one that they are attached to.
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
        // Amazon S3 requires it in every statement.
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
