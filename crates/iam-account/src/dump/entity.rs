//! Users, groups and roles in a page.

use crate::aws_members::Object;
use crate::document::compile_part;
use crate::dump::account::{Account, Compiled};
use crate::dump::details::{document_extent, only_string};
use crate::dump::managed_policies::Contents;
use crate::dump::page::List;
use crate::dump::policy_details::{Inline, read_inline};
use crate::dump::traits::{read_instance_profiles, read_tags};
use crate::json::{Read, Reader};
use crate::location::Extent;
use crate::problem::Problem;
use crate::source::body::Source;
use iam_eval::{PolicyKind, Position};
use std::collections::HashMap;
use std::sync::Arc;

/// A user, a group or a role: the extents of its documents, and what it refers to.
#[derive(Debug)]
pub(crate) struct Entity {
    pub(crate) source: Arc<Source>,
    pub(crate) at: Position,
    pub(crate) arn: String,
    pub(crate) name: String,
    pub(super) trust: Option<Extent>,
    pub(super) tags: Option<Vec<(String, String)>>,
    pub(super) unique_id: Option<String>,
    pub(super) instance_profiles: Option<Vec<String>>,
    pub(super) inline: Vec<Inline>,
    /// Managed policies, by their index in [`Account::managed`].
    pub(super) attached: Vec<usize>,
    pub(super) boundary: Option<usize>,
    /// Groups, by their index in [`Account::group`].
    pub(super) groups: Vec<usize>,
    /// The lists of policies or groups that AWS always prints for it, and that are missing.
    missing: Vec<&'static str>,
    /// Problems with it.
    pub(super) problems: Vec<Problem>,
}

impl Entity {
    fn new(source: &Arc<Source>, at: Position) -> Self {
        Self {
            source: Arc::clone(source),
            at,
            arn: String::new(),
            name: String::new(),
            trust: None,
            tags: None,
            unique_id: None,
            instance_profiles: None,
            inline: Vec::new(),
            attached: Vec::new(),
            boundary: None,
            groups: Vec::new(),
            missing: Vec::new(),
            problems: Vec::new(),
        }
    }

    /// What is unknown about it, in words: a removed list may have contained anything.
    pub(super) fn unknown_policies(&self) -> impl Iterator<Item = String> + '_ {
        let missing = self.missing.iter();
        missing.map(|list| {
            format!(
                "{}:{}: `{}` has no `{list}`",
                self.source.name, self.at, self.arn
            )
        })
    }

    pub(super) fn problem(&self, found: String, expected: &str) -> Problem {
        Problem::new(&self.source.name, found, expected).at(self.at)
    }

    /// The number of documents in the entity itself.
    pub(super) fn own_documents(&self) -> usize {
        self.inline.len() + usize::from(self.trust.is_some())
    }

    /// Whether another page defines the group in the same way; this group's inline policies are already compiled.
    pub(super) fn is_same_group(&self, inline: &[Compiled], other: &Self) -> Result<bool, Problem> {
        let sorted = |attached: &[usize]| {
            let mut sorted = attached.to_vec();
            sorted.sort_unstable();
            sorted
        };
        // The number of occurrences of each document, by its policy's name and its contents.
        let mut rest: HashMap<(&str, Contents), usize> = HashMap::new();
        for (own, policy) in self.inline.iter().zip(inline) {
            let contents = Contents::of(policy.as_ref().map_err(Clone::clone)?);
            *rest.entry((&own.name, contents)).or_default() += 1;
        }
        for (others, policy) in other.inline.iter().zip(other.compiled_inline()) {
            let contents = Contents::of(&policy?);
            match rest.get_mut(&(others.name.as_str(), contents)) {
                Some(left @ 1..) => *left -= 1,
                _ => return Ok(false),
            }
        }
        Ok(rest.into_values().all(|left| left == 0)
            && self.arn == other.arn
            && self.missing == other.missing
            && sorted(&self.attached) == sorted(&other.attached))
    }

    pub(super) fn compiled_inline(&self) -> impl Iterator<Item = Compiled> + '_ {
        self.inline.iter().map(|inline| {
            let label = format!("inline policy {}", inline.name);
            let extent = inline.document.ok_or_else(|| {
                let found = format!("the {label} without a document");
                Problem::new(&self.source.name, found, "its `PolicyDocument`").at(inline.at)
            })?;
            compile_part(&self.source, extent, PolicyKind::Identity, &label)
        })
    }
}

