//! What is written for a scenario.

use iam_eval::{Decision, Explanation};
use serde::Serialize;

/// A line of answers: a decision, or the error that a scenario has in its place.
/// `docs/schema/answer-1.schema.json` describes its JSON.
///
/// ```
/// use iam_eval::Decision;
/// use iam_scenario::Answer;
/// let answer = Answer { id: Some("a".to_owned()), decision: Some(Decision::Allowed), ..Answer::default() };
/// assert_eq!(serde_json::to_string(&answer)?, r#"{"id":"a","decision":"allowed"}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Default, Serialize)]
pub struct Answer<'a> {
    /// The scenario's name; null where it has none that could be read.
    pub id: Option<String>,
    /// The decision.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision: Option<Decision>,
    /// Why there is no decision.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// The line of the scenario, for one that got an error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// The file of the scenario, for one of several files that got an error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<&'a str>,
    /// The reason, where it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explanation: Option<Explanation>,
}
