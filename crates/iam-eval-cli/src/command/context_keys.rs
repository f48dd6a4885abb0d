//! `iam-eval context-keys`: which condition keys policies ask for, and which of them a request
//! lacks.

mod list;

use super::question::{AwsCliArgs, Question, QuestionArgs, refuse_stray};
use crate::Outcome;
use crate::failure::Failure;
use iam_cli_support::output::{self, ForPeople};
use iam_report::form::json::EscapingWriter;
use iam_report::form::text::Run;
use list::{Key, State, keys_of_policies, keys_of_question};
use serde_json::json;
use std::io::{self, Write};

/// List the condition keys that policies ask for, in conditions and as policy variables
///
/// Without an action it lists every key of the policies, as AWS's GetContextKeysForCustomPolicy
/// does. With a question it lists those that statements about its actions ask for, and what the
/// request has for each.
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

    /// How the keys are written: for people, as lines of JSON, or as the AWS CLI prints them
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

const EXAMPLES: &str = "\
Examples:
  iam-eval context-keys --policy role.json
  iam-eval context-keys --policy-input-list file://policies.json --format aws
  iam-eval context-keys --principal backup --account account.json --action-names s3:GetObject --context aws:SourceIp=192.0.2.1

Exit status:
  0    no key is missing, or nothing was asked
  1    the request lacks a key that the policies ask for
  2    an input could not be read, or the call is wrong
  141  the reader of the output closed it";

/// The JSON Schema of a line.
pub(super) const SCHEMA: &str = include_str!("../../../../docs/schema/context-keys-1.schema.json");

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Text,
    Json,
    Aws,
}

pub(super) fn run(args: &Args) -> Result<Outcome, Failure> {
    refuse_stray(args.stray.as_deref())?;
    if !args.question.has_policies() {
        let expected = "--policy FILE, or --principal NAME --account DUMP";
        return Err(Failure::Call(format!(
            "found no policy, expected {expected}"
        )));
    }
    let question = Question::read(&args.question)?;
    let keys = match question.asks() {
        true => keys_of_question(&question)?,
        false => keys_of_policies(&question),
    };
    let format = match args.aws_cli.wants_aws_format()? {
        true => Format::Aws,
        false => args.format,
    };
    match format {
        Format::Text => text(&keys)?,
        Format::Json => {
            let mut out = output::for_programs();
            for key in &keys {
                line(key, &mut out)?;
            }
            out.flush()?;
        }
        Format::Aws => {
            let mut out = output::for_programs();
            let names: Vec<&str> = keys.iter().map(|key| key.name).collect();
            let value = json!({"ContextKeyNames": names});
            let formatter = serde_json::ser::PrettyFormatter::with_indent(b"    ");
            let writer = EscapingWriter::new(&mut out);
            let mut serializer = serde_json::Serializer::with_formatter(writer, formatter);
            serde::Serialize::serialize(&value, &mut serializer).map_err(io::Error::from)?;
            writeln!(out)?;
            out.flush()?;
        }
    }
    let lacks = keys
        .iter()
        .any(|key| key.state.is_some_and(State::is_missing));
    Ok(if lacks { Outcome::Found } else { Outcome::Good })
}

fn text(keys: &[Key<'_>]) -> Result<(), Failure> {
    let mut stdout = ForPeople::new();
    let mut out = stdout.text_within_terminal();
    if keys.is_empty() {
        out.line(&[Run::plain("the policies ask for no condition key")])?;
    }
    const WIDEST: usize = 40;
    let names = keys.iter().map(|key| key.name.chars().count());
    let width = names
        .filter(|width| *width <= WIDEST)
        .max()
        .unwrap_or_default();
    for key in keys {
        let state = key.state.map_or("", State::name);
        let padding = width.saturating_sub(key.name.chars().count());
        let state_width = if key.state.is_some() { 9 } else { 0 };
        let start = format!("{}{}  {state:state_width$}", key.name, " ".repeat(padding));
        let hang = width + 2 + state_width;
        out.wrapped(0, hang, &[Run::plain(&start), Run::plain(&key.places())])?;
    }
    stdout.flush()?;
    Ok(())
}

fn line(key: &Key<'_>, out: &mut dyn Write) -> io::Result<()> {
    let uses = key.uses.iter();
    let uses: Vec<_> = uses
        .map(|place| {
            json!({
                "policy": place.policy,
                "policyName": place.policy_name,
                "statement": place.statement,
                "sid": place.sid,
                "line": place.position.line,
                "column": place.position.column,
                "variable": place.is_variable,
            })
        })
        .collect();
    let value = json!({
        "key": key.name,
        "state": key.state.map(State::name),
        "valueType": key.value_type(),
        "uses": uses,
    });
    serde_json::to_writer(EscapingWriter::new(&mut *out), &value)?;
    writeln!(out)
}
