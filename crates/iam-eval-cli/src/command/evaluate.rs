//! `iam-eval evaluate`: scenarios in, answers out.

use crate::Outcome;
use crate::failure::{Failure, complain};
use crate::stream::{self, Batch, Content, Input, Tally};
use iam_cli_support::message::say;
use iam_eval::{Decision, Explanation};
use iam_report::form::json::EscapingWriter;
use iam_report::form::text::clean;
use iam_scenario::{Answer, Expectation, Scenario, ScenarioLabel};
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Decide scenarios: one JSON object per line in, one per line out, in the same order
///
/// An answer is `{"id", "decision"}` or `{"id", "error", "line"}`; a scenario that fails doesn't
/// stop the others. Each answer is written as soon as its line and the answers to all earlier lines
/// are available, so the command can serve another program as an oracle.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// Files of scenarios; `-` or none is standard input
    #[arg(value_name = "FILE")]
    files: Vec<String>,

    /// Add the reason to each answer
    #[arg(long, conflicts_with = "check")]
    explain: bool,

    /// Compare with what the scenarios expect: print the differences instead of the answers
    #[arg(long)]
    check: bool,

    /// The number of threads (default: one per processor)
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,

    /// The maximum length of a line, in bytes; after a line of more than 256 MiB, or of this
    /// length, the rest of its input is not read
    #[arg(long, value_name = "BYTES", default_value_t = 64 << 20)]
    max_line: usize,
}

