//! What `aws iam get-role` and `aws iam get-user` print alike.

use crate::aws_members::Object;
use crate::dump::attributes::read_tags;
use crate::json::{Members, Read, Value};
use crate::next_step::NextStep;
use crate::principal::{BOUNDARY, LayerInput, PrincipalInput};
use crate::problem::{Problem, code};

/// Its tags and its unique ID.
pub(super) fn add_traits(
    principal: &mut PrincipalInput,
    members: &Members<'_>,
    id: &str,
) -> Read<()> {
    principal.unique_id = members.string(id)?;
    if let Some(tags) = members.get("Tags") {
        principal.tags = read_tags(&mut tags.reader())?;
    }
    Ok(())
}

/// Its permissions boundary, of which only the ARN is printed.
pub(super) fn add_boundary(principal: &mut PrincipalInput, members: &Members<'_>) -> Read<()> {
    let boundary = members.get("PermissionsBoundary");
    match boundary.filter(|boundary| !boundary.is_null()) {
        None => principal.boundary = LayerInput::None,
        // Without it, more would seem to be allowed than is.
        Some(boundary) => principal
            .problems
            .push(boundary_without_document(boundary)?),
    }
    Ok(())
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
