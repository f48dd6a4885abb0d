//! A page of `aws iam get-account-authorization-details`, read as a stream: only the extent of each
//! document is kept.

use crate::aws_members::Object;
use crate::dump::account::Account;
use crate::dump::details::boolean;
use crate::dump::entity::{Entity, account_of, read_entity};
use crate::dump::policy_details::read_policy;
use crate::json::{Read, Reader};
use crate::problem::{Problem, code, quoted, second_time};
use crate::source::body::Source;
use iam_eval::Position;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The members by which a page is recognised: its lists.
pub(crate) const LISTS: [&str; 4] = [
    "UserDetailList",
    "GroupDetailList",
    "RoleDetailList",
    "Policies",
];

/// The lists of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum List {
    Users,
    Groups,
    Roles,
    Policies,
}

impl List {
    /// Reads one of its objects; groups and policies go into the account.
    pub(crate) fn read_one(
        self,
        reader: &mut Reader<'_>,
        source: &Arc<Source>,
        account: &mut Account,
    ) -> Read<Option<Entity>> {
        if self == Self::Policies {
            return read_policy(reader, source, account).map(|_| None);
        }
        let entity = read_entity(self, reader, source, account)?;
        if self == Self::Groups {
            account.add_group(entity);
            return Ok(None);
        }
        Ok(Some(entity))
    }

    fn named(member: &str) -> Option<Self> {
        const ALL: [List; 4] = [List::Users, List::Groups, List::Roles, List::Policies];
        let lists = LISTS.iter().zip(ALL);
        let mut found = lists.filter(|(name, _)| **name == member);
        found.next().map(|(_, list)| list)
    }
}

/// The contents of a page, except groups and policies, which go into the account.
#[derive(Debug, Default)]
pub(crate) struct Page {
    lists: Vec<List>,
    users: Vec<Entity>,
    roles: Vec<Entity>,
    /// The accounts in its ARNs.
    accounts: BTreeSet<String>,
    /// Where it says that more pages follow.
    truncated: Option<Position>,
    /// Where it gives a marker for the next page, which means the same.
    marker: Option<Position>,
    /// True if it says that it is the last page.
    is_last: bool,
    /// Problems that count if it is a page.
    fault: Option<Fault>,
}

#[derive(Debug)]
enum Fault {
    /// A list that can't be read, or isn't known.
    List(Problem),
    /// A member that pages don't have; a suggestion is looked up once this is known to be a page.
    Member(String, Position),
}

impl Page {
    /// True if one of a page's lists has been read.
    pub(crate) fn is_page(&self) -> bool {
        !self.lists.is_empty()
    }

    /// Reads a member. A member that isn't a page's is skipped.
    pub(crate) fn member(
        &mut self,
        member: &str,
        reader: &mut Reader<'_>,
        source: &Arc<Source>,
        account: &mut Account,
    ) -> Read<()> {
        let next = reader.peek()?;
        match (member, List::named(member)) {
            (_, Some(list)) if !matches!(next, Some(b'[' | b'{' | b'n')) => {
                self.lists.push(list);
                let problem = reader.unexpected("an array of details");
                self.fault.get_or_insert(Fault::List(problem));
                reader.skip()
            }
            (_, Some(list)) => {
                if self.lists.contains(&list) {
                    let (found, expected) = second_time(member);
                    let problem = reader.problem(found, expected);
                    return Err(problem.with_code(code::DUPLICATE_MEMBER));
                }
                self.lists.push(list);
                self.read_list((list, member), reader, source, account)
            }
            // Of two values, the stricter one counts.
            ("IsTruncated", _) => {
                let at = reader.position()?;
                match boolean(reader)? {
                    Some(true) => self.truncated = Some(at),
                    Some(false) => self.is_last = true,
                    None => {}
                }
                Ok(())
            }
            ("NextToken", _) if next != Some(b'n') => {
                self.truncated = Some(reader.position()?);
                reader.skip()
            }
            ("Marker", _) if next != Some(b'n') => {
                self.marker = Some(reader.position()?);
                reader.skip()
            }
            // If a misspelt list were skipped, all its contents would be missing.
            (_, None) if next == Some(b'[') && self.fault.is_none() => {
                let found = format!("the list {}", quoted(member));
                let expected = format!("`{}`", LISTS.join("`, `"));
                let expected = expected.replace(", `Policies`", " or `Policies`");
                let problem = reader.problem(found, &expected);
                self.fault = Some(Fault::List(problem.with_code(code::UNKNOWN_MEMBER)));
                reader.skip()
            }
            _ => {
                if self.fault.is_none() && !Object::Page.knows(member) {
                    self.fault = Some(Fault::Member(member.to_owned(), reader.position()?));
                }
                reader.skip()
            }
        }
    }

    /// Reads a list; its groups and policies go into the account.
    fn read_list(
        &mut self,
        (list, member): (List, &str),
        reader: &mut Reader<'_>,
        source: &Arc<Source>,
        account: &mut Account,
    ) -> Read<()> {
        let is_one = reader.peek()? == Some(b'{');
        let details = reader.list("an array of details", |reader| {
            if list == List::Policies {
                let arn = read_policy(reader, source, account)?;
                self.note_account(&arn);
                return Ok(());
            }
            let mut entity = read_entity(list, reader, source, account)?;
            if is_one {
                entity.note_list_of_one(member);
            }
            self.note_account(&entity.arn);
            match list {
                List::Users => self.users.push(entity),
                List::Roles => self.roles.push(entity),
                List::Groups | List::Policies => account.add_group(entity),
            }
            Ok(())
        });
        details.map(|_| ())
    }

    fn note_account(&mut self, arn: &str) {
        if let Some(account) = account_of(arn)
            && !self.accounts.contains(account)
        {
            self.accounts.insert(account.to_owned());
        }
    }

    /// Its users and roles, users first, independent of the order of its lists.
    pub(crate) fn finish(
        self,
        source: &Source,
        account: &mut Account,
    ) -> Read<impl Iterator<Item = Entity> + use<>> {
        if self.is_page() {
            match self.fault {
                None => {}
                Some(Fault::List(problem)) => return Err(problem),
                Some(Fault::Member(member, at)) => {
                    if let Some((found, expected)) = Object::Page.unknown(&member) {
                        let problem = Problem::new(&source.name, found, expected);
                        return Err(problem.with_code(code::UNKNOWN_MEMBER).at(at));
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
