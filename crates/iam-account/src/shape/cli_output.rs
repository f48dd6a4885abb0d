//! What is common to the outputs of the AWS CLI that have one policy or one role.

use super::{identity_center, inline_policy, policy_version};
use crate::aws_members::Object;
use crate::json::{Members, Read, Value};
use iam_eval::{Policy, PolicyKind};

/// Each output has one of these members, by which it is recognised.
const MEMBERS: [&str; 6] = [
    inline_policy::MEMBER,
    policy_version::MEMBER,
    super::role::MEMBER,
    super::user::MEMBER,
    identity_center::MEMBER,
    super::unattached_policy::MEMBER,
];

/// The members of an output, and the one by which it was recognised.
pub(super) fn members<'a>(value: Value<'a>, recognised: &str) -> Read<(Members<'a>, Value<'a>)> {
    let members = value.object("an object")?;
    check(&members)?;
    let member = members.required(recognised, ("an object", value))?;
    Ok((members, member))
}

fn check(members: &Members<'_>) -> Read<()> {
    Object::CliOutput.check(members)?;
    let there = |member: &'static str| Some((member, members.get(member)?));
    let mut there = MEMBERS.into_iter().filter_map(there);
    if let (Some((one, _)), Some((other, value))) = (there.next(), there.next()) {
        let found = format!("`{other}` next to `{one}`");
        return Err(value.problem(found, "what one call of the AWS CLI prints"));
    }
    Ok(())
}

/// The policy in an output that has one with its document.
pub(crate) fn policy_in(members: &Members<'_>, kind: PolicyKind) -> Read<Option<Policy>> {
    members.once()?;
    check(members)?;
    if let Some(document) = members.get(inline_policy::MEMBER) {
        return inline_policy::policy(members, document, kind).map(Some);
    }
    if let Some(document) = members.get(identity_center::MEMBER) {
        return identity_center::policy(document, kind).map(Some);
    }
    match members.get(policy_version::MEMBER) {
        Some(version) => policy_version::policy(version, kind).map(Some),
        None => Ok(None),
    }
}
