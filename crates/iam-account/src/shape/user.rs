//! The output of `aws iam get-user`: tags, and whether there is a permissions boundary.

use super::lone_principal::{add_boundary, add_traits};
use super::{Mark, Part, Reading, Shape, cli_output};
use crate::aws_members::Object;
use crate::json::{Read, Value};
use crate::principal::PrincipalInput;
use iam_eval::CallerKind;

pub(super) const MEMBER: &str = "User";

pub(super) const SHAPE: Shape = Shape {
    mark: Mark::Members(&[MEMBER]),
    reading: Reading::Part(Part::OfHolder(read)),
};

fn read(value: Value<'_>) -> Read<PrincipalInput> {
    let (_, value) = cli_output::members(value, MEMBER)?;
    let user = value.object("an object")?;
    Object::LoneUser.check(&user)?;
    let mut principal = PrincipalInput::new(value.name);
    let arn = user.required("Arn", (MEMBER, value))?;
    principal.arn = Some(arn.string("an ARN")?);
    principal.name = user.string("UserName")?;
    principal.kind = Some(CallerKind::User);
    add_traits(&mut principal, &user, "UserId")?;
    add_boundary(&mut principal, &user)?;
    Ok(principal)
}
