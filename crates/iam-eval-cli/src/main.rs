//! The command `iam-eval`.

#![forbid(unsafe_code)]

mod command;

use clap::{CommandFactory, Parser, Subcommand};
use std::process::ExitCode;

/// Evaluates AWS IAM policies offline: every layer, every operator, with the reason.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100)]
struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Evaluate(command::evaluate::Args),
    Validate(command::validate::Args),
    /// Write the completions of a shell to standard output
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// Everything is as it should be: exit status 0.
    Good,
    /// Something was found: exit status 1.
    Found,
}

fn main() -> ExitCode {
    let outcome = match Args::parse().command {
        Command::Evaluate(args) => command::evaluate::run(&args),
        Command::Validate(args) => command::validate::run(&args),
        Command::Completions { shell } => {
            let mut out = std::io::stdout();
            clap_complete::generate(shell, &mut Args::command(), "iam-eval", &mut out);
            Ok(Outcome::Good)
        }
    };
    match outcome {
        Ok(Outcome::Good) => ExitCode::SUCCESS,
        Ok(Outcome::Found) => ExitCode::from(1),
        Err(message) => {
            eprintln!("iam-eval: {message}");
            ExitCode::from(2)
        }
    }
}
