//! Checks of a principal against sets of requirements.

mod action;
mod catalog;
mod classes;
mod contexts;
mod equivalence;
mod hints;
mod key_policy;
mod owners;
mod reasons;
mod regions;
mod subject;
mod under_condition;
mod uses;
mod verdict;

pub(crate) use action::Outcome;
pub use action::{ResourceType, ResourceTypes};
pub use catalog::{ActionCatalog, ActionFacts, NoCatalog};
pub(crate) use hints::{absent_keys, of_service_calls};
pub(crate) use key_policy::owners as key_owners;
pub(crate) use owners::ANOTHER_ACCOUNT;
pub(crate) use reasons::{LayerNames, first_ones, reasons_for};
pub(crate) use regions::{combine as combine_regions, in_each_region};
pub(crate) use subject::Questions;
pub use subject::{Explained, KeyOwner, Knowledge, Subject, SubjectKey};
pub(crate) use under_condition::Conditioned;
pub use uses::{Use, UseTable};

use crate::hints::{Hint, Hints};
use crate::report::{ActionReport, ActionStatus, clipped};
use crate::requirements::{Requirement, RequirementSet};
use hints::Found;
use iam_eval::{Action, AttachError, RequestError, ResourcePattern, is_account_id};
use owners::OnKeys;
use std::sync::Arc;

/// A set of requirements with everything that doesn't depend on the principal: prepared once,
/// checked for any number of principals.
#[derive(Debug)]
pub struct PreparedSet<'a> {
    set: &'a RequirementSet,
    actions: Vec<PreparedAction<'a>>,
}

#[derive(Debug)]
struct PreparedAction<'a> {
    required: &'a Requirement,
    action: Action<'a>,
    /// The resources for which it is required; `None` for `*`.
    pattern: Option<ResourcePattern>,
    facts: Option<ActionFacts>,
    hints: Hints<'a>,
    /// The shared report for each status that needs no explanation, such as *granted*: most actions
    /// of most principals use these.
    bare: [Arc<ActionReport>; 5],
}

impl<'a> PreparedSet<'a> {
    /// Prepares a set; `hints` take precedence over the generic ones.
    ///
    /// # Errors
    /// [`RequestError`] if the set requires something that is not an action, or for something that
    /// is not a resource.
    pub fn new(
        set: &'a RequirementSet,
        catalog: &dyn ActionCatalog,
        hints: &'a [Hint],
    ) -> Result<Self, RequestError> {
        let prepare = |required: &'a Requirement| {
            let facts = catalog.facts(&required.action);
            let bare = ActionStatus::ALL.map(|status| {
                let outcome = Outcome::bare(status);
                Arc::new(report(required, &outcome, facts.clone(), None))
            });
            Ok(PreparedAction {
                action: Action::new(&required.action)?,
                pattern: required.pattern()?,
                bare,
                required,
                facts,
                hints: Hints(hints),
            })
        };
        let actions: Result<_, RequestError> = set.requirements().iter().map(prepare).collect();
        Ok(Self {
            set,
            actions: actions?,
        })
    }

    /// The set.
    #[must_use]
    pub fn set(&self) -> &'a RequirementSet {
        self.set
    }

    /// Checks a principal against the set.
    ///
    /// # Errors
    /// [`AttachError`] if the subject's key policy is not a resource-based policy.
    pub fn check(
        &self,
        subject: &Subject,
        knowledge: &Knowledge,
        catalog: &dyn ActionCatalog,
        explained: Explained,
    ) -> Result<Vec<Arc<ActionReport>>, AttachError> {
        let questions = Questions::new(subject, knowledge, catalog, explained)?;
        let mut conditioned = Conditioned::new(&questions);
        let actions = self.actions.iter();
        actions
            .map(|prepared| prepared.check_under_condition(&questions, &mut conditioned))
            .collect()
    }

    /// Checks one of the set's actions.
    pub(crate) fn check_one(
        &self,
        index: usize,
        questions: &Questions<'_>,
        conditioned: &mut Conditioned<'_>,
    ) -> Option<Result<Arc<ActionReport>, AttachError>> {
        let prepared = self.actions.get(index)?;
        Some(prepared.check_under_condition(questions, conditioned))
    }
}

