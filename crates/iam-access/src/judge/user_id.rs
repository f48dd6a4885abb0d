//! The unique ID of a principal, as its requests have it in `aws:userid` (S9.7): that of a user is
//! the value; that of a role begins the value, before a colon and the name of the session, which
//! isn't known.

use super::Judge;
use crate::check::Knowledge;
use iam_account::PrincipalInput;
use iam_catalog::fits;
use iam_eval::{Condition, Policy};
use std::borrow::Cow;

const KEY: &str = "aws:userid";

impl Judge<'_> {
    /// What is known of a principal's requests in each Region, by its tags and by its unique ID,
    /// and notes where something follows from that.
    pub(super) fn knowledge_of(
        &self,
        input: &PrincipalInput,
    ) -> (Cow<'_, [Knowledge]>, Vec<String>) {
        let (knowledge, of_tags) = self.knowledge_by_tags(input);
        let mut notes: Vec<String> = of_tags.into_iter().collect();
        let policies = || input.policies().chain(self.questionnaire.key_policies());
        let id = UserId::of(input).filter(|_| policies().any(asks_user_id));
        let Some((id, value)) = id.and_then(|id| Some((id, id.value(policies())?))) else {
            return (knowledge, notes);
        };
        if !knowledge.iter().any(|known| known.is_open(KEY)) {
            return (knowledge, notes);
        }
        let mut knowledge = knowledge.into_owned();
        for known in knowledge.iter_mut().filter(|known| known.is_open(KEY)) {
            known.context = std::mem::take(&mut known.context).with(KEY, value.as_str());
        }
        notes.push(id.note());
        (Cow::Owned(knowledge), notes)
    }
}

/// What is known of the requests of a principal by its unique ID; and, where its sessions have
/// different values, how all of them begin: a value in the context then stands for all, as long as
/// policies are [decided](is_decided).
pub(crate) fn with_user_id(
    mut knowledge: Knowledge,
    input: &PrincipalInput,
) -> (Knowledge, Option<String>) {
    let id = UserId::of(input).filter(|_| knowledge.is_open(KEY));
    let Some((id, value)) = id.and_then(|id| Some((id, id.value(input.policies())?))) else {
        return (knowledge, None);
    };
    knowledge.context = knowledge.context.with(KEY, value);
    (knowledge, (!id.is_of_user).then(|| id.start()))
}

/// The knowledge that [`with_user_id`] returned, without a value that stands for all.
pub(crate) fn without_user_id(knowledge: &Knowledge) -> Knowledge {
    Knowledge {
        context: knowledge.context.clone().without(KEY),
        ..knowledge.clone()
    }
}

#[derive(Debug, Clone, Copy)]
struct UserId<'i> {
    id: &'i str,
    is_of_user: bool,
}

impl<'i> UserId<'i> {
    fn of(input: &'i PrincipalInput) -> Option<Self> {
        let id = input.unique_id.as_deref()?;
        let is_id = id.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let is_of_user = id.starts_with("AIDA");
        let is_known = is_id && (is_of_user || id.starts_with("AROA"));
        is_known.then_some(Self { id, is_of_user })
    }

    fn start(self) -> String {
        format!("{}:", self.id)
    }

    /// A value that stands for all that the key may have. `None` where the answer to a condition
    /// depends on the session's name: the key stays unknown.
    fn value<'p>(self, mut policies: impl Iterator<Item = &'p Policy>) -> Option<String> {
        if self.is_of_user {
            return Some(self.id.to_owned());
        }
        let start = self.start();
        let is_decided = policies.all(|policy| is_decided(policy, &start));
        is_decided.then(|| format!("{start}session"))
    }

    fn note(self) -> String {
        match self.is_of_user {
            true => format!("by the user's unique ID, {KEY} is {}", self.id),
            false => format!(
                "by the role's unique ID, {KEY} begins with {}",
                self.start()
            ),
        }
    }
}

/// Whether a policy has a condition on the key, or has it as a variable.
pub(crate) fn asks_user_id(policy: &Policy) -> bool {
    policy.document().statements().any(|statement| {
        let resources = statement.resources();
        let mut resources = resources.iter().flat_map(|resources| resources.values());
        let in_condition = |condition: Condition<'_>| {
            is_about_user_id(&condition) || condition.values().any(is_variable)
        };
        resources.any(is_variable) || statement.conditions().any(in_condition)
    })
}

