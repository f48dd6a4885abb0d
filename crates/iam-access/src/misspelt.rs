//! Actions in policies and sets that the catalogue doesn't know.

use crate::check::ActionCatalog;
use crate::hints::{Hints, Symptom};
use crate::report::{ActionStatus, SetReport, clipped};
use crate::requirements::RequirementSet;
use iam_account::PrincipalInput;
use std::collections::HashSet;
use std::sync::Arc;

/// An action in a policy that the catalogue doesn't know, and the one that was probably meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Misspelt {
    written: String,
    place: String,
    nearest: Option<String>,
}

/// The actions without wildcards in a principal's allows that the catalogue doesn't know: the first
/// ones, and the number of the others.
pub(crate) fn misspelt(
    input: &PrincipalInput,
    catalog: &dyn ActionCatalog,
) -> (Vec<Misspelt>, usize) {
    /// Finding the nearest names takes time, and a longer list wouldn't be read.
    const MOST: usize = 50;
    let mut found = Vec::new();
    let mut seen = HashSet::new();
    for document in input.identity.iter().map(iam_eval::Policy::document) {
        for statement in document.statements() {
            if statement.effect() == iam_eval::Effect::Deny || statement.actions().is_negated() {
                continue;
            }
            for action in statement.actions().values() {
                if action.contains(['*', '?'])
                    || catalog.knows(action)
                    || !seen.insert(action.to_ascii_lowercase())
                    || found.len() == MOST
                {
                    continue;
                }
                found.push(Misspelt {
                    written: action.to_owned(),
                    place: format!("{}:{}", document.name(), statement.position()),
                    nearest: catalog.nearest(action),
                });
            }
        }
    }
    let more = seen.len() - found.len();
    (found, more)
}

/// The actions of a set that the catalogue doesn't know, as sentences.
pub fn unknown_actions(set: &RequirementSet, catalog: &dyn ActionCatalog) -> Vec<String> {
    let unknown = set.requirements().iter().map(|required| &required.action);
    let mut sentences: Vec<String> = unknown
        .filter(|action| !catalog.knows(action))
        .map(|action| unknown_action(set.name(), action, catalog.nearest(action).as_deref()))
        .collect();
    sentences.dedup();
    sentences
}

fn unknown_action(place: &str, written: &str, nearest: Option<&str>) -> String {
    let sentence = format!("{place} names `{written}`, an action that the catalogue doesn't know");
    match nearest {
        Some(nearest) => format!("{sentence}; the nearest is `{nearest}`"),
        None => sentence,
    }
}

/// Adds a hint to each missing action that was probably meant, and returns a note for each misspelt
/// one.
pub(crate) fn report(
    (misspelt, more): &(Vec<Misspelt>, usize),
    sets: &mut [SetReport],
    hints: Hints<'_>,
) -> Vec<String> {
    for action in sets.iter_mut().flat_map(|set| &mut set.actions) {
        if action.status != ActionStatus::Missing {
            continue;
        }
        let meant = misspelt.iter().find(|misspelt| {
            let nearest = misspelt.nearest.as_deref();
            nearest.is_some_and(|nearest| nearest.eq_ignore_ascii_case(&action.action))
        });
        if let Some(Misspelt { written, place, .. }) = meant {
            let values = [("place", place.as_str()), ("written", written.as_str())];
            if let Some(hint) = hints.text(Symptom::Misspelt, &values) {
                Arc::make_mut(action).hint = Some(clipped(hint));
            }
        }
    }
    let note = |misspelt: &Misspelt| {
        unknown_action(
            &misspelt.place,
            &misspelt.written,
            misspelt.nearest.as_deref(),
        )
    };
    let more = (*more > 0).then(|| format!("{more} more actions that the catalogue doesn't know"));
    misspelt.iter().map(note).chain(more).map(clipped).collect()
}
