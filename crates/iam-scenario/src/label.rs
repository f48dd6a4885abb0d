//! What is beside the question: its name and the answer expected.

use crate::error::{Line, ScenarioError};
use iam_eval::Decision;

/// What is beside the question in a scenario: its name, and the answer expected.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Deserialize)]
pub struct ScenarioLabel {
    /// The scenario's name.
    #[serde(default)]
    pub id: Option<String>,
    /// The answer expected.
    #[serde(default)]
    pub expect: Option<Expectation>,
}

/// The answer that a scenario expects.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expectation {
    /// The decision expected.
    #[serde(default)]
    pub decision: Option<Decision>,
    /// True where one of the policies must be refused.
    #[serde(default)]
    pub error: bool,
}

impl Expectation {
    /// True where an answer is the one expected.
    #[must_use]
    pub fn accepts(&self, answer: &Result<Decision, ScenarioError>) -> bool {
        match answer {
            Ok(decision) => !self.error && self.decision == Some(*decision),
            Err(_) => self.error && self.decision.is_none(),
        }
    }
}

impl ScenarioLabel {
    /// Reads the label alone.
    ///
    /// # Errors
    /// [`ScenarioError::Format`] where the text is not a JSON object with a label of this form.
    pub fn parse(line: &str) -> Result<Self, ScenarioError> {
        serde_json::from_str(line).map_err(|error| Line(line).refuse((None, line), &error))
    }
}
