//! The tags of a principal, which its requests have as `aws:PrincipalTag/…`.

use super::Judge;
use crate::check::Knowledge;
use crate::report::{MOST_REASONS, clipped};
use iam_account::PrincipalInput;
use iam_eval::Policy;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

const PREFIX: &str = "aws:principaltag/";

impl Judge<'_> {
    /// What is known of a principal's requests in each Region, and a note where that follows from
    /// its tags.
    pub(super) fn knowledge_by_tags(
        &self,
        input: &PrincipalInput,
    ) -> (Cow<'_, [Knowledge]>, Option<String>) {
        let Some(tags) = &input.tags else {
            return (Cow::Borrowed(&self.knowledge), None);
        };
        let tags = by_key(tags);
        let policies = input.policies().chain(self.questionnaire.key_policies());
        let asked = tags_of_conditions(policies);
        if tags.is_empty() && asked.is_empty() {
            return (Cow::Borrowed(&self.knowledge), None);
        }
        let with_tags = self.knowledge.iter();
        let with_tags = with_tags.map(|knowledge| with_tags_of(knowledge, &tags, &asked));
        let with_tags: Vec<Knowledge> = with_tags.collect();
        (Cow::Owned(with_tags), note(&asked, &tags))
    }
}

/// What is known of a principal's requests, its tags included, where policies ask for these
/// [keys](tags_of_conditions).
pub(crate) fn with_tags<'k>(
    knowledge: &'k Knowledge,
    input: &PrincipalInput,
    asked: &BTreeSet<String>,
) -> Cow<'k, Knowledge> {
    match &input.tags {
        Some(tags) if !(tags.is_empty() && asked.is_empty()) => {
            Cow::Owned(with_tags_of(knowledge, &by_key(tags), asked))
        }
        _ => Cow::Borrowed(knowledge),
    }
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
/// absent (IAM User Guide, "AWS global condition context keys"). Tags of a session, which could
/// take their place, are the user's to say.
fn with_tags_of(
    knowledge: &Knowledge,
    tags: &BTreeMap<String, &str>,
    asked: &BTreeSet<String>,
) -> Knowledge {
    let is_open = |key: &str| {
        let mut given = knowledge.context.keys();
        !given.any(|known| known.eq_ignore_ascii_case(key)) && knowledge.unknown.includes(key)
    };
    let mut context = knowledge.context.clone();
    for (key, value) in tags.iter().filter(|(key, _)| is_open(key)) {
        context = context.with(key, *value);
    }
    let absent = asked.iter().filter(|key| !tags.contains_key(*key));
    for key in absent.filter(|key| is_open(key)) {
        context = context.with_list::<&str>(key, []);
    }
    Knowledge {
        context,
        ..knowledge.clone()
    }
}

/// The keys of conditions on the principal's tags, in lower case.
pub(crate) fn tags_of_conditions<'p>(
    policies: impl Iterator<Item = &'p Policy>,
) -> BTreeSet<String> {
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
