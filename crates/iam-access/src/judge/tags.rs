//! The tags of a principal, which its requests have as `aws:PrincipalTag/…`.

use super::Judge;
use crate::check::Knowledge;
use crate::report::{MOST_REASONS, clipped};
use iam_account::PrincipalInput;
use iam_eval::{Action, CallerKind, Condition, Effect, Policy, Principal, PrincipalType};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

const PREFIX: &str = "aws:principaltag/";

const TAG_SESSION: &str = "sts:TagSession";

impl Judge<'_> {
    /// What is known of a principal's requests in each Region, and a note where that follows from
    /// its tags.
    pub(super) fn knowledge_by_tags(
        &self,
        input: &PrincipalInput,
    ) -> (Cow<'_, [Knowledge]>, Option<String>) {
        let ask = self.questionnaire;
        let is_open = ask.any_session && may_have_session_tags(input);
        let policies = || input.policies().chain(ask.key_policies());
        let Some(tags) = input.tags.as_ref().filter(|_| !is_open) else {
            return (Cow::Borrowed(&self.knowledge), None);
        };
        if !policies().any(is_about_tags) {
            return (Cow::Borrowed(&self.knowledge), None);
        }
        let tags = by_key(tags);
        let with_tags = self.knowledge.iter();
        let with_tags = with_tags.map(|knowledge| with_tags_of(knowledge, &tags));
        let with_tags: Vec<Knowledge> = with_tags.collect();
        let asked = tags_of_conditions(policies());
        (Cow::Owned(with_tags), note(&asked, &tags))
    }
}

/// What is known of the requests of any session of a principal, its tags included. Where somebody
/// may pass tags to a session, they are unknown: those of the session take the place of the
/// principal's own.
pub(crate) fn with_tags<'k>(
    knowledge: &'k Knowledge,
    input: &PrincipalInput,
) -> Cow<'k, Knowledge> {
    match &input.tags {
        Some(tags) if !may_have_session_tags(input) => {
            Cow::Owned(with_tags_of(knowledge, &by_key(tags)))
        }
        _ => Cow::Borrowed(knowledge),
    }
}

/// Whether somebody may pass tags to a session: the role's trust policy allows it, or isn't known
/// (S8.4). A user's own requests have the user's tags. A condition that limits which tags may be
/// passed is not considered.
fn may_have_session_tags(input: &PrincipalInput) -> bool {
    let named = input.arn.as_deref().map(Principal::parse);
    let kind = named.and_then(Result::ok).map(|named| named.kind());
    let (Some(trust), Ok(tags)) = (&input.trust, Action::new(TAG_SESSION)) else {
        return kind.or(input.kind) != Some(CallerKind::User);
    };
    let statements = || trust.document().statements().enumerate();
    let names = |index| trust.names_action(index, &tags);
    let is_denied = statements().any(|(index, statement)| {
        let mut principals = statement.principals();
        statement.effect() == Effect::Deny
            && names(index)
            && statement.conditions().len() == 0
            // S4.1
            && principals.any(|(kind, value)| kind == PrincipalType::Aws && value == "*")
    });
    let mut allowed = statements().filter(|(_, statement)| statement.effect() == Effect::Allow);
    !is_denied && allowed.any(|(index, _)| names(index))
}

/// The tags by condition key, in lower case: tags are told apart without regard to it.
fn by_key(tags: &[(String, String)]) -> BTreeMap<String, &str> {
    let tags = tags.iter();
    tags.map(|(key, value)| {
        let key = format!("{PREFIX}{}", key.to_ascii_lowercase());
        (key, value.as_str())
    })
    .collect()
}

/// Tags that the input has are the values of `aws:PrincipalTag`, and those that it doesn't have are
/// absent (IAM User Guide, "AWS global condition context keys"), except as the user says.
fn with_tags_of(knowledge: &Knowledge, tags: &BTreeMap<String, &str>) -> Knowledge {
    let mut context = knowledge.context.clone();
    for (key, value) in tags.iter().filter(|(key, _)| knowledge.is_open(key)) {
        context = context.with(key, *value);
    }
    Knowledge {
        context,
        unknown: knowledge.unknown.clone().without_family(PREFIX),
        ..knowledge.clone()
    }
}

/// Whether a policy asks for tags of the principal, in a condition or by a variable.
fn is_about_tags(policy: &Policy) -> bool {
    let is_tag = |text: &str| text.to_ascii_lowercase().contains(PREFIX);
    policy.document().statements().any(|statement| {
        let resources = statement.resources();
        let mut resources = resources.iter().flat_map(|resources| resources.values());
        let mut conditions = statement.conditions();
        let in_condition = |condition: Condition<'_>| {
            is_tag(condition.key())
                || condition
                    .values()
                    .any(|value| value.contains("${") && is_tag(value))
        };
        resources.any(|text| text.contains("${") && is_tag(text)) || conditions.any(in_condition)
    })
}

/// The keys of conditions on the principal's tags, in lower case.
fn tags_of_conditions<'p>(policies: impl Iterator<Item = &'p Policy>) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for document in policies.map(Policy::document) {
        for statement in document.statements() {
            let conditions = statement.conditions();
            let of_tags = conditions.map(|condition| condition.key().to_ascii_lowercase());
            keys.extend(of_tags.filter(|key| key.starts_with(PREFIX)));
        }
    }
    keys
}

fn note(asked: &BTreeSet<String>, tags: &BTreeMap<String, &str>) -> Option<String> {
    let mut shown: Vec<String> = asked
        .iter()
        .take(MOST_REASONS)
        .map(|key| {
            let name = key.get(PREFIX.len()..).unwrap_or_default();
            match tags.get(key) {
                Some(value) => format!("aws:PrincipalTag/{name} is {value}"),
                None => format!("aws:PrincipalTag/{name} is absent"),
            }
        })
        .collect();
    if asked.len() > shown.len() {
        shown.push("and so on".to_owned());
    }
    let shown = shown.join(", ");
    (!shown.is_empty()).then(|| clipped(format!("by the principal's tags, {shown}")))
}
