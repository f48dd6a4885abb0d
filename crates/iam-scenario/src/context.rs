//! The context of a request, without the rest of a scenario.

use crate::error::{Line, ScenarioError};
use crate::wire::context_from_str;
use iam_eval::Context;
use serde_json::error::Category;

/// Reads a condition context as a scenario has it: an object of condition keys and their values, or
/// `null`.
///
/// ```
/// let context = iam_scenario::parse_context(r#"{"aws:SecureTransport": true, "aws:TagKeys": ["a", "b"]}"#)?;
/// assert_eq!(context.len(), 2);
/// let error = iam_scenario::parse_context(r#"{"aws:SourceIp": }"#).unwrap_err();
/// assert!(error.to_string().starts_with("context:1:18: found malformed JSON"));
/// # Ok::<(), iam_scenario::ScenarioError>(())
/// ```
///
/// # Errors
/// [`ScenarioError::Format`] where the text is something else, or names a key twice.
pub fn parse_context(text: &str) -> Result<Context, ScenarioError> {
    context_from_str(text).map_err(|error| match Line(text).refuse((None, text), &error) {
        ScenarioError::Format(mut problem) => {
            problem.source = "context".into();
            if error.classify() != Category::Data {
                problem.expected = "a JSON object of condition keys".into();
            }
            ScenarioError::Format(problem)
        }
        other => other,
    })
}