impl PreparedAction<'_> {
    /// Checks under the requirement's condition, if it has one: in each of its contexts. The worst
    /// answer counts.
    fn check_under_condition(
        &self,
        questions: &Questions<'_>,
        conditioned: &mut Conditioned<'_>,
    ) -> Result<Arc<ActionReport>, AttachError> {
        let Some(condition) = &self.required.condition else {
            return Ok(self.check(questions));
        };
        let mut reports = Vec::new();
        conditioned.ask(condition, |questions| reports.push(self.check(questions)))?;
        let statuses: Vec<ActionStatus> = reports.iter().map(|report| report.status).collect();
        let (at, mut worst) = reports
            .into_iter()
            .enumerate()
            .max_by_key(|(_, report)| report.status)
            // There is always at least one context.
            .unwrap_or_else(|| (0, self.check(questions)));
        let differs = statuses.iter().any(|status| *status != worst.status);
        if let Some(context) = condition
            .contexts()
            .get(at)
            .filter(|_| differs && worst.hint.is_none())
        {
            let hint = format!("this is the case if {}", under_condition::in_words(context));
            Arc::make_mut(&mut worst).hint = Some(clipped(hint));
        }
        Ok(worst)
    }

    fn check(&self, questions: &Questions<'_>) -> Arc<ActionReport> {
        let report = |outcome: &Outcome, acts_on_nothing| {
            if !questions.explains(outcome.status) {
                return Arc::clone(&self.bare[outcome.status as usize]);
            }
            let hint = hints::hint(&Found {
                questions,
                action: &self.action,
                outcome,
                acts_on_nothing,
                hints: self.hints,
            });
            let mut report = report(self.required, outcome, self.facts.clone(), hint);
            if let Some(when) = &mut report.when {
                let explained = outcome.explained.iter();
                let statements = explained.flat_map(|found| found.explanation.statements());
                when.push_str(&self.hints.suggested(statements));
            }
            Arc::new(report)
        };
        let types = || {
            let catalog = questions.catalog;
            catalog.resource_types(&self.required.action, questions.subject)
        };
        if let Some(pattern) = &self.pattern {
            let pattern = owned(pattern, questions.account());
            let types = types();
            let outcome = match questions.has_key_within(&self.action, &pattern) {
                true => questions.on_keys(&self.action, OnKeys::Pattern(&pattern, &types)),
                false => questions.on_pattern(&self.action, &pattern, &types),
            };
            return report(&outcome, false);
        }
        let everywhere = questions.everywhere(&self.action);
        let granted = ActionStatus::Granted;
        if everywhere.is_granted()
            && !questions.explains(granted)
            && !questions.asks_key_policy(&self.action)
        {
            return Arc::clone(&self.bare[granted as usize]);
        }
        let types = types();
        let acts_on_nothing = matches!(&*types, ResourceTypes::Known(types) if types.is_empty());
        let outcome = questions.on_everything(&self.action, everywhere, &types);
        report(&outcome, acts_on_nothing)
    }
}

/// A requirement's resources: those of the account that their ARN names, or else of the principal's
/// own (S7.10).
fn owned(pattern: &ResourcePattern, own: &str) -> ResourcePattern {
    let named = pattern.as_str().split(':').nth(4);
    match named.is_some_and(is_account_id) {
        true => pattern.clone(),
        false => pattern.clone().owned_by(own),
    }
}

pub(crate) fn report(
    required: &Requirement,
    outcome: &Outcome,
    facts: Option<ActionFacts>,
    hint: Option<String>,
) -> ActionReport {
    let depends = matches!(
        outcome.status,
        ActionStatus::Conditional | ActionStatus::Limited
    );
    let found = outcome.explained.iter().flat_map(|explained| {
        let status = explained.status;
        reasons::of_permissions(status, explained)
    });
    let (reasons, reasons_left_out) = reasons::first_ones(found);
    ActionReport {
        action: required.action.clone(),
        resource: (required.resource != "*").then(|| required.resource.clone()),
        condition: required
            .condition
            .as_ref()
            .map(|condition| condition.json().clone()),
        status: outcome.status,
        reasons,
        reasons_left_out,
        when: outcome.when.clone().filter(|_| depends).map(clipped),
        coverage: outcome.coverage_report(),
        keys: match outcome.status {
            ActionStatus::Granted => Vec::new(),
            _ => outcome.keys.clone(),
        },
        hint: hint.map(clipped),
        access_level: facts.as_ref().map(|facts| facts.access_level.clone()),
        canonical: facts
            .map(|facts| facts.canonical)
            .filter(|canonical| *canonical != required.action),
        ..ActionReport::default()
    }
}
