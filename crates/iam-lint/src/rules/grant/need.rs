//! The resources that actions are about, and the actions that allow privilege escalation.

use crate::names::Shape;
use crate::policy::{Action as Pattern, Arn, Resource, Statement, is_open};
use iam_catalog::{Action, ResourceType};

/// Whether a request of the action may be about a resource, as far as is known.
pub(super) fn may_be_about(action: Action<'_>, resource: &Resource<'_>) -> bool {
    if resource.is_everything() {
        return true;
    }
    if action.resource_types().len() == 0 {
        return is_documented(action, resource);
    }
    let Some(arn) = resource.arn.as_ref() else {
        return true;
    };
    // Short patterns, patterns of services, and resources without a known format in the catalogue.
    if arn.count < 6 || arn.service().contains(['*', '?', '$']) {
        return true;
    }
    let Some(shapes) = resource.shapes.as_ref().filter(|shapes| !shapes.is_empty()) else {
        return true;
    };
    let of_arn: Vec<&Shape<'_>> = shapes
        .iter()
        .filter(|shape| has_parts(arn, shape))
        .collect();
    // With none of them, another rule reports the Region or the account.
    let candidates = match of_arn.is_empty() {
        true => shapes.iter().collect(),
        false => of_arn,
    };
    let with_type = candidates
        .into_iter()
        .filter_map(|shape| Some((shape, shape.kind?)));
    let with_type: Vec<(&Shape<'_>, ResourceType<'_>)> = with_type.collect();
    // The actions of types that the catalogue lacks aren't known.
    with_type.is_empty()
        || with_type.into_iter().any(|(shape, kind)| {
            let mut types = action.resource_types();
            types.any(|used| {
                used.name() == kind.name()
                    && used.resource_type().service().prefix() == kind.service().prefix()
                    || used
                        .resource_type()
                        .arns()
                        .any(|arn| arn.ends_with(shape.resource) && arn.contains(arn_service(kind)))
            })
        })
}

/// Whether an ARN may have the Region and the account of a format: both have one, or neither.
fn has_parts(arn: &Arn<'_>, shape: &Shape<'_>) -> bool {
    // A `*` at the end of its part also matches colons (S3.4).
    let runs_on = arn.parts.iter().take(5).any(|part| part.ends_with('*'));
    let agree = |part: &str, of: &str| is_open(part) || part.is_empty() == of.is_empty();
    runs_on || agree(arn.region(), shape.region) && agree(arn.account(), shape.account)
}

/// Actions for which the catalogue's source lists no resource, but for which a guide of AWS has
/// policies with one: the service and the beginning of the resource (Systems Manager guide, "Sample
/// IAM policies for Session Manager").
const DOCUMENTED: [(&str, &str, &str); 1] = [("ssmmessages:OpenDataChannel", "ssm", "session/")];

fn is_documented(action: Action<'_>, resource: &Resource<'_>) -> bool {
    let Some(arn) = resource.arn.as_ref() else {
        return false;
    };
    DOCUMENTED.iter().any(|(of, service, start)| {
        action.name().eq_ignore_ascii_case(of)
            && arn.service() == *service
            && (arn.resource().starts_with(start) || arn.resource() == "*")
    })
}

fn arn_service(kind: ResourceType<'_>) -> &str {
    let arn = kind.arns().next().unwrap_or_default();
    arn.split(':').nth(2).unwrap_or_default()
}

/// Whether all of the statement's resources are the caller's own user, for actions of users on
/// themselves.
pub(super) fn own_user(statement: &Statement<'_>) -> bool {
    let resources = statement.resources();
    let is_own = |resource: &Resource<'_>| {
        let text = resource.text.value;
        text.contains("${aws:username}") || text.contains("${aws:userid}")
    };
    !resources.is_empty() && resources.iter().all(is_own)
}

/// Actions for which another, more severe rule reports the same.
pub(in crate::rules) fn has_own_code(action: &Pattern<'_>) -> bool {
    let own = [
        "iam:PassRole",
        "iam:CreateServiceLinkedRole",
        "sts:AssumeRole",
    ];
    own.iter()
        .any(|known| action.text.value.eq_ignore_ascii_case(known))
}

/// Combinations of actions that allow their holder to gain more permissions (Rhino Security Labs,
/// "AWS IAM privilege escalation", 2018 and later; the actions of each are facts about the
/// services).
pub(in crate::rules) const ESCALATIONS: [&[&str]; 31] = [
    &["iam:CreatePolicyVersion"],
    &["iam:SetDefaultPolicyVersion"],
    &["iam:CreateAccessKey"],
    &["iam:CreateLoginProfile"],
    &["iam:UpdateLoginProfile"],
    &["iam:AttachUserPolicy"],
    &["iam:AttachGroupPolicy"],
    &["iam:AttachRolePolicy", "sts:AssumeRole"],
    &["iam:PutUserPolicy"],
    &["iam:PutGroupPolicy"],
    &["iam:PutRolePolicy", "sts:AssumeRole"],
    &["iam:AddUserToGroup"],
    &["iam:UpdateAssumeRolePolicy", "sts:AssumeRole"],
    &["iam:PassRole", "ec2:RunInstances"],
    &[
        "iam:PassRole",
        "lambda:CreateFunction",
        "lambda:InvokeFunction",
    ],
    &[
        "iam:PassRole",
        "lambda:CreateFunction",
        "lambda:CreateEventSourceMapping",
    ],
    &[
        "iam:PassRole",
        "lambda:CreateFunction",
        "lambda:AddPermission",
    ],
    &["iam:PassRole", "cloudformation:CreateStack"],
    &["iam:PassRole", "glue:CreateDevEndpoint"],
    &["iam:PassRole", "glue:CreateJob", "glue:StartJobRun"],
    &[
        "iam:PassRole",
        "datapipeline:CreatePipeline",
        "datapipeline:PutPipelineDefinition",
    ],
    &[
        "iam:PassRole",
        "sagemaker:CreateNotebookInstance",
        "sagemaker:CreatePresignedNotebookInstanceUrl",
    ],
    &["iam:PassRole", "sagemaker:CreateTrainingJob"],
    &["iam:PassRole", "sagemaker:CreateProcessingJob"],
    &["iam:PassRole", "ecs:RegisterTaskDefinition", "ecs:RunTask"],
    &[
        "iam:PassRole",
        "codebuild:CreateProject",
        "codebuild:StartBuild",
    ],
    &["iam:PassRole", "codestar:CreateProject"],
    &[
        "iam:PassRole",
        "states:CreateStateMachine",
        "states:StartExecution",
    ],
    &[
        "iam:PassRole",
        "bedrock-agentcore:CreateCodeInterpreter",
        "bedrock-agentcore:InvokeCodeInterpreter",
    ],
    &["lambda:UpdateFunctionCode"],
    &["glue:UpdateDevEndpoint"],
];
