//! Checks: a principal against sets of permissions.

mod action;
mod reach;
mod reasons;
mod subject;

pub use action::{ResourceType, ResourceTypes};
pub(crate) use reasons::reasons_for;
pub use subject::{KeyPolicy, Knowledge, Subject};

use crate::report::{ActionReport, ActionStatus, SetReport};
use crate::set::{PermissionSet, RequiredAction};
use action::Outcome;
use iam_eval::{Action, RequestError};
use subject::Questions;

/// Tells what resources an action acts on, for a principal's account.
pub trait Catalogue: std::fmt::Debug + Sync {
    /// The resource types of an action.
    fn resource_types(&self, action: &str, subject: &Subject) -> ResourceTypes;
}

/// Knows no action: every question is about anything at all.
#[derive(Debug, Clone, Copy)]
pub struct NoCatalogue;

impl Catalogue for NoCatalogue {
    fn resource_types(&self, _: &str, _: &Subject) -> ResourceTypes {
        ResourceTypes::Unknown
    }
}

/// Checks a principal against a set.
///
/// # Errors
/// [`RequestError`] where the set asks for something that is no action or no resource.
pub fn check_set(
    subject: &Subject,
    knowledge: &Knowledge,
    set: &PermissionSet,
    catalogue: &dyn Catalogue,
) -> Result<SetReport, RequestError> {
    let questions = Questions::new(subject, knowledge);
    let actions: Result<Vec<_>, _> = set
        .actions()
        .iter()
        .map(|required| check_action(&questions, required, catalogue))
        .collect();
    Ok(SetReport::new(set.name(), actions?))
}

fn check_action(
    questions: &Questions<'_>,
    required: &RequiredAction,
    catalogue: &dyn Catalogue,
) -> Result<ActionReport, RequestError> {
    let action = Action::new(&required.action)?;
    let outcome = match required.pattern()? {
        None => {
            let types = catalogue.resource_types(&required.action, questions.subject);
            questions.on_everything(&action, &types)
        }
        Some(pattern) => {
            let pattern = pattern.owned_by(questions.account());
            questions.on_pattern(&action, &pattern)
        }
    };
    Ok(report(required, &outcome))
}

fn report(required: &RequiredAction, outcome: &Outcome) -> ActionReport {
    let hangs = matches!(
        outcome.status,
        ActionStatus::Conditional | ActionStatus::Limited
    );
    let residual = outcome.explanation.residual().filter(|_| hangs);
    ActionReport {
        action: required.action.clone(),
        resource: (required.resource != "*").then(|| required.resource.clone()),
        status: outcome.status,
        reasons: reasons_for(outcome.status, &outcome.explanation),
        when: residual.map(|residual| residual.to_string()),
        coverage: outcome.coverage_report(),
        hint: reasons::hint(outcome.status, &outcome.explanation),
        ..ActionReport::default()
    }
}
