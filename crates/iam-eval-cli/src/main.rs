//! The command `iam-eval`: each subcommand is a file of [`command`].

#![forbid(unsafe_code)]

mod command;
mod failure;
mod stream;

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    match command::run(command::Args::parse()) {
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
}
