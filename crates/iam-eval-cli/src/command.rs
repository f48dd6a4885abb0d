//! The command line, one file per subcommand.

mod about;
mod accounts;
mod can;
mod check;
mod comparison_inputs;
mod context_keys;
mod diff;
mod evaluate;
mod explain;
mod json;
mod kind;
mod matrix;
mod needed_actions;
mod question;
mod simulate;
mod validate;
mod who_can;

use crate::Outcome;
use crate::failure::Failure;
use clap::{Parser, Subcommand};

/// Evaluates AWS IAM policies offline: every layer, every operator, with the reason.
#[derive(Debug, Parser)]
#[command(name = "iam-eval", version, max_term_width = 100, after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  iam-eval simulate --policy role.json --action s3:GetObject --resource arn:aws:s3:::reports/2026.csv
  iam-eval explain --policy role.json --action s3:GetObject --resource arn:aws:s3:::reports/2026.csv
  iam-eval evaluate scenarios.jsonl
  iam-eval validate --kind trust trust.json
  iam-eval diff old.json new.json
  iam-eval check --not-granted 'iam:*' role.json
  iam-eval who-can iam:PassRole account.json
  iam-eval can backup account.json

`iam-eval help COMMAND` says more, with examples and exit statuses.";

#[derive(Debug, Subcommand)]
enum Command {
    Simulate(simulate::Args),
    Explain(explain::Args),
    ContextKeys(context_keys::Args),
    Evaluate(evaluate::Args),
    Validate(validate::Args),
    Diff(diff::Args),
    Check(check::Args),
    WhoCan(who_can::Args),
    Can(can::Args),
    Matrix(matrix::Args),
    Schema(about::SchemaArgs),
    Completions(about::CompletionsArgs),
    #[command(hide = true)]
    Man(about::ManArgs),
}

pub(crate) fn run(args: Args) -> Result<Outcome, Failure> {
    match args.command {
        Command::Simulate(args) => simulate::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::ContextKeys(args) => context_keys::run(&args),
        Command::Evaluate(args) => evaluate::run(args),
        Command::Validate(args) => validate::run(&args),
        Command::Diff(args) => diff::run(&args),
        Command::Check(args) => check::run(&args),
        Command::WhoCan(args) => who_can::run(&args),
        Command::Can(args) => can::run(&args),
        Command::Matrix(args) => matrix::run(&args),
        Command::Schema(args) => about::schema(&args),
        Command::Completions(args) => about::completions(&args),
        Command::Man(args) => about::man(&args),
    }
}