const EXAMPLES: &str = "\
Examples:
  iam-eval evaluate scenarios.jsonl
  iam-eval evaluate --check tests/conformance/*.jsonl
  some-program | iam-eval evaluate - --explain | jq .explanation.layers

Exit status:
  0    each scenario got a decision (with --check: no difference)
  1    a scenario got an error (with --check: a difference)
  2    an input could not be read, the output could not be written, or the call is invalid
  3    with --check: there was nothing to check
  141  the reader of the output closed it";

pub(super) fn run(args: Args) -> Result<Outcome, Failure> {
    let stdin = || vec!["-".to_owned()];
    let files = match args.files.is_empty() {
        true => stdin(),
        false => args.files,
    };
    let evaluator = Evaluator {
        explain: args.explain,
        check: args.check,
        longest: args.max_line,
        several: files.len() > 1,
    };
    let threads = args
        .threads
        .or_else(|| std::thread::available_parallelism().ok())
        .unwrap_or(NonZeroUsize::MIN);
    let input = Input::new(files, args.max_line);
    let tally = stream::run(input, threads, move |batch, out| {
        evaluator.answer_all(batch, out)
    })?;
    if args.check {
        summarise(tally);
    } else if tally.literal_wildcards > 0 {
        say(&literal_wildcards(tally.literal_wildcards));
    }
    // Nothing was checked: that is not a success.
    let nothing = args.check && tally.scenarios == 0;
    Ok(match tally {
        tally if tally.unreadable => Outcome::Unreadable,
        tally if tally.found > 0 => Outcome::Found,
        _ if nothing => {
            complain("nothing to check: the input contains no scenario");
            Outcome::Nothing
        }
        _ => Outcome::Good,
    })
}

fn summarise(tally: Tally) {
    let Tally {
        scenarios,
        found,
        unlabelled,
        ..
    } = tally;
    let mut summary = format!("{scenarios} scenarios, {found} wrong");
    if unlabelled > 0 {
        summary += &format!(", {unlabelled} without `expect`");
    }
    say(&summary);
}

fn literal_wildcards(requests: u64) -> String {
    let (have, their) = match requests {
        1 => ("1 request has", "its"),
        _ => (&*format!("{requests} requests have"), "their"),
    };
    format!(
        "note: {have} a `*` or `?` in {their} resource: it was read as a character of the resource's \
         name, not as a wildcard"
    )
}

#[derive(Debug)]
struct Evaluator {
    explain: bool,
    check: bool,
    longest: usize,
    /// True if there is more than one input.
    several: bool,
}

/// Why a line has no decision.
type Refusal = String;
type Decided = Result<Answered, Refusal>;

#[derive(Debug)]
struct Answered {
    decision: Decision,
    explanation: Option<Explanation>,
    /// The resource contains a `*` or `?`.
    literal_wildcard: bool,
}

impl Evaluator {
    fn answer_all(&self, batch: &Batch, out: &mut Vec<u8>) -> Tally {
        let mut tally = Tally::default();
        let bytes = match &batch.content {
            Content::Lines(bytes) => bytes,
            Content::TooLong(length) => {
                let decided = Err(self.too_long(*length));
                let label = ScenarioLabel::default();
                self.write(batch, batch.first_line, label, decided, &mut tally, out);
                return tally;
            }
        };
        let mut rest = match batch.first_line {
            1 => bytes.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(bytes),
            _ => bytes,
        };
        let mut number = batch.first_line;
        while !rest.is_empty() {
            let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
            let line = rest[..end].trim_ascii();
            if !line.is_empty() {
                let (label, decided) = if line.len() > self.longest {
                    let refusal = self.too_long(line.len() as u64);
                    (ScenarioLabel::default(), Err(refusal))
                } else {
                    self.decide(line)
                };
                self.write(batch, number, label, decided, &mut tally, out);
            }
            rest = rest.get(end + 1..).unwrap_or_default();
            number += 1;
        }
        tally
    }

    fn too_long(&self, length: u64) -> Refusal {
        let longest = self.longest;
        format!("found a line of {length} bytes, expected at most {longest}")
    }

    fn decide(&self, line: &[u8]) -> (ScenarioLabel, Decided) {
        let text = match std::str::from_utf8(line) {
            Ok(text) => text,
            Err(error) => {
                let refusal = format!("found text that is not UTF-8: {error}");
                return (ScenarioLabel::default(), Err(refusal));
            }
        };
        // The engine must not panic, and is fuzzed for that; if it did, the other scenarios would
        // still need their answers.
        let answered = catch_unwind(AssertUnwindSafe(|| {
            let (label, scenario) = Scenario::parse_labelled(text);
            let decided = match scenario {
                Ok(scenario) => {
                    let explanation = self.explain.then(|| scenario.explain());
                    Ok(Answered {
                        decision: match &explanation {
                            Some(explanation) => explanation.decision,
                            None => scenario.evaluate(),
                        },
                        explanation,
                        literal_wildcard: scenario.resource().has_literal_wildcard(),
                    })
                }
                Err(error) => Err(error.to_string()),
            };
            (label, decided)
        }));
        answered.unwrap_or_else(|_| {
            let label = ScenarioLabel::parse(text).unwrap_or_default();
            (label, Err("internal error, please report it".to_owned()))
        })
    }

    /// Writes an answer, or with `--check` a difference, and counts it.
    fn write(
        &self,
        batch: &Batch,
        line: u64,
        label: ScenarioLabel,
        decided: Decided,
        tally: &mut Tally,
        out: &mut Vec<u8>,
    ) {
        tally.scenarios += 1;
        if self.check {
            tally.unlabelled += u64::from(label.expect.is_none());
            if let Some(difference) = difference(label.expect.as_ref(), &decided) {
                tally.found += 1;
                let id = label.id.as_deref().unwrap_or("(no id)");
                let sentence = format!("{}:{line}: {id}: {difference}", batch.file);
                out.extend_from_slice(clean(&sentence).as_bytes());
                out.push(b'\n');
            }
            return;
        }
        let answer = match decided {
            Ok(answered) => {
                tally.literal_wildcards += u64::from(answered.literal_wildcard);
                Answer {
                    id: label.id,
                    decision: Some(answered.decision),
                    explanation: answered.explanation,
                    ..Answer::default()
                }
            }
            Err(refusal) => Answer {
                id: label.id,
                error: Some(refusal),
                line: Some(line),
                file: self.several.then_some(&*batch.file),
                ..Answer::default()
            },
        };
        tally.found += u64::from(answer.error.is_some());
        if let Err(error) = serde_json::to_writer(EscapingWriter::new(&mut *out), &answer) {
            complain(&format!("internal error: {error}"));
        }
        out.push(b'\n');
    }
}

/// How an answer differs from the expected one. If none is expected, an error is a difference.
fn difference(expect: Option<&Expectation>, decided: &Decided) -> Option<String> {
    let given = match decided {
        Ok(answered) => answered.decision.to_string(),
        Err(refusal) => format!("the error: {refusal}"),
    };
    let expected = match (expect, decided) {
        (None, Ok(_)) => return None,
        (None, Err(_)) => "a decision".to_owned(),
        (Some(expect), decided) => {
            let (met, expected) = match (expect.error, expect.decision) {
                (true, None) => (decided.is_err(), "an error".to_owned()),
                (false, Some(decision)) => (
                    matches!(decided, Ok(answered) if answered.decision == decision),
                    decision.to_string(),
                ),
                _ => (false, "an `expect` with one answer".to_owned()),
            };
            if met {
                return None;
            }
            expected
        }
    };
    Some(format!("expected {expected}, got {given}"))
}
