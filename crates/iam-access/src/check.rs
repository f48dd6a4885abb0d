//! Checks: a principal against sets of permissions.

mod action;
mod contexts;
mod equivalence;
mod hints;
mod key_policy;
mod owners;
mod reasons;
mod subject;
mod uses;
mod verdict;

pub use action::{ResourceType, ResourceTypes};
pub(crate) use hints::{absent_keys, of_service_calls};
pub(crate) use key_policy::owners as key_owners;
pub(crate) use owners::ANOTHER_ACCOUNT;
pub(crate) use reasons::{Named, first_ones, reasons_for};
pub(crate) use subject::Questions;
pub use subject::{Explained, KeyOwner, Knowledge, Subject};
pub use uses::{Use, UseTable};

use crate::advice::Advice;
use crate::permission_set::{PermissionSet, RequiredAction};
use crate::report::{ActionReport, ActionStatus, clipped};
use action::Outcome;
use iam_eval::{Action, AttachError, RequestError, ResourcePattern};
use std::sync::Arc;

/// Tells what resources an action acts on, for a principal's account.
pub trait Catalogue: std::fmt::Debug + Sync {
    /// The resource types of an action.
    fn resource_types(&self, action: &str, subject: &Subject) -> Arc<ResourceTypes>;

    /// What is known of an action, if it is known.
    fn facts(&self, action: &str) -> Option<ActionFacts>;

    /// Whether an action is known, or one that fits a pattern of names.
    fn knows(&self, action: &str) -> bool;

    /// The action whose name comes nearest to one that isn't known.
    fn nearest(&self, action: &str) -> Option<String>;

    /// Whether there is an action that [binds](Self::binds_key) a key. Where there is none, nothing else is asked
    /// about it.
    fn may_bind_key(&self, _key: &str) -> bool {
        true
    }

    /// Whether it depends on the type of resource if a request of the action has a condition key.
    fn binds_key(&self, _action: &str, _key: &str) -> bool {
        false
    }

    /// Whether no request of the action about a resource of this type has a condition key; without a
    /// type, about no resource in particular.
    fn lacks_key(&self, _action: &str, _resource_type: Option<&str>, _key: &str) -> bool {
        false
    }

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

    fn knows(&self, _: &str) -> bool {
        false
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

/// A set with what doesn't hang on the principal: found once, then used for all of them.
#[derive(Debug)]
pub struct PreparedSet<'a> {
    set: &'a PermissionSet,
    actions: Vec<PreparedAction<'a>>,
}

#[derive(Debug)]
struct PreparedAction<'a> {
    required: &'a RequiredAction,
    action: Action<'a>,
    /// The resources on which it is needed; none for `*`.
    pattern: Option<ResourcePattern>,
    facts: Option<ActionFacts>,
    advice: &'a Advice,
    /// What is reported of each status where nobody wants to know why, such as of what is granted: most
    /// actions of most principals.
    bare: [Arc<ActionReport>; 5],
}

impl<'a> PreparedSet<'a> {
    /// # Errors
    /// [`RequestError`] where the set asks for something that is no action or no resource.
    pub fn new(set: &'a PermissionSet, catalogue: &dyn Catalogue) -> Result<Self, RequestError> {
        let prepare = |required: &'a RequiredAction| {
            let facts = catalogue.facts(&required.action);
            let bare = ActionStatus::ALL.map(|status| {
                Arc::new(report(
                    required,
                    &Outcome::bare(status),
                    facts.clone(),
                    false,
                    set.advice(),
                ))
            });
            Ok(PreparedAction {
                action: Action::new(&required.action)?,
                pattern: required.pattern()?,
                bare,
                required,
                facts,
                advice: set.advice(),
            })
        };
        let actions: Result<_, RequestError> = set.actions().iter().map(prepare).collect();
        Ok(Self {
            set,
            actions: actions?,
        })
    }

    /// The set.
    #[must_use]
    pub fn set(&self) -> &'a PermissionSet {
        self.set
    }

    /// Checks a principal against the set.
    ///
    /// # Errors
    /// [`AttachError`] where the subject's key policy is no resource-based policy.
    pub fn check(
        &self,
        subject: &Subject,
        knowledge: &Knowledge,
        catalogue: &dyn Catalogue,
        explained: Explained,
    ) -> Result<Vec<Arc<ActionReport>>, AttachError> {
        let questions = Questions::new(subject, knowledge, catalogue, explained)?;
        let actions = self.actions.iter();
        Ok(actions
            .map(|prepared| prepared.check(&questions, catalogue))
            .collect())
    }

    /// Checks one of the set's actions.
    pub(crate) fn check_one(
        &self,
        index: usize,
        questions: &Questions<'_>,
    ) -> Option<Arc<ActionReport>> {
        let prepared = self.actions.get(index)?;
        Some(prepared.check(questions, questions.catalogue))
    }
}

impl PreparedAction<'_> {
    fn check(&self, questions: &Questions<'_>, catalogue: &dyn Catalogue) -> Arc<ActionReport> {
        let report = |outcome: &Outcome, acts_on_nothing| {
            if !questions.explains(outcome.status) {
                return Arc::clone(&self.bare[outcome.status as usize]);
            }
            let facts = self.facts.clone();
            let mut report = report(self.required, outcome, facts, acts_on_nothing, self.advice);
            let hint = hints::of(questions, &self.action, outcome);
            report.hint = hint.or(report.hint);
            Arc::new(report)
        };
        let types = || catalogue.resource_types(&self.required.action, questions.subject);
        if let Some(pattern) = &self.pattern {
            let pattern = pattern.clone().owned_by(questions.account());
            return report(
                &questions.on_pattern(&self.action, &pattern, &types()),
                false,
            );
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

fn report(
    required: &RequiredAction,
    outcome: &Outcome,
    facts: Option<ActionFacts>,
    acts_on_nothing: bool,
    advice: &Advice,
) -> ActionReport {
    let depends = matches!(
        outcome.status,
        ActionStatus::Conditional | ActionStatus::Limited
    );
    let found = outcome.explained.iter().flat_map(|explained| {
        reasons_for(
            explained.status,
            &explained.explanation,
            &reasons::PERMISSIONS,
        )
    });
    let (reasons, reasons_left_out) = reasons::first_ones(found);
    let first = outcome.explained.first();
    ActionReport {
        action: required.action.clone(),
        resource: (required.resource != "*").then(|| required.resource.clone()),
        status: outcome.status,
        reasons,
        reasons_left_out,
        when: outcome.when.clone().filter(|_| depends).map(clipped),
        coverage: outcome.coverage_report(),
        hint: first.and_then(|first| {
            reasons::hint(
                required,
                outcome.status,
                &first.explanation,
                acts_on_nothing,
                advice,
            )
            .map(clipped)
        }),
        access_level: facts.as_ref().map(|facts| facts.access_level.clone()),
        canonical: facts
            .map(|facts| facts.canonical)
            .filter(|canonical| *canonical != required.action),
        ..ActionReport::default()
    }
}
