//! The answer to a scenario.

use iam_eval::{Decision, Explanation};
use serde::Serialize;

/// A line of answers: a decision, or the scenario's error. Its JSON is described by
/// `docs/schema/answer-1.schema.json`.
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
    /// The scenario's name; null if it has none that could be read.
    pub id: Option<String>,
    /// The decision.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision: Option<Decision>,
    /// Why there is no decision.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// The scenario's line, if there is an error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// The scenario's file, if there is an error and there are several files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<&'a str>,
    /// The reason, if requested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explanation: Option<Explanation>,
}
