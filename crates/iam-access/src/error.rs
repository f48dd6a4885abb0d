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
    /// The error as a problem of an input.
    #[must_use]
    pub fn into_problem(self, source: &str) -> Problem {
        let error = match self {
            Self::Policy(error) => return error.into(),
            Self::Attach(error) => {
                return Problem::new(source, error.to_string(), "policies that can be combined");
            }
            Self::Request(error) => error,
        };
        let (found, expected) = match &error {
            RequestError::Principal(text) => (format!("the principal `{text}`"), A_PRINCIPAL),
            RequestError::Action(text) => (format!("the action `{text}`"), "`service:Name`"),
            RequestError::ActionPattern(text) => (
                format!("the action pattern `{text}`"),
                "one action: `*` and `?` are for policies",
            ),
            RequestError::Resource(text) => {
                let expected = "`*` or an ARN of six parts";
                (format!("the resource `{text}`"), expected)
            }
            // The engine may gain further errors.
            other => (
                other.to_string(),
                "a principal and sets that can be checked",
            ),
        };
        Problem::new(source, found, expected)
    }
}

const A_PRINCIPAL: &str = "the ARN of a user, role, session or root user, a service such as \
    `ec2.amazonaws.com`, an identity provider, or `*`";
