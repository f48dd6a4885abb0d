//! The output of `aws sso-admin get-inline-policy-for-permission-set` (IAM Identity Center): the
//! inline policy of the roles that are made of a permission set, as text.

use super::{Mark, Reading, Shape, cli_output};
use crate::embedded_document::compile;
use crate::json::{Read, Value};
use crate::principal::PrincipalInput;
use iam_eval::{Policy, PolicyKind};

pub(super) const MEMBER: &str = "InlinePolicy";

pub(super) const SHAPE: Shape = Shape {
    mark: Mark::Members(&[MEMBER]),
    reading: Reading::Principal(read),
};

fn read(value: Value<'_>) -> Read<PrincipalInput> {
    let (_, document) = cli_output::members(value, MEMBER)?;
    let mut principal = PrincipalInput::new(value.name);
    principal
        .identity
        .push(policy(document, PolicyKind::Identity)?);
    Ok(principal)
}

pub(super) fn policy(document: Value<'_>, kind: PolicyKind) -> Read<Policy> {
    // This is what is printed of a permission set without one (IAM Identity Center API reference,
    // "GetInlinePolicyForPermissionSet").
    if document.is_null() || document.text == "\"\"" {
        let expected = "one with a document: its managed policies are printed by \
            `aws sso-admin list-managed-policies-in-permission-set`";
        return Err(document.problem("a permission set without an inline policy", expected));
    }
    compile(document, kind, MEMBER)
}
