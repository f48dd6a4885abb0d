//! `BinaryEquals`: the same bytes (S5.8).

use super::family::{Family, Scope};
use super::many_values::Matches;
use crate::logic::Truth;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use iam_syntax::document::{Document, Text};
use std::borrow::Cow;

#[derive(Debug, Clone, Copy)]
pub(super) struct Equal;

/// Canonical Base64 is unique for the bytes it encodes, so a valid text can be compared as text.
/// `None` for an invalid one.
pub(super) fn compile(document: &Document, text: Text) -> Option<Text> {
    STANDARD.decode(document.text(text)).ok().map(|_| text)
}

impl Family for Equal {
    type Operand = Option<Text>;
    type Value<'v> = &'v str;

    fn read(self, text: &str) -> &str {
        text
    }

    fn compare(self, value: &&str, operand: &Option<Text>, scope: Scope<'_>) -> Truth {
        let text = operand.map(|text| scope.arena.document.text(text));
        Truth::from(text == Some(*value))
    }

    fn compare_many(
        self,
        values: &[Box<str>],
        operands: &[Option<Text>],
        scope: Scope<'_>,
    ) -> Vec<Truth> {
        let texts = values.iter().map(|value| Cow::Borrowed(value.as_bytes()));
        let mut found = Matches::new(values, texts, operands.len());
        for text in operands.iter().flatten() {
            found.equal_to(scope.arena.document.text(*text).as_bytes());
        }
        found.truths()
    }
}
