//! `iam-eval check`: what policies must not allow.

use super::comparison_inputs::{Requests, alone, each, outcome, worst};
use crate::Outcome;
use crate::failure::{Failure, complain};
use iam_cli_support::folders;
use iam_cli_support::output::{self, ForPeople};
use iam_compare::{Question, access_not_granted, compare, no_public_access};
use iam_eval::PolicySet;
use iam_report::difference::{
    Check, CheckAnswer, write_assumptions, write_check_line, write_check_log, write_check_text,
};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Check that policies grant no access that they must not grant
///
/// Each check is exact: the answer is a request that shows the access, confirmed by the evaluator,
/// or a proof that there is none.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
#[command(group(clap::ArgGroup::new("checks").required(true).multiple(true)))]
pub(super) struct Args {
    /// Policies, or folders of them; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,

    /// Actions that must not be granted, separated by commas; patterns as in a policy
    #[arg(long, value_name = "ACTIONS", value_delimiter = ',', group = "checks")]
    not_granted: Vec<String>,

    /// Resources on which they must not be granted; without actions, any action
    #[arg(long, value_name = "ARNS", value_delimiter = ',', group = "checks")]
    on: Vec<String>,

    /// A resource-based policy must not allow anyone that it doesn't list; the type of the resource
    /// as in CloudFormation
    #[arg(long, value_name = "TYPE", num_args = 0..=1, default_missing_value = "", group = "checks")]
    no_public: Option<String>,

    /// Nothing may be allowed that this reference policy doesn't allow
    #[arg(long, value_name = "REFERENCE", group = "checks")]
    no_new_access: Option<String>,

    #[command(flatten)]
    requests: Requests,

    /// The output format: for people, a line of JSON for each, or as a log for code scanning
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

const EXAMPLES: &str = "\
Examples:
  iam-eval check --not-granted 'iam:*,s3:PutBucketPolicy' policies
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
    Sarif,
}

pub(super) fn run(args: &Args) -> Result<Outcome, Failure> {
    let question = args.requests.question()?;
    let reference = match &args.no_new_access {
        Some(file) => match args.requests.read(Path::new(file)) {
            Ok(policy) => Some(alone(policy)?),
            Err(message) => {
                complain(&message);
                return Ok(Outcome::Unreadable);
            }
        },
        None => None,
    };
    let mut unread = Vec::new();
    let files = files(&args.files, &mut unread);
    let checked = each(&files, |file| {
        check(args, &question, reference.as_ref(), file)
    });
    let mut answers = Vec::new();
    for result in checked {
        match result? {
            Ok(of_file) => answers.extend(of_file),
            Err(message) => unread.push(message),
        }
    }
    unread.iter().for_each(|message| complain(message));
    write(args.format, &answers, &unread)?;
    let mut outcomes: Vec<Outcome> = answers.iter().map(|of| outcome(&of.answer)).collect();
    if !unread.is_empty() {
        outcomes.push(Outcome::Unreadable);
    }
    Ok(worst(&outcomes))
}

/// The files that paths mean; of a path that means none, why.
fn files(paths: &[String], unread: &mut Vec<String>) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut skipped = Vec::new();
    for path in paths {
        match folders::expand_paths(path) {
            Ok(expanded) => {
                files.extend(expanded.files);
                skipped.extend(expanded.skipped);
            }
            Err(problem) => unread.push(problem.to_string()),
        }
    }
    if let Some(sentence) = folders::skipped(&skipped) {
        complain(&sentence);
    }
    files
}

/// The answers to all checks of a file; or why it can't be read.
fn check(
    args: &Args,
    question: &Question<'_>,
    reference: Option<&PolicySet>,
    file: &Path,
) -> Result<Result<Vec<CheckAnswer>, String>, Failure> {
    let policy = match args.requests.read(file) {
        Ok(policy) => policy,
        Err(message) => return Ok(Err(message)),
    };
    let set = alone(policy.clone())?;
    let mut answers = Vec::new();
    if !args.not_granted.is_empty() || !args.on.is_empty() {
        let actions = args.not_granted.iter().map(|action| action.trim());
        let about = question
            .clone()
            .about(actions, args.on.iter().map(|on| on.trim()));
        answers.push((Check::NotGranted, access_not_granted(&set, &about)));
    }
    if let Some(resource_type) = &args.no_public {
        let public = no_public_access(&policy, resource_type, question);
        answers.push((Check::NotPublicByRule, public.documented));
        answers.push((Check::NotPublic, public.exact));
    }
    if let Some(reference) = reference {
        answers.push((Check::NoNewAccess, compare(reference, &set, question)));
    }
    let file = policy.document().name().to_owned();
    let answers = answers.into_iter().map(|(check, answer)| CheckAnswer {
        file: file.clone(),
        check,
        answer,
    });
    Ok(Ok(answers.collect()))
}

fn write(format: Format, answers: &[CheckAnswer], unread: &[String]) -> Result<(), Failure> {
    let mut stdout = ForPeople::new();
    let mut programs = output::for_programs();
    match format {
        Format::Text => {
            let mut out = stdout.text();
            for answer in answers {
                write_check_text(answer, &mut out)?;
            }
            write_assumptions(&mut out)?;
        }
        Format::Json => {
            for answer in answers {
                write_check_line(answer, &mut programs)?;
            }
        }
        Format::Sarif => {
            let version = env!("CARGO_PKG_VERSION");
            write_check_log(version, answers, unread, &mut programs)?;
        }
    }
    programs.flush()?;
    stdout.flush()?;
    Ok(())
}
