//! The output of `aws iam get-role`: the trust policy, and whether there is a permissions boundary.

use super::{Mark, Reading, Shape, cli_output};
use crate::aws_members::Object;
use crate::document::compile;
use crate::json::{Read, Value};
use crate::next_step::NextStep;
use crate::principal::{BOUNDARY, LayerInput, PrincipalInput};
use crate::problem::{Problem, code};
use iam_eval::{CallerKind, PolicyKind};

pub(super) const MEMBER: &str = "Role";

pub(super) const SHAPE: Shape = Shape {
    mark: Mark::Members(&[MEMBER]),
    reading: Reading::Principal(read),
};

fn read(value: Value<'_>) -> Read<PrincipalInput> {
    let (_, value) = cli_output::members(value, MEMBER)?;
    let role = value.object("an object")?;
    Object::LoneRole.check(&role)?;
    let document = role.required("AssumeRolePolicyDocument", (MEMBER, value))?;
    let mut principal = PrincipalInput::new(value.name);
    principal.trust = Some(compile(document, PolicyKind::Trust, "trust policy")?);
    principal.arn = role.string("Arn")?;
    principal.name = role.string("RoleName")?;
    principal.kind = Some(CallerKind::Role);
    match role
        .get("PermissionsBoundary")
        .filter(|boundary| !boundary.is_null())
    {
        None => principal.boundary = LayerInput::None,
        // Without it, more would seem to be allowed than is.
        Some(boundary) => principal
            .problems
            .push(boundary_without_document(boundary)?),
    }
    Ok(principal)
}

fn boundary_without_document(value: Value<'_>) -> Read<Problem> {
    let boundary = value.object("an object")?;
    Object::Boundary.check(&boundary)?;
    let arn = boundary
        .string("PermissionsBoundaryArn")?
        .unwrap_or_default();
    let found = format!("the permissions boundary `{arn}` without its document");
    let problem = value
        .problem(found, "")
        .with_code(code::MISSING_POLICY)
        .solved_by(NextStep::BoundaryDocument);
    Ok(problem.of_layer(BOUNDARY))
}
