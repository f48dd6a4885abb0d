//! What a user expects of policies beyond their being right: actions that need care, and the
//! conditions that actions require. A built-in list, which a file extends or replaces.

mod entry;
mod index;
mod read;

pub(crate) use entry::{Entry, KeyWanted};
pub(crate) use index::List;

use iam_syntax::Problem;
use std::sync::OnceLock;

const BUILT_IN: &str = include_str!("../data/expectations.json");

/// Which actions need care, which require a condition, and which are forbidden.
///
/// ```
/// use iam_lint::{Expectations, Linter, Options};
/// let file = r#"{"requiredConditions": [{"name": "pass-role", "actions": ["iam:PassRole"],
///     "anyOf": [{"key": "iam:PassedToService"}], "reason": "say which service receives the role"}]}"#;
/// let expectations = Expectations::parse("expectations.json", file)?;
/// let options = Options { expectations: Some(&expectations), ..Options::default() };
/// let linter = Linter::new(iam_catalog::Catalog::embedded());
/// let text = r#"{"Version": "2012-10-17", "Statement": [
///     {"Effect": "Allow", "Action": "iam:PassRole", "Resource": "arn:aws:iam::111122223333:role/app"}]}"#;
/// let verdict = linter.check("role.json", text, &options);
/// assert_eq!(verdict.findings[0].code, "VALIDATOR_MISSING_CONDITION");
/// # Ok::<(), iam_syntax::Problem>(())
/// ```
#[derive(Debug, Default)]
pub struct Expectations {
    /// Actions that should be limited by resources or by conditions.
    pub(crate) sensitive_actions: List,
    /// Resources that only those who need them should reach.
    pub(crate) sensitive_resources: List,
    pub(crate) required_conditions: List,
    pub(crate) forbidden_actions: List,
}

impl Expectations {
    /// The built-in expectations, as the text of a file.
    ///
    /// ```
    /// assert!(iam_lint::Expectations::parse("built-in", iam_lint::Expectations::built_in_text()).is_ok());
    /// ```
    #[must_use]
    pub fn built_in_text() -> &'static str {
        BUILT_IN
    }

    /// The built-in expectations.
    ///
    /// ```
    /// let built_in = iam_lint::Expectations::built_in();
    /// assert!(std::ptr::eq(built_in, iam_lint::Expectations::built_in()));
    /// ```
    #[must_use]
    pub fn built_in() -> &'static Self {
        static READ: OnceLock<Expectations> = OnceLock::new();
        // A test reads the text: without it, nothing would be expected.
        READ.get_or_init(|| read::built_in().unwrap_or_default())
    }

    /// Reads a file, which extends the built-in expectations: an entry with the name of a built-in
    /// one replaces it, `without` names those to leave out, and `"builtIn": false` leaves out all.
    ///
    /// # Errors
    /// Text with another structure: its position, what was found, and what was expected.
    pub fn parse(name: &str, text: &str) -> Result<Self, Problem> {
        read::read(name, text)
    }
}
