//! Checks that all pages of each account's dump are present. A page doesn't contain its number. Its
//! account is that of the ARNs in it, and the last page says that it is the last.

use crate::problem::{Problem, code};
use crate::source::body::Source;
use iam_eval::Position;
use std::collections::{BTreeMap, BTreeSet};

/// The pages read so far.
#[derive(Debug, Default)]
pub(crate) struct Pages {
    /// The number of pages.
    count: usize,
    /// Accounts whose last page has been read.
    ended: BTreeSet<String>,
    /// The input whose previous page is not the last, and its accounts: a following page without
    /// any account belongs to the same dump.
    open: Option<(String, Vec<String>)>,
    /// A page that must be followed by others, for each account; the empty account stands for an
    /// unknown one.
    truncated: BTreeMap<String, (String, Position)>,
}

impl Pages {
    /// Adds a page of some accounts, usually one. `truncated` is the position where it says that it
    /// is not the last, `is_last` whether it says that it is.
    pub(crate) fn add(
        &mut self,
        source: &Source,
        accounts: BTreeSet<String>,
        truncated: Option<Position>,
        is_last: bool,
    ) {
        self.count += 1;
        let before = self.open.take().filter(|(name, _)| *name == source.name);
        let Some(at) = truncated else {
            if accounts.is_empty()
                && is_last
                && let Some((_, accounts)) = before
                // With several incomplete dumps, it is unknown to which one the last page belongs.
                && self
                    .truncated
                    .keys()
                    .all(|open| accounts.contains(open) || self.ended.contains(open))
            {
                self.ended.extend(accounts);
            }
            self.ended.extend(accounts);
            return;
        };
        let of_before = before
            .filter(|_| accounts.is_empty())
            .map(|(_, accounts)| accounts);
        let open = of_before.unwrap_or_else(|| accounts.iter().cloned().collect());
        self.open = Some((source.name.clone(), open));
        let unknown = accounts.is_empty().then(String::new);
        for account in accounts.into_iter().chain(unknown) {
            self.truncated.insert(account, (source.name.clone(), at));
        }
    }

    /// True if no page has been read.
    pub(crate) fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The accounts whose last page is missing: its contents would be silently missing.
    pub(crate) fn problems(&self) -> Vec<Problem> {
        let has_end = |account: &str| match account {
            "" => !self.ended.is_empty(),
            account => self.ended.contains(account),
        };
        let open = self.truncated.iter();
        let open = open.filter(|(account, _)| !has_end(account));
        let problem = |(account, (name, at)): (&String, &(String, Position))| {
            let found = match account.as_str() {
                "" => "a page that is not the last of its dump".to_owned(),
                account => format!("a page that is not the last of the account `{account}`"),
            };
            Problem::new(name, found, "the pages that follow it")
                .with_code(code::MISSING_PAGE)
                .at(*at)
        };
        open.map(problem).collect()
    }
}
