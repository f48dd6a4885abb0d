//! Locations in inputs: extents for reading them again, and positions for editors and terminals.

use iam_eval::Position;

/// A part of an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Extent {
    /// Offset of the first byte, counted from 0.
    pub(crate) offset: u64,
    /// The number of bytes.
    pub(crate) length: u64,
    /// Line and column of the first byte.
    pub(crate) start: Position,
}

/// `file:line:column`, as far as they are known. A column without a line is omitted.
///
/// ```
/// use iam_account::place;
/// assert_eq!(place("role.json", Some(3), Some(7)), "role.json:3:7");
/// assert_eq!(place("role.json", None, None), "role.json");
/// ```
#[must_use]
pub fn place(file: &str, line: Option<u32>, column: Option<u32>) -> String {
    match (line, column) {
        (Some(line), Some(column)) => format!("{file}:{line}:{column}"),
        (Some(line), None) => format!("{file}:{line}"),
        (None, _) => file.to_owned(),
    }
}
