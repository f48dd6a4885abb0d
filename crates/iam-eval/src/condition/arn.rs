//! Arn operators: part by part, each with wildcards (S5.10).

use super::family::{Family, Scope};
use super::many_values::Matches;
use super::variables::OrTemplate;
use crate::arena::{ArnMatcher, Patterns, TextRole, arn_matches};
use crate::logic::Truth;
use iam_syntax::document::{Document, Text};
use iam_syntax::pattern::arn::ArnSplit;
use iam_syntax::pattern::wildcard;
use std::borrow::Cow;

/// `ArnLike` and `ArnEquals`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Like;

/// `None` for a text that is not an ARN.
pub(super) fn compile(
    document: &Document,
    text: Text,
    patterns: &mut Patterns,
) -> OrTemplate<Option<ArnMatcher>> {
    let role = TextRole::Pattern;
    OrTemplate::compile(document, text, patterns, role, |value, patterns| {
        patterns.arn(value)
    })
}

impl Family for Like {
    type Operand = OrTemplate<Option<ArnMatcher>>;
    type Value<'v> = &'v str;

    #[inline]
    fn read(self, text: &str) -> &str {
        text
    }

    #[inline]
    fn compare(self, value: &&str, operand: &Self::Operand, scope: Scope<'_>) -> Truth {
        match operand {
            OrTemplate::Parsed(Some(arn)) => Truth::from(scope.arena.matches_arn(arn, value)),
            OrTemplate::Parsed(None) => Truth::False,
            OrTemplate::Template(template) => {
                scope.compare_expanded(*template, value.len(), |pattern| {
                    arn_matches(pattern, value)
                })
            }
        }
    }

    fn compare_many(
        self,
        values: &[Box<str>],
        operands: &[Self::Operand],
        scope: Scope<'_>,
    ) -> Vec<Truth> {
        let arena = scope.arena;
        let texts = values.iter().map(|value| Cow::Borrowed(value.as_bytes()));
        let mut found = Matches::new(values, texts, operands.len());
        for operand in operands {
            match operand {
                OrTemplate::Parsed(None) => {}
                OrTemplate::Parsed(Some(arn)) => {
                    if let Some(text) = arena.literal_arn(arn) {
                        found.equal_to(text);
                    } else if let Some(start) = arena.start_of_arn(arn) {
                        found.starting_with(start);
                    } else {
                        found.each(|value| arena.matches_arn(arn, value));
                    }
                }
                OrTemplate::Template(template) => {
                    scope.match_expanded(*template, &mut found, |found, pattern| {
                        if !wildcard::is_literal(pattern) {
                            found.each(|value| arn_matches(pattern, value));
                        } else if ArnSplit::of_bytes(pattern).is_some() {
                            found.equal_to(pattern);
                        }
                    });
                }
            }
        }
        found.truths()
    }
}
