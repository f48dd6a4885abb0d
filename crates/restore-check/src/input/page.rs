//! A page of `aws iam get-account-authorization-details`, as it streams by: of each document only
//! the place is kept.

use super::account::{Account, Entity, Inline, Version};
use super::body::{Place, Source};
use super::problem::Problem;
use super::scan::{Scanned, Scanner};
use std::sync::Arc;

/// The lists of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum List {
    Users,
    Groups,
    Roles,
    Policies,
}

impl List {
    pub(super) fn named(member: &str) -> Option<Self> {
        Some(match member {
            "UserDetailList" => Self::Users,
            "GroupDetailList" => Self::Groups,
            "RoleDetailList" => Self::Roles,
            "Policies" => Self::Policies,
            _ => return None,
        })
    }
}

/// The users and the roles of a page.
#[derive(Debug, Default)]
pub(super) struct Principals {
    users: Vec<Entity>,
    roles: Vec<Entity>,
}

impl Principals {
    /// All of them, users first, in whatever order a page has its lists.
    pub(super) fn into_entities(self) -> impl Iterator<Item = Entity> {
        self.users.into_iter().chain(self.roles)
    }
}

/// Reads a list into the account; the users and roles are added to `principals`.
pub(super) fn read_list(
    list: List,
    scanner: &mut Scanner<'_>,
    source: &Arc<Source>,
    account: &mut Account,
    principals: &mut Principals,
) -> Scanned<()> {
    scanner.array("an array of details", |scanner| {
        if list == List::Policies {
            return read_policy(scanner, source, account);
        }
        let entity = read_entity(scanner, source, account)?;
        match list {
            List::Users => principals.users.push(entity),
            List::Roles => principals.roles.push(entity),
            List::Groups | List::Policies => account.add_group(entity),
        }
        Ok(())
    })
}

/// A user, a group or a role.
fn read_entity(
    scanner: &mut Scanner<'_>,
    source: &Arc<Source>,
    account: &mut Account,
) -> Scanned<Entity> {
    scanner.peek()?;
    let mut entity = Entity::new(source, scanner.position());
    let mut groups = Vec::new();
    scanner.object("an object: a user, a group or a role", |scanner, member| {
        match member {
            "Arn" => entity.arn = scanner.string("an ARN")?,
            "UserName" | "GroupName" | "RoleName" => entity.name = scanner.string("a name")?,
            "AssumeRolePolicyDocument" => entity.trust = document(scanner)?,
            "UserPolicyList" | "GroupPolicyList" | "RolePolicyList" => {
                scanner.array("an array of inline policies", |scanner| {
                    entity.inline.push(read_inline(scanner)?);
                    Ok(())
                })?;
            }
            "AttachedManagedPolicies" => {
                scanner.array("an array of attached policies", |scanner| {
                    let expected = "the ARN of an attached policy";
                    let arn = only_string(scanner, "PolicyArn", expected)?;
                    entity.attached.push(account.managed(&arn));
                    Ok(())
                })?;
            }
            "PermissionsBoundary" if scanner.peek()? != Some(b'n') => {
                let expected = "the ARN of a permissions boundary";
                let arn = only_string(scanner, "PermissionsBoundaryArn", expected)?;
                entity.boundary = Some(account.managed(&arn));
            }
            "GroupList" => scanner.array("an array of groups' names", |scanner| {
                groups.push(scanner.string("a group's name")?);
                Ok(())
            })?,
            _ => scanner.skip()?,
        }
        Ok(())
    })?;
    if entity.arn.is_empty() {
        return Err(incomplete(
            &entity.source,
            entity.at,
            "no `Arn`",
            "its `Arn`",
        ));
    }
    let groups = groups.iter().map(|name| account.group(&entity.arn, name));
    entity.groups = groups.collect();
    Ok(entity)
}

fn read_inline(scanner: &mut Scanner<'_>) -> Scanned<Inline> {
    scanner.peek()?;
    let at = scanner.position();
    let mut name = String::new();
    let mut place = None;
    scanner.object("an inline policy: an object", |scanner, member| {
        match member {
            "PolicyName" => name = scanner.string("the policy's name")?,
            "PolicyDocument" => place = document(scanner)?,
            _ => scanner.skip()?,
        }
        Ok(())
    })?;
    Ok(Inline { name, at, place })
}

/// A managed policy: the document of its default version.
fn read_policy(
    scanner: &mut Scanner<'_>,
    source: &Arc<Source>,
    account: &mut Account,
) -> Scanned<()> {
    scanner.peek()?;
    let at = scanner.position();
    let mut arn = String::new();
    let mut default = String::new();
    let mut versions: Vec<(Version, bool)> = Vec::new();
    scanner.object("an object: a managed policy", |scanner, member| {
        match member {
            "Arn" => arn = scanner.string("an ARN")?,
            "DefaultVersionId" => default = scanner.string("a version such as `v1`")?,
            "PolicyVersionList" => scanner.array("an array of versions", |scanner| {
                versions.push(read_version(scanner, source)?);
                Ok(())
            })?,
            _ => scanner.skip()?,
        }
        Ok(())
    })?;
    if arn.is_empty() {
        return Err(incomplete(source, at, "no `Arn`", "its `Arn`"));
    }
    let position = versions
        .iter()
        .position(|(_, is_default)| *is_default)
        .or_else(|| {
            versions
                .iter()
                .position(|(version, _)| version.id == default)
        });
    let version = position.map(|position| versions.swap_remove(position).0);
    account.add_managed(&arn, version);
    Ok(())
}

fn read_version(scanner: &mut Scanner<'_>, source: &Arc<Source>) -> Scanned<(Version, bool)> {
    scanner.peek()?;
    let mut version = Version {
        id: String::new(),
        source: Arc::clone(source),
        at: scanner.position(),
        place: None,
    };
    let mut is_default = false;
    scanner.object("a version of a policy: an object", |scanner, member| {
        match member {
            "VersionId" => version.id = scanner.string("a version such as `v1`")?,
            "IsDefaultVersion" => {
                is_default = scanner.peek()? == Some(b't');
                scanner.skip()?;
            }
            "Document" => version.place = document(scanner)?,
            _ => scanner.skip()?,
        }
        Ok(())
    })?;
    Ok((version, is_default))
}

/// The place of a document: an object or a string. `null` is none.
fn document(scanner: &mut Scanner<'_>) -> Scanned<Option<Place>> {
    match scanner.peek()? {
        Some(b'{' | b'"') => scanner.place().map(Some),
        Some(b'n') => scanner.skip().map(|()| None),
        _ => Err(scanner.unexpected("a policy document, as an object or as text")),
    }
}

/// An object of which one member is wanted, a string.
fn only_string(scanner: &mut Scanner<'_>, wanted: &str, expected: &str) -> Scanned<String> {
    scanner.peek()?;
    let at = scanner.position();
    let mut found = None;
    scanner.object(expected, |scanner, member| {
        if member == wanted {
            found = Some(scanner.string(expected)?);
            return Ok(());
        }
        scanner.skip()
    })?;
    found.ok_or_else(|| scanner.problem(format!("no `{wanted}`"), expected).at(at))
}

fn incomplete(source: &Source, at: iam_eval::Position, found: &str, expected: &str) -> Problem {
    Problem::new(&source.name, found, expected).at(at)
}
