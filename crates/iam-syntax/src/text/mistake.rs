//! Why a text is not a policy document.

use crate::text::{Position, Problem, Span};
use serde::ser::{Serialize, SerializeStruct, Serializer};
use std::sync::Arc;

/// What is wrong with a document: a stable code for programs; the message is in [`PolicyError`].
///
/// The rules are those of `docs/semantics.md`, S1 (AWS: "Grammar of the IAM JSON policy language").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum PolicyErrorKind {
    /// The text is not exactly one JSON value (S1.1).
    Json,
    /// The document is larger than [`Document::MAX_BYTES`](crate::document::Document::MAX_BYTES).
    TooLarge,
    /// A member has a value of the wrong JSON type.
    WrongType,
    /// A member that the grammar doesn't know (S1.1, S1.4).
    UnknownElement,
    /// A member that occurs twice in one object (S1.13).
    DuplicateElement,
    /// A required member is missing.
    MissingElement,
    /// Two members that exclude each other, such as `Action` and `NotAction`.
    ConflictingElements,
    /// A member that this kind of policy must not have (S1.9, S1.11, S1.17, S1.19).
    UnsupportedElement,
    /// `Version` is neither `2012-10-17` nor `2008-10-17` (S1.2).
    Version,
    /// `Effect` is neither `Allow` nor `Deny` (S1.5).
    Effect,
    /// A malformed action (S1.7).
    Action,
    /// A malformed resource (S1.8).
    Resource,
    /// A malformed principal (S1.10).
    Principal,
    /// An operator that doesn't exist (S1.12).
    Operator,
    /// A malformed condition key or value.
    Condition,
    /// A malformed policy variable, or one where variables are not allowed (S1.22, S6.2, S6.10).
    Variable,
    /// A `Sid` with invalid characters, or one that is used twice (S1.14).
    Sid,
}

impl PolicyErrorKind {
    /// The code as text, for machine-readable output.
    ///
    /// ```
    /// assert_eq!(iam_syntax::PolicyErrorKind::DuplicateElement.code(), "duplicateElement");
    /// ```
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::TooLarge => "tooLarge",
            Self::WrongType => "wrongType",
            Self::UnknownElement => "unknownElement",
            Self::DuplicateElement => "duplicateElement",
            Self::MissingElement => "missingElement",
            Self::ConflictingElements => "conflictingElements",
            Self::UnsupportedElement => "unsupportedElement",
            Self::Version => "version",
            Self::Effect => "effect",
            Self::Action => "action",
            Self::Resource => "resource",
            Self::Principal => "principal",
            Self::Operator => "operator",
            Self::Condition => "condition",
            Self::Variable => "variable",
            Self::Sid => "sid",
        }
    }
}

/// The error for a text that is not a valid policy document: where, what was found, what was
/// expected.
///
/// An invalid document is never treated as absent (S1.21): with this error, there is no policy.
///
/// ```
/// use iam_syntax::{Document, PolicyKind};
/// let error = Document::parse(PolicyKind::Identity, "role.json", "{\"Statement\": 7}").unwrap_err();
/// assert_eq!(error.to_string(), "role.json:1:15: found the number `7`, expected an object or an array of objects");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{problem}")]
pub struct PolicyError {
    kind: PolicyErrorKind,
    position: Position,
    span: Span,
    /// The same mistake, as the problem of an input, with its place.
    problem: Problem,
}

impl From<PolicyError> for Problem {
    fn from(error: PolicyError) -> Self {
        error.problem
    }
}

impl PolicyError {
    /// What kind of mistake it is.
    #[must_use]
    pub fn kind(&self) -> PolicyErrorKind {
        self.kind
    }

    /// The name under which the document was given.
    #[must_use]
    pub fn policy(&self) -> &str {
        &self.problem.source
    }

    /// Line and column of the mistake.
    #[must_use]
    pub fn position(&self) -> Position {
        self.position
    }

    /// The bytes of the document's text that the mistake refers to.
    #[must_use]
    pub fn span(&self) -> Span {
        self.span
    }

    /// What was found there.
    #[must_use]
    pub fn found(&self) -> &str {
        &self.problem.found
    }

    /// What was expected there.
    #[must_use]
    pub fn expected(&self) -> &str {
        &self.problem.expected
    }

    /// The error as a problem, the common form for all inputs.
    #[must_use]
    pub fn problem(&self) -> &Problem {
        &self.problem
    }
}

/// `{"code": "wrongType", "policy": "role.json", "line": 1, "column": 15, "found": …, "expected":
/// …, "message": …}`.
impl Serialize for PolicyError {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("PolicyError", 7)?;
        object.serialize_field("code", &self.kind)?;
        object.serialize_field("policy", self.policy())?;
        object.serialize_field("line", &self.position.line)?;
        object.serialize_field("column", &self.position.column)?;
        object.serialize_field("found", self.found())?;
        object.serialize_field("expected", self.expected())?;
        object.serialize_field("message", &self.to_string())?;
        object.end()
    }
}

/// A mistake at a byte offset, before the document's name and line are known.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Mistake {
    /// What kind of mistake it is.
    pub kind: PolicyErrorKind,
    /// Its span.
    pub span: Span,
    /// What was found.
    pub found: Box<str>,
    /// What was expected.
    pub expected: Box<str>,
}

impl Mistake {
    /// A mistake at a span.
    pub fn new(
        kind: PolicyErrorKind,
        span: Span,
        found: impl Into<Box<str>>,
        expected: impl Into<Box<str>>,
    ) -> Box<Self> {
        Box::new(Self {
            kind,
            span,
            found: found.into(),
            expected: expected.into(),
        })
    }

    /// The mistake with the policy's name, and its line and column.
    pub fn locate(self, policy: &Arc<str>, start: Position, text: &str) -> PolicyError {
        let position = start.advanced(text, self.span.start as usize);
        self.at(policy, position)
    }

    /// The mistake with the policy's name, at a known line and column.
    pub fn at(self, policy: &Arc<str>, position: Position) -> PolicyError {
        let Self {
            kind,
            span,
            found,
            expected,
        } = self;
        let problem = Problem::new(Arc::clone(policy), kind.code(), found, expected);
        PolicyError {
            kind,
            position,
            span,
            problem: problem.at(position).spanning(span),
        }
    }
}

/// Quotes text of the author: shortened, in backticks, with visible control characters.
pub fn quoted(text: &str) -> String {
    const LONGEST: usize = 60;
    let mut shown = String::with_capacity(text.len().min(LONGEST).saturating_add(2));
    shown.push('`');
    for (count, character) in text.chars().enumerate() {
        if count == LONGEST {
            shown.push('…');
            break;
        }
        if character.is_control() {
            shown.extend(character.escape_default());
        } else {
            shown.push(character);
        }
    }
    shown.push('`');
    shown
}
