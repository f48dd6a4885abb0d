//! Reads JSON of arguments and files, with the place of what is wrong.

use iam_scenario::json_problem;
use serde::Deserialize;

/// `source` names the text in messages; `expected` describes the whole of it.
pub(super) fn read<'t, T: Deserialize<'t>>(
    source: &str,
    text: &'t str,
    expected: &str,
) -> Result<T, String> {
    serde_json::from_str(text)
        .map_err(|error| json_problem(source, text, &error, expected).to_string())
}
