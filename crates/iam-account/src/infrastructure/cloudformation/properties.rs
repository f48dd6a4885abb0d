//! The resource types of IAM that are read, and the properties that they have.

use super::template::Resource;
use crate::json::Read;
use crate::problem::quoted;

/// The resource types that are read, with their properties (template reference, November 2026).
/// CloudFormation refuses others; skipped, a misspelt one would take a permissions boundary away
/// without a word.
const TYPES: [(&str, &[&str]); 9] = [
    (
        "AWS::IAM::Role",
        &[
            "AssumeRolePolicyDocument",
            "Description",
            "ManagedPolicyArns",
            "MaxSessionDuration",
            "Path",
            "PermissionsBoundary",
            "Policies",
            "RoleName",
            "Tags",
        ],
    ),
    (
        "AWS::IAM::User",
        &[
            "Groups",
            "LoginProfile",
            "ManagedPolicyArns",
            "Path",
            "PermissionsBoundary",
            "Policies",
            "Tags",
            "UserName",
        ],
    ),
    (
        "AWS::IAM::Group",
        &["GroupName", "ManagedPolicyArns", "Path", "Policies"],
    ),
    (
        "AWS::IAM::ManagedPolicy",
        &[
            "Description",
            "Groups",
            "ManagedPolicyName",
            "Path",
            "PolicyDocument",
            "Roles",
            "Tags",
            "Users",
        ],
    ),
    (
        "AWS::IAM::Policy",
        &["Groups", "PolicyDocument", "PolicyName", "Roles", "Users"],
    ),
    (
        "AWS::IAM::RolePolicy",
        &["PolicyDocument", "PolicyName", "RoleName"],
    ),
    (
        "AWS::IAM::UserPolicy",
        &["PolicyDocument", "PolicyName", "UserName"],
    ),
    (
        "AWS::IAM::GroupPolicy",
        &["PolicyDocument", "PolicyName", "GroupName"],
    ),
    ("AWS::IAM::UserToGroupAddition", &["GroupName", "Users"]),
];

/// True for a resource that is read. One of its properties that the type doesn't have is refused.
pub(super) fn check(resource: &Resource<'_>) -> Read<bool> {
    let Some((kind, known)) = TYPES.iter().find(|(kind, _)| *kind == resource.kind) else {
        return Ok(false);
    };
    let properties = resource.properties.iter();
    for (name, value) in properties.flat_map(|properties| properties.iter()) {
        if !known.contains(&name) {
            let expected = match iam_catalog::nearest_name(name, known.iter().copied()) {
                Some(near) => format!("`{near}`, most likely"),
                None => format!("properties of `{kind}`: `{}`", known.join("`, `")),
            };
            return Err(value.problem(format!("the property {}", quoted(name)), expected));
        }
    }
    Ok(true)
}
