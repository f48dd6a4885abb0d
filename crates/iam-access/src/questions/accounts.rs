//! The principals of one or several accounts, ready to be asked about.

use super::caller::Caller;
use super::extent::{Extent, Grant, keys};
use super::place::{Place, of_trust};
use crate::check::{ActionCatalog, Explained, Knowledge, Outcome, Questions, report};
use crate::error::JudgeError;
use crate::report::InputProblem;
use crate::requirements::Requirement;
use iam_account::{PrincipalInput, Problem};
use iam_eval::{Action, Policy};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// The principals of one or several accounts, ready to be asked about.
///
/// ```
/// use iam_access::check::{Knowledge, NoCatalog};
/// use iam_access::questions::{Accounts, Place};
/// let text = r#"{"arn": "arn:aws:iam::111122223333:role/app", "identity": [
///   {"Statement": {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*"}}]}"#;
/// let inputs = iam_account::read_text("app.json", text);
/// let principals = inputs.principals().collect::<Result<Vec<_>, _>>()?;
/// let accounts = Accounts::new(principals, &Knowledge::nothing(), &NoCatalog);
/// let answer = accounts.who_can("sqs:SendMessage", &Place::default(), 2)?;
/// assert_eq!(answer.principals[0].principal, "arn:aws:iam::111122223333:role/app");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Accounts<'a> {
    pub(super) catalog: &'a dyn ActionCatalog,
    pub(super) callers: Vec<Caller>,
    /// The accounts of the principals.
    pub(super) accounts: BTreeSet<String>,
    pub(super) by_arn: HashMap<String, usize>,
    /// Roles by account and name, as their sessions' ARNs show them.
    pub(super) roles_by_name: HashMap<(String, String), usize>,
    /// What is known of requests of which nothing else is known.
    pub(super) knowledge: Knowledge,
    errors: Vec<Problem>,
}

/// A resource whose account isn't known, in a question about principals of several accounts.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "found {resource} and principals of the accounts {accounts}, expected the account that owns it"
)]
pub struct UnknownOwner {
    /// The resource.
    pub resource: String,
    /// The accounts, as a list.
    pub accounts: String,
}

impl<'a> Accounts<'a> {
    /// Prepares principals; what is known of their requests is the same for all, but for their
    /// tags. Those with problems aren't asked about: [`Accounts::errors`] has them.
    #[must_use]
    pub fn new(
        principals: Vec<PrincipalInput>,
        knowledge: &Knowledge,
        catalog: &'a dyn ActionCatalog,
    ) -> Self {
        let mut accounts = Self {
            catalog,
            callers: Vec::with_capacity(principals.len()),
            accounts: BTreeSet::new(),
            by_arn: HashMap::new(),
            roles_by_name: HashMap::new(),
            knowledge: knowledge.clone(),
            errors: Vec::new(),
        };
        for mut input in principals {
            let name = input.arn.clone().or_else(|| input.name.clone());
            let problems = std::mem::take(&mut input.problems);
            if !problems.is_empty() {
                let problems = problems
                    .into_iter()
                    .map(|problem| problem.of(name.as_deref()));
                accounts.errors.extend(problems);
                continue;
            }
            let source = input.source.clone();
            let twice = input
                .arn
                .as_deref()
                .filter(|arn| accounts.by_arn.contains_key(*arn));
            if let Some(arn) = twice {
                let found = format!("`{arn}` a second time");
                accounts
                    .errors
                    .push(Problem::new(&source, found, "each principal once"));
                continue;
            }
            match Caller::new(input, knowledge) {
                Ok(caller) => accounts.add(caller),
                Err(error) => {
                    let problem = error.into_problem(&source).of(name.as_deref());
                    accounts.errors.push(problem);
                }
            }
        }
        accounts
    }

    /// Adds what else couldn't be read: answers are about the rest, and say so.
    #[must_use]
    pub fn with_problems(mut self, problems: Vec<Problem>) -> Self {
        self.errors.splice(0..0, problems);
        self
    }

    fn add(&mut self, caller: Caller) {
        let at = self.callers.len();
        let principal = &caller.subject.principal;
        if caller.subject.principal_is_known {
            self.accounts.insert(caller.account().to_owned());
            self.by_arn.insert(caller.title().to_owned(), at);
            if caller.trust().is_some() {
                let name = (caller.account().to_owned(), principal.name().to_owned());
                self.roles_by_name.insert(name, at);
            }
        }
        self.callers.push(caller);
    }

