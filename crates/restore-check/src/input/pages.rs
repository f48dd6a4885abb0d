//! Whether all pages of each account's dump are there. A page doesn't tell which one it is, nor of
//! which account: the ARNs in it do, and the last page says that it is the last.

use super::body::Source;
use super::problem::Problem;
use iam_eval::Position;
use std::collections::{BTreeMap, BTreeSet};

/// The pages that were read so far.
#[derive(Debug, Default)]
pub(super) struct Pages {
    /// Accounts whose last page was met.
    ended: BTreeSet<String>,
    /// Last pages of accounts that aren't known, for nothing in them is an account's own.
    ends_of_others: usize,
    /// A page that has others behind it, for each account; the empty account stands for those that
    /// aren't known.
    truncated: BTreeMap<String, (String, Position)>,
}

impl Pages {
    /// Takes in a page of some accounts, mostly of one. `truncated` is where it says that it is not the
    /// last.
    pub(super) fn add(
        &mut self,
        source: &Source,
        accounts: BTreeSet<String>,
        truncated: Option<Position>,
    ) {
        let Some(at) = truncated else {
            self.ends_of_others += usize::from(accounts.is_empty());
            self.ended.extend(accounts);
            return;
        };
        let unknown = accounts.is_empty().then(String::new);
        for account in accounts.into_iter().chain(unknown) {
            self.truncated.insert(account, (source.name.clone(), at));
        }
    }

    /// The accounts whose last page is nowhere: who or what stands on it would be missing in silence.
    pub(super) fn problems(&self) -> Vec<Problem> {
        let has_end = |account: &str| match account {
            "" => self.ends_of_others > 0 || !self.ended.is_empty(),
            account => self.ended.contains(account),
        };
        let open = self.truncated.iter();
        let open: Vec<_> = open.filter(|(account, _)| !has_end(account)).collect();
        if open.len() <= self.ends_of_others {
            return Vec::new();
        }
        let problem = |(account, (name, at)): (&String, &(String, Position))| {
            let found = match account.as_str() {
                "" => "a page that is not the last of its dump".to_owned(),
                account => format!("a page that is not the last of the account `{account}`"),
            };
            Problem::new(name, found, "the pages behind it, too").at(*at)
        };
        open.into_iter().map(problem).collect()
    }
}
