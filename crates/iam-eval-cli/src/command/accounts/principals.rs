//! The principals of dumps, ready to be asked about.

use super::call;
use crate::Outcome;
use crate::failure::{Failure, complain};
use iam_access::ResourceCatalog;
use iam_access::check::Knowledge;
use iam_access::questions::{Accounts, NotOne, Place};
use iam_account::{PrincipalInput, Problem};

/// The principals that were read, and what couldn't be.
#[derive(Debug)]
pub(in crate::command) struct Principals {
    pub(in crate::command) principals: Vec<PrincipalInput>,
    pub(in crate::command) problems: Vec<Problem>,
}

impl Principals {
    /// Prepares them for questions; what couldn't be read is reported.
    pub(in crate::command) fn prepare<'c>(
        self,
        knowledge: &Knowledge,
        resources: &'c ResourceCatalog<'c>,
    ) -> Asked<'c> {
        let accounts = Accounts::new(self.principals, knowledge, resources);
        let problems = self.problems.iter().chain(accounts.errors());
        let mut has_problems = false;
        for problem in problems {
            complain(&problem.to_string());
            has_problems = true;
        }
        Asked {
            accounts,
            has_problems,
        }
    }
}

/// Principals that can be asked about.
#[derive(Debug)]
pub(in crate::command) struct Asked<'c> {
    pub(in crate::command) accounts: Accounts<'c>,
    has_problems: bool,
}

impl Asked<'_> {
    /// The principal that a name means.
    pub(in crate::command) fn find(&self, name: &str) -> Result<usize, Failure> {
        let found = self.accounts.find(name);
        found.map_err(|error: NotOne| call(error.to_string()))
    }

    /// An ARN of a resource that names no account is asked about as each principal's own: that must be one account.
    pub(in crate::command) fn check_owner(&self, place: &Place) -> Result<(), Failure> {
        let accounts: Vec<&str> = self.accounts.accounts().collect();
        match (place.resource(), place.owner(), accounts.as_slice()) {
            (Some(resource), None, [_, _, ..]) => Err(call(format!(
                "found {resource} and principals of the accounts {}, expected the account that owns it: \
                 `--resource-account ACCOUNT`",
                accounts.join(", ")
            ))),
            _ => Ok(()),
        }
    }

    /// The exit status: what couldn't be read comes first.
    pub(in crate::command) fn outcome(&self, answer: Outcome) -> Outcome {
        match (self.has_problems, self.accounts.is_empty()) {
            (true, _) => Outcome::Unreadable,
            (false, true) => {
                complain("found no role, user or policy to ask about in the input");
                Outcome::Nothing
            }
            (false, false) => answer,
        }
    }
}
