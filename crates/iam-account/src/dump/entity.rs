//! Users, groups and roles in a page.

use crate::aws_members::Object;
use crate::dump::account::{Account, Compiled};
use crate::dump::attributes::{read_instance_profiles, read_tags};
use crate::dump::details::{document_part, only_string, unknown_member};
use crate::dump::managed_policies::Contents;
use crate::dump::page::List;
use crate::dump::policy_details::{Inline, read_inline};
use crate::embedded_document::compile_part;
use crate::json::{Read, Reader};
use crate::principal::list_of_one;
use crate::problem::{Problem, code};
use crate::source::body::{Part, Source};
use iam_eval::{CallerKind, PolicyKind, Position};
use std::collections::HashMap;
use std::sync::Arc;

/// A user, a group or a role: the extents of its documents, and what it refers to.
#[derive(Debug)]
pub(crate) struct Entity {
    pub(crate) source: Arc<Source>,
    pub(crate) at: Position,
    pub(crate) arn: String,
    pub(crate) name: String,
    pub(crate) trust: Option<Part>,
    pub(crate) tags: Option<Vec<(String, String)>>,
    pub(crate) unique_id: Option<String>,
    pub(crate) instance_profiles: Option<Vec<String>>,
    pub(crate) inline: Vec<Inline>,
    /// Managed policies, as [`Account::managed`] numbers them.
    pub(crate) attached: Vec<usize>,
    pub(crate) boundary: Option<usize>,
    /// Groups, as [`Account::group`] numbers them.
    pub(crate) groups: Vec<usize>,
    /// The lists of policies or groups that AWS prints of it, and that aren't there.
    missing: Vec<&'static str>,
    /// What of it could not be understood.
    pub(crate) problems: Vec<Problem>,
    /// What a reader of the report should know about how it was read.
    pub(super) notes: Vec<String>,
    /// True where it was taken out of its page, so that what it refers to may have been left
    /// behind.
    pub(crate) is_alone: bool,
    /// What is known of it where it isn't a dump's.
    pub(crate) described: Option<Box<Description>>,
}

/// What a description of infrastructure says of a principal beside what a dump would.
#[derive(Debug, Default)]
pub(crate) struct Description {
    /// Whether it is a role or a user: its ARN may be unknown.
    pub(crate) kind: Option<CallerKind>,
    /// False where it has some of the principal's policies only.
    pub(crate) is_whole: bool,
    pub(crate) notes: Vec<String>,
    /// What is unknown about its policies, in words.
    pub(crate) unknown: Vec<String>,
    /// What to give where the document of an attached policy isn't there.
    pub(crate) expected: &'static str,
}

impl Entity {
    pub(crate) fn new(source: &Arc<Source>, at: Position) -> Self {
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
            notes: Vec::new(),
            is_alone: false,
            described: None,
        }
    }

    /// Notes that in place of a list there is one element, as `ConvertTo-Json` may write a list of
    /// one.
    pub(super) fn note_list_of_one(&mut self, list: &str) {
        self.notes.push(list_of_one(list));
    }

    /// What is unknown about it, in words: a list that was removed may have held anything.
    pub(super) fn unknown_policies(&self) -> impl Iterator<Item = String> + '_ {
        let described = self.described.iter();
        let described = described.flat_map(|described| described.unknown.iter().cloned());
        let missing = self.missing.iter();
        let missing = missing.map(|list| {
            format!(
                "{}:{}: `{}` has no `{list}`",
                self.source.name, self.at, self.arn
            )
        });
        missing.chain(described)
    }

    /// What to call it: its ARN, or else its name.
    pub(crate) fn title(&self) -> &str {
        match self.arn.as_str() {
            "" => &self.name,
            arn => arn,
        }
    }

    pub(crate) fn problem(&self, found: String, expected: &str) -> Problem {
        Problem::new(&self.source.name, found, expected).at(self.at)
    }

    /// The number of documents in the entity itself.
    pub(super) fn own_documents(&self) -> usize {
        self.inline.len() + usize::from(self.trust.is_some())
    }

    /// Whether another page defines the group in the same way; this group's inline policies are
    /// already compiled.
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
            let document = inline.document.as_ref().ok_or_else(|| {
                let found = format!("the {label} without a document");
                Problem::new(&self.source.name, found, "its `PolicyDocument`")
                    .with_code(code::MISSING_POLICY)
                    .at(inline.at)
            })?;
            compile_part(document, PolicyKind::Identity, &label)
        })
    }
}

/// The lists that AWS prints for a user, a group or a role. For a user without inline policies it
/// prints no `UserPolicyList`.
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
pub(crate) fn read_entity(
    list: List,
    reader: &mut Reader<'_>,
    source: &Arc<Source>,
    account: &mut Account,
) -> Read<Entity> {
    let mut entity = Entity::new(source, reader.position()?);
    let mut groups = Vec::new();
    let mut ones = Vec::new();
    let (object, lists) = lists(list);
    let mut missing = lists.to_vec();
    let (mut has_id, mut has_date) = (false, false);
    reader.details("an object: a user, a group or a role", |reader, member| {
        let is_null = reader.peek()? == Some(b'n');
        if !is_null {
            missing.retain(|list| *list != member);
        }
        if let Some(problem) = unknown_member(object, reader, member) {
            entity.problems.push(problem);
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
            "AssumeRolePolicyDocument" => entity.trust = document_part(reader, source)?,
            "UserPolicyList" | "GroupPolicyList" | "RolePolicyList" => {
                let is_one = reader.list("an array of inline policies", |reader| {
                    entity
                        .inline
                        .push(read_inline(reader, source, &mut entity.problems)?);
                    Ok(())
                })?;
                ones.extend(is_one.then(|| member.to_owned()));
            }
            "AttachedManagedPolicies" => {
                let is_one = reader.list("an array of attached policies", |reader| {
                    let expected = "the ARN of an attached policy";
                    let wanted = (Object::AttachedPolicy, "PolicyArn");
                    let arn = only_string(reader, wanted, expected, &mut entity.problems)?;
                    entity.attached.push(account.managed(&arn));
                    Ok(())
                })?;
                ones.extend(is_one.then(|| member.to_owned()));
            }
            "PermissionsBoundary" if reader.peek()? != Some(b'n') => {
                let expected = "the ARN of a permissions boundary";
                let wanted = (Object::Boundary, "PermissionsBoundaryArn");
                let arn = only_string(reader, wanted, expected, &mut entity.problems)?;
                entity.boundary = Some(account.managed(&arn));
            }
            "GroupList" if reader.peek()? == Some(b'"') => {
                groups.push(reader.string("a group's name")?);
                ones.push(member.to_owned());
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
        let problem = entity.problem("no `Arn`".to_owned(), "its `Arn`");
        return Err(problem.with_code(code::MISSING_MEMBER));
    }
    // AWS prints no `UserPolicyList` for a user without inline policies; a truncated entity lacks
    // other members, too.
    missing.retain(|list| *list != "UserPolicyList" || !(has_id && has_date));
    entity.missing = missing;
    let groups = groups.iter().map(|name| account.group(&entity.arn, name));
    entity.groups = groups.collect();
    ones.iter().for_each(|list| entity.note_list_of_one(list));
    Ok(entity)
}

/// The account in an ARN. ARNs of groups and policies contain one, too, and `iam_eval::Principal`
/// only parses the ARNs of principals.
pub(crate) fn account_of(arn: &str) -> Option<&str> {
    let account = arn.split(':').nth(4)?;
    account
        .bytes()
        .all(|byte| byte.is_ascii_digit())
        .then_some(account)
        .filter(|account| !account.is_empty())
}
