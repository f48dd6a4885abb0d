//! Hints: what to do about an answer, from one table of symptoms and texts.
//!
//! The table here knows only IAM. Callers of this crate add what they know about their own programs
//! and options: a [`Hint`] for a symptom replaces the generic one.

use iam_eval::{Mismatch, StatementOutcome, StatementReason};

/// The subject of a hint. In its text, names in braces are replaced by what was found.
///
/// If an action shows several symptoms, the hint is about the first of them in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Symptom {
    /// The answer depends on the account that owns a KMS key, and the key policy doesn't determine
    /// it.
    KeyOwnerUnknown,
    /// A condition on a key that only calls by AWS services have: `{key}`.
    KeyOfServiceCalls,
    /// A condition on a key, for an action that acts on no resource and has no such key: `{key}`.
    KeyWithoutResource,
    /// A condition on a key that no request of the action has, whatever resource it is about:
    /// `{key}`.
    KeyOfOtherActions,
    /// A condition on a tag of a resource that doesn't exist before the request: `{type}`, with its
    /// article, `{key}`, and the key of the tag that it is created with, `{requested}`.
    TagOfNewResource,
    /// A condition on a key that requests about the type of resource don't have: `{type}`, with its
    /// article, `{key}`.
    KeyOfNoType,
    /// As [`Symptom::KeyOfNoType`], but requests of the action about other types, `{types}`, have
    /// the key.
    KeyOfOtherTypes,
    /// The action is explicitly denied.
    Denied,
    /// This action is granted on some resources only: `{resources}`.
    GrantedOnlyOn(&'static str),
    /// The service itself refuses the action, regardless of policies: `{action}`.
    RefusedByService,
    /// The principal's own policies grant the action, and another layer doesn't allow it:
    /// `{layers}`.
    HeldBackByLayer,
    /// The action takes no resource, and is granted on ARNs.
    TakesNoResource,
    /// A condition on multi-factor authentication, which the requests don't have.
    WithoutMfa,
    /// A policy names an action that AWS doesn't have, probably instead of the missing one:
    /// `{place}`, `{written}`.
    Misspelt,
    /// The trust policy names the unique ID of a principal that was deleted: `{id}`.
    DeletedPrincipal,
    /// This set of requirements is checked for an IAM user: a note about the principal.
    CheckedForUser(&'static str),
    /// An answer depends on this condition key: the suggestion is added in parentheses after the
    /// condition.
    DependsOn(&'static str),
    /// The report notes which account was assumed to own the key: the hint explains how to specify
    /// the owner.
    KeyOwnerAssumed,
}

/// A hint about a symptom.
///
/// ```
/// use iam_access::{Hint, Symptom};
/// const HINTS: [Hint; 2] = [
///     Hint::new(Symptom::GrantedOnlyOn("iam:PassRole"), "it may pass {resources} only"),
///     Hint::new(Symptom::WithoutMfa, "the program has no MFA: grant it without that condition"),
/// ];
/// # assert_eq!(HINTS.len(), 2);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Hint {
    /// Its symptom.
    pub symptom: Symptom,
    /// What to do. Names in braces are those listed for the symptom.
    pub text: &'static str,
}

impl Hint {
    /// A hint for a symptom.
    #[must_use]
    pub const fn new(symptom: Symptom, text: &'static str) -> Self {
        Self { symptom, text }
    }
}

/// The hints that follow from IAM alone. A symptom that is not listed here gets a hint only if the
/// caller provides one.
const GENERIC: [Hint; 13] = [
    Hint::new(
        Symptom::KeyOwnerUnknown,
        "the key policy doesn't say which account owns the key",
    ),
    Hint::new(
        Symptom::KeyOfServiceCalls,
        "no request of a role or user has {key}: it is present only if an AWS service calls by its service \
         principal; remove the condition",
    ),
    Hint::new(
        Symptom::KeyWithoutResource,
        "the action acts on no resource, and no request of it has {key}: grant it without that condition",
    ),
    Hint::new(
        Symptom::KeyOfOtherActions,
        "no request of the action has {key}: grant it without that condition",
    ),
    Hint::new(
        Symptom::TagOfNewResource,
        "{type} that doesn't exist yet has no tags, so no request has {key}: {requested} is the tag that it is \
         created with",
    ),
    Hint::new(
        Symptom::KeyOfNoType,
        "no request about {type} has {key}: grant it without that condition",
    ),
    Hint::new(
        Symptom::KeyOfOtherTypes,
        "no request about {type} has {key}: limit the statement to {types}, and add one without the condition for the \
         rest",
    ),
    Hint::new(
        Symptom::Denied,
        "no added permission can help: a deny overrides every allow",
    ),
    Hint::new(Symptom::RefusedByService, "no policy can grant it"),
    Hint::new(
        Symptom::HeldBackByLayer,
        "the role's own policies grant it; {layers} must allow it too",
    ),
    Hint::new(
        Symptom::TakesNoResource,
        "the action takes no resource: only `\"Resource\": \"*\"` grants it, an ARN never matches",
    ),
    Hint::new(
        Symptom::Misspelt,
        "{place} says `{written}`, which is not an AWS action",
    ),
    Hint::new(
        Symptom::DeletedPrincipal,
        "`{id}` is what AWS leaves of a deleted principal; a new principal of the same name is a different one: put \
         its ARN in the policy again",
    ),
];

/// The table, with the caller's hints taking precedence.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Hints<'a>(pub(crate) &'a [Hint]);

impl Hints<'_> {
    /// The text for a symptom, with names in braces replaced by what was found; `None` if there is
    /// none.
    pub(crate) fn text(self, symptom: Symptom, found: &[(&str, &str)]) -> Option<String> {
        let mut known = self.0.iter().chain(&GENERIC);
        let hint = known.find(|hint| hint.symptom == symptom)?;
        Some(filled(hint.text, found))
    }

    /// What the caller suggests if these statements leave the answer open, in parentheses.
    pub(crate) fn suggested<'s>(
        self,
        statements: impl IntoIterator<Item = &'s StatementReason>,
    ) -> String {
        let known = self.0.iter().filter_map(|hint| match hint.symptom {
            Symptom::DependsOn(key) => Some((key, hint.text)),
            _ => None,
        });
        let known: Vec<(&str, &str)> = known.collect();
        if known.is_empty() {
            return String::new();
        }
        let mut suggested: Vec<&str> = Vec::new();
        for statement in statements {
            let StatementOutcome::Depends(mismatches) = statement.outcome() else {
                continue;
            };
            for mismatch in &mismatches {
                let Mismatch::Condition(condition) = mismatch else {
                    continue;
                };
                let of_key = condition.condition.key();
                let texts = known
                    .iter()
                    .filter(|(key, _)| key.eq_ignore_ascii_case(of_key));
                for (_, text) in texts {
                    if !suggested.contains(text) {
                        suggested.push(text);
                    }
                }
            }
        }
        match suggested.as_slice() {
            [] => String::new(),
            texts => format!(" (try {})", texts.join(", ")),
        }
    }

    /// The note that a set, given by name, is checked for an IAM user.
    pub(crate) fn for_user(self, set: &str) -> Option<String> {
        let mut known = self.0.iter();
        let hint =
            known.find(|hint| matches!(hint.symptom, Symptom::CheckedForUser(of) if of == set));
        hint.map(|hint| hint.text.to_owned())
    }
}

