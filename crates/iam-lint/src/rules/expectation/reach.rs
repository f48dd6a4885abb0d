//! On what, and for which requests, a statement grants an action.

use crate::expectations::{Entry, KeyWanted, List};
use crate::policy::{Condition, Statement};
use iam_syntax::Span;

/// Keys that limit neither who may do something nor on what.
const NARROWS_NOTHING: [&str; 4] = [
    "aws:SecureTransport",
    "aws:RequestedRegion",
    "aws:CurrentTime",
    "aws:EpochTime",
];

/// Whether the statement isn't limited to some resources.
pub(super) fn on_every_resource(statement: &Statement<'_>) -> bool {
    let mut resources = statement.resources().iter();
    statement.not_resource.is_some() || resources.any(|resource| resource.is_everything())
}

/// Whether a condition limits the callers or the resources.
pub(super) fn is_narrowed(statement: &Statement<'_>) -> bool {
    let narrows = |condition: &Condition<'_>| {
        condition.is_restricting() && !NARROWS_NOTHING.iter().any(|key| condition.key.is(key))
    };
    statement.conditions.iter().any(narrows)
}

/// An entry that is about a statement's actions.
pub(super) struct Concerned<'l> {
    pub(super) entry: &'l Entry,
    /// The entry's action.
    pub(super) listed: &'l str,
    /// Where the statement grants it.
    pub(super) span: Span,
    /// The statement's own pattern, or `listed` if `NotAction` doesn't exclude it.
    pub(super) granted: String,
}

/// The entries that are about what a statement grants.
pub(super) fn concerned<'l>(list: &'l List, statement: &Statement<'_>) -> Vec<Concerned<'l>> {
    let mut found = Vec::new();
    for action in statement.actions() {
        let about = list.about(action.text.value).into_iter();
        found.extend(about.map(|(entry, listed)| Concerned {
            entry,
            listed,
            span: action.text.span,
            granted: action.text.value.to_owned(),
        }));
    }
    let Some(element) = &statement.not_action else {
        return found;
    };
    for entry in list.entries() {
        let listed = entry.actions.iter().filter(|listed| {
            let mut excluded = element.values.iter();
            !excluded.any(|pattern| pattern.covers(listed))
        });
        found.extend(listed.map(|listed| Concerned {
            entry,
            listed,
            span: element.member.name_span,
            granted: listed.clone(),
        }));
    }
    found
}

/// Whether a request passes only if the key has one of the values.
pub(super) fn is_met(wanted: &KeyWanted, statement: &Statement<'_>) -> bool {
    let meets = |condition: &Condition<'_>| {
        wanted.is_on(condition.key.text.value)
            && condition.is_restricting()
            && condition.values.iter().all(|value| wanted.has(value.text))
    };
    statement.conditions.iter().any(meets)
}

/// The condition of the statement that has one of the values.
pub(super) fn used_in<'s, 'a>(
    unwanted: &KeyWanted,
    statement: &'s Statement<'a>,
) -> Option<&'s Condition<'a>> {
    let uses = |condition: &&Condition<'_>| {
        unwanted.is_on(condition.key.text.value)
            && !condition.operator.is_negated()
            && !condition.operator.is_null()
            && condition
                .values
                .iter()
                .any(|value| unwanted.has(value.text))
    };
    statement.conditions.iter().find(uses)
}
