//! The command `iam-eval`: each subcommand is a file of [`command`].

#![forbid(unsafe_code)]

mod command;
mod failure;
mod stream;

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    let args = match command::Args::try_parse() {
        Ok(args) => args,
        Err(error) => {
            // clap's own way ends with 0 where the help could not be written.
            return match error.print() {
                Ok(()) => ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2)),
                Err(unwritten) => failure::Failure::Write(unwritten).report(),
            };
        }
    };
    match command::run(args) {
        Ok(outcome) => ExitCode::from(outcome as u8),
        Err(failure) => failure.report(),
    }
}

/// How a command ended, as the exit status says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
enum Outcome {
    /// Everything is as it should be.
    Good = 0,
    /// Something was found.
    Found = 1,
    /// An input could not be read.
    Unreadable = 2,
    /// There was nothing to judge.
    Nothing = 3,
}
