//! Decodes JSON strings.

use super::Read;
use crate::problem::{Problem, code};
use iam_eval::Position;

/// Decodes a string with its quotes, which is at `start` in its input. An error is a problem at its
/// position.
pub(super) fn decoded(name: &str, quoted: &str, start: Position, expected: &str) -> Read<String> {
    let inner = quoted
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'));
    let problem = |found: &str, at: usize| {
        Err(Problem::new(name, found, expected)
            .with_code(code::JSON)
            .at(start.advanced(quoted, at)))
    };
    if let Some(at) = quoted.bytes().position(|byte| byte < b' ') {
        return problem("a control character that is not escaped", at);
    }
    match inner {
        Some(inner) if !inner.contains('\\') => Ok(inner.to_owned()),
        _ => serde_json::from_str(quoted).or_else(|error| {
            // It is on one line: the column counts the bytes up to the error.
            problem("a malformed escape", error.column().saturating_sub(1))
        }),
    }
}
