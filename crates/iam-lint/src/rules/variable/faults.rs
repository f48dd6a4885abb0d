//! Detects malformed policy variables (S1.22).

use crate::policy::{Statement, Text};
use iam_syntax::Span;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    Unclosed,
    Unquoted,
    Space,
    Empty,
}

/// The texts that may contain variables: resources and the values of conditions.
pub(super) fn places<'s, 'a>(
    statement: &'s Statement<'a>,
) -> impl Iterator<Item = Text<'a>> + use<'s, 'a> {
    let resources = statement
        .resources()
        .iter()
        .chain(statement.not_resources());
    let values = statement
        .conditions
        .iter()
        .flat_map(|condition| &condition.values);
    resources
        .map(|resource| resource.text)
        .chain(values.map(|value| value.as_text()))
}

/// Calls a function for each fault of a kind.
pub(super) fn each_fault(
    statement: &Statement<'_>,
    wanted: Fault,
    mut call: impl FnMut(Text<'_>, Span),
) {
    for text in places(statement) {
        let mut rest = text.value;
        while let Some(at) = rest.find("${") {
            let (fault, length) = judge(&rest[at..]);
            if fault == Some(wanted) {
                call(text, text.part(&rest[at..at + length]));
            }
            rest = &rest[at + length..];
        }
    }
}

/// The fault of the variable at the start of a text, and the variable's length.
fn judge(text: &str) -> (Option<Fault>, usize) {
    let inner = &text[2..];
    let Some(end) = inner.find(['}', ',']) else {
        return (Some(Fault::Unclosed), text.len());
    };
    let name = &inner[..end];
    if name.contains(['$', '{', '\'', '/', ':']) && name.contains("${") {
        return (Some(Fault::Unclosed), 2);
    }
    let is_closed = inner.as_bytes().get(end) == Some(&b'}');
    let fault = match name.trim() {
        "" => Some(Fault::Empty),
        _ if name.contains(char::is_whitespace) => Some(Fault::Space),
        _ => None,
    };
    if is_closed || fault.is_some() {
        return (fault, end + 3);
    }
    let behind = inner[end + 1..].trim_start_matches(' ');
    let before = text.len() - behind.len();
    let Some(default) = behind.strip_prefix('\'') else {
        return (Some(Fault::Unquoted), before.min(text.len()));
    };
    let Some((value, after)) = default.split_once('\'') else {
        return (Some(Fault::Unquoted), text.len());
    };
    let length = before + value.len() + 2;
    match after.starts_with('}') {
        true => (None, length + 1),
        // There is a quote, but no brace after it.
        false if after.contains('}') => (Some(Fault::Unquoted), length),
        false => (Some(Fault::Unclosed), length),
    }
}
