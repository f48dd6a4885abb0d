//! Errors that end a command early.

use iam_cli_support::{BAD, CLOSED_PIPE, message};
use std::io;
use std::process::ExitCode;

#[derive(Debug)]
pub(crate) enum Failure {
    /// Standard output can't be written.
    Write(io::Error),
    /// The call is invalid, or cannot be carried out.
    Call(String),
}

impl Failure {
    /// The error in a line.
    pub(crate) fn message(&self) -> String {
        match self {
            Self::Write(error) => format!("standard output: {error}"),
            Self::Call(message) => message.clone(),
        }
    }

    /// Reports the error on standard error, and gives the exit status.
    ///
    /// If the reader closed the output, as `head` does, nothing is reported. The status is then the
    /// one that a shell reports for a program that was ended by SIGPIPE: not 0, since not
    /// everything was processed.
    pub(crate) fn report(self) -> ExitCode {
        match self {
            Self::Write(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                return ExitCode::from(CLOSED_PIPE);
            }
            failure => complain(&failure.message()),
        }
        ExitCode::from(BAD)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Write(error)
    }
}

/// Writes a line to standard error.
pub(crate) fn complain(message: &str) {
    message::complain("iam-eval", message);
}
