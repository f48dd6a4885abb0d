//! What the catalogue tells of a principal's policies: names that AWS doesn't know, and what is
//! allowed beyond what was asked.

use crate::check::{Catalogue, Questions};
use crate::permission_set::PermissionSet;
use crate::report::{ActionStatus, LeastPrivilege, SetReport, clipped};
use iam_account::PrincipalInput;
use iam_catalog::Catalog;
use iam_eval::Action;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

/// An action in a policy that AWS doesn't know, and the one that was probably meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Misspelt {
    written: String,
    place: String,
    nearest: Option<String>,
}

/// The actions without wildcards in a principal's allows that the catalogue doesn't know: the first ones,
/// and how many more there are.
pub(crate) fn misspelt(
    input: &PrincipalInput,
    catalogue: &dyn Catalogue,
) -> (Vec<Misspelt>, usize) {
    /// Looking for what was meant takes time, and nobody reads more.
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
                    || catalogue.knows(action)
                    || !seen.insert(action.to_ascii_lowercase())
                    || found.len() == MOST
                {
                    continue;
                }
                found.push(Misspelt {
                    written: action.to_owned(),
                    place: format!("{}:{}", document.name(), statement.position()),
                    nearest: catalogue.nearest(action),
                });
            }
        }
    }
    let more = seen.len() - found.len();
    (found, more)
}

/// What a set asks for that the catalogue doesn't know, as sentences.
pub fn unknown_actions(set: &PermissionSet, catalogue: &dyn Catalogue) -> Vec<String> {
    let unknown = set.actions().iter().map(|required| &required.action);
    let mut sentences: Vec<String> = unknown
        .filter(|action| !catalogue.knows(action))
        .map(|action| unknown_action(set.name(), action, catalogue.nearest(action).as_deref()))
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

/// Turns misspelt actions to use: a note for each, and a hint for the missing action that was meant.
pub(crate) fn tell(
    (misspelt, more): &(Vec<Misspelt>, usize),
    sets: &mut [SetReport],
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
            let hint = format!("{place} says `{written}`, which is no action of AWS's");
            Arc::make_mut(action).hint = Some(clipped(hint));
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

/// Counts what a principal is allowed, on some resource and in some context at least, that no set asks
/// for.
pub(crate) fn least_privilege(
    questions: &Questions<'_>,
    sets: &[PermissionSet],
    catalog: &Catalog,
) -> LeastPrivilege {
    let required = sets.iter().flat_map(PermissionSet::actions);
    let asked: HashSet<String> = required
        .map(|required| required.action.to_ascii_lowercase())
        .collect();
    let mut by_access_level: BTreeMap<String, usize> = BTreeMap::new();
    let mut extra_actions = 0;
    for known in catalog.actions() {
        if asked.contains(&known.name().to_ascii_lowercase()) {
            continue;
        }
        // What nobody needs a permission for is not granted by this principal's policies.
        let is_allowed =
            Action::new(known.name()).is_ok_and(|action| questions.may_be_allowed(&action));
        if is_allowed {
            extra_actions += 1;
            *by_access_level
                .entry(known.access_levels().to_string())
                .or_default() += 1;
        }
    }
    LeastPrivilege {
        extra_actions,
        by_access_level,
    }
}
