//! Policy documents inside JSON: as an object, as a string, URL-encoded.

use crate::json::Value;
use crate::location::Extent;
use crate::problem::{Problem, code};
use crate::source::body::Part;
use crate::stray_text::{cut_by_depth, foreign};
use iam_eval::{Document, Policy, PolicyError, PolicyKind, Position};
use percent_encoding::percent_decode_str;
use std::borrow::Cow;

/// Compiles a document. Positions are those in the input, except for a document inside a string:
/// its positions are counted in the decoded text, and its name says so.
pub(crate) fn compile(value: Value<'_>, kind: PolicyKind, label: &str) -> Result<Policy, Problem> {
    let name = value.name;
    if !value.is_string() {
        return parse(kind, name, value.text, value.start);
    }
    let expected = format!("a {kind}, as an object or as text");
    let text = value.string(&expected)?;
    if let Some((found, expected)) = cut_by_depth(&text) {
        return Err(value.problem(found, expected));
    }
    let decoded = url_decoded(&text).map_err(|error| {
        let found = format!("URL-encoded text that is no UTF-8 ({error})");
        value.problem(found, expected).with_code(code::ENCODING)
    })?;
    let name = format!("{name} ({label}, decoded)");
    parse(kind, &name, &decoded, Position::START)
}

/// Compiles a document whose text is at `start` in its input.
pub(crate) fn parse(
    kind: PolicyKind,
    name: &str,
    text: &str,
    start: Position,
) -> Result<Policy, Problem> {
    let document = Document::parse_at(kind, name, text, start);
    let document = document.map_err(|error| explained(error, text))?;
    Ok(Policy::compile(document))
}

/// Compiles a statement or an array of them, without the document around it. Positions are those in
/// the input.
pub(crate) fn parse_statements(
    kind: PolicyKind,
    name: &str,
    text: &str,
    start: Position,
) -> Result<Policy, Problem> {
    // With anything behind it, the text would say more of the document than its statements.
    let mut reader = Value { name, text, start }.reader();
    reader.extent()?;
    if reader.peek()?.is_some() {
        return Err(reader.unexpected("nothing after the statements"));
    }
    // The document begins in the line before: what is at the beginning of a line of the input stays
    // there.
    let column = usize::try_from(start.column.saturating_sub(1)).unwrap_or(0);
    let document = format!("{{\"Statement\":\n{}{text}}}", " ".repeat(column));
    let before = Position {
        line: start.line.saturating_sub(1),
        column: 1,
    };
    parse(kind, name, &document, before)
}

/// The engine says what JSON expects at a place. Where something is there that gets into JSON from
/// elsewhere, that is what a reader must know.
fn explained(error: PolicyError, text: &str) -> Problem {
    let rest = text.get(error.span().start as usize..).unwrap_or_default();
    let string = error.span().of(text).trim_matches('"');
    match foreign(rest).or_else(|| cut_by_depth(string)) {
        Some((found, expected)) => {
            Problem::new(error.policy(), found, expected).at(error.position())
        }
        None => error.into(),
    }
}

/// Compiles the document that is a part of a source.
pub(crate) fn compile_part(
    Part { source, extent }: &Part,
    kind: PolicyKind,
    label: &str,
) -> Result<Policy, Problem> {
    let extent = *extent;
    // As text, a document may be longer than it is.
    if extent.length > 2 * Document::MAX_BYTES as u64 {
        return Err(too_large(&source.name, extent));
    }
    let text = source.text(extent)?;
    let value = Value {
        name: &source.name,
        text: &text,
        start: extent.start,
    };
    compile(value, kind, label)
}

/// The problem for a document that is longer than allowed (S1.20).
pub(crate) fn too_large(name: &str, extent: Extent) -> Problem {
    let found = format!("a text of {} bytes", extent.length);
    let expected = format!("a policy document of at most {} bytes", Document::MAX_BYTES);
    Problem::new(name, found, expected)
        .with_code(code::TOO_LARGE)
        .at(extent.start)
}

/// A document begins with a brace; one that begins with an escape is URL-encoded, as IAM's API has
/// it (RFC 3986), or as forms are, with `+` for a space.
pub(crate) fn url_decoded(text: &str) -> Result<Cow<'_, str>, std::str::Utf8Error> {
    let encoded = text.trim();
    if !encoded.starts_with('%') {
        return Ok(Cow::Borrowed(text));
    }
    // An encoder that writes spaces as `+` writes none as `%20`, and leaves nothing as it is but
    // these characters: with a colon or a comma as it is, `+` is a plus sign.
    let is_of_form = |byte: u8| byte.is_ascii_alphanumeric() || b"*-._~+%".contains(&byte);
    if encoded.contains('+') && encoded.bytes().all(is_of_form) && !encoded.contains("%20") {
        let spaced = encoded.replace('+', " ");
        let decoded = percent_decode_str(&spaced).decode_utf8()?;
        return Ok(Cow::Owned(decoded.into_owned()));
    }
    percent_decode_str(encoded).decode_utf8()
}
