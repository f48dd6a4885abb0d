//! Sentences about the statements to add to key policies, and about what no policy can grant.

use super::{actions, words};
use iam_access::report::{ActionReport, ActionStatus, KeyStatement, PrincipalReport};
use std::collections::HashSet;

/// For each key policy that lacks something: what to add.
pub(super) fn statements(principal: &PrincipalReport) -> Vec<String> {
    let sentence = |added: &KeyStatement| {
        let key = match &added.key {
            Some(arn) => format!("the policy of the key {arn}, {}", added.policy),
            None => format!("the key policy {}", added.policy),
        };
        let names = names(added).join(", ");
        match &added.file {
            Some(file) => format!("fix: {file} is a statement to add to {key}: {names}"),
            None => format!("{key} must allow it too: {names}"),
        }
    };
    principal.key_statements().iter().map(sentence).collect()
}

fn names(added: &KeyStatement) -> Vec<&str> {
    let actions = added.statement["Action"].as_array();
    let actions = actions.into_iter().flatten();
    actions.filter_map(serde_json::Value::as_str).collect()
}

/// The actions that the statements for key policies are about, in lower case.
pub(super) fn actions_of_statements(principal: &PrincipalReport) -> HashSet<String> {
    let statements = principal.key_statements().iter();
    let names = statements.flat_map(names);
    names.map(str::to_ascii_lowercase).collect()
}

/// Why a service refuses an action regardless of the policies.
pub(super) fn refusal(action: &ActionReport) -> Option<&str> {
    let counts = action.status == ActionStatus::Missing && action.ignored.is_none();
    let mut reasons = action.reasons.iter().filter(|_| counts);
    let reason = reasons.find(|reason| reason.layer == "service")?;
    Some(&reason.why)
}

/// What no policy can grant, and why.
pub(super) fn refused(principal: &PrincipalReport) -> Option<String> {
    let mut seen: HashSet<&str> = HashSet::new();
    let parts = actions(principal).filter_map(|action| {
        let why = refusal(action)?;
        let is_new = seen.insert(action.canonical_name());
        is_new.then(|| format!("{} ({why})", action.canonical_name()))
    });
    let parts: Vec<String> = parts.take(words::MOST_LISTED).collect();
    (!parts.is_empty()).then(|| format!("cannot be granted: {}", parts.join("; ")))
}
