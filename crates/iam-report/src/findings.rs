//! Findings of `iam-lint` about policy documents, in formats for programs.

mod json;
mod sarif;

pub use json::{SCHEMA, write_line};
pub use sarif::write_log;

use iam_lint::Finding;

/// A document that was checked.
#[derive(Debug, Clone)]
pub struct Checked {
    /// Its file or its name.
    pub file: String,
    /// The kind of policy that it was checked as, in the spelling of the command's arguments.
    pub kind: &'static str,
    /// The findings, by position.
    pub findings: Vec<Finding>,
}

impl Checked {
    /// Whether it has no error that isn't suppressed.
    ///
    /// ```
    /// use iam_report::findings::Checked;
    /// let checked = Checked { file: "role.json".into(), kind: "identity", findings: Vec::new() };
    /// assert!(checked.is_valid());
    /// ```
    #[must_use]
    pub fn is_valid(&self) -> bool {
        let counted = self
            .findings
            .iter()
            .filter(|finding| finding.suppressed.is_none());
        counted.map(|finding| finding.severity).max() < Some(iam_lint::Severity::Error)
    }
}
