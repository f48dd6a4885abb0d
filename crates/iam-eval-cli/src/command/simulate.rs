//! `iam-eval simulate`: may this caller do that? Questions from flags, without a scenario.

use super::question::{AwsCliArgs, Question, QuestionArgs, refuse_stray};
use crate::Outcome;
use crate::failure::Failure;
use iam_cli_support::message;
use iam_cli_support::output::{self, ForPeople};
use iam_eval::PartialDecision;
use iam_report::simulation::{ActionAnswers, write_aws, write_line, write_table};
use std::io::Write;

/// Ask whether actions are allowed, as AWS's policy simulator does, offline
///
/// Each action is asked about each resource. The flags have AWS's names, and shorter ones. A
/// condition key that is not given is unknown: the answer is `unknown` where it depends on it, and
/// says on which. With `--missing absent` such a key is absent, as AWS's policy simulator takes it;
/// `--format aws` always shows that answer.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    #[command(flatten)]
    question: QuestionArgs,

    #[command(flatten)]
    aws_cli: AwsCliArgs,

    /// Nothing: a file without its option, for a helpful message
    #[arg(hide = true, value_name = "FILE")]
    stray: Option<String>,

    /// How the answers are written: for people, as lines of JSON, or as the AWS CLI prints them
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

const EXAMPLES: &str = "\
Examples:
  iam-eval simulate --policy role.json --action-names s3:GetObject --resource-arns arn:aws:s3:::reports/2026.csv
  iam-eval simulate --principal backup --account account.json --scps scps/ --action-names ec2:StartInstances
  iam-eval simulate --policy role.json --boundary boundary.json --call ec2:RunInstances
  iam-eval simulate --policy-input-list file://policies.json --action-names s3:GetObject s3:PutObject \\
    --context-entries ContextKeyName=aws:SourceIp,ContextKeyValues=192.0.2.1,ContextKeyType=ip --format aws

Exit status:
  0    everything is allowed
  1    something isn't
  2    an input could not be read, or the call is wrong
  4    it depends on what is not given, and nothing is denied
  141  the reader of the output closed it";

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Text,
    Json,
    Aws,
}

pub(super) fn run(args: &Args) -> Result<Outcome, Failure> {
    refuse_stray(args.stray.as_deref())?;
    let question = Question::read_whole(&args.question)?;
    let answers = question.answers()?;
    let format = match args.aws_cli.wants_aws_format()? {
        true => Format::Aws,
        false => args.format,
    };
    match format {
        Format::Text => {
            let mut stdout = ForPeople::new();
            write_table(&answers, &mut stdout.text_within_terminal())?;
            stdout.flush()?;
            message::say(&summary(&answers));
        }
        Format::Json => {
            let mut out = output::for_programs();
            for action in &answers {
                for answer in &action.answers {
                    write_line(action, answer, &mut out)?;
                }
            }
            out.flush()?;
        }
        Format::Aws => {
            let mut out = output::for_programs();
            write_aws(&answers, question.sources(), &mut out)?;
            out.flush()?;
        }
    }
    Ok(outcome(&answers))
}

fn decisions(answers: &[ActionAnswers]) -> impl Iterator<Item = PartialDecision> {
    let answers = answers.iter().flat_map(|action| &action.answers);
    answers.map(|answer| answer.explanation.decision)
}

/// What is denied comes first, then what is unknown.
fn outcome(answers: &[ActionAnswers]) -> Outcome {
    let mut worst = Outcome::Good;
    for decision in decisions(answers) {
        match decision {
            PartialDecision::Allowed => {}
            PartialDecision::Depends => worst = Outcome::Undecided,
            _ => return Outcome::Found,
        }
    }
    worst
}

/// `3 answers: 1 allowed, 1 denied, 1 unknown`.
fn summary(answers: &[ActionAnswers]) -> String {
    let count = |wanted: &dyn Fn(PartialDecision) -> bool| {
        decisions(answers)
            .filter(|decision| wanted(*decision))
            .count()
    };
    let allowed = count(&|decision| decision == PartialDecision::Allowed);
    let unknown = count(&|decision| decision == PartialDecision::Depends);
    let all = count(&|_| true);
    let denied = all - allowed - unknown;
    let answers = if all == 1 { "answer" } else { "answers" };
    format!("{all} {answers}: {allowed} allowed, {denied} denied, {unknown} unknown")
}
