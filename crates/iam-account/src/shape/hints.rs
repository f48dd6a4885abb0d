//! What people also have, and what they should give instead.

/// What is read.
pub(crate) const EXPECTED: &str =
    "a policy document, a role bundle, or what the AWS CLI prints, as JSON";

/// A kind of input that is not read, and what to give instead.
pub(crate) type Hint = (&'static str, &'static str);

const ACCOUNT: &str = "the output of `aws iam get-account-authorization-details`";

/// JSON objects that are told by a member.
const BY_MEMBER: [(&str, Hint); 15] = [
    ("terraform_version", ("a Terraform state or plan", EXPECTED)),
    (
        "AWSTemplateFormatVersion",
        ("a CloudFormation template", EXPECTED),
    ),
    ("Resources", ("a CloudFormation template", EXPECTED)),
    ("AttachedPolicies", ("names of policies", ACCOUNT)),
    ("PolicyNames", ("names of policies", ACCOUNT)),
    ("Roles", ("a list of roles without their policies", ACCOUNT)),
    ("Users", ("a list of users without their policies", ACCOUNT)),
    (
        "Groups",
        ("a list of groups without their policies", ACCOUNT),
    ),
    ("User", ("a user without policies", ACCOUNT)),
    ("Group", ("a group without policies", ACCOUNT)),
    ("InstanceProfile", ("an instance profile", ACCOUNT)),
    ("InstanceProfiles", ("a list of instance profiles", ACCOUNT)),
    (
        "EvaluationResults",
        ("answers of AWS's policy simulator", EXPECTED),
    ),
    ("Versions", ("versions without documents", ACCOUNT)),
    ("Credentials", ("credentials: keep them secret", EXPECTED)),
];

pub(crate) fn by_members(names: &[String]) -> Option<Hint> {
    let known = |wanted: &str| names.iter().any(|name| name == wanted);
    BY_MEMBER
        .iter()
        .find(|(member, _)| known(member))
        .map(|(_, hint)| *hint)
}

/// Texts that aren't JSON, told by how they begin.
pub(crate) fn by_text(text: &str) -> Option<Hint> {
    let start = text.trim_start_matches(|character: char| character.is_whitespace());
    let start = start.strip_prefix("---").unwrap_or(start).trim_start();
    let begins = |prefixes: &[&str]| prefixes.iter().any(|prefix| start.starts_with(prefix));
    let found = if begins(&["AWSTemplateFormatVersion", "Resources:", "Transform:"]) {
        "a CloudFormation template in YAML"
    } else if begins(&[
        "resource \"",
        "data \"",
        "terraform {",
        "variable \"",
        "module \"",
    ]) {
        "Terraform configuration"
    } else if begins(&[
        "Version:",
        "Statement:",
        "PolicyDocument:",
        "RoleDetailList:",
    ]) {
        "YAML"
    } else if begins(&["<"]) {
        "HTML or XML"
    } else {
        return None;
    };
    Some((found, EXPECTED))
}
