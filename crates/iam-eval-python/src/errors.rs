//! Exceptions: what is wrong, with its place and a code for programs. `python/iam_eval/_errors.py`
//! defines them.

use iam_account::Problem;
use iam_eval::{AttachError, PolicyError, Position, RequestError};
use iam_scenario::ScenarioError;
use pyo3::prelude::*;

/// The exceptions of the package.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Class {
    Policy,
    Request,
    Input,
}

impl Class {
    fn name(self) -> &'static str {
        match self {
            Self::Policy => "PolicyError",
            Self::Request => "RequestError",
            Self::Input => "InputError",
        }
    }
}

/// What an exception says besides its message.
#[derive(Debug, Default)]
pub(crate) struct Details<'a> {
    pub(crate) source: Option<&'a str>,
    pub(crate) position: Option<Position>,
    pub(crate) code: &'a str,
    pub(crate) found: Option<&'a str>,
    pub(crate) expected: Option<&'a str>,
}

pub(crate) fn raise(py: Python<'_>, class: Class, message: &str, details: Details<'_>) -> PyErr {
    let Details {
        source,
        position,
        code,
        found,
        expected,
    } = details;
    let (line, column) = match position {
        Some(position) => (Some(position.line), Some(position.column)),
        None => (None, None),
    };
    let arguments = (message, source, line, column, code, found, expected);
    let exception = py
        .import("iam_eval._errors")
        .and_then(|module| module.getattr(class.name()))
        .and_then(|class| class.call1(arguments));
    match exception {
        Ok(exception) => PyErr::from_value(exception),
        Err(error) => error,
    }
}

pub(crate) fn policy_error(py: Python<'_>, error: &PolicyError) -> PyErr {
    let details = Details {
        source: Some(error.policy()),
        position: Some(error.position()),
        code: error.kind().code(),
        found: Some(error.found()),
        expected: Some(error.expected()),
    };
    raise(py, Class::Policy, &error.to_string(), details)
}

pub(crate) fn attach_error(py: Python<'_>, error: &AttachError) -> PyErr {
    let details = Details {
        code: "attach",
        ..Details::default()
    };
    raise(py, Class::Policy, &error.to_string(), details)
}

pub(crate) fn request_error(py: Python<'_>, error: &RequestError) -> PyErr {
    let (code, found) = match error {
        RequestError::Principal(text) => ("principal", Some(text)),
        RequestError::Action(text) => ("action", Some(text)),
        RequestError::ActionPattern(text) => ("actionPattern", Some(text)),
        RequestError::Resource(text) => ("resource", Some(text)),
        _ => ("request", None),
    };
    let details = Details {
        code,
        found: found.map(|text| &**text),
        ..Details::default()
    };
    raise(py, Class::Request, &error.to_string(), details)
}

/// A part of a request that the engine doesn't read itself.
pub(crate) fn bad_request(py: Python<'_>, code: &str, message: &str) -> PyErr {
    let details = Details {
        code,
        ..Details::default()
    };
    raise(py, Class::Request, message, details)
}

pub(crate) fn bad_account(py: Python<'_>, account: &str) -> PyErr {
    let message = account_message(account);
    bad_request(py, "account", &message)
}

pub(crate) fn account_message(account: &str) -> String {
    format!("found the account `{account:.40}`, expected 12 digits")
}

pub(crate) fn scenario_error(py: Python<'_>, error: &ScenarioError) -> PyErr {
    match error {
        ScenarioError::Policy(error) => policy_error(py, error),
        ScenarioError::Attach(error) => attach_error(py, error),
        ScenarioError::Request(error) => request_error(py, error),
        ScenarioError::Format(what) => input_error(py, what, &error.to_string()),
        // The format may learn to refuse more.
        other => bad_input(py, "format", &other.to_string()),
    }
}

pub(crate) fn problem(py: Python<'_>, problem: &Problem) -> PyErr {
    input_error(py, problem.what(), &problem.to_string())
}

pub(crate) fn input_error(py: Python<'_>, what: &iam_eval::Problem, message: &str) -> PyErr {
    let details = Details {
        source: Some(&what.source),
        position: what.position,
        code: what.code,
        found: Some(&what.found),
        expected: Some(&what.expected),
    };
    raise(py, Class::Input, message, details)
}

pub(crate) fn bad_input(py: Python<'_>, code: &str, message: &str) -> PyErr {
    let details = Details {
        code,
        ..Details::default()
    };
    raise(py, Class::Input, message, details)
}
