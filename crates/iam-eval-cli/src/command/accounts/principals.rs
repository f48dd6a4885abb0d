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
        let accounts = accounts.with_problems(self.problems);
        for problem in accounts.errors() {
            complain(&problem.to_string());
        }
        Asked { accounts }
    }
}

/// Principals that can be asked about.
#[derive(Debug)]
pub(in crate::command) struct Asked<'c> {
    pub(in crate::command) accounts: Accounts<'c>,
}

impl Asked<'_> {
    /// The principal that a name means.
    pub(in crate::command) fn find(&self, name: &str) -> Result<usize, Failure> {
        let found = self.accounts.find(name);
        found.map_err(|error: NotOne| call(error.to_string()))
    }

    /// Refuses a resource of which it isn't clear whose it is.
    pub(in crate::command) fn check_owner(&self, place: &Place) -> Result<(), Failure> {
        let checked = self.accounts.check_owner(place);
        checked.map_err(|error| call(format!("{error}: `--resource-account ACCOUNT`")))
    }

    /// The exit status: what couldn't be read comes first.
    pub(in crate::command) fn outcome(&self, answer: Outcome) -> Outcome {
        match (!self.accounts.errors().is_empty(), self.accounts.is_empty()) {
            (true, _) => Outcome::Unreadable,
            (false, true) => {
                complain("found no role, user or policy to ask about in the input");
                Outcome::Nothing
            }
            (false, false) => answer,
        }
    }
}
