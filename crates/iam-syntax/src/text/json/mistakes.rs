//! The mistakes for a text that isn't JSON, and for a value of the wrong type.

#![expect(
    clippy::arithmetic_side_effects,
    reason = "offsets into a text that is much shorter than their range"
)]

use super::{JsonType, Reader, span};
use crate::text::Span;
use crate::text::mistake::{Mistake, PolicyErrorKind, quoted};

impl Reader<'_> {
    /// The mistake for the next value, whose type is `found`.
    pub fn wrong_type(&mut self, found: JsonType, expected: &str) -> Box<Mistake> {
        let start = self.at;
        let description = match found {
            JsonType::Object => "an object".to_owned(),
            JsonType::Array => "an array".to_owned(),
            JsonType::Null => "`null`".to_owned(),
            JsonType::True => "`true`".to_owned(),
            JsonType::False => "`false`".to_owned(),
            JsonType::String => match self.string() {
                Ok(string) => format!("the string {}", quoted(self.slice(string.span))),
                Err(mistake) => return mistake,
            },
            JsonType::Number => match self.number() {
                Ok(number) => format!("the number {}", quoted(self.slice(number.span))),
                Err(mistake) => return mistake,
            },
        };
        let end = self.at.max(start + 1);
        Mistake::new(
            PolicyErrorKind::WrongType,
            span(start, end),
            description,
            expected,
        )
    }

    pub(super) fn unexpected(&self, expected: &str) -> Box<Mistake> {
        match self
            .text
            .get(self.at..)
            .and_then(|rest| rest.chars().next())
        {
            Some('\u{FEFF}') if self.at == 0 => self.mistake(3, "a byte order mark", expected),
            Some(character) => {
                let found = quoted(character.encode_utf8(&mut [0; 4]));
                self.mistake(character.len_utf8(), &found, expected)
            }
            None if self.text.trim().is_empty() => self.mistake(0, "an empty text", expected),
            None => self.mistake(0, "the end of the text", expected),
        }
    }

    pub(super) fn mistake(&self, length: usize, found: &str, expected: &str) -> Box<Mistake> {
        json_mistake(span(self.at, self.at + length), found, expected)
    }
}

pub(super) fn json_mistake(span: Span, found: &str, expected: &str) -> Box<Mistake> {
    Mistake::new(PolicyErrorKind::Json, span, found, expected)
}
