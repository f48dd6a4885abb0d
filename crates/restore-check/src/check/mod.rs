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

    /// Fewer patterns for the same actions and, as far as is known, no others.
    fn compact(&self, actions: &[&str]) -> Vec<String>;
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

    fn compact(&self, actions: &[&str]) -> Vec<String> {
        actions.iter().map(|action| (*action).to_owned()).collect()
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

/// Checks a principal against a set. What is granted gets its reasons only if `explains_granted`: they
/// cost as much as all the rest.
///
/// # Errors
/// [`RequestError`] where the set asks for something that is no action or no resource.
pub fn check_set(
    subject: &Subject,
    knowledge: &Knowledge,
    set: &PermissionSet,
    catalogue: &dyn Catalogue,
    explains_granted: bool,
) -> Result<SetReport, RequestError> {
    let questions = Questions::new(subject, knowledge, explains_granted);
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
    let facts = catalogue.facts(&required.action);
    if let Some(pattern) = required.pattern()? {
        let pattern = pattern.owned_by(questions.account());
        let outcome = questions.on_pattern(&action, &pattern);
        return Ok(report(required, &outcome, facts, false));
    }
    let types = catalogue.resource_types(&required.action, questions.subject);
    let acts_on_nothing = matches!(&*types, ResourceTypes::Known(types) if types.is_empty());
    let outcome = questions.on_everything(&action, &types);
    Ok(report(required, &outcome, facts, acts_on_nothing))
}

fn report(
    required: &RequiredAction,
    outcome: &Outcome<'_>,
    facts: Option<ActionFacts>,
    acts_on_nothing: bool,
) -> ActionReport {
    let hangs = matches!(
        outcome.status,
        ActionStatus::Conditional | ActionStatus::Limited
    );
    let explanation = outcome.explanation.as_ref();
    let residual = explanation.and_then(|explanation| explanation.residual());
    ActionReport {
        action: required.action.clone(),
        resource: (required.resource != "*").then(|| required.resource.clone()),
        status: outcome.status,
        reasons: explanation
            .map(|explanation| reasons_for(outcome.status, explanation))
            .unwrap_or_default(),
        when: residual
            .filter(|_| hangs)
            .map(|residual| residual.to_string()),
        coverage: outcome.coverage_report(),
        hint: explanation
            .and_then(|explanation| reasons::hint(outcome.status, explanation, acts_on_nothing)),
        access_level: facts.as_ref().map(|facts| facts.access_level.clone()),
        canonical: facts
            .map(|facts| facts.canonical)
            .filter(|canonical| *canonical != required.action),
        ..ActionReport::default()
    }
}
