//! The parts of a scenario besides the question: its name and the expected answer.

use crate::error::{Line, ScenarioError};
use iam_eval::Decision;

/// The parts of a scenario besides the question: its name and the expected answer.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Deserialize)]
pub struct ScenarioLabel {
    /// The scenario's name.
    #[serde(default)]
    pub id: Option<String>,
    /// The expected answer.
    #[serde(default)]
    pub expect: Option<Expectation>,
}

/// The answer that a scenario expects.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expectation {
    /// The expected decision.
    #[serde(default)]
    pub decision: Option<Decision>,
    /// True if one of the policies must be rejected.
    #[serde(default)]
    pub error: bool,
}

impl Expectation {
    /// True if an answer is the expected one.
    #[must_use]
    pub fn accepts(&self, answer: &Result<Decision, ScenarioError>) -> bool {
        match answer {
            Ok(decision) => !self.error && self.decision == Some(*decision),
            Err(_) => self.error && self.decision.is_none(),
        }
    }
}

impl ScenarioLabel {
    /// Reads only the label.
    ///
    /// # Errors
    /// [`ScenarioError::Format`] if the text is not a JSON object with a label in this format.
    pub fn parse(line: &str) -> Result<Self, ScenarioError> {
        serde_json::from_str(line).map_err(|error| Line(line).refuse((None, line), &error))
    }
}
