//! What a reader needs beside the engine's reasons: what policies are called, what was assumed, and what
//! is likely to have been left out.

use crate::check::Subject;
use crate::input::PrincipalInput;
use crate::report::{Reason, SetReport};
use iam_eval::{Effect, Policy};
use std::sync::Arc;

/// Stands for the account of a key that may be anybody's.
pub(crate) const ANOTHER_ACCOUNT: &str = "000000000000";

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

/// Names the policies of an account's dump in the reasons.
pub(crate) fn name_policies(input: &PrincipalInput, sets: &mut [SetReport]) {
    if input.titles.is_empty() {
        return;
    }
    for action in sets.iter_mut().flat_map(|set| &mut set.actions) {
        if !action
            .reasons
            .iter()
            .any(|reason| title(input, reason).is_some())
        {
            continue;
        }
        for reason in &mut Arc::make_mut(action).reasons {
            reason.policy_name = title(input, reason).map(str::to_owned);
        }
    }
}

/// What the policy is called in which the statement of a reason stands.
fn title<'i>(input: &'i PrincipalInput, reason: &Reason) -> Option<&'i str> {
    let (name, index) = (reason.policy.as_deref()?, reason.statement?);
    let has_statement = |policy: &Policy| {
        let document = policy.document();
        document.name() == name
            && document.statement(index).is_some_and(|statement| {
                let position = statement.position();
                Some(position.line) == reason.line && Some(position.column) == reason.column
            })
    };
    let mut titles = input.titles.iter();
    let found = titles.find(|(policy, _)| has_statement(policy));
    found.map(|(_, title)| title.as_str())
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
    let mut notes = Vec::new();
    for (level, _) in levels.filter(|(_, level)| only_denies(level)) {
        let layer = format!("scps[{level}]");
        let asks = format!(
            "no policy of SCP level {level} allows anything: was FullAWSAccess, which AWS attaches by default, \
             left out of the export?"
        );
        for action in sets.iter_mut().flat_map(|set| &mut set.actions) {
            if action.silent_layers().eq([layer.as_str()]) {
                Arc::make_mut(action).hint = Some(asks.clone());
            }
        }
        notes.push(asks);
    }
    notes
}
