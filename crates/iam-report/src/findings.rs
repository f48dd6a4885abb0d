//! What is wrong with policy documents: the findings of `iam-lint`, in the forms that programs read.

mod json;
mod sarif;

pub use json::{SCHEMA, write_line};
pub use sarif::write_log;

use iam_lint::Finding;

/// A document that was checked.
#[derive(Debug, Clone)]
pub struct Checked {
    /// Its file, or what it is called.
    pub file: String,
    /// The kind of policy that it was taken for, as the command's arguments call it.
    pub kind: &'static str,
    /// What was found in it, by place.
    pub findings: Vec<Finding>,
}

impl Checked {
    /// Whether there is no error in it: one that isn't suppressed.
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
