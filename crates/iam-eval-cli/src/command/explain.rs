//! `iam-eval explain`: the reasons for a decision, for people.

mod excerpt;
mod scenarios;
mod tree;

use super::question::{Question, QuestionArgs};
use crate::Outcome;
use crate::failure::Failure;
use iam_cli_support::output::{self, ForPeople};
use iam_eval::PartialDecision;
use iam_report::simulation::decision_word;
use tree::{Shown, Sources, Verdict};

/// Explain one decision, or the decisions of scenarios
///
/// Prints the decision, the result of each layer of policies, and for each statement about the
/// action whether it applies; if it doesn't, the first part of it that the request doesn't match.
/// The question is put with the flags of `simulate`, or is a scenario. A file may hold one scenario
/// over several lines, or many; it may have 64 MiB.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// Files of scenarios; `-` is standard input
    #[arg(value_name = "FILE")]
    files: Vec<String>,

    /// Only the scenario with this id; may be repeated
    #[arg(long = "id", value_name = "ID")]
    ids: Vec<String>,

    #[command(flatten)]
    question: QuestionArgs,
}

const EXAMPLES: &str = "\
Examples:
  iam-eval explain scenario.json
  iam-eval explain tests/conformance/s7-layers.jsonl --id S7-basic-001
  iam-eval explain --policy role.json --action s3:GetObject --resource arn:aws:s3:::reports/2026.csv
  iam-eval explain --principal backup --account account.json --scps scps/ --action ec2:StartInstances

Exit status:
  0    each scenario, or the question, got a decision
  1    a scenario got an error
  2    a file could not be read, no scenario has the id, or the call is wrong
  3    there was no scenario
  4    the decision depends on what the question doesn't give
  141  the reader of the output closed it";

pub(super) fn run(args: &Args) -> Result<Outcome, Failure> {
    if !args.question.is_given() {
        if args.files.is_empty() {
            let expected =
                "a file of scenarios, or a question such as --policy FILE --action ACTION";
            return Err(Failure::Call(format!(
                "found nothing to explain, expected {expected}"
            )));
        }
        return scenarios::run(&args.files, &args.ids);
    }
    if let Some(file) = args.files.first() {
        let expected = "either scenarios or a question; a policy is given with --policy";
        return Err(Failure::Call(format!(
            "found the file `{file}` and a question, expected {expected}"
        )));
    }
    let question = Question::read_whole(&args.question)?;
    if question.len() != 1 {
        let found = question.len();
        return Err(Failure::Call(format!(
            "found {found} questions, expected one action and one resource: `simulate` answers several"
        )));
    }
    let answers = question.answers()?;
    let mut stdout = ForPeople::new();
    let mut out = stdout.text_within_terminal();
    let mut outcome = Outcome::Good;
    for action in &answers {
        for answer in &action.answers {
            let explanation = &answer.explanation;
            let shown = Shown {
                id: None,
                word: decision_word(explanation.decision),
                verdict: Verdict::of(explanation.decision),
                who: answer
                    .principal
                    .as_deref()
                    .unwrap_or("a caller that is not given"),
                what: &action.action,
                on: &answer.resource,
                sources: Sources::Excerpts(output::terminal_width()),
                residual: explanation.residual().map(|residual| residual.to_string()),
            };
            tree::write(&mut out, &shown, explanation)?;
            if explanation.decision == PartialDecision::Depends {
                outcome = Outcome::Undecided;
            }
        }
    }
    stdout.flush()?;
    Ok(outcome)
}
