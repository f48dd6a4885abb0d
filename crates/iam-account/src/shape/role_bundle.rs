//! A role bundle: `{"arn", "trustPolicy", "identity", "permissionsBoundary", "session", "scps",
//! "rcps"}`.

use super::{Mark, Reading, Shape};
use crate::embedded_document::compile;
use crate::json::{Members, Read, Value};
use crate::principal::{LayerInput, PrincipalInput, list_of_one};
use crate::problem::{code, quoted};
use iam_eval::{Policy, PolicyKind};

pub(super) const SHAPE: Shape = Shape {
    mark: Mark::Members(&[
        "arn",
        "trustPolicy",
        "identity",
        "permissionsBoundary",
        "session",
        "scps",
        "rcps",
    ]),
    reading: Reading::Principal(read),
};

fn read(value: Value<'_>) -> Read<PrincipalInput> {
    let members = value.members("an object")?;
    principal(value.name, &members).map_err(|problem| {
        let arn = members.string("arn").ok().flatten();
        problem.of(arn.as_deref())
    })
}

fn principal(name: &str, members: &Members<'_>) -> Read<PrincipalInput> {
    members.once()?;
    let mut principal = PrincipalInput::new(name);
    for (member, value) in members.iter() {
        match member {
            "arn" if value.is_null() => {}
            "arn" => principal.arn = Some(value.string("the principal's ARN")?),
            "identity" => {
                principal.identity_is_known = true;
                principal.identity = list(value, PolicyKind::Identity, member, &mut principal)?;
            }
            "trustPolicy" if value.is_null() => {}
            "trustPolicy" => principal.trust = Some(compile(value, PolicyKind::Trust, member)?),
            "permissionsBoundary" if value.is_null() => principal.boundary = LayerInput::None,
            "permissionsBoundary" => {
                let boundary = compile(value, PolicyKind::PermissionsBoundary, member)?;
                principal.boundary = LayerInput::Some(boundary);
            }
            "session" => {
                let session = list(value, PolicyKind::Session, member, &mut principal)?;
                principal.session = LayerInput::Some(session);
            }
            "scps" => principal.scps = levels(value, PolicyKind::ServiceControl, member)?,
            "rcps" => principal.rcps = levels(value, PolicyKind::ResourceControl, member)?,
            other => {
                let found = format!("the member {}", quoted(other));
                let expected = "`arn`, `trustPolicy`, `identity`, `permissionsBoundary`, \
                    `session`, `scps` or `rcps`";
                return Err(value
                    .problem(found, expected)
                    .with_code(code::UNKNOWN_MEMBER));
            }
        }
    }
    Ok(principal)
}

/// A list of policies, or one policy alone, as `ConvertTo-Json` may write a list of one.
fn list(
    value: Value<'_>,
    kind: PolicyKind,
    label: &str,
    principal: &mut PrincipalInput,
) -> Read<Vec<Policy>> {
    if !value.text.starts_with('{') {
        return policies(value, kind, label);
    }
    principal.notes.push(list_of_one(label));
    Ok(vec![compile(value, kind, label)?])
}

fn policies(value: Value<'_>, kind: PolicyKind, label: &str) -> Read<Vec<Policy>> {
    let documents = value.elements()?.into_iter();
    documents
        .map(|document| compile(document, kind, label))
        .collect()
}

fn levels(value: Value<'_>, kind: PolicyKind, label: &str) -> Read<LayerInput<Vec<Vec<Policy>>>> {
    if value.is_null() {
        return Ok(LayerInput::None);
    }
    let levels = value.elements()?.into_iter();
    let levels: Vec<_> = levels
        .map(|level| policies(level, kind, label))
        .collect::<Result<_, _>>()?;
    if levels.is_empty() {
        let expected = "an array of levels, or `null` where there are none";
        return Err(value.problem("no levels", expected));
    }
    Ok(LayerInput::Some(levels))
}
