//! Policy documents as they stand inside other JSON: as an object, as a string, URL-encoded.

use crate::problem::Problem;
use crate::source::body::{Place, Source};
use iam_eval::{Document, Policy, PolicyKind, Position};
use percent_encoding::percent_decode_str;
use serde_json::value::RawValue;
use std::borrow::Cow;

/// A JSON value in which documents stand, and how far lines have been counted in it: documents are
/// mostly met in their order, so that the counting goes on rather than starting anew.
#[derive(Debug)]
pub(crate) struct Host<'a> {
    pub(crate) name: &'a str,
    pub(crate) text: &'a str,
    start: Position,
    counted: usize,
    position: Position,
}

impl<'a> Host<'a> {
    /// `start` is where the value stands in its file.
    pub(crate) fn new(name: &'a str, text: &'a str, start: Position) -> Self {
        Self {
            name,
            text,
            start,
            counted: 0,
            position: start,
        }
    }

    /// Line and column of a slice of the text; of any other text, where the host begins.
    pub(crate) fn position_of(&mut self, slice: &str) -> Position {
        let offset = (slice.as_ptr() as usize).checked_sub(self.text.as_ptr() as usize);
        let Some(offset) = offset.filter(|offset| *offset <= self.text.len()) else {
            return self.start;
        };
        if offset < self.counted {
            self.counted = 0;
            self.position = self.start;
        }
        let between = self.text.get(self.counted..offset).unwrap_or_default();
        self.position = self.position.advanced(between, between.len());
        self.counted = offset;
        self.position
    }

    pub(crate) fn problem(&mut self, slice: &str, found: &str, expected: &str) -> Problem {
        Problem::new(self.name, found, expected).at(self.position_of(slice))
    }

    /// Compiles a document. Positions are those in the file, but for a document inside a string: its
    /// positions are counted in the decoded text, and its name says so.
    pub(crate) fn policy(
        &mut self,
        kind: PolicyKind,
        label: &str,
        raw: &RawValue,
    ) -> Result<Policy, Problem> {
        let start = self.position_of(raw.get());
        compile_text(self.name, kind, label, raw.get(), start)
    }
}

/// Compiles the document at a place of a source.
pub(crate) fn compile(
    source: &Source,
    kind: PolicyKind,
    label: &str,
    place: Place,
) -> Result<Policy, Problem> {
    if place.length > 2 * Document::MAX_BYTES as u64 {
        return Err(too_large(&source.name, place.length).at(place.start));
    }
    let text = source.text(place)?;
    compile_text(&source.name, kind, label, &text, place.start)
}

pub(crate) fn too_large(name: &str, length: u64) -> Problem {
    let expected = format!("a policy document of at most {} bytes", Document::MAX_BYTES);
    Problem::new(name, format!("a text of {length} bytes"), expected)
}

/// Compiles a document from an object or a string, as JSON has it.
pub(crate) fn compile_text(
    name: &str,
    kind: PolicyKind,
    label: &str,
    text: &str,
    start: Position,
) -> Result<Policy, Problem> {
    let document = if text.starts_with('"') {
        let expected = format!("a {kind}, as an object or as text");
        let string: String = serde_json::from_str(text)
            .map_err(|error| json_problem(name, text, start, &error, &expected))?;
        let decoded = url_decoded(&string).map_err(|error| {
            let found = format!("URL-encoded text that is no UTF-8 ({error})");
            Problem::new(name, found, expected).at(start)
        })?;
        Document::parse(kind, &format!("{name} ({label}, decoded)"), &decoded)
    } else {
        Document::parse_at(kind, name, text, start)
    };
    Ok(Policy::compile(document?))
}

/// What `serde_json` says of a text that stands at `start`.
pub(crate) fn json_problem(
    name: &str,
    text: &str,
    start: Position,
    error: &serde_json::Error,
    expected: &str,
) -> Problem {
    let message = error.to_string();
    let found = message.split(" at line ").next().unwrap_or(&message);
    let lines = text
        .split_inclusive('\n')
        .take(error.line().saturating_sub(1));
    let before = lines.map(str::len).sum::<usize>() + error.column().saturating_sub(1);
    Problem::new(name, found, expected).at(start.advanced(text, before))
}

/// A document begins with a brace; one that begins with an escape is URL-encoded.
pub(crate) fn url_decoded(text: &str) -> Result<Cow<'_, str>, std::str::Utf8Error> {
    if text.trim_start().starts_with('%') {
        percent_decode_str(text.trim()).decode_utf8()
    } else {
        Ok(Cow::Borrowed(text))
    }
}
