//! What the catalogue tells of a principal's policies: names that AWS doesn't know, and what is
//! allowed beyond what was asked.

use crate::check::Catalogue;
use crate::input::PrincipalInput;
use crate::report::{ActionStatus, LeastPrivilege, SetReport};
use crate::set::PermissionSet;
use iam_catalog::Catalog;
use iam_eval::{
    PartialDecision, PartialRequest, PolicySet, Principal, ResourcePattern, UnknownKeys,
};
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

/// An action in a policy that AWS doesn't know, and the one that was probably meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Misspelt {
    written: String,
    place: String,
    nearest: Option<String>,
}

/// The actions without wildcards in a principal's allows that the catalogue doesn't know.
pub(crate) fn misspelt(input: &PrincipalInput, catalogue: &dyn Catalogue) -> Vec<Misspelt> {
    let mut found = Vec::new();
    for document in input.identity.iter().map(iam_eval::Policy::document) {
        for statement in document.statements() {
            if statement.effect() == iam_eval::Effect::Deny || statement.actions().is_negated() {
                continue;
            }
            for action in statement.actions().values() {
                if action.contains(['*', '?']) || catalogue.knows(action) {
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
    found
}

/// Turns misspelt actions to use: a note for each, and a hint for the missing action that was meant.
pub(crate) fn tell(misspelt: &[Misspelt], sets: &mut [SetReport]) -> Vec<String> {
    for action in sets.iter_mut().flat_map(|set| &mut set.actions) {
        if action.status != ActionStatus::Missing {
            continue;
        }
        let meant = misspelt.iter().find(|misspelt| {
            let nearest = misspelt.nearest.as_deref();
            nearest.is_some_and(|nearest| nearest.eq_ignore_ascii_case(&action.action))
        });
        if let Some(Misspelt { written, place, .. }) = meant {
            Arc::make_mut(action).hint = Some(format!(
                "{place} says `{written}`, which is no action of AWS's"
            ));
        }
    }
    let note = |misspelt: &Misspelt| {
        let Misspelt {
            written,
            place,
            nearest,
        } = misspelt;
        match nearest {
            Some(nearest) => format!(
                "{place} names `{written}`, an action that the catalogue doesn't know; the nearest is `{nearest}`"
            ),
            None => format!("{place} names `{written}`, an action that the catalogue doesn't know"),
        }
    };
    misspelt.iter().map(note).collect()
}

/// Counts what a principal is allowed, on some resource and in some context at least, that no set asks
/// for.
pub(crate) fn least_privilege(
    policies: &PolicySet,
    principal: &Principal,
    sets: &[PermissionSet],
    catalog: &Catalog,
) -> LeastPrivilege {
    let required = sets.iter().flat_map(PermissionSet::actions);
    let asked: HashSet<String> = required
        .map(|required| required.action.to_ascii_lowercase())
        .collect();
    let anything = ResourcePattern::any().owned_by(principal.account().unwrap_or_default());
    let unknown = UnknownKeys::all_but([]);
    let none = PolicySet::new();
    let mut by_access_level: BTreeMap<String, usize> = BTreeMap::new();
    let mut extra_actions = 0;
    for action in catalog.actions() {
        if asked.contains(&action.name().to_ascii_lowercase()) {
            continue;
        }
        let Ok(request) = PartialRequest::new(principal, action.name()) else {
            continue;
        };
        let request = request.within(&anything).with_unknown_keys(&unknown);
        let is_allowed = |policies: &PolicySet| {
            let decision = policies.evaluate_partial(&request);
            matches!(
                decision,
                PartialDecision::Allowed | PartialDecision::Depends
            )
        };
        // What nobody needs a permission for is not granted by this principal's policies.
        if is_allowed(policies) && !is_allowed(&none) {
            extra_actions += 1;
            *by_access_level
                .entry(action.access_levels().to_string())
                .or_default() += 1;
        }
    }
    LeastPrivilege {
        extra_actions,
        by_access_level,
    }
}
