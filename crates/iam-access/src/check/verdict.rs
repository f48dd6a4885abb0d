//! From how far a grant reaches over each type of resource to the status of the action.

use super::subject::ResourceTypeRef;
use super::uses::Use;
use crate::report::{ActionStatus, Classes};
use iam_eval::Reach;

/// How far a grant reaches over a type.
#[derive(Debug, Clone)]
pub(crate) struct TypeReach {
    pub(crate) of: ResourceTypeRef,
    pub(crate) reach: Reach,
    pub(crate) classes: Classes,
}

impl TypeReach {
    pub(crate) fn counts(&self) -> bool {
        counts(&self.of)
    }
}

/// Whether the operation fails, or may fail, if nothing of the type is granted.
pub(crate) fn counts(of: &ResourceTypeRef) -> bool {
    of.required || of.used != Use::None
}

/// The types that count, each with its reach: among types of which the operation uses one, the
/// best. If no type is known to count, the best of all.
fn counted(coverage: &[TypeReach]) -> Vec<&TypeReach> {
    let is_choice =
        |found: &TypeReach| !found.of.required && matches!(found.of.used, Use::OneOf | Use::SomeOf);
    let best = |wanted: &dyn Fn(&TypeReach) -> bool| {
        let found = coverage.iter().filter(|found| wanted(found));
        found.max_by_key(|found| found.reach)
    };
    let always = |found: &&TypeReach| found.of.required || found.of.used == Use::Always;
    let mut counted: Vec<&TypeReach> = coverage.iter().filter(always).collect();
    counted.extend(best(&is_choice));
    // A type that the operation may have to use must not be denied.
    let denied = |found: &&TypeReach| found.of.used == Use::SomeOf && found.reach == Reach::Denied;
    counted.extend(coverage.iter().filter(denied));
    if counted.is_empty() {
        counted.extend(best(&|_| true));
    }
    counted
}

/// The status based on the types: a type that the operation uses and that isn't granted at all
/// makes the action useless; one whose grant depends on the context makes it conditional.
pub(crate) fn by_types(coverage: &[TypeReach]) -> ActionStatus {
    match counted(coverage).iter().map(|found| found.reach).min() {
        Some(Reach::All) => ActionStatus::Limited,
        Some(reach) => status_of(reach),
        None => ActionStatus::Missing,
    }
}

/// The status of an action, given its reach over what is required.
pub(crate) fn status_of(reach: Reach) -> ActionStatus {
    match reach {
        Reach::All => ActionStatus::Granted,
        Reach::Some => ActionStatus::Limited,
        // An unknown answer is neither granted nor missing: the report explains what it depends on.
        Reach::AllIf | Reach::SomeIf | Reach::Unknown => ActionStatus::Conditional,
        Reach::None => ActionStatus::Missing,
        Reach::Denied => ActionStatus::Denied,
    }
}

/// The types that explain the status of an action, each with its own status: first the denied ones,
/// then those that determine the status.
pub(crate) fn decisive(
    status: ActionStatus,
    coverage: &[TypeReach],
) -> Vec<(ActionStatus, ResourceTypeRef)> {
    let counted = counted(coverage);
    let is_counted = |found: &TypeReach| counted.iter().any(|other| std::ptr::eq(*other, found));
    let by = |wanted: &dyn Fn(&TypeReach) -> bool| -> Vec<(ActionStatus, ResourceTypeRef)> {
        let found = coverage.iter().filter(|found| wanted(found));
        found
            .map(|found| (status_of(found.reach), found.of.clone()))
            .collect()
    };
    let open = |found: &TypeReach| status_of(found.reach) == ActionStatus::Conditional;
    let failing = |reach: Reach| {
        let found = by(&|found| is_counted(found) && found.reach == reach);
        match found.is_empty() {
            true => by(&|found| found.reach == reach),
            false => found,
        }
    };
    match status {
        ActionStatus::Granted => Vec::new(),
        ActionStatus::Denied => failing(Reach::Denied),
        ActionStatus::Missing => failing(Reach::None),
        ActionStatus::Conditional | ActionStatus::Limited => {
            let mut found = by(&|found| found.reach == Reach::Denied);
            found.extend(by(&|found| open(found) && is_counted(found)));
            if status == ActionStatus::Limited || found.is_empty() {
                found.extend(by(&|found| open(found) && !is_counted(found)));
            }
            if status == ActionStatus::Limited {
                // The report lists the types that a limited grant covers; one of them shows the
                // statement.
                let some = by(&|found| is_counted(found) && found.reach == Reach::Some);
                found.extend(some.into_iter().take(1));
            }
            found
        }
    }
}
