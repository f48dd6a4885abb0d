//! Errors that prevent a principal from being judged.

use iam_account::Problem;
use iam_eval::{AttachError, PolicyError, RequestError};

/// Why a principal can't be judged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum JudgeError {
    /// Its ARN, or something that a set requires, is malformed.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// A policy constructed by this crate is invalid: a bug in this crate.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// Its policies can't be combined, for example because two are resource-based.
    #[error(transparent)]
    Attach(#[from] AttachError),
}

impl JudgeError {
    /// The error as a problem of an input, with the code of [`RequestError`] or [`PolicyError`], or
    /// `attach`.
    #[must_use]
    pub fn into_problem(self, source: &str) -> Problem {
        match self {
            Self::Request(error) => error.problem(source).into(),
            Self::Policy(error) => error.into(),
            Self::Attach(error) => {
                Problem::new(source, error.to_string(), "policies that can be combined")
                    .with_code("attach")
            }
        }
    }
}
