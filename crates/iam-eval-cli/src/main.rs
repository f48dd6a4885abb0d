//! The command `iam-eval`: each subcommand is a file of [`command`].

#![forbid(unsafe_code)]
#![warn(clippy::print_stdout, clippy::print_stderr)]

mod command;
mod failure;
mod stream;

use iam_cli_support::{arguments, message};
use std::process::ExitCode;

fn main() -> ExitCode {
    message::report_panics("iam-eval");
    let args = match arguments::parse("iam-eval") {
        Ok(args) => args,
        Err(status) => return ExitCode::from(status),
    };
    match command::run(args) {
        Ok(outcome) => ExitCode::from(outcome as u8),
        Err(failure) => failure.report(),
    }
}

/// The result of a command that ran to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
enum Outcome {
    /// No problem.
    Good = 0,
    /// Something was found.
    Found = 1,
    /// An input could not be read.
    Unreadable = 2,
    /// There was nothing to check.
    Nothing = 3,
    /// It could not be decided.
    Undecided = 4,
}
