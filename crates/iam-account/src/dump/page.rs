//! A page of `aws iam get-account-authorization-details`, as it streams by: of each document only
//! the place is kept.

use crate::dump::account::{Account, Entity, Inline};
use crate::dump::managed_policies::{Version, default_version};
use crate::problem::{Problem, quoted, second_time};
use crate::scan::{Scanned, Scanner};
use crate::shape::known::Object;
use crate::source::body::{Place, Source};
use iam_eval::Position;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The lists of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum List {
    Users,
    Groups,
    Roles,
    Policies,
}

impl List {
    pub(crate) fn named(member: &str) -> Option<Self> {
        Some(match member {
            "UserDetailList" => Self::Users,
            "GroupDetailList" => Self::Groups,
            "RoleDetailList" => Self::Roles,
            "Policies" => Self::Policies,
            _ => return None,
        })
    }
}

/// What a page has beside its groups and policies, which go into the account.
#[derive(Debug, Default)]
pub(crate) struct Page {
    lists: Vec<List>,
    users: Vec<Entity>,
    roles: Vec<Entity>,
    /// The accounts of the ARNs in it.
    accounts: BTreeSet<String>,
    /// Where it says that there are pages behind it.
    truncated: Option<Position>,
    /// Where it says from where to go on, which is to say the same.
    marker: Option<Position>,
    /// True where it says that it is the last.
    is_last: bool,
    /// What is wrong with it, if it is a page: a list that can't be read as one, or isn't known.
    odd: Option<Odd>,
}

#[derive(Debug)]
enum Odd {
    Problem(Problem),
    /// A member that pages don't have: what it was meant to be is looked for where it is a page.
    Member(String, Position),
}

const LISTS: &str = "`UserDetailList`, `GroupDetailList`, `RoleDetailList` or `Policies`";

impl Page {
    /// True once one of a page's lists was met.
    pub(crate) fn is_page(&self) -> bool {
        !self.lists.is_empty()
    }

    /// Takes in a member, if it is one of a page's.
    pub(crate) fn member(
        &mut self,
        member: &str,
        scanner: &mut Scanner<'_>,
        source: &Arc<Source>,
        account: &mut Account,
    ) -> Scanned<()> {
        let next = scanner.peek()?;
        match (member, List::named(member)) {
            (_, Some(_)) if !matches!(next, Some(b'[' | b'n')) => {
                let problem = scanner.unexpected("an array of details");
                self.odd.get_or_insert(Odd::Problem(problem));
                scanner.skip()
            }
            (_, Some(list)) => {
                if self.lists.contains(&list) {
                    let (found, expected) = second_time(member);
                    return Err(scanner.problem(found, expected));
                }
                self.lists.push(list);
                self.read_list(list, scanner, source, account)
            }
            // Met twice, the worse of the two holds.
            ("IsTruncated", _) => {
                let at = scanner.position();
                match boolean(scanner)? {
                    Some(true) => self.truncated = Some(at),
                    Some(false) => self.is_last = true,
                    None => {}
                }
                Ok(())
            }
            ("NextToken", _) if next != Some(b'n') => {
                self.truncated = Some(scanner.position());
                scanner.skip()
            }
            ("Marker", _) if next != Some(b'n') => {
                self.marker = Some(scanner.position());
                scanner.skip()
            }
            // A misspelt list would take all that is in it away.
            (_, None) if next == Some(b'[') && self.odd.is_none() => {
                let found = format!("the list {}", quoted(member));
                self.odd = Some(Odd::Problem(scanner.problem(found, LISTS)));
                scanner.skip()
            }
            _ => {
                if self.odd.is_none() && !Object::Page.knows(member) {
                    self.odd = Some(Odd::Member(member.to_owned(), scanner.position()));
                }
                scanner.skip()
            }
        }
    }

    /// Reads a list; its groups and policies go into the account.
    fn read_list(
        &mut self,
        list: List,
        scanner: &mut Scanner<'_>,
        source: &Arc<Source>,
        account: &mut Account,
    ) -> Scanned<()> {
        scanner.array("an array of details", |scanner| {
            if list == List::Policies {
                let arn = read_policy(scanner, source, account)?;
                self.note(&arn);
                return Ok(());
            }
            let entity = read_entity(list, scanner, source, account)?;
            self.note(&entity.arn);
            match list {
                List::Users => self.users.push(entity),
                List::Roles => self.roles.push(entity),
                List::Groups | List::Policies => account.add_group(entity),
            }
            Ok(())
        })
    }

