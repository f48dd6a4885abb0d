//! What a rule found, and what can be done about it.

use iam_syntax::{Position, Span};
use serde::{Serialize, Serializer};

/// How bad a finding is; the later ones are worse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The document could be simpler or clearer.
    Suggestion,
    /// It may not mean what its author thinks.
    Warning,
    /// It may let more through than its author thinks.
    SecurityWarning,
    /// AWS refuses it, or a part of it has no effect.
    Error,
}

impl Severity {
    /// Every severity, the mildest first.
    pub const ALL: [Self; 4] = [
        Self::Suggestion,
        Self::Warning,
        Self::SecurityWarning,
        Self::Error,
    ];

    /// The name in JSON, as the AWS reference writes it but for `GENERAL_WARNING`.
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

/// A change of the text that takes a finding away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Edit {
    /// The bytes that are replaced.
    pub span: Span,
    /// What they are replaced by, as JSON writes it.
    pub replacement: String,
}

/// One finding: of one rule, about one statement or about the document.
///
/// Where a rule finds several values in a statement, they are one finding: the first has its place in `span`,
/// the others in `further`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// The rule's code.
    pub code: &'static str,
    /// How bad it is: the rule's severity, or another where the finding says why.
    pub severity: Severity,
    /// The bytes that are meant.
    pub span: Span,
    /// Line and column of the first of them.
    pub position: Position,
    /// The values that are named, the first of them at `span`; of very many the first hundred.
    pub values: Vec<String>,
    /// How many values there are.
    pub count: usize,
    /// The places of the other values.
    pub further: Vec<Span>,
    /// The statement, counted from 0.
    pub statement: Option<u32>,
    /// The statement's `Sid`.
    pub sid: Option<String>,
    /// What was found, in a sentence without a full stop.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// Changes that are safe to make: the document means the same afterwards, or it was refused before and
    /// there is one thing that it can have meant.
    pub edits: Vec<Edit>,
    /// Why the finding doesn't count, where someone said so.
    pub suppressed: Option<String>,
}

impl Finding {
    /// The message, with the values that it doesn't name.
    ///
    /// Of many values a few are named.
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

/// The text with edits made; of edits that overlap the first is made.
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
