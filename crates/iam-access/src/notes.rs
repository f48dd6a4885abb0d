//! What a reader needs beside the engine's reasons: what was assumed, and what is likely
//! to have been left out.

use crate::check::{ANOTHER_ACCOUNT, Subject};
use crate::report::{MOST_REASONS, SetReport};
use iam_account::PrincipalInput;
use iam_eval::{Effect, Policy};
use std::collections::HashMap;
use std::sync::Arc;

/// Whose key it was taken to be, where that follows from more than the role.
pub(crate) fn assumed_of_keys(subject: &Subject, is_told: bool) -> Option<String> {
    let own = subject.principal.account();
    let accounts: Vec<&str> = subject
        .key_owners
        .iter()
        .map(|owner| owner.account.as_str())
        .collect();
    let known: Vec<&str> = accounts
        .iter()
        .map(|account| match *account {
            ANOTHER_ACCOUNT => "another account",
            known => known,
        })
        .collect();
    match accounts.as_slice() {
        [] => None,
        [_] if !subject.principal_is_known => Some(format!(
            "the role's ARN is not known: it is taken to be a role of the key's account, {}",
            known.join("")
        )),
        [one] if own == Some(*one) => None,
        [one] if is_told => Some(format!(
            "the key is of the account {one}, not the role's: the role's own policies and the key policy \
             must both allow its use"
        )),
        [one] => Some(format!(
            "the key is taken to be of the account {one}, by its policy, and not of the role's account: the \
             role's own policies and the key policy must both allow its use (--key ARN says whose key it is)"
        )),
        _ => Some(format!(
            "the key policy doesn't say whose key it is: {} were each looked at (--key ARN says it)",
            known.join(" and ")
        )),
    }
}

/// The levels of SCPs without any allow: a note about each, and a hint for the actions that are missing
/// for no other reason than that nobody thought of `FullAWSAccess`.
pub(crate) fn levels_that_only_deny(input: &PrincipalInput, sets: &mut [SetReport]) -> Vec<String> {
    let only_denies = |level: &[Policy]| {
        let mut statements = level
            .iter()
            .flat_map(|policy| policy.document().statements());
        !level.is_empty() && statements.all(|statement| statement.effect() == Effect::Deny)
    };
    let levels = input.scps.as_ref().into_iter().flatten().enumerate();
    let levels = levels.filter(|(_, level)| only_denies(level));
    let asks: Vec<(String, String)> = levels
        .map(|(level, _)| {
            let asks = format!(
                "no policy of SCP level {level} allows anything: was FullAWSAccess, which AWS attaches by \
                 default, left out of the export?"
            );
            (format!("scps[{level}]"), asks)
        })
        .collect();
    if asks.is_empty() {
        return Vec::new();
    }
    let by_layer: HashMap<&str, &str> = asks
        .iter()
        .map(|(layer, asks)| (layer.as_str(), asks.as_str()))
        .collect();
    for action in sets.iter_mut().flat_map(|set| &mut set.actions) {
        let only = {
            let mut silent = action.silent_layers();
            silent.next().filter(|_| silent.next().is_none())
        };
        let hint = only.and_then(|layer| by_layer.get(layer)).copied();
        if let Some(hint) = hint {
            Arc::make_mut(action).hint = Some(hint.to_owned());
        }
    }
    let more = asks.len().saturating_sub(MOST_REASONS);
    let more = (more > 0).then(|| format!("so it is with {more} more levels of SCPs"));
    let notes = asks.into_iter().map(|(_, asks)| asks);
    notes.take(MOST_REASONS).chain(more).collect()
}
