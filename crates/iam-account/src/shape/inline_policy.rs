//! The output of `aws iam get-role-policy`, `get-user-policy` and `get-group-policy`.

use super::{Mark, Part, Reading, Shape, cli_output};
use crate::embedded_document::compile;
use crate::json::{Members, Read, Value};
use crate::principal::PrincipalInput;
use iam_eval::{CallerKind, Policy, PolicyKind};

pub(super) const MEMBER: &str = "PolicyDocument";

pub(super) const SHAPE: Shape = Shape {
    mark: Mark::Members(&[MEMBER]),
    reading: Reading::Part(Part::OfHolder(read)),
};

fn read(value: Value<'_>) -> Read<PrincipalInput> {
    let (members, document) = cli_output::members(value, MEMBER)?;
    let mut principal = PrincipalInput::new(value.name);
    let policy = policy(&members, document, PolicyKind::Identity)?;
    principal.identity.push(policy);
    for (member, kind) in [
        ("RoleName", CallerKind::Role),
        ("UserName", CallerKind::User),
    ] {
        if let Some(name) = members.string(member)? {
            principal.name = Some(name);
            principal.kind = Some(kind);
        }
    }
    Ok(principal)
}

pub(super) fn policy(members: &Members<'_>, document: Value<'_>, kind: PolicyKind) -> Read<Policy> {
    let label = match members.string("PolicyName")? {
        Some(name) => format!("inline policy {name}"),
        None => MEMBER.to_owned(),
    };
    compile(document, kind, &label)
}
