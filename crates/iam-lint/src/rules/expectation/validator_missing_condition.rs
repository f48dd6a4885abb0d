use crate::expectations::KeyWanted;
use crate::rules::expectation::reach::{concerned, is_met, on_every_resource};
use crate::rules::prelude::*;
use std::collections::HashMap;

rule! {
    /// An action is allowed without a condition that it requires.
    ///
    /// Which actions require a condition is a matter of taste; few are built in, and only if they
    /// are allowed on every resource: setting the policies of identities, creating KMS grants,
    /// giving access to functions, sharing resources, tagging EC2 resources. A file of your own
    /// extends or replaces them: `--expectations`. A condition counts if a request passes only with
    /// the key: not one that an absent key satisfies. A `Deny` of the document counts, too, if it
    /// is about every resource and has conditions on the key alone.
    ///
    /// ```json
    /// {"Effect": "Allow", "Action": "kms:CreateGrant", "Resource": "*"}
    /// ```
    VALIDATOR_MISSING_CONDITION: Warning, Validator, Statement(check)
}

fn check(policy: &Policy<'_>, statement: &Statement<'_>, report: &mut Report) {
    let list = &policy.expectations.required_conditions;
    if list.is_empty() || !statement.is_allow() {
        return;
    }
    // Of each of an entry's actions once: a statement may name one very often.
    let mut known: HashMap<(&str, &str), bool> = HashMap::new();
    let work = || {
        let of_one = |one: &Statement<'_>| 1 + one.actions().len() + one.not_actions().len();
        policy.statements.iter().map(of_one).sum()
    };
    for found in concerned(list, statement) {
        let entry = found.entry;
        let is_exempt = entry.on_every_resource && !on_every_resource(statement);
        if entry.any_of.is_empty() || is_exempt || !entry.is_about(policy.kind) {
            continue;
        }
        let place = (entry.name.as_str(), found.listed);
        let is_fulfilled = match known.get(&place) {
            Some(known) => *known,
            None if !report.spend(work()) => return,
            None => {
                let meets = |wanted: &KeyWanted| {
                    is_met(wanted, statement) || is_guarded(policy, found.listed, wanted)
                };
                let found = entry.any_of.iter().any(meets);
                known.insert(place, found);
                found
            }
        };
        if is_fulfilled {
            continue;
        }
        let keys: Vec<String> = entry.any_of.iter().map(KeyWanted::words).collect();
        let message = format!(
            "{} is allowed without a condition that says {}",
            quoted(&found.granted),
            entry.reason
        );
        let severity = entry.severity.unwrap_or(Severity::Warning);
        report
            .find_as(severity, found.span, &found.granted, message)
            .help(format!("add a condition on {}", keys.join(" or ")));
    }
}

/// Whether the document denies the action unless the key is right.
fn is_guarded(policy: &Policy<'_>, action: &str, wanted: &KeyWanted) -> bool {
    let guards = |statement: &Statement<'_>| {
        statement.is_deny()
            && statement.is_about_action(action)
            && statement.resources().iter().any(Resource::is_everything)
            && !statement.conditions.is_empty()
            && statement
                .conditions
                .iter()
                .all(|condition| wanted.is_on(condition.key.text.value))
    };
    policy.statements.iter().any(guards)
}
