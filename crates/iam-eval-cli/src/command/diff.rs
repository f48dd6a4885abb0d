//! `iam-eval diff`: what has become possible, and what is no longer possible.

mod trees;

use super::comparison_inputs::{Requests, alone, each, outcome, worst};
use crate::Outcome;
use crate::failure::{Failure, complain};
use iam_cli_support::output::{self, ForPeople};
use iam_compare::{Comparison, Proof, Question, absent, compare, compare_by_statement};
use iam_eval::{Policy, PolicySet};
use iam_report::difference::{
    Difference, Way, write_line, write_log, write_markdown, write_markdown_of_all, write_summary,
    write_summary_lines, write_summary_table, write_text, write_text_of_all,
};
use std::io::Write;
use trees::Pair;

/// Compare two versions of a policy: what is newly allowed?
///
/// For each statement of the new policy that allows something the old one doesn't, prints a request
/// that shows it, which the evaluator has confirmed; and the same of the old one, for what isn't
/// allowed any more. That nothing is newly allowed is proven, not sampled. Of two folders, the
/// policies of equal paths are compared; one that is in the new folder alone with a policy that
/// allows nothing.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// The old policy, or a folder of policies; `-` is standard input
    #[arg(value_name = "OLD")]
    old: String,

    /// The new policy, or a folder
    #[arg(value_name = "NEW")]
    new: String,

    #[command(flatten)]
    requests: Requests,

    /// A line for each policy that differs, and how many do
    #[arg(long)]
    summary: bool,

    /// The output format: for people, for the comment of a pull request, as JSON (of folders a line
    /// for each policy), or as a log for code scanning
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

const EXAMPLES: &str = "\
Examples:
  iam-eval diff old.json new.json
  git show HEAD:role.json | iam-eval diff - role.json --format markdown
  iam-eval diff --kind resource --resource-account 111122223333 old.json new.json
  iam-eval diff --summary main/policies policies
  iam-eval diff old.json new.json --format json | jq '.new[].scenario' | iam-eval explain -

Exit status:
  0    nothing is newly allowed
  1    something is
  2    a file could not be read or is not a policy, or the call is invalid
  4    it could not be decided
  141  the reader of the output closed it";

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Text,
    Markdown,
    Json,
    Sarif,
}

pub(super) fn run(args: &Args) -> Result<Outcome, Failure> {
    if args.summary && args.format == Format::Sarif {
        let found =
            "found `--summary` with the format `sarif`, expected `text`, `markdown` or `json`";
        return Err(Failure::Call(found.to_owned()));
    }
    let question = args.requests.question()?;
    let (pairs, is_of_folders) = match trees::pairs(&args.old, &args.new)? {
        Some(pairs) => (pairs, true),
        None => (vec![Pair::of_files(&args.old, &args.new)], false),
    };
    let mut outcomes = Vec::new();
    let mut unread = Vec::new();
    let mut differences = Vec::new();
    for result in each(&pairs, |pair| compared(&args.requests, &question, pair)) {
        match result? {
            Ok(difference) => {
                outcomes.push(outcome(&difference.gained.comparison));
                differences.push(difference);
            }
            Err(messages) => {
                messages.iter().for_each(|message| complain(message));
                outcomes.push(Outcome::Unreadable);
                unread.extend(messages);
            }
        }
    }
    write(args, is_of_folders, &differences, &unread)?;
    Ok(worst(&outcomes))
}

fn write(
    args: &Args,
    is_of_folders: bool,
    differences: &[Difference],
    unread: &[String],
) -> Result<(), Failure> {
    let mut stdout = ForPeople::new();
    let mut out = stdout.text();
    let mut programs = output::for_programs();
    match (args.format, args.summary) {
        (Format::Sarif, _) => {
            let version = env!("CARGO_PKG_VERSION");
            write_log(version, differences, unread, &mut programs)?;
        }
        (Format::Text, true) => write_summary(differences, &mut out)?,
        (Format::Markdown, true) => write_summary_table(differences, &mut out)?,
        (Format::Json, true) => write_summary_lines(differences, &mut programs)?,
        (Format::Json, false) => {
            for difference in differences {
                write_line(difference, is_of_folders, &mut programs)?;
            }
        }
        (Format::Text, false) if is_of_folders => write_text_of_all(differences, &mut out)?,
        (Format::Markdown, false) if is_of_folders => {
            write_markdown_of_all(differences, &mut out)?;
        }
        (Format::Text, false) => {
            for difference in differences {
                write_text(difference, &mut out)?;
            }
        }
        (Format::Markdown, false) => {
            for difference in differences {
                write_markdown(difference, &mut out)?;
            }
        }
    }
    programs.flush()?;
    stdout.flush()?;
    Ok(())
}

/// Both ways; or what is wrong with the files.
fn compared(
    requests: &Requests,
    question: &Question<'_>,
    pair: &Pair,
) -> Result<Result<Difference, Vec<String>>, Failure> {
    let mut wrong = Vec::new();
    let mut read = |file: &Option<std::path::PathBuf>| {
        let policy = file.as_deref().map(|file| requests.read(file)).transpose();
        policy.unwrap_or_else(|message| {
            wrong.push(message);
            None
        })
    };
    let (old, new) = (read(&pair.old), read(&pair.new));
    if !wrong.is_empty() {
        return Ok(Err(wrong));
    }
    let set = |policy: &Option<Policy>| {
        let policy = policy
            .clone()
            .or_else(|| absent(requests.kind.into()))
            .ok_or_else(|| Failure::Call("internal error: a made policy is refused".to_owned()))?;
        alone(policy)
    };
    let (before, after) = (set(&old)?, set(&new)?);
    let is_same = match (&old, &new) {
        (Some(old), Some(new)) => old.document().source() == new.document().source(),
        _ => false,
    };
    Ok(Ok(Difference {
        file: pair.file.clone(),
        change: pair.change(),
        gained: way(&before, &after, new, is_same, question),
        lost: way(&after, &before, old, is_same, question),
    }))
}

fn way(
    old: &PolicySet,
    new: &PolicySet,
    policy: Option<Policy>,
    is_same: bool,
    question: &Question<'_>,
) -> Way {
    // Of equal texts there is nothing to find out.
    let (comparison, statements) = match (is_same, &policy) {
        (true, _) => (Comparison::NoNewAccess(Proof::default()), Vec::new()),
        (false, None) => (compare(old, new, question), Vec::new()),
        (false, Some(_)) => compare_by_statement(old, new, question),
    };
    Way {
        policy,
        comparison,
        statements,
    }
}