fn is_about_user_id(condition: &Condition<'_>) -> bool {
    condition.key().eq_ignore_ascii_case(KEY)
}

/// Whether a document says the same of every value that begins with `start`.
pub(crate) fn is_decided(policy: &Policy, start: &str) -> bool {
    policy.document().statements().all(|statement| {
        let resources = statement.resources();
        let mut resources = resources.iter().flat_map(|resources| resources.values());
        let in_values = |condition: Condition<'_>| condition.values().any(is_variable);
        !resources.any(is_variable)
            && !statement.conditions().any(in_values)
            && statement
                .conditions()
                .filter(is_about_user_id)
                .all(|condition| is_condition_decided(&condition, start))
    })
}

/// Whether a text may have the key as a policy variable.
fn is_variable(text: &str) -> bool {
    text.contains("${") && text.to_ascii_lowercase().contains("userid")
}

/// It is decided where one value of the condition matches every value of the key, or all match
/// none.
fn is_condition_decided(condition: &Condition<'_>, start: &str) -> bool {
    let operator = condition.operator();
    let operator = operator
        .split_once(':')
        .map_or(operator.as_str(), |(_, it)| it);
    let answer: fn(&str, &str) -> Option<bool> = match operator.trim_end_matches("IfExists") {
        // The key is there.
        "Null" => return true,
        "StringEquals" | "StringNotEquals" => is_equal,
        "StringEqualsIgnoreCase" | "StringNotEqualsIgnoreCase" => {
            |value, start| match value.is_ascii() {
                true => is_equal(&value.to_ascii_lowercase(), &start.to_ascii_lowercase()),
                false => None,
            }
        }
        "StringLike" | "StringNotLike" => is_like,
        _ => return false,
    };
    let answers = condition.values().map(|value| match value.contains("${") {
        true => None,
        false => answer(value, start),
    });
    let all: Vec<Option<bool>> = answers.collect();
    all.contains(&Some(true)) || all.iter().all(|answer| *answer == Some(false))
}

/// Whether all texts that begin with `start`, or none, are equal to a value. They are longer than
/// it.
fn is_equal(value: &str, start: &str) -> Option<bool> {
    match value.starts_with(start) && value.len() > start.len() {
        true => None,
        false => Some(false),
    }
}

/// Whether all texts that begin with `start`, or none, match a pattern.
fn is_like(pattern: &str, start: &str) -> Option<bool> {
    let head = pattern.split(['*', '?']).next().unwrap_or_default();
    if head.len() == pattern.len() {
        return is_equal(pattern, start);
    }
    if !head.starts_with(start) && !start.starts_with(head) {
        return Some(false);
    }
    let before = pattern.strip_suffix('*')?;
    // What is behind the beginning is matched by the star at the end. Without letters, their case
    // doesn't matter.
    let has_letters = pattern.bytes().any(|byte| byte.is_ascii_alphabetic());
    let is_matched = match before.len() == head.len() {
        true => start.starts_with(head),
        false => !has_letters && fits(pattern, start),
    };
    is_matched.then_some(true)
}

#[cfg(test)]
mod tests {
    use super::{is_equal, is_like};

    #[test]
    fn a_pattern_is_decided_where_it_says_the_same_of_every_session() {
        for (pattern, expected) in [
            ("AROAX:*", Some(true)),
            ("AROAX*", Some(true)),
            ("AROA*", Some(true)),
            ("*", Some(true)),
            ("*:*", Some(true)),
            ("AROAY:*", Some(false)),
            ("AIDA*", Some(false)),
            ("AROAXY:*", Some(false)),
            ("aroax:*", Some(false)),
            ("AROAX", Some(false)),
            ("AROAX:", Some(false)),
            ("AROAX:session", None),
            ("AROAX:s*", None),
            ("AROAX:?*", None),
            ("AROA?:*", None),
            ("*:session", None),
            ("*:s*", None),
            ("*x*", None),
        ] {
            assert_eq!(is_like(pattern, "AROAX:"), expected, "{pattern}");
        }
        for (value, expected) in [
            ("AROAX:*", None),
            ("AROAX:session", None),
            ("AROAX", Some(false)),
            ("AROAY:session", Some(false)),
        ] {
            assert_eq!(is_equal(value, "AROAX:"), expected, "{value}");
        }
    }
}
