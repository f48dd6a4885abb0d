//! The context of a request, without the rest of a scenario.

use crate::error::{Line, ScenarioError};
use crate::wire::context_from_str;
use iam_eval::Context;

/// Reads a condition context as a scenario has it: an object of condition keys and their values, or `null`.
///
/// ```
/// let context = iam_scenario::parse_context(r#"{"aws:SecureTransport": true, "aws:TagKeys": ["a", "b"]}"#)?;
/// assert_eq!(context.len(), 2);
/// assert!(iam_scenario::parse_context(r#"{"aws:SourceIp": {}}"#).is_err());
/// # Ok::<(), iam_scenario::ScenarioError>(())
/// ```
///
/// # Errors
/// [`ScenarioError::Format`] where the text is something else, or names a key twice.
pub fn parse_context(text: &str) -> Result<Context, ScenarioError> {
    context_from_str(text).map_err(|error| Line(text).refuse((None, text), &error))
}
