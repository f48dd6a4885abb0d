//! `iam-eval check`: what policies must not allow.

use super::compared::{ASSUMPTIONS, BAD, BOLD, DIM, GOOD, Requests, scenario, show};
use crate::Outcome;
use crate::failure::Failure;
use iam_cli_support::output::{self, ForPeople};
use iam_compare::{Comparison, access_not_granted, compare, no_public_access};
use iam_report::form::json::EscapingWriter;
use iam_report::form::text::{Run, TextWriter};
use serde_json::{Value, json};
use std::io::{self, Write};

/// Check that policies grant no access that they must not grant
///
/// Each check is exact: the answer is a request that shows the access, confirmed by the evaluator, or a proof
/// that there is none.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
#[command(group(clap::ArgGroup::new("checks").required(true).multiple(true)))]
pub(super) struct Args {
    /// Policy files; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,

    /// Actions that must not be granted, separated by commas; patterns as in a policy
    #[arg(long, value_name = "ACTIONS", value_delimiter = ',', group = "checks")]
    not_granted: Vec<String>,

    /// Resources on which they must not be granted; without actions, any action
    #[arg(long, value_name = "ARNS", value_delimiter = ',', group = "checks")]
    on: Vec<String>,

    /// A resource-based policy must not allow anyone that it doesn't list; the type of the resource as in
    /// CloudFormation
    #[arg(long, value_name = "TYPE", num_args = 0..=1, default_missing_value = "", group = "checks")]
    no_public: Option<String>,

    /// Nothing may be allowed that this reference policy doesn't allow
    #[arg(long, value_name = "REFERENCE", group = "checks")]
    no_new_access: Option<String>,

    #[command(flatten)]
    requests: Requests,

    /// The output format
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

const EXAMPLES: &str = "\
Examples:
  iam-eval check --not-granted 'iam:*,s3:PutBucketPolicy' policies/*.json
  iam-eval check --not-granted 's3:*' --on 'arn:aws:s3:::secret/*' role.json
  iam-eval check --kind resource --no-public AWS::S3::Bucket bucket.json
  iam-eval check --no-new-access reference.json role.json

Exit status:
  0    every check passes
  1    one fails
  2    a file could not be read or is not a policy, or the call is invalid
  4    one could not be decided, and none fails
  141  the reader of the output closed it";

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Text,
    Json,
}

pub(super) fn run(args: &Args) -> Result<Outcome, Failure> {
    let question = args.requests.question()?;
    let reference = match &args.no_new_access {
        Some(file) => match args.requests.read(file) {
            Some(policy) => Some(args.requests.set(policy)?),
            None => return Ok(Outcome::Unreadable),
        },
        None => None,
    };
    let mut stdout = ForPeople::new();
    let mut programs = output::for_programs();
    let mut outcomes = Vec::new();
    for file in &args.files {
        let Some(policy) = args.requests.read(file) else {
            outcomes.push(Outcome::Unreadable);
            continue;
        };
        let set = args.requests.set(policy.clone())?;
        let mut answers: Vec<(&str, Comparison)> = Vec::new();
        if !args.not_granted.is_empty() || !args.on.is_empty() {
            let actions = args.not_granted.iter().map(|action| action.trim());
            let about = question
                .clone()
                .about(actions, args.on.iter().map(|on| on.trim()));
            answers.push(("not granted", access_not_granted(&set, &about)));
        }
        if let Some(resource_type) = &args.no_public {
            let public = no_public_access(&policy, resource_type, &question);
            answers.push(("not public by AWS's rule", public.documented));
            answers.push(("not public", public.exact));
        }
        if let Some(reference) = &reference {
            answers.push(("no new access", compare(reference, &set, &question)));
        }
        for (check, answer) in answers {
            outcomes.push(match &answer {
                Comparison::NoNewAccess(_) => Outcome::Good,
                Comparison::NewAccess(_) => Outcome::Found,
                _ => Outcome::Undecided,
            });
            match args.format {
                Format::Text => text(&mut stdout.text(), file, check, &answer)?,
                Format::Json => {
                    let value = to_json(file, check, &answer);
                    serde_json::to_writer(EscapingWriter::new(&mut programs), &value)
                        .map_err(io::Error::from)?;
                    writeln!(programs)?;
                }
            }
        }
    }
    if args.format == Format::Text {
        stdout.text().line(&[Run::new(DIM, ASSUMPTIONS)])?;
    }
    programs.flush()?;
    stdout.flush()?;
    // Unreadable files come first, then failed checks.
    let order = [Outcome::Unreadable, Outcome::Found, Outcome::Undecided];
    let worst = order.into_iter().find(|outcome| outcomes.contains(outcome));
    Ok(worst.unwrap_or(Outcome::Good))
}

fn text(out: &mut TextWriter<'_>, file: &str, check: &str, answer: &Comparison) -> io::Result<()> {
    let (style, verdict) = match answer {
        Comparison::NoNewAccess(_) => (GOOD, "passes".to_owned()),
        Comparison::NewAccess(_) => (BAD, "fails".to_owned()),
        Comparison::Undecided(reason) => (BOLD, format!("undecided: {reason}")),
        _ => (BOLD, "undecided".to_owned()),
    };
    out.line(&[
        Run::plain(file),
        Run::plain(": "),
        Run::plain(check),
        Run::plain(": "),
        Run::new(style, &verdict),
    ])?;
    match answer.witness() {
        Some(witness) => show(out, witness),
        None => Ok(()),
    }
}

fn to_json(file: &str, check: &str, answer: &Comparison) -> Value {
    let result = match answer {
        Comparison::NoNewAccess(_) => "pass",
        Comparison::NewAccess(_) => "fail",
        _ => "undecided",
    };
    let reason = match answer {
        Comparison::Undecided(reason) => Some(reason.to_string()),
        _ => None,
    };
    json!({
        "file": file,
        "check": check,
        "result": result,
        "reason": reason,
        "scenario": answer.witness().map(|witness| scenario(file, witness, witness.policies())),
        "assumptions": ASSUMPTIONS,
    })
}