    /// How many principals can be asked about.
    #[must_use]
    pub fn len(&self) -> usize {
        self.callers.len()
    }

    /// True where there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.callers.is_empty()
    }

    /// The principals that can't be asked about, and why.
    #[must_use]
    pub fn errors(&self) -> &[Problem] {
        &self.errors
    }

    /// The accounts whose principals these are.
    pub fn accounts(&self) -> impl ExactSizeIterator<Item = &str> {
        self.accounts.iter().map(String::as_str)
    }

    /// The ARN of each principal, or else its name or file.
    pub fn titles(&self) -> impl ExactSizeIterator<Item = &str> {
        self.callers.iter().map(Caller::title)
    }

    /// A principal as it was read.
    #[must_use]
    pub fn principal(&self, index: usize) -> Option<&PrincipalInput> {
        self.callers.get(index).map(|caller| &caller.input)
    }

    /// Checks that it is clear whose a resource is. One whose ARN names no account is taken to be
    /// each principal's own: that must be one account.
    ///
    /// # Errors
    /// [`UnknownOwner`] if these are principals of several accounts.
    pub fn check_owner(&self, place: &Place) -> Result<(), UnknownOwner> {
        match (place.resource(), place.owner(), self.accounts.len()) {
            (Some(resource), None, 2..) => {
                let accounts: Vec<&str> = self.accounts().collect();
                Err(UnknownOwner {
                    resource: resource.to_owned(),
                    accounts: accounts.join(", "),
                })
            }
            _ => Ok(()),
        }
    }

    /// The trust policy of the role that a place is, where the action assumes it.
    pub(super) fn with_trust(&self, action: &Action<'_>, place: &Place) -> Place {
        let is_open = of_trust(action.as_str()) && place.policy().is_none();
        let trust = place.resource().filter(|_| is_open);
        let role = trust.and_then(|arn| self.by_arn.get(arn));
        let trust: Option<&Policy> = role.and_then(|role| self.callers.get(*role)?.trust());
        match trust {
            Some(trust) => place.clone().with_policy(trust.clone()),
            None => place.clone(),
        }
    }

    /// Asks one principal about an action.
    pub(super) fn outcome(
        &self,
        caller: &Caller,
        action: &Action<'_>,
        place: &Place,
        explained: Explained,
    ) -> Result<Outcome, JudgeError> {
        let subject = place.subject(action.as_str(), caller)?;
        let known = caller.knowledge_under(place.policy().into_iter());
        let questions = Questions::new(&subject, &known, self.catalog, explained)?;
        let types = place.types(action.as_str(), caller, self.catalog)?;
        let pattern = place.pattern_for(caller);
        Ok(place.ask(&questions, action, pattern.as_ref(), &types))
    }

    /// How far an answer reaches, once what is not understood in the principal's policies is taken
    /// into account.
    pub(super) fn extent(&self, caller: &Caller, action: &str, outcome: &Outcome) -> Extent {
        let extent = Extent::of(outcome);
        let is_doubted = || {
            caller
                .doubts(self.catalog)
                .about(action, self.catalog)
                .is_some()
        };
        match extent.is_certain() && is_doubted() {
            true => Extent::Conditional,
            false => extent,
        }
    }

    /// An explained answer as a grant.
    pub(super) fn grant(
        &self,
        caller: &Caller,
        action: &str,
        place: &Place,
        outcome: &Outcome,
    ) -> Grant {
        let required = Requirement::new(action, "*");
        let keys = keys(outcome.explained.iter().map(|found| &found.explanation));
        let mut report = [Arc::new(report(&required, outcome, None, None))];
        caller.doubts(self.catalog).apply(&mut report, self.catalog);
        let [report] = report;
        let mut grant = Grant::new(self.extent(caller, action, outcome), report, keys);
        place.name_policy(action, &mut grant.reasons);
        grant
    }
}

impl Accounts<'_> {
    /// The problems of principals that aren't asked about, as a report has them.
    pub(super) fn input_problems(&self) -> Vec<InputProblem> {
        self.errors.iter().map(InputProblem::from).collect()
    }
}
