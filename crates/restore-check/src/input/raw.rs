//! Policy documents as they stand inside other JSON: as an object, as a string, URL-encoded.

use super::file::Problem;
use super::kind_name;
use iam_eval::{Document, Policy, PolicyKind, Position};
use serde_json::value::RawValue;

/// A text in which documents stand, and how far lines have been counted in it: documents are mostly
/// met in their order, so that the counting goes on rather than starting anew.
#[derive(Debug)]
pub(super) struct Host<'a> {
    pub(super) name: &'a str,
    text: &'a str,
    counted: usize,
    position: Position,
}

impl<'a> Host<'a> {
    pub(super) fn new(name: &'a str, text: &'a str) -> Self {
        Self {
            name,
            text,
            counted: 0,
            position: Position::START,
        }
    }

    /// Line and column of a slice of the text; `None` for a text that is not a slice of it.
    fn position_of(&mut self, slice: &str) -> Option<Position> {
        let offset = (slice.as_ptr() as usize).checked_sub(self.text.as_ptr() as usize)?;
        if offset > self.text.len() {
            return None;
        }
        if offset < self.counted {
            self.counted = 0;
            self.position = Position::START;
        }
        let between = self.text.get(self.counted..offset)?;
        self.position = self.position.advanced(between, between.len());
        self.counted = offset;
        Some(self.position)
    }

    pub(super) fn problem(&mut self, slice: &str, found: &str, expected: &str) -> Problem {
        let position = self.position_of(slice);
        Problem {
            line: position.map(|position| position.line),
            column: position.map(|position| position.column),
            ..Problem::new(self.name, found, expected)
        }
    }

    /// Compiles a document. Positions are those in the host's text, but for a document inside a
    /// string: its positions are counted in the decoded text, and its name says so.
    pub(super) fn policy(
        &mut self,
        kind: PolicyKind,
        label: &str,
        raw: &RawValue,
    ) -> Result<Policy, Problem> {
        let text = raw.get();
        if !text.starts_with('"') {
            return self.document(kind, text);
        }
        let decoded = self.decode(kind, raw)?;
        let name = format!("{} ({label}, decoded)", self.name);
        Ok(Policy::compile(Document::parse(kind, &name, &decoded)?))
    }

    /// Compiles a document that stands in the host's text as it is.
    pub(super) fn document(&mut self, kind: PolicyKind, text: &str) -> Result<Policy, Problem> {
        let start = self.position_of(text).unwrap_or(Position::START);
        Ok(Policy::compile(Document::parse_at(
            kind, self.name, text, start,
        )?))
    }

    fn decode(&mut self, kind: PolicyKind, raw: &RawValue) -> Result<String, Problem> {
        let expected = format!("a {}, as an object or as text", kind_name(kind));
        let text: String = serde_json::from_str(raw.get())
            .map_err(|error| self.problem(raw.get(), &error.to_string(), &expected))?;
        // A document begins with a brace; one that begins with its escape is URL-encoded.
        if text.trim_start().starts_with('%') {
            return percent_encoding::percent_decode_str(&text)
                .decode_utf8()
                .map(std::borrow::Cow::into_owned)
                .map_err(|error| self.problem(raw.get(), &error.to_string(), &expected));
        }
        Ok(text)
    }
}
