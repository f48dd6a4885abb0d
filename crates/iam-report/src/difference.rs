//! What one version of a policy allows and another doesn't, and whether policies allow what they
//! must not: the answers of `iam-compare` in every form.

mod checks;
mod json;
mod markdown;
mod request;
mod sarif;
mod summary;
mod text;

pub use checks::{Check, CheckAnswer, write_check_line, write_check_log, write_check_text};
pub use json::{write_line, write_summary_lines};
pub use markdown::{write_markdown, write_markdown_of_all, write_summary_table};
pub use request::{assumptions, scenario};
pub use sarif::write_log;
pub use summary::{Totals, write_summary};
pub use text::{write_assumptions, write_text, write_text_of_all};

use iam_compare::{Comparison, StatementAccess, Witness};
use iam_eval::{Document, Policy, Position};

/// Two versions of a policy, compared both ways.
#[derive(Debug, Clone)]
pub struct Difference {
    /// What the policy is called: its file, or its path in a folder.
    pub file: String,
    /// Whether there are two versions.
    pub change: Change,
    /// What the new version allows and the old one doesn't.
    pub gained: Way,
    /// What the old version allowed and the new one doesn't.
    pub lost: Way,
}

/// Whether a policy is in both trees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It is in both.
    Changed,
    /// It is in the new tree only.
    Added,
    /// It is in the old tree only.
    Deleted,
}

impl Change {
    /// The word for it in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Added => "added",
            Self::Deleted => "deleted",
        }
    }

    /// What people read behind the name of the file.
    const fn note(self) -> &'static str {
        match self {
            Self::Changed => "",
            Self::Added => " (added)",
            Self::Deleted => " (deleted)",
        }
    }
}

/// The difference one way.
#[derive(Debug, Clone)]
pub struct Way {
    /// The version that allows more: the new one of what is gained, the old one of what is lost.
    /// None where there is no such version.
    pub policy: Option<Policy>,
    /// Whether it allows more.
    pub comparison: Comparison,
    /// Which of its statements do.
    pub statements: Vec<StatementAccess>,
}

/// A statement that allows more, and the request that shows it.
pub(crate) struct Shown<'a> {
    pub(crate) document: Option<&'a Document>,
    /// None for the policy as a whole.
    pub(crate) statement: Option<usize>,
    pub(crate) witness: &'a Witness,
}

impl Shown<'_> {
    pub(crate) fn sid(&self) -> Option<&str> {
        let statement = self.document?.statement(self.statement?)?;
        statement.sid()
    }

    pub(crate) fn position(&self) -> Option<Position> {
        let statement = self.document?.statement(self.statement?)?;
        Some(statement.position())
    }

    pub(crate) fn title(&self) -> String {
        title(self.document, self.statement)
    }
}

impl Way {
    /// Each statement with its request. What needs no statement of its own, such as what a deny
    /// lets through, is shown by the whole policy's request.
    pub(crate) fn shown(&self) -> Vec<Shown<'_>> {
        let document = self.policy.as_ref().map(Policy::document);
        let shown = |statement, witness| Shown {
            document,
            statement,
            witness,
        };
        let of_statement = |access: &StatementAccess| access.statement.statement;
        let statements = self.statements.iter().filter_map(|access| {
            let witness = access.access.witness()?;
            Some(shown(Some(of_statement(access)), witness))
        });
        let mut found: Vec<Shown<'_>> = statements.collect();
        if found.is_empty() {
            found.extend(
                self.comparison
                    .witness()
                    .map(|witness| shown(None, witness)),
            );
        }
        found
    }

    /// `statement 2 (ReadLogs), line 14`
    pub(crate) fn title(&self, statement: Option<usize>) -> String {
        title(self.policy.as_ref().map(Policy::document), statement)
    }
}

fn title(document: Option<&Document>, statement: Option<usize>) -> String {
    let found = document.and_then(|document| document.statement(statement?));
    let Some(found) = found else {
        return "the policy as a whole".to_owned();
    };
    let sid = found
        .sid()
        .map(|sid| format!(" ({sid})"))
        .unwrap_or_default();
    format!(
        "statement {}{sid}, line {}",
        found.index() + 1,
        found.position().line
    )
}

/// Why it isn't known.
pub(crate) fn reason(comparison: &Comparison) -> Option<String> {
    match comparison {
        Comparison::Undecided(reason) => Some(reason.to_string()),
        _ => None,
    }
}

impl Difference {
    /// Whether a request is allowed by one version alone, or it isn't known.
    #[must_use]
    pub fn differs(&self) -> bool {
        !(self.gained.comparison.is_none() && self.lost.comparison.is_none())
    }
}
