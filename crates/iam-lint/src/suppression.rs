//! Findings that were reviewed and accepted, with the reason.

use crate::finding::Finding;
use crate::registry;
use serde::Deserialize;

/// One accepted finding: a code, and optional criteria.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Suppression {
    code: String,
    #[serde(default)]
    file: Option<String>,
    #[serde(default)]
    sid: Option<String>,
    #[serde(default)]
    value: Option<String>,
    reason: String,
}

/// The error for a list of suppressions that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SuppressionError {
    /// The text is not a list of suppressions.
    #[error(
        "found {0}, expected a JSON array of objects with `code`, `reason`, and optionally `sid`, `value` and `file`"
    )]
    Malformed(#[from] serde_json::Error),
    /// A code that no rule has.
    #[error("found the code `{0}`, expected a rule's: `iam-eval validate --explain` lists them")]
    UnknownCode(String),
    /// A suppression without a reason.
    #[error("found a suppression of `{0}` without a reason, expected why the finding is accepted")]
    NoReason(String),
}

/// A list of accepted findings.
///
/// ```
/// use iam_lint::Suppressions;
/// let text = r#"[{"code": "PASS_ROLE_WITH_STAR_IN_RESOURCE", "sid": "Deploy", "reason": "see TICKET-17"}]"#;
/// assert_eq!(Suppressions::parse(text)?.len(), 1);
/// assert!(Suppressions::parse(r#"[{"code": "NO_SUCH_RULE", "reason": "x"}]"#).is_err());
/// # Ok::<(), iam_lint::SuppressionError>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Suppressions(Vec<Suppression>);

impl Suppressions {
    /// Reads a JSON array of objects with `code` and `reason`, and optional criteria: the statement's `sid`, a
    /// `value` of the finding, the `file`'s name or the end of its path.
    ///
    /// # Errors
    /// Text with another structure, a code that no rule has, a missing or empty reason.
    pub fn parse(text: &str) -> Result<Self, SuppressionError> {
        let list: Vec<Suppression> = serde_json::from_str(text)?;
        for suppression in &list {
            if registry::rule(&suppression.code).is_none() {
                return Err(SuppressionError::UnknownCode(suppression.code.clone()));
            }
            if suppression.reason.trim().is_empty() {
                return Err(SuppressionError::NoReason(suppression.code.clone()));
            }
        }
        Ok(Self(list))
    }

    /// The number of suppressions.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Each suppression in words, to list the unused ones.
    pub fn descriptions(&self) -> impl ExactSizeIterator<Item = String> {
        self.0.iter().map(|suppression| {
            let narrowed = [
                ("sid", &suppression.sid),
                ("value", &suppression.value),
                ("file", &suppression.file),
            ];
            let mut words = format!("`{}`", suppression.code);
            for (name, value) in narrowed {
                if let Some(value) = value {
                    words.push_str(&format!(" with {name} `{value}`"));
                }
            }
            words
        })
    }

    /// Marks the accepted findings; returns the indices of the suppressions that were used.
    pub(crate) fn mark(&self, file: &str, findings: &mut [Finding]) -> Vec<usize> {
        let mut used = Vec::new();
        for finding in findings {
            let fits = |suppression: &&Suppression| suppression.fits(file, finding);
            if let Some(at) = self.0.iter().position(|suppression| fits(&suppression)) {
                finding.suppressed = self.0.get(at).map(|found| found.reason.clone());
                used.push(at);
            }
        }
        used
    }
}

impl Suppression {
    /// A finding with several values is accepted by value only if it has no other values.
    fn fits(&self, file: &str, finding: &Finding) -> bool {
        let is_file = |wanted: &String| {
            let rest = file.strip_suffix(wanted.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.ends_with(['/', '\\']))
        };
        self.code == finding.code
            && self.file.as_ref().is_none_or(is_file)
            && self
                .sid
                .as_ref()
                .is_none_or(|sid| finding.sid.as_ref() == Some(sid))
            && self
                .value
                .as_ref()
                .is_none_or(|value| finding.values == [value.as_str()])
    }
}