/// The lists that AWS prints for a user, a group or a role. For a user without inline policies it prints no
/// `UserPolicyList`.
fn lists(list: List) -> (Object, &'static [&'static str]) {
    match list {
        List::Users => (
            Object::User,
            &["UserPolicyList", "AttachedManagedPolicies", "GroupList"],
        ),
        List::Groups => (
            Object::Group,
            &["GroupPolicyList", "AttachedManagedPolicies"],
        ),
        List::Roles | List::Policies => {
            (Object::Role, &["RolePolicyList", "AttachedManagedPolicies"])
        }
    }
}

/// A user, a group or a role.
pub(super) fn read_entity(
    list: List,
    reader: &mut Reader<'_>,
    source: &Arc<Source>,
    account: &mut Account,
) -> Read<Entity> {
    let mut entity = Entity::new(source, reader.position()?);
    let mut groups = Vec::new();
    let (object, lists) = lists(list);
    let mut missing = lists.to_vec();
    let (mut has_id, mut has_date) = (false, false);
    reader.details("an object: a user, a group or a role", |reader, member| {
        let is_null = reader.peek()? == Some(b'n');
        if !is_null {
            missing.retain(|list| *list != member);
        }
        if let Some((found, expected)) = object.unknown(member) {
            entity.problems.push(reader.problem(found, &expected));
            return reader.skip();
        }
        match member {
            "UserId" | "RoleId" if reader.peek()? == Some(b'"') => {
                has_id |= member == "UserId";
                entity.unique_id = Some(reader.string("a unique ID")?);
            }
            "UserId" | "CreateDate" => {
                has_id |= member == "UserId";
                has_date |= member == "CreateDate";
                reader.skip()?;
            }
            "Tags" => entity.tags = read_tags(reader)?,
            "InstanceProfileList" => entity.instance_profiles = read_instance_profiles(reader)?,
            "Arn" => entity.arn = reader.string("an ARN")?,
            "UserName" | "GroupName" | "RoleName" => entity.name = reader.string("a name")?,
            "AssumeRolePolicyDocument" => entity.trust = document_extent(reader)?,
            "UserPolicyList" | "GroupPolicyList" | "RolePolicyList" => {
                reader.array("an array of inline policies", |reader| {
                    entity
                        .inline
                        .push(read_inline(reader, &mut entity.problems)?);
                    Ok(())
                })?;
            }
            "AttachedManagedPolicies" => {
                reader.array("an array of attached policies", |reader| {
                    let expected = "the ARN of an attached policy";
                    let wanted = (Object::AttachedPolicy, "PolicyArn");
                    let arn = only_string(reader, wanted, expected, &mut entity.problems)?;
                    entity.attached.push(account.managed(&arn));
                    Ok(())
                })?;
            }
            "PermissionsBoundary" if reader.peek()? != Some(b'n') => {
                let expected = "the ARN of a permissions boundary";
                let wanted = (Object::Boundary, "PermissionsBoundaryArn");
                let arn = only_string(reader, wanted, expected, &mut entity.problems)?;
                entity.boundary = Some(account.managed(&arn));
            }
            "GroupList" => reader.array("an array of groups' names", |reader| {
                groups.push(reader.string("a group's name")?);
                Ok(())
            })?,
            _ => reader.skip()?,
        }
        Ok(())
    })?;
    if entity.arn.is_empty() {
        return Err(entity.problem("no `Arn`".to_owned(), "its `Arn`"));
    }
    // AWS prints no `UserPolicyList` for a user without inline policies; a truncated entity lacks other
    // members, too.
    missing.retain(|list| *list != "UserPolicyList" || !(has_id && has_date));
    entity.missing = missing;
    let groups = groups.iter().map(|name| account.group(&entity.arn, name));
    entity.groups = groups.collect();
    Ok(entity)
}

/// The account in an ARN. ARNs of groups and policies contain one, too, and `iam_eval::Principal` only parses
/// the ARNs of principals.
pub(crate) fn account_of(arn: &str) -> Option<&str> {
    let account = arn.split(':').nth(4)?;
    account
        .bytes()
        .all(|byte| byte.is_ascii_digit())
        .then_some(account)
        .filter(|account| !account.is_empty())
}
