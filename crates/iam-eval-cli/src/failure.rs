//! What ends a command before its end.

use iam_cli_support::{BAD, CLOSED_PIPE, message};
use std::io;
use std::process::ExitCode;

#[derive(Debug)]
pub(crate) enum Failure {
    /// Standard output does not take what is written.
    Write(io::Error),
    /// The call is wrong, or cannot be carried out.
    Call(String),
}

impl Failure {
    /// Says so on standard error, and gives the exit status.
    ///
    /// Where whoever reads has seen enough, as `head` has, there is nothing to say. The status is
    /// then the one that a shell gives for a program which the closed pipe ended: not 0, since not
    /// everything was looked at.
    pub(crate) fn report(self) -> ExitCode {
        match self {
            Self::Write(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                return ExitCode::from(CLOSED_PIPE);
            }
            Self::Write(error) => complain(&format!("standard output: {error}")),
            Self::Call(message) => complain(&message),
        }
        ExitCode::from(BAD)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Write(error)
    }
}

/// A line on standard error.
pub(crate) fn complain(message: &str) {
    message::complain("iam-eval", message);
}
