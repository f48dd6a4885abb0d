//! `iam-eval schema`, `completions` and `man`: information about the program itself.

use super::Args;
use crate::Outcome;
use crate::failure::Failure;
use clap::CommandFactory;
use iam_cli_support::output::for_programs;
use std::io::Write;

/// Print the JSON Schema of what a subcommand reads or writes
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  iam-eval schema scenario > scenario-1.schema.json
  iam-eval schema answer | jq .properties")]
pub(super) struct SchemaArgs {
    /// What the schema describes: a line that `evaluate` reads or writes, or what the subcommand of
    /// that name writes (`findings`: `validate`; `simulation`: `simulate`)
    #[arg(value_enum)]
    of: Schema,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Schema {
    Scenario,
    Answer,
    Findings,
    Simulation,
    ContextKeys,
    WhoCan,
    Can,
    Matrix,
}

pub(super) fn schema(args: &SchemaArgs) -> Result<Outcome, Failure> {
    let text = match args.of {
        Schema::Scenario => iam_scenario::SCENARIO_SCHEMA,
        Schema::Answer => iam_scenario::ANSWER_SCHEMA,
        Schema::Findings => iam_report::findings::SCHEMA,
        Schema::Simulation => iam_report::simulation::SCHEMA,
        Schema::ContextKeys => super::context_keys::SCHEMA,
        Schema::WhoCan => iam_report::questions::WHO_CAN_SCHEMA,
        Schema::Can => iam_report::questions::CAN_SCHEMA,
        Schema::Matrix => iam_report::matrix::SCHEMA,
    };
    print(text.as_bytes())
}

/// Print a completion script for a shell
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  iam-eval completions bash > ~/.local/share/bash-completion/completions/iam-eval
  iam-eval completions fish > ~/.config/fish/completions/iam-eval.fish")]
pub(super) struct CompletionsArgs {
    /// The shell
    shell: clap_complete::Shell,
}

pub(super) fn completions(args: &CompletionsArgs) -> Result<Outcome, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "iam-eval", &mut script);
    print(&script)
}

/// Print a manual page
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  iam-eval man > iam-eval.1
  iam-eval man evaluate > iam-eval-evaluate.1")]
pub(super) struct ManArgs {
    /// The subcommand; by default the program itself
    command: Option<String>,
}

pub(super) fn man(args: &ManArgs) -> Result<Outcome, Failure> {
    let mut program = Args::command();
    program.build();
    let page = match &args.command {
        None => program,
        Some(name) => {
            let Some(command) = program.find_subcommand(name) else {
                let expected = "the name of a subcommand";
                return Err(Failure::Call(format!(
                    "found `{name}`, expected {expected}"
                )));
            };
            command.clone()
        }
    };
    let mut text = Vec::new();
    clap_mangen::Man::new(page).render(&mut text)?;
    print(&text)
}

fn print(text: &[u8]) -> Result<Outcome, Failure> {
    let mut out = for_programs();
    out.write_all(text)?;
    out.flush()?;
    Ok(Outcome::Good)
}
