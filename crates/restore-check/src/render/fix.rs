//! The policies that would close a principal's gap.

use crate::check::NoCatalogue;
use crate::export::missing_policies;
use crate::report::{ActionStatus, FixPolicy, PrincipalReport};
use std::borrow::Cow;

/// The policies that were made for a principal, or else those that would be: a proposal that nobody
/// has proved by checking again.
pub(super) fn policies(principal: &PrincipalReport) -> Cow<'_, [FixPolicy]> {
    match &principal.fix {
        Some(fix) => Cow::Borrowed(&fix.policies),
        // A report doesn't hold the catalogue: what is too long is split, not compacted.
        None => Cow::Owned(missing_policies(principal, &NoCatalogue)),
    }
}

/// The missing actions that a policy attached to the principal can't help alone, since another
/// layer is silent on them.
pub(super) fn held_back(principal: &PrincipalReport) -> Vec<&str> {
    let actions = principal.sets.iter().flat_map(|set| &set.actions);
    let held_back = actions.filter(|action| {
        let mut silent = action
            .reasons
            .iter()
            .filter(|reason| reason.policy.is_none());
        action.status == ActionStatus::Missing
            && action.ignored.is_none()
            && silent.any(|reason| reason.layer != "identity")
    });
    held_back.map(|action| action.canonical_name()).collect()
}
