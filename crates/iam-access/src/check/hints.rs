//! Finds the symptom of the [table of hints](crate::hints) that an outcome shows.

use super::action::{Explained, Outcome};
use super::reasons::refusal;
use super::subject::{OF_SERVICE_CALLS, Questions};
use crate::hints::{Hints, Symptom};
use crate::report::{ActionStatus, MOST_REASONS};
use iam_eval::{
    Action, Certainty, Effect, Explanation, Layer, Mismatch, PartialDecision, RequestValues,
    StatementOutcome,
};
use std::collections::HashSet;

/// An outcome, with what its hint depends on.
#[derive(Clone, Copy)]
pub(super) struct Found<'a> {
    pub(super) questions: &'a Questions<'a>,
    pub(super) action: &'a Action<'a>,
    pub(super) outcome: &'a Outcome,
    /// The catalogue knows that the action acts on no resource.
    pub(super) acts_on_nothing: bool,
    pub(super) hints: Hints<'a>,
}

/// One rule per symptom, in the order of [`Symptom`].
const RULES: [fn(&Found<'_>) -> Option<String>; 8] = [
    key_owner_unknown,
    absent_key,
    denied,
    granted_only_on,
    refused_by_service,
    held_back_by_layer,
    takes_no_resource,
    without_mfa,
];

/// What to do about an outcome, if it shows a symptom in the table.
pub(super) fn hint(found: &Found<'_>) -> Option<String> {
    RULES.iter().find_map(|rule| rule(found))
}

impl Found<'_> {
    /// The first answer that determines the outcome.
    fn first(&self) -> Option<&Explanation<PartialDecision>> {
        let first = self.outcome.explained.first();
        first.map(|explained| &explained.explanation)
    }

    fn is(&self, status: ActionStatus) -> bool {
        self.outcome.status == status
    }

    /// Whether such a mismatch makes a statement of the principal's own policies fail.
    fn own_statement_fails_by(&self, wanted: fn(&Mismatch<'_>) -> bool) -> bool {
        let layers = self.first().into_iter().flat_map(|first| &first.layers);
        let own = layers.filter(|layer| layer.layer == Layer::Identity);
        own.flat_map(|layer| &layer.statements).any(|statement| {
            matches!(&statement.outcome(), StatementOutcome::Fails(mismatch) if wanted(mismatch))
        })
    }
}

fn key_owner_unknown(found: &Found<'_>) -> Option<String> {
    let unknown = Symptom::KeyOwnerUnknown;
    let is_shown = found.outcome.key_owner_is_unknown;
    is_shown.then(|| found.hints.text(unknown, &[])).flatten()
}

/// A condition key that is absent, whatever the caller does.
fn absent_key(found: &Found<'_>) -> Option<String> {
    if !found.is(ActionStatus::Missing) && !found.is(ActionStatus::Denied) {
        return None;
    }
    let mut explained = found.outcome.explained.iter();
    explained.find_map(|explained| {
        let mut keys = absent_keys(&explained.explanation);
        keys.find_map(|key| about_absent_key(found, explained, key))
    })
}

fn denied(found: &Found<'_>) -> Option<String> {
    let is_shown = found.is(ActionStatus::Denied) && found.first().is_some();
    is_shown
        .then(|| found.hints.text(Symptom::Denied, &[]))
        .flatten()
}

/// For an action that is granted on some resources only: those resources.
fn granted_only_on(found: &Found<'_>) -> Option<String> {
    let mut known = found.hints.0.iter().map(|hint| hint.symptom);
    let symptom = known.find(|symptom| match symptom {
        Symptom::GrantedOnlyOn(action) => action.eq_ignore_ascii_case(found.action.as_str()),
        _ => false,
    })?;
    let mut seen: HashSet<&str> = HashSet::new();
    let mut resources: Vec<&str> = Vec::new();
    for statement in found.first()?.statements() {
        for mismatch in statement.outcome().mismatches() {
            if let (
                Effect::Allow,
                Mismatch::Resource {
                    negated: false,
                    patterns,
                },
            ) = (statement.effect, mismatch)
            {
                resources.extend(patterns.iter().filter(|pattern| seen.insert(pattern)));
            }
        }
    }
    let more = match resources.len().saturating_sub(MOST_REASONS) {
        0 => String::new(),
        more => format!(" or {more} more"),
    };
    resources.truncate(MOST_REASONS);
    if resources.is_empty() {
        return None;
    }
    let resources = format!("{}{more}", resources.join(" or "));
    found.hints.text(symptom, &[("resources", &resources)])
}

fn refused_by_service(found: &Found<'_>) -> Option<String> {
    let is_shown =
        found.is(ActionStatus::Missing) && found.first().is_some_and(|of| refusal(of).is_some());
    let action = found.action.as_str();
    is_shown
        .then(|| {
            let symptom = Symptom::RefusedByService;
            found.hints.text(symptom, &[("action", action)])
        })
        .flatten()
}

fn held_back_by_layer(found: &Found<'_>) -> Option<String> {
    if !found.is(ActionStatus::Missing) {
        return None;
    }
    let mut others: Vec<String> = Vec::new();
    // With several keys, the first one with a type; with several types, the first one.
    let mut seen: HashSet<Option<&str>> = HashSet::new();
    for explained in &found.outcome.explained {
        if !seen.insert(explained.key.as_deref()) {
            continue;
        }
        let mut layers = explained.explanation.layers.iter();
        let own = layers.find(|layer| layer.layer == Layer::Identity)?;
        if own.allows != Certainty::Certain {
            return None;
        }
        let silent = explained.explanation.silent_layers();
        for layer in silent.filter(|layer| layer.layer != Layer::Identity) {
            let words = match (layer.layer, &explained.key) {
                (Layer::Resource, Some(key)) => format!("the policy of the key {key}"),
                (other, _) => in_words(other),
            };
            if !others.contains(&words) {
                others.push(words);
            }
        }
    }
    if others.is_empty() {
        return None;
    }
    others.truncate(MOST_REASONS);
    let layers = others.join(" and ");
    found
        .hints
        .text(Symptom::HeldBackByLayer, &[("layers", &layers)])
}

/// The name of a layer that limits what the role's own policies grant.
fn in_words(layer: Layer) -> String {
    match layer {
        Layer::Identity => "its own policies".to_owned(),
        Layer::PermissionsBoundary => "the permissions boundary".to_owned(),
        Layer::Session => "the session policies".to_owned(),
        Layer::Scp(level) => format!("the SCPs of level {level}"),
        Layer::Rcp(level) => format!("the RCPs of level {level}"),
        Layer::Resource => "the key policy".to_owned(),
        Layer::VpcEndpoint => "the VPC endpoint's policy".to_owned(),
        other => format!("the {other}"),
    }
}

fn takes_no_resource(found: &Found<'_>) -> Option<String> {
    let by_resource = |mismatch: &Mismatch<'_>| matches!(mismatch, Mismatch::Resource { .. });
    let is_shown = found.is(ActionStatus::Missing)
        && found.acts_on_nothing
        && found.own_statement_fails_by(by_resource);
    is_shown
        .then(|| found.hints.text(Symptom::TakesNoResource, &[]))
        .flatten()
}

fn without_mfa(found: &Found<'_>) -> Option<String> {
    let is_shown = found.is(ActionStatus::Missing) && found.own_statement_fails_by(needs_mfa);
    is_shown
        .then(|| found.hints.text(Symptom::WithoutMfa, &[]))
        .flatten()
}

/// True for a condition that requires MFA in a request without it.
fn needs_mfa(mismatch: &Mismatch<'_>) -> bool {
    let Mismatch::Condition(condition) = mismatch else {
        return false;
    };
    let keys = ["aws:MultiFactorAuthPresent", "aws:MultiFactorAuthAge"];
    keys.iter()
        .any(|key| condition.condition.key().eq_ignore_ascii_case(key))
        && *condition.request == RequestValues::Absent
}

/// The keys of conditions that fail because the request doesn't have them.
pub(crate) fn absent_keys(
    explanation: &Explanation<PartialDecision>,
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

/// The hint about a key that only calls by AWS services have.
pub(crate) fn of_service_calls(hints: Hints<'_>, key: &str) -> Option<String> {
    let mut known = OF_SERVICE_CALLS.iter();
    let is_known = known.any(|known| known.eq_ignore_ascii_case(key));
    is_known
        .then(|| hints.text(Symptom::KeyOfServiceCalls, &[("key", key)]))
        .flatten()
}

fn about_absent_key(found: &Found<'_>, explained: &Explained, key: &str) -> Option<String> {
    let (hints, catalog) = (found.hints, found.questions.catalog);
    if let Some(hint) = of_service_calls(hints, key) {
        return Some(hint);
    }
    let name = found.action.as_str();
    let of = explained.of.as_ref().map(|of| of.name.as_str());
    if !catalog.lacks_key(name, of, key) {
        return None;
    }
    let acts_on_something = match &*catalog.resource_types(name, found.questions.subject) {
        super::ResourceTypes::Known(types) => !types.is_empty(),
        super::ResourceTypes::Unknown => true,
    };
    if acts_on_something && catalog.never_has_key(name, key) {
        return hints.text(Symptom::KeyOfOtherActions, &[("key", key)]);
    }
    let Some(of) = of else {
        return hints.text(Symptom::KeyWithoutResource, &[("key", key)]);
    };
    let about = with_article(of);
    let tag = key
        .get(..16)
        .filter(|start| start.eq_ignore_ascii_case("aws:ResourceTag/"))
        .and_then(|_| key.get(16..));
    if let Some(tag) = tag {
        let requested = format!("aws:RequestTag/{tag}");
        if !catalog.lacks_key(name, Some(of), &requested) {
            let values = [("type", &*about), ("key", key), ("requested", &requested)];
            return hints.text(Symptom::TagOfNewResource, &values);
        }
    }
    let types = catalog.resource_types(name, found.questions.subject);
    let having: Vec<String> = match &*types {
        super::ResourceTypes::Known(types) => types
            .iter()
            .filter(|of| super::verdict::counts(of))
            .filter(|of| !catalog.lacks_key(name, Some(&of.name), key))
            .map(|of| format!("{}/*", of.name))
            .collect(),
        super::ResourceTypes::Unknown => Vec::new(),
    };
    let having = match having.as_slice() {
        [] => return hints.text(Symptom::KeyOfNoType, &[("type", &about), ("key", key)]),
        [one] => one.clone(),
        several => {
            let some: Vec<&str> = several.iter().take(3).map(String::as_str).collect();
            format!("resources that have it, such as {}", some.join(", "))
        }
    };
    let values = [("type", &*about), ("key", key), ("types", &having)];
    hints.text(Symptom::KeyOfOtherTypes, &values)
}

fn with_article(noun: &str) -> String {
    let article = match noun.starts_with(['a', 'e', 'i', 'o', 'u']) {
        true => "an",
        false => "a",
    };
    format!("{article} {noun}")
}
