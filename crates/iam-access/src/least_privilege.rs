//! What a principal is allowed beyond what is required of it.

use crate::check::Questions;
use crate::report::LeastPrivilege;
use crate::requirements::RequirementSet;
use iam_catalog::Catalog;
use iam_eval::Action;
use std::collections::{BTreeMap, HashSet};

/// Counts the actions that a principal is allowed, on at least some resource in at least some
/// context, and that no set requires.
pub(crate) fn least_privilege(
    questions: &Questions<'_>,
    sets: &[RequirementSet],
    catalog: &Catalog,
) -> LeastPrivilege {
    let required = sets.iter().flat_map(RequirementSet::requirements);
    let wanted: HashSet<String> = required
        .map(|required| required.action.to_ascii_lowercase())
        .collect();
    let mut by_access_level: BTreeMap<String, usize> = BTreeMap::new();
    let mut extra_actions = 0;
    for known in catalog.actions() {
        if wanted.contains(&known.name().to_ascii_lowercase()) {
            continue;
        }
        // An action that needs no permission is not granted by this principal's policies.
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
