//! Findings of rules, and how to fix them.

use iam_syntax::{Position, Span};
use serde::{Serialize, Serializer};

/// The severity of a finding; later ones are more severe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The document could be simpler or clearer.
    Suggestion,
    /// It may not mean what its author intended.
    Warning,
    /// It may allow more than its author intended.
    SecurityWarning,
    /// AWS rejects it, or a part of it has no effect.
    Error,
}

impl Severity {
    /// Every severity, the least severe first.
    pub const ALL: [Self; 4] = [
        Self::Suggestion,
        Self::Warning,
        Self::SecurityWarning,
        Self::Error,
    ];

    /// The name in JSON, as in the AWS reference except for `GENERAL_WARNING`.
    ///
    /// ```
    /// assert_eq!(iam_lint::Severity::SecurityWarning.code(), "SECURITY_WARNING");
    /// ```
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Suggestion => "SUGGESTION",
            Self::Warning => "WARNING",
            Self::SecurityWarning => "SECURITY_WARNING",
            Self::Error => "ERROR",
        }
    }
}

impl std::fmt::Display for Severity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Severity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

/// A change of the text that resolves a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Edit {
    /// The span that is replaced.
    pub span: Span,
    /// The replacement, as JSON text.
    pub replacement: String,
}

/// One finding of one rule, about one statement or about the document.
///
/// If a rule finds several values in a statement, they are one finding: the span of the first is
/// `span`, those of the others are in `further`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// The rule's code.
    pub code: &'static str,
    /// The severity: the rule's, or a different one explained by the message.
    pub severity: Severity,
    /// The span that it refers to.
    pub span: Span,
    /// Line and column of the span's start.
    pub position: Position,
    /// The values that it is about, the first of them at `span`; at most the first hundred.
    pub values: Vec<String>,
    /// The number of values.
    pub count: usize,
    /// The spans of the other values.
    pub further: Vec<Span>,
    /// The statement's index, counted from 0.
    pub statement: Option<u32>,
    /// The statement's `Sid`.
    pub sid: Option<String>,
    /// What was found, in a sentence without a full stop.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// Changes that are safe: the document has the same meaning afterwards, or it was rejected
    /// before and only one meaning was possible.
    pub edits: Vec<Edit>,
    /// Why the finding doesn't count, if it is suppressed.
    pub suppressed: Option<String>,
}

impl Finding {
    /// The message, with the values that it doesn't contain.
    ///
    /// If there are many values, a few are listed.
    #[must_use]
    pub fn full_message(&self) -> String {
        const NAMED: usize = 4;
        let mut text = self.message.clone();
        let others = self.values.get(1..).unwrap_or_default();
        if others.is_empty() {
            return text;
        }
        text.push_str("; likewise ");
        for (at, value) in others.iter().take(NAMED).enumerate() {
            text.push_str(if at == 0 { "" } else { ", " });
            text.push_str(&iam_syntax::text::mistake::quoted(value));
        }
        if let Some(left) = self.count.checked_sub(NAMED + 1).filter(|left| *left > 0) {
            text.push_str(&format!(" and {left} more"));
        }
        text
    }
}

/// The text with edits applied; among overlapping edits, the first is applied.
///
/// ```
/// use iam_lint::{Edit, apply};
/// let edit = Edit { span: iam_syntax::Span { start: 1, end: 2 }, replacement: "xyz".into() };
/// assert_eq!(apply("abc", &[edit]), "axyzc");
/// ```
#[must_use]
pub fn apply(text: &str, edits: &[Edit]) -> String {
    let mut edits: Vec<&Edit> = edits.iter().collect();
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for edit in edits {
        let (start, end) = (edit.span.start as usize, edit.span.end as usize);
        let Some(before) = text.get(done..start).filter(|_| end >= start) else {
            continue;
        };
        if text.get(start..end).is_none() {
            continue;
        }
        out.push_str(before);
        out.push_str(&edit.replacement);
        done = end;
    }
    out.push_str(text.get(done..).unwrap_or_default());
    out
}
