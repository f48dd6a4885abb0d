//! The output of `aws iam get-role`, and its `Role` alone: the trust policy, tags, and whether
//! there is a permissions boundary.

use super::lone_principal::{add_boundary, add_traits};
use super::{Mark, Part, Reading, Shape, cli_output};
use crate::aws_members::Object;
use crate::dump::attributes::read_instance_profiles;
use crate::embedded_document::compile;
use crate::json::{Read, Value};
use crate::principal::PrincipalInput;
use iam_eval::{CallerKind, PolicyKind};

pub(super) const MEMBER: &str = "Role";

const TRUST_POLICY: &str = "AssumeRolePolicyDocument";

pub(super) const SHAPE: Shape = Shape {
    mark: Mark::Members(&[MEMBER]),
    reading: Reading::Part(Part::OfHolder(read)),
};

/// As `--query Role` prints it, or `jq .Role`.
pub(super) const ALONE: Shape = Shape {
    mark: Mark::Members(&[TRUST_POLICY]),
    reading: Reading::Part(Part::OfHolder(read_role)),
};

fn read(value: Value<'_>) -> Read<PrincipalInput> {
    let (_, role) = cli_output::members(value, MEMBER)?;
    read_role(role)
}

fn read_role(value: Value<'_>) -> Read<PrincipalInput> {
    let role = value.object("an object")?;
    Object::LoneRole.check(&role)?;
    let document = role.required(TRUST_POLICY, (MEMBER, value))?;
    let mut principal = PrincipalInput::new(value.name);
    principal.trust = Some(compile(document, PolicyKind::Trust, "trust policy")?);
    principal.arn = role.string("Arn")?;
    principal.name = role.string("RoleName")?;
    principal.kind = Some(CallerKind::Role);
    add_traits(&mut principal, &role, "RoleId")?;
    if let Some(profiles) = role.get("InstanceProfileList") {
        principal.instance_profiles = read_instance_profiles(&mut profiles.reader())?;
    }
    add_boundary(&mut principal, &role)?;
    Ok(principal)
}