    fn note(&mut self, arn: &str) {
        if let Some(account) = account_of(arn)
            && !self.accounts.contains(account)
        {
            self.accounts.insert(account.to_owned());
        }
    }

    /// Its users and roles, users first, in whatever order it has its lists.
    pub(crate) fn finish(
        self,
        source: &Source,
        account: &mut Account,
    ) -> Scanned<impl Iterator<Item = Entity> + use<>> {
        if self.is_page() {
            match self.odd {
                None => {}
                Some(Odd::Problem(problem)) => return Err(problem),
                Some(Odd::Member(member, at)) => {
                    if let Some((found, expected)) = Object::Page.unknown(&member) {
                        return Err(Problem::new(&source.name, found, expected).at(at));
                    }
                }
            }
            let marker = self.marker.filter(|_| !self.is_last);
            let truncated = self.truncated.or(marker);
            account
                .pages
                .add(source, self.accounts, truncated, self.is_last);
        }
        Ok(self.users.into_iter().chain(self.roles))
    }
}

/// The account in an ARN. Groups and policies have one, and are no principals, whose ARNs
/// `iam_eval::Principal` takes apart.
pub(crate) fn account_of(arn: &str) -> Option<&str> {
    let account = arn.split(':').nth(4)?;
    account
        .bytes()
        .all(|byte| byte.is_ascii_digit())
        .then_some(account)
        .filter(|account| !account.is_empty())
}

