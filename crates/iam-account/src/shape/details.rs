//! A user, a group, a role or a managed policy out of a page of `aws iam
//! get-account-authorization-details`, as `jq '.RoleDetailList[0]'` or `jq -c '.RoleDetailList[],
//! .Policies[]'` prints it. What it refers to is looked for in all inputs, as that of a page is.

use super::{Mark, Reading, Shape};
use crate::dump::account::Account;
use crate::dump::entity::{Entity, read_entity};
use crate::dump::page::List;
use crate::dump::policy_details::read_policy;
use crate::json::{Read, Reader, Value};
use crate::location::Extent;
use crate::source::body::Source;
use std::sync::Arc;

pub(super) const HOLDER: Shape = Shape {
    mark: Mark::Members(&[
        "RolePolicyList",
        "UserPolicyList",
        "GroupPolicyList",
        "AttachedManagedPolicies",
    ]),
    reading: Reading::Details(Details::Holder),
};

pub(super) const POLICY: Shape = Shape {
    mark: Mark::Members(&["PolicyVersionList"]),
    reading: Reading::Details(Details::Policy),
};

/// What the details are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Details {
    /// A user, a group or a role.
    Holder,
    /// A managed policy.
    Policy,
}

/// The members that only a user, a group or a role has.
const OWN_MEMBERS: [(List, [&str; 3]); 3] = [
    (List::Roles, ["RoleName", "RoleId", "RolePolicyList"]),
    (List::Users, ["UserName", "UserId", "UserPolicyList"]),
    (List::Groups, ["GroupName", "GroupId", "GroupPolicyList"]),
];

/// Reads details that are at a place of their source; groups and managed policies go into the
/// account. Gives the user or the role.
pub(crate) fn read(
    details: Details,
    source: &Arc<Source>,
    extent: Extent,
    account: &mut Account,
) -> Read<Option<Entity>> {
    let text = source.text(extent)?;
    let mut reader = Reader::of_part(&source.name, &text, extent);
    if details == Details::Policy {
        read_policy(&mut reader, source, account)?;
        return Ok(None);
    }
    let value = Value {
        name: &source.name,
        text: &text,
        start: extent.start,
    };
    let members = value.members("an object")?;
    let mut lists = OWN_MEMBERS
        .iter()
        .filter(|(_, own)| own.iter().any(|member| members.has(member)))
        .map(|(list, _)| *list);
    let (Some(list), None) = (lists.next(), lists.next()) else {
        let found = "details that don't say whether they are a user's, a group's or a role's";
        return Err(value.problem(found, "`RoleName`, `UserName` or `GroupName`"));
    };
    let mut entity = read_entity(list, &mut reader, source, account)?;
    entity.is_alone = true;
    if list == List::Groups {
        account.add_group(entity);
        return Ok(None);
    }
    Ok(Some(entity))
}
