//! The output of `aws iam get-policy-version`.

use super::{Mark, Part, Reading, Shape, cli_output};
use crate::aws_members::Object;
use crate::embedded_document::compile;
use crate::json::{Read, Value};
use crate::principal::PrincipalInput;
use crate::problem::quoted;
use iam_eval::{Policy, PolicyKind};

pub(super) const MEMBER: &str = "PolicyVersion";

pub(super) const SHAPE: Shape = Shape {
    mark: Mark::Members(&[MEMBER]),
    reading: Reading::Part(Part::Version(read)),
};

fn read(value: Value<'_>) -> Read<PrincipalInput> {
    let (_, version) = cli_output::members(value, MEMBER)?;
    let mut principal = PrincipalInput::new(value.name);
    principal
        .identity
        .push(policy(version, PolicyKind::Identity)?);
    Ok(principal)
}

/// The document of a version, which must be the default one.
pub(super) fn policy(value: Value<'_>, kind: PolicyKind) -> Read<Policy> {
    let version = value.object("an object")?;
    Object::Version.check(&version)?;
    let document = version.required("Document", (MEMBER, value))?;
    if let Some(is_default) = version.get("IsDefaultVersion")
        && is_default.text != "true"
    {
        if is_default.text != "false" {
            return Err(is_default.unexpected("`true`"));
        }
        let id = version.string("VersionId")?.unwrap_or_default();
        let found = format!("the version {}, which is not the default one", quoted(&id));
        let expected = "the default version: no other one is in force";
        return Err(is_default.problem(found, expected));
    }
    compile(document, kind, "Document")
}
