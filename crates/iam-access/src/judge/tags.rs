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
    /// What is known of a principal's requests in each Region, and a note where that follows from its tags: those that
    /// the input has are the values of `aws:PrincipalTag`, and those that it doesn't have are absent (IAM User Guide,
    /// "AWS global condition context keys"). Tags of a session, which could take their place, are the user's to say.
    pub(super) fn knowledge_by_tags(
        &self,
        input: &PrincipalInput,
    ) -> (Cow<'_, [Knowledge]>, Option<String>) {
        let Some(tags) = &input.tags else {
            return (Cow::Borrowed(&self.knowledge), None);
        };
        // Tags are distinguished ignoring letter case.
        let tags = tags.iter();
        let tags: BTreeMap<String, &str> = tags
            .map(|(key, value)| {
                (
                    format!("{PREFIX}{}", key.to_ascii_lowercase()),
                    value.as_str(),
                )
            })
            .collect();
        let asked = self.tags_of_conditions(input);
        if tags.is_empty() && asked.is_empty() {
            return (Cow::Borrowed(&self.knowledge), None);
        }
        let with_tags = self.knowledge.iter().map(|knowledge| {
            let is_open = |key: &str| {
                let mut given = knowledge.context.keys();
                !given.any(|known| known.eq_ignore_ascii_case(key))
                    && knowledge.unknown.includes(key)
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
        });
        let with_tags: Vec<Knowledge> = with_tags.collect();
        (Cow::Owned(with_tags), note(&asked, &tags))
    }

    /// The keys of conditions on the principal's tags, in lower case.
    fn tags_of_conditions(&self, input: &PrincipalInput) -> BTreeSet<String> {
        let policies = input.policies().chain(self.questionnaire.key_policies());
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