/// The template with names in braces replaced by values. Braces in a value are kept.
fn filled(template: &str, values: &[(&str, &str)]) -> String {
    let mut text = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let named = after.split_once('}').and_then(|(name, after)| {
            let (_, value) = values.iter().find(|(known, _)| *known == name)?;
            Some((value, after))
        });
        match named {
            Some((value, after)) => {
                text.push_str(value);
                rest = after;
            }
            None => {
                text.push('{');
                rest = after;
            }
        }
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::{Hint, Hints, Symptom, filled};

    #[test]
    fn a_value_is_filled_in_once() {
        let values = [("a", "{b}"), ("b", "x")];
        assert_eq!(filled("{a}, {b}, {c}, {", &values), "{b}, x, {c}, {");
    }

    #[test]
    fn the_caller_s_text_comes_first_and_others_stay() {
        let own = [Hint::new(
            Symptom::RefusedByService,
            "ask for {action} no more",
        )];
        let hints = Hints(&own);
        let text = |symptom| hints.text(symptom, &[("action", "a:B"), ("layers", "the SCPs")]);
        assert_eq!(
            text(Symptom::RefusedByService).as_deref(),
            Some("ask for a:B no more")
        );
        let generic = text(Symptom::HeldBackByLayer).unwrap();
        assert!(generic.contains("the SCPs must allow it"), "{generic}");
        assert_eq!(text(Symptom::WithoutMfa), None);
    }
}
