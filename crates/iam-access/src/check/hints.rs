//! What to do about conditions that no request about a resource can meet.

use super::action::{Explained, Outcome};
use super::subject::{OF_SERVICE_CALLS, Questions};
use crate::report::ActionStatus;
use iam_eval::{Action, Effect, Mismatch, PartialDecision, RequestValues, StatementOutcome};

/// The hint for an outcome, where one of its answers shows a condition key that is absent whatever the
/// caller does, or where the question was not clear.
pub(super) fn of(
    questions: &Questions<'_>,
    action: &Action<'_>,
    outcome: &Outcome,
) -> Option<String> {
    if outcome.hint.is_some() {
        return outcome.hint.clone();
    }
    let fails = matches!(outcome.status, ActionStatus::Missing | ActionStatus::Denied);
    let mut explained = outcome.explained.iter().filter(|_| fails);
    explained.find_map(|explained| {
        let mut keys = absent_keys(&explained.explanation);
        keys.find_map(|key| sentence(questions, action, explained, key))
    })
}

/// The keys of conditions that fail because the request doesn't have them.
pub(crate) fn absent_keys(
    explanation: &iam_eval::Explanation<PartialDecision>,
) -> impl Iterator<Item = &str> {
    explanation
        .statements()
        .filter_map(|statement| match statement.outcome() {
            StatementOutcome::Fails(Mismatch::Condition(condition))
                if statement.effect == Effect::Allow
                    && *condition.request == RequestValues::Absent =>
            {
                Some(condition.condition.key())
            }
            _ => None,
        })
}

/// The hint about a key that only calls of AWS services have.
pub(crate) fn of_service_calls(key: &str) -> Option<String> {
    let is_known = OF_SERVICE_CALLS
        .iter()
        .any(|known| known.eq_ignore_ascii_case(key));
    is_known.then(|| {
        format!(
            "no request of a role or user has {key}: it is there only where an AWS service calls by its \
             service principal; leave the condition out"
        )
    })
}

fn sentence(
    questions: &Questions<'_>,
    action: &Action<'_>,
    explained: &Explained,
    key: &str,
) -> Option<String> {
    if let Some(hint) = of_service_calls(key) {
        return Some(hint);
    }
    let name = action.as_str();
    let of = explained.of.as_ref().map(|of| of.name.as_str());
    let catalogue = questions.catalogue;
    if !catalogue.lacks_key(name, of, key) {
        return None;
    }
    let Some(of) = of else {
        return Some(format!(
            "the action acts on no resource, and no request of it has {key}: grant it without that condition"
        ));
    };
    let tag = key
        .get(..16)
        .filter(|start| start.eq_ignore_ascii_case("aws:ResourceTag/"))
        .and_then(|_| key.get(16..));
    if let Some(tag) = tag {
        let requested = format!("aws:RequestTag/{tag}");
        if !catalogue.lacks_key(name, Some(of), &requested) {
            return Some(format!(
                "{} that is to be created has no tags yet, so that no request has {key}: {requested} is \
                 the tag that it is created with",
                with_article(of)
            ));
        }
    }
    let types = catalogue.resource_types(name, questions.subject);
    let having: Vec<&str> = match &*types {
        super::ResourceTypes::Known(types) => types
            .iter()
            .filter(|of| super::verdict::counts(of))
            .map(|of| of.name.as_str())
            .filter(|of| !catalogue.lacks_key(name, Some(of), key))
            .collect(),
        super::ResourceTypes::Unknown => Vec::new(),
    };
    let about = with_article(of);
    let having: Vec<String> = having.iter().map(|of| format!("{of}/*")).collect();
    Some(match having.as_slice() {
        [] => format!("no request about {about} has {key}: grant it without that condition"),
        [one] => format!(
            "no request about {about} has {key}: make it a statement on {one}, and one without the condition \
             for the rest"
        ),
        several => format!(
            "no request about {about} has {key}: make it a statement on resources that have it, such as {}, \
             and one without the condition for the rest",
            several
                .iter()
                .take(3)
                .cloned()
                .collect::<Vec<_>>()
                .join(", ")
        ),
    })
}

fn with_article(noun: &str) -> String {
    let article = match noun.starts_with(['a', 'e', 'i', 'o', 'u']) {
        true => "an",
        false => "a",
    };
    format!("{article} {noun}")
}