/// The lists that AWS prints of a user, a group or a role. A user without policies of its own has no
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
fn read_entity(
    list: List,
    scanner: &mut Scanner<'_>,
    source: &Arc<Source>,
    account: &mut Account,
) -> Scanned<Entity> {
    scanner.peek()?;
    let mut entity = Entity::new(source, scanner.position());
    let mut groups = Vec::new();
    let (object, lists) = lists(list);
    let mut missing = lists.to_vec();
    let (mut has_id, mut has_date) = (false, false);
    scanner.details("an object: a user, a group or a role", |scanner, member| {
        let is_null = scanner.peek()? == Some(b'n');
        if !is_null {
            missing.retain(|list| *list != member);
        }
        if let Some((found, expected)) = object.unknown(member) {
            entity.problems.push(scanner.problem(found, &expected));
            return scanner.skip();
        }
        match member {
            "UserId" | "CreateDate" => {
                has_id |= member == "UserId";
                has_date |= member == "CreateDate";
                scanner.skip()?;
            }
            "Arn" => entity.arn = scanner.string("an ARN")?,
            "UserName" | "GroupName" | "RoleName" => entity.name = scanner.string("a name")?,
            "AssumeRolePolicyDocument" => entity.trust = document(scanner)?,
            "UserPolicyList" | "GroupPolicyList" | "RolePolicyList" => {
                scanner.array("an array of inline policies", |scanner| {
                    entity
                        .inline
                        .push(read_inline(scanner, &mut entity.problems)?);
                    Ok(())
                })?;
            }
            "AttachedManagedPolicies" => {
                scanner.array("an array of attached policies", |scanner| {
                    let expected = "the ARN of an attached policy";
                    let wanted = (Object::AttachedPolicy, "PolicyArn");
                    let arn = only_string(scanner, wanted, expected, &mut entity.problems)?;
                    entity.attached.push(account.managed(&arn));
                    Ok(())
                })?;
            }
            "PermissionsBoundary" if scanner.peek()? != Some(b'n') => {
                let expected = "the ARN of a permissions boundary";
                let wanted = (Object::Boundary, "PermissionsBoundaryArn");
                let arn = only_string(scanner, wanted, expected, &mut entity.problems)?;
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
    // AWS leaves `UserPolicyList` out of a user without any; what was cut down lacks other members, too.
    missing.retain(|list| *list != "UserPolicyList" || !(has_id && has_date));
    entity.missing = missing;
    let groups = groups.iter().map(|name| account.group(&entity.arn, name));
    entity.groups = groups.collect();
    Ok(entity)
}

fn read_inline(scanner: &mut Scanner<'_>, problems: &mut Vec<Problem>) -> Scanned<Inline> {
    scanner.peek()?;
    let at = scanner.position();
    let mut name = String::new();
    let mut place = None;
    scanner.details("an inline policy: an object", |scanner, member| {
        match member {
            "PolicyName" => name = scanner.string("the policy's name")?,
            "PolicyDocument" => place = document(scanner)?,
            _ => unknown(Object::InlinePolicy, scanner, member, problems)?,
        }
        Ok(())
    })?;
    Ok(Inline { name, at, place })
}

/// A managed policy: the document of its default version. Gives its ARN.
fn read_policy(
    scanner: &mut Scanner<'_>,
    source: &Arc<Source>,
    account: &mut Account,
) -> Scanned<String> {
    scanner.peek()?;
    let at = scanner.position();
    let mut arn = String::new();
    let mut default = String::new();
    let mut versions: Vec<(Version, Option<bool>)> = Vec::new();
    let mut problems = Vec::new();
    scanner.details("an object: a managed policy", |scanner, member| {
        match member {
            "Arn" => arn = scanner.string("an ARN")?,
            "DefaultVersionId" => default = scanner.string("a version such as `v1`")?,
            "PolicyVersionList" => scanner.array("an array of versions", |scanner| {
                versions.push(read_version(scanner, source, &mut problems)?);
                Ok(())
            })?,
            _ => unknown(Object::ManagedPolicy, scanner, member, &mut problems)?,
        }
        Ok(())
    })?;
    if arn.is_empty() {
        return Err(incomplete(source, at, "no `Arn`", "its `Arn`"));
    }
    let told = match problems.into_iter().next() {
        Some(problem) => Err(problem),
        None => default_version(versions, &default),
    };
    account.add_managed(&arn, told, (&default, source, at));
    Ok(arn)
}

fn read_version(
    scanner: &mut Scanner<'_>,
    source: &Arc<Source>,
    problems: &mut Vec<Problem>,
) -> Scanned<(Version, Option<bool>)> {
    scanner.peek()?;
    let mut version = Version {
        id: String::new(),
        source: Arc::clone(source),
        at: scanner.position(),
        place: None,
    };
    let mut is_default = None;
    scanner.details("a version of a policy: an object", |scanner, member| {
        match member {
            "VersionId" => version.id = scanner.string("a version such as `v1`")?,
            "IsDefaultVersion" => is_default = boolean(scanner)?,
            "Document" => version.place = document(scanner)?,
            _ => unknown(Object::Version, scanner, member, problems)?,
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

/// `true` or `false`; `null` is neither.
fn boolean(scanner: &mut Scanner<'_>) -> Scanned<Option<bool>> {
    let value = match scanner.peek()? {
        Some(b't') => Some(true),
        Some(b'f') => Some(false),
        Some(b'n') => None,
        _ => return Err(scanner.unexpected("`true` or `false`")),
    };
    scanner.skip()?;
    Ok(value)
}

/// An object of which one member is wanted, a string.
fn only_string(
    scanner: &mut Scanner<'_>,
    (object, wanted): (Object, &str),
    expected: &str,
    problems: &mut Vec<Problem>,
) -> Scanned<String> {
    scanner.peek()?;
    let at = scanner.position();
    let mut found = None;
    scanner.details(expected, |scanner, member| {
        if member == wanted {
            found = Some(scanner.string(expected)?);
            return Ok(());
        }
        unknown(object, scanner, member, problems)
    })?;
    found.ok_or_else(|| scanner.problem(format!("no `{wanted}`"), expected).at(at))
}

/// Passes over a member that is of no interest; one that AWS doesn't have is a problem.
fn unknown(
    object: Object,
    scanner: &mut Scanner<'_>,
    member: &str,
    problems: &mut Vec<Problem>,
) -> Scanned<()> {
    if let Some((found, expected)) = object.unknown(member) {
        scanner.peek()?;
        problems.push(scanner.problem(found, &expected));
    }
    scanner.skip()
}

fn incomplete(source: &Source, at: Position, found: &str, expected: &str) -> Problem {
    Problem::new(&source.name, found, expected).at(at)
}
