//! Errors of scenarios.

use iam_eval::{AttachError, PolicyError, RequestError};
use serde::ser::{Serialize, SerializeStruct, Serializer};

/// The error of a scenario that cannot be evaluated: its answer is the error, never a decision (S1.21).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ScenarioError {
    /// The line is not a scenario.
    #[error("{0}")]
    Format(String),
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

/// `{"code": "format", "message": …}`; for an invalid policy, with more members from [`PolicyError`].
impl Serialize for ScenarioError {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let code = match self {
            Self::Format(_) => "format",
            Self::Request(_) => "request",
            Self::Policy(error) => error.kind().code(),
            Self::Attach(_) => "attach",
        };
        let mut object = serializer.serialize_struct("ScenarioError", 2)?;
        object.serialize_field("code", code)?;
        object.serialize_field("message", &self.to_string())?;
        object.end()
    }
}

pub(crate) fn format_error(error: serde_json::Error) -> ScenarioError {
    ScenarioError::Format(error.to_string())
}
