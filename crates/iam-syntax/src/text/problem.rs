//! Problems of inputs, in the one form that every program reports.

use super::{Position, Span};
use serde::ser::{Serialize, SerializeStruct, Serializer};
use std::sync::Arc;

/// A problem of an input: where, what was found, what was expected, and a code for programs.
///
/// ```
/// use iam_syntax::{Position, Problem};
/// let problem = Problem::new("roles.json", "wrongType", "the number `7`", "a list of roles");
/// assert_eq!(problem.to_string(), "roles.json: found the number `7`, expected a list of roles");
/// let problem = problem.at(Position { line: 3, column: 9 });
/// assert_eq!(problem.to_string(), "roles.json:3:9: found the number `7`, expected a list of roles");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Problem {
    /// The name of the input: a file's path, a policy's ARN.
    pub source: Arc<str>,
    /// The bytes of the input that the problem refers to, if the input is one text.
    pub span: Option<Span>,
    /// Line and column, if known.
    pub position: Option<Position>,
    /// An identifier for programs; it stays the same if the message changes.
    pub code: &'static str,
    /// What was found.
    pub found: Box<str>,
    /// What was expected.
    pub expected: Box<str>,
}

impl Problem {
    /// A problem without a place.
    pub fn new(
        source: impl Into<Arc<str>>,
        code: &'static str,
        found: impl Into<Box<str>>,
        expected: impl Into<Box<str>>,
    ) -> Self {
        Self {
            source: source.into(),
            span: None,
            position: None,
            code,
            found: found.into(),
            expected: expected.into(),
        }
    }

    /// The same problem, with its line and column.
    #[must_use]
    pub fn at(self, position: Position) -> Self {
        let position = Some(position);
        Self { position, ..self }
    }

    /// The same problem, with its span.
    #[must_use]
    pub fn spanning(self, span: Span) -> Self {
        let span = Some(span);
        Self { span, ..self }
    }

    /// The message without the place: `found …, expected …`.
    #[must_use]
    pub fn sentence(&self) -> String {
        format!("found {}, expected {}", self.found, self.expected)
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:", self.source)?;
        if let Some(position) = self.position {
            write!(f, "{position}:")?;
        }
        write!(f, " found {}, expected {}", self.found, self.expected)
    }
}

impl std::error::Error for Problem {}

/// `{"code": "wrongType", "source": "roles.json", "line": 3, "column": 9, "found": …, "expected":
/// …, "message": …}`, without line and column where there is no place.
///
/// ```
/// use iam_syntax::{Position, Problem};
/// let problem = Problem::new("a", "json", "`}`", "`]`").at(Position { line: 3, column: 9 });
/// assert_eq!(
///     serde_json::to_string(&problem)?,
///     r#"{"code":"json","source":"a","line":3,"column":9,"found":"`}`","expected":"`]`","message":"a:3:9: found `}`, expected `]`"}"#
/// );
/// # Ok::<(), serde_json::Error>(())
/// ```
impl Serialize for Problem {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let members = if self.position.is_some() { 7 } else { 5 };
        let mut object = serializer.serialize_struct("Problem", members)?;
        object.serialize_field("code", self.code)?;
        object.serialize_field("source", &*self.source)?;
        if let Some(position) = self.position {
            object.serialize_field("line", &position.line)?;
            object.serialize_field("column", &position.column)?;
        }
        object.serialize_field("found", &self.found)?;
        object.serialize_field("expected", &self.expected)?;
        object.serialize_field("message", &self.to_string())?;
        object.end()
    }
}
