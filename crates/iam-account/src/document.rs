//! Policy documents inside JSON: as an object, as a string, URL-encoded.

use crate::json::Value;
use crate::location::Extent;
use crate::problem::Problem;
use crate::source::body::Source;
use iam_eval::{Document, Policy, PolicyKind};
use percent_encoding::percent_decode_str;
use std::borrow::Cow;

/// Compiles a document. Positions are those in the input, except for a document inside a string: its positions are
/// counted in the decoded text, and its name says so.
pub(crate) fn compile(value: Value<'_>, kind: PolicyKind, label: &str) -> Result<Policy, Problem> {
    let name = value.name;
    if !value.is_string() {
        let document = Document::parse_at(kind, name, value.text, value.start)?;
        return Ok(Policy::compile(document));
    }
    let expected = format!("a {kind}, as an object or as text");
    let text = value.string(&expected)?;
    let decoded = url_decoded(&text).map_err(|error| {
        value.problem(
            format!("URL-encoded text that is not UTF-8 ({error})"),
            expected,
        )
    })?;
    let document = Document::parse(kind, &format!("{name} ({label}, decoded)"), &decoded)?;
    Ok(Policy::compile(document))
}

/// Compiles the document that is a part of a source.
pub(crate) fn compile_part(
    source: &Source,
    extent: Extent,
    kind: PolicyKind,
    label: &str,
) -> Result<Policy, Problem> {
    // As escaped text, a document may be longer than when decoded.
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
    Problem::new(name, found, expected).at(extent.start)
}

/// A document begins with a brace; one that begins with an escape is URL-encoded.
pub(crate) fn url_decoded(text: &str) -> Result<Cow<'_, str>, std::str::Utf8Error> {
    if text.trim_start().starts_with('%') {
        percent_decode_str(text.trim()).decode_utf8()
    } else {
        Ok(Cow::Borrowed(text))
    }
}
