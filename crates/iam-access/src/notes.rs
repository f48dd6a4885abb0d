//! Notes in addition to the engine's reasons: what was assumed, and what is probably missing from
//! the input.

use crate::check::{ANOTHER_ACCOUNT, Subject, SubjectKey};
use crate::hints::{Hints, Symptom};
use crate::report::{MOST_REASONS, SetReport};
use iam_account::PrincipalInput;
use iam_eval::{Effect, Policy};
use std::collections::HashMap;
use std::sync::Arc;

/// The accounts that were assumed to own the keys, if that follows from more than the role.
pub(crate) fn assumed_key_owners(subject: &Subject, hints: Hints<'_>) -> Vec<String> {
    let mut notes: Vec<String> = Vec::new();
    let several = subject.keys.len() > 1;
    for key in &subject.keys {
        let name = match (&key.arn, several) {
            (Some(arn), true) => format!("the key {arn}"),
            (None, true) => format!("the key of {}", key.policy.document().name()),
            (_, false) => "the key".to_owned(),
        };
        let note = assumed_key_owner(subject, key, &name, key.owner_is_given, hints);
        let note = note.filter(|note| notes.last() != Some(note));
        notes.extend(note);
    }
    let more = notes.len().saturating_sub(MOST_REASONS);
    notes.truncate(MOST_REASONS);
    notes.extend((more > 0).then(|| format!("the same kind of note applies to {more} more keys")));
    notes
}

fn assumed_key_owner(
    subject: &Subject,
    key: &SubjectKey,
    name: &str,
    is_given: bool,
    hints: Hints<'_>,
) -> Option<String> {
    let own = subject.principal.account();
    let mut accounts: Vec<&str> = Vec::new();
    let mut roles: Vec<&str> = Vec::new();
    for owner in &key.owners {
        let role = owner.caller.account().unwrap_or_default();
        for (list, account) in [(&mut accounts, owner.account.as_str()), (&mut roles, role)] {
            if !list.contains(&account) {
                list.push(account);
            }
        }
    }
    let both_needed = "the role's own policies and the key policy must both allow its use";
    let assumed = match accounts.as_slice() {
        [] => return None,
        [_] if roles.len() > 1 => {
            return Some(format!(
                "the role's ARN is unknown: it is assumed to be in one of the keys' accounts, {}, each of which was \
                 tried",
                roles.join(" and ")
            ));
        }
        [account] if !subject.principal_is_known => {
            return Some(format!(
                "the role's ARN is unknown: it is assumed to be in the key's account, {account}"
            ));
        }
        [one] if own == Some(*one) => return None,
        [one] if is_given => {
            return Some(format!(
                "{name} belongs to account {one}, not to the role's: {both_needed}"
            ));
        }
        [one] => {
            format!(
                "by its policy, {name} belongs to account {one}, not to the role's: {both_needed}"
            )
        }
        several => {
            let names: Vec<&str> = several
                .iter()
                .map(|account| match *account {
                    ANOTHER_ACCOUNT => "another account",
                    known => known,
                })
                .collect();
            format!(
                "the key policy doesn't say which account owns {name}: each was tried: {}",
                names.join(" and ")
            )
        }
    };
    let hint = hints.text(Symptom::KeyOwnerAssumed, &[]);
    Some(match hint {
        Some(hint) => format!("{assumed} ({hint})"),
        None => assumed,
    })
}

/// The levels of SCPs without any Allow: a note about each, and a hint for actions that are missing
/// only because `FullAWSAccess` is missing.
pub(crate) fn levels_that_only_deny(input: &PrincipalInput, sets: &mut [SetReport]) -> Vec<String> {
    let only_denies = |level: &[Policy]| {
        let mut statements = level
            .iter()
            .flat_map(|policy| policy.document().statements());
        !level.is_empty() && statements.all(|statement| statement.effect() == Effect::Deny)
    };
    let levels = input.scps.as_ref().into_iter().flatten().enumerate();
    let levels = levels.filter(|(_, level)| only_denies(level));
    let questions: Vec<(String, String)> = levels
        .map(|(level, _)| {
            let question = format!(
                "no policy of SCP level {level} allows anything: is FullAWSAccess, which AWS attaches by \
                 default, missing from the export?"
            );
            (format!("scps[{level}]"), question)
        })
        .collect();
    if questions.is_empty() {
        return Vec::new();
    }
    let by_layer: HashMap<&str, &str> = questions
        .iter()
        .map(|(layer, question)| (layer.as_str(), question.as_str()))
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
    let more = questions.len().saturating_sub(MOST_REASONS);
    let more = (more > 0).then(|| format!("the same applies to {more} more levels of SCPs"));
    let notes = questions.into_iter().map(|(_, question)| question);
    notes.take(MOST_REASONS).chain(more).collect()
}
