//! Errors of scenarios.

use iam_eval::{AttachError, PolicyError, Position, Problem, RequestError};
use serde::ser::{Serialize, SerializeStruct, Serializer};
use serde_json::error::Category;

/// The error of a scenario that cannot be evaluated: its answer is the error, never a decision
/// (S1.21).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ScenarioError {
    /// The line is not a scenario. The problem's code is `format`; its place is where the reading
    /// ended, which is behind what was found.
    #[error(transparent)]
    Format(Problem),
    /// A part of the request is malformed.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// A policy is not a valid policy document.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// The policies can't be combined.
    #[error(transparent)]
    Attach(#[from] AttachError),
}

/// `{"code": "format", "source": "scenario", "line": 1, "column": 9, "found": …, "expected": …,
/// "message": …}` as [`Problem`] has it, also where a policy is not valid; `{"code": "attach",
/// "message": …}` otherwise.
impl Serialize for ScenarioError {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let code = match self {
            Self::Format(problem) => return problem.serialize(serializer),
            Self::Policy(error) => return error.problem().serialize(serializer),
            Self::Request(_) => "request",
            Self::Attach(_) => "attach",
        };
        let mut object = serializer.serialize_struct("ScenarioError", 2)?;
        object.serialize_field("code", code)?;
        object.serialize_field("message", &self.to_string())?;
        object.end()
    }
}

/// A scenario's text, for the places in it.
#[derive(Clone, Copy)]
pub(crate) struct Line<'a>(pub(crate) &'a str);

impl Line<'_> {
    /// What is wrong with a part of the line, which is the value of `member` where it isn't the
    /// whole.
    pub(crate) fn refuse(
        self,
        (member, part): (Option<&str>, &str),
        error: &serde_json::Error,
    ) -> ScenarioError {
        let (found, expected) = words(error, WHOLE);
        let found = match member {
            Some(member) => format!("{found} as `{member}`"),
            None => found,
        };
        let problem = problem(found, expected);
        ScenarioError::Format(match self.position(part, error) {
            Some(position) => problem.at(position),
            None => problem,
        })
    }

    fn position(self, part: &str, error: &serde_json::Error) -> Option<Position> {
        let before = part.as_ptr().addr().checked_sub(self.0.as_ptr().addr())?;
        place(self.0, before, part, error)
    }
}

/// Where the reading of a part of a text ended: the part begins after `before` bytes.
fn place(whole: &str, before: usize, part: &str, error: &serde_json::Error) -> Option<Position> {
    let lines = error.line().checked_sub(1)?;
    let ends = std::iter::once(0).chain(part.match_indices('\n').map(|(end, _)| end + 1));
    // The column counts the bytes up to the one that was read last.
    let inside = ends.take(lines + 1).last()? + error.column().saturating_sub(1);
    Some(Position::START.advanced(whole, before + inside))
}

/// What is wrong with a JSON text that serde_json can't read, in the form that all inputs share:
/// the place, what was found, and what was expected. `expected` describes the whole text.
///
/// ```
/// let text = "{\n  \"Version\": ,}";
/// let error = serde_json::from_str::<serde_json::Value>(text).unwrap_err();
/// let problem = iam_scenario::json_problem("role.json", text, &error, "a scenario");
/// assert_eq!(
///     problem.to_string(),
///     "role.json:2:14: found malformed JSON (expected value), expected a scenario",
/// );
/// ```
#[must_use]
pub fn json_problem(
    source: &str,
    text: &str,
    error: &serde_json::Error,
    expected: &str,
) -> Problem {
    let (found, expected) = words(error, expected);
    let problem = Problem::new(source, "json", found, expected);
    match place(text, 0, text, error) {
        Some(position) => problem.at(position),
        None => problem,
    }
}

/// A problem of the format, without a place.
pub(crate) fn problem(found: impl Into<Box<str>>, expected: impl Into<Box<str>>) -> Problem {
    Problem::new("scenario", "format", found, expected)
}

/// The message of an error of serde_json, without its place.
pub(crate) fn message(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    message.strip_suffix(&place).unwrap_or(&message).to_owned()
}

const WHOLE: &str = "a scenario: one JSON object";

/// What was found and expected, in the words of serde and of the format's own visitors.
fn words(error: &serde_json::Error, whole: &str) -> (String, String) {
    let message = message(error);
    if error.classify() != Category::Data {
        let found = format!("malformed JSON ({message})");
        return (found, whole.to_owned());
    }
    let named = |prefix: &str| message.strip_prefix(prefix);
    if let Some(member) = named("missing field ") {
        return (format!("no {member}"), format!("its {member}"));
    }
    if let Some(member) = named("duplicate field ") {
        let found = format!("the member {member} a second time");
        return (found, "each member once".to_owned());
    }
    let Some((found, expected)) = message.rsplit_once(", expected ") else {
        let whole = whole.split(':').next().unwrap_or(whole);
        return (message, whole.to_owned());
    };
    let found = ["invalid type: ", "invalid value: "]
        .iter()
        .find_map(|prefix| found.strip_prefix(prefix))
        .unwrap_or(found);
    (found.to_owned(), expected.to_owned())
}
