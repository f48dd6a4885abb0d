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
use std::sync::Arc;
use subject::Questions;

/// Tells what resources an action acts on, for a principal's account.
pub trait Catalogue: std::fmt::Debug + Sync {
    /// The resource types of an action.
    fn resource_types(&self, action: &str, subject: &Subject) -> Arc<ResourceTypes>;

    /// What is known of an action, if it is known.
    fn facts(&self, action: &str) -> Option<ActionFacts>;

    /// The action whose name comes nearest to one that isn't known.
    fn nearest(&self, action: &str) -> Option<String>;
}

/// Knows no action: every question is about anything at all.
#[derive(Debug, Clone, Copy)]
pub struct NoCatalogue;

impl Catalogue for NoCatalogue {
    fn resource_types(&self, _: &str, _: &Subject) -> Arc<ResourceTypes> {
        Arc::new(ResourceTypes::Unknown)
    }

    fn facts(&self, _: &str) -> Option<ActionFacts> {
        None
    }

    fn nearest(&self, _: &str) -> Option<String> {
        None
    }
}

/// What the catalogue knows of an action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActionFacts {
    /// The action as AWS spells it.
    pub canonical: String,
    /// Its access levels, such as `Tagging, Write`.
    pub access_level: String,
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
    let mut acts_on_nothing = false;
    let outcome = match required.pattern()? {
        None => {
            let types = catalogue.resource_types(&required.action, questions.subject);
            acts_on_nothing = matches!(&*types, ResourceTypes::Known(types) if types.is_empty());
            questions.on_everything(&action, &types)
        }
        Some(pattern) => {
            let pattern = pattern.owned_by(questions.account());
            questions.on_pattern(&action, &pattern)
        }
    };
    let facts = catalogue.facts(&required.action);
    Ok(report(required, &outcome, facts, acts_on_nothing))
}

fn report(
    required: &RequiredAction,
    outcome: &Outcome,
    facts: Option<ActionFacts>,
    acts_on_nothing: bool,
) -> ActionReport {
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
        hint: reasons::hint(outcome.status, &outcome.explanation, acts_on_nothing),
        access_level: facts.as_ref().map(|facts| facts.access_level.clone()),
        canonical: facts
            .map(|facts| facts.canonical)
            .filter(|canonical| *canonical != required.action),
        ..ActionReport::default()
    }
}
