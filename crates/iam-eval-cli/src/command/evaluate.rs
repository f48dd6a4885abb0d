//! `iam-eval evaluate`: scenarios in, answers out.

use super::lines::{Line, Lines};
use crate::Outcome;
use iam_eval::{Decision, Expectation, Explanation, Scenario, ScenarioError, ScenarioLabel};
use rayon::prelude::*;
use serde::Serialize;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Write};

/// Decide scenarios: one JSON object a line in, one JSON object a line out, in order
///
/// Each answer is `{"id", "decision"}` or `{"id", "error"}`; a scenario that fails doesn't stop the
/// others. Answers to the lines that have arrived are written at once, so that the command can serve
/// as an oracle to another program.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Files of scenarios; `-`, and none, is standard input
    #[arg(value_name = "FILE")]
    files: Vec<String>,

    /// Add the reason to each answer
    #[arg(long, conflicts_with = "check")]
    explain: bool,

    /// Compare with what the scenarios expect; print the differences
    #[arg(long)]
    check: bool,

    /// How many threads evaluate (default: one a processor)
    #[arg(long, value_name = "N")]
    threads: Option<usize>,

    /// The longest line that is read, in bytes
    #[arg(long, value_name = "BYTES", default_value_t = 64 << 20)]
    max_line: usize,
}

const EXAMPLES: &str = "\
Examples:
  iam-eval evaluate scenarios.jsonl
  iam-eval evaluate --check tests/conformance/*.jsonl
  some-program | iam-eval evaluate - --explain | jq .decision

Exit status:
  0  each scenario got a decision (with --check: the answer that it expects)
  1  a scenario got an error (with --check: another answer)
  2  an input could not be read, or the call is wrong";

/// What is written for a scenario.
#[derive(Debug, Serialize)]
struct Answer {
    id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    decision: Option<Decision>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    explanation: Option<Explanation>,
    /// Where the scenario stands, for one that got an error.
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    #[serde(skip)]
    expect: Option<Expectation>,
}

#[derive(Debug, Default)]
struct Counts {
    scenarios: u64,
    found: u64,
}

pub(crate) fn run(args: &Args) -> Result<Outcome, String> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(args.threads.unwrap_or(0))
        .build()
        .map_err(|error| error.to_string())?;
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let mut counts = Counts::default();
    let stdin = ["-".to_owned()];
    let files = if args.files.is_empty() {
        &stdin[..]
    } else {
        &args.files
    };
    for file in files {
        let input: Box<dyn io::Read> = match file.as_str() {
            "-" => Box::new(io::stdin().lock()),
            path => Box::new(File::open(path).map_err(|error| format!("{path}: {error}"))?),
        };
        let lines = Lines::new(BufReader::with_capacity(1 << 20, input), args.max_line);
        match pool_answers(args, &pool, lines, &mut counts, &mut out) {
            Ok(()) => {}
            Err(Failure::Read(error)) => return Err(format!("{file}: {error}")),
            // Whoever reads has seen enough.
            Err(Failure::Write(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
                return Ok(Outcome::Good);
            }
            Err(Failure::Write(error)) => return Err(format!("standard output: {error}")),
        }
    }
    if args.check {
        eprintln!("{} scenarios, {} wrong", counts.scenarios, counts.found);
    }
    Ok(if counts.found == 0 {
        Outcome::Good
    } else {
        Outcome::Found
    })
}

enum Failure {
    Read(io::Error),
    Write(io::Error),
}

/// Answers a batch of lines at a time, each batch on all threads, in the order of the input.
fn pool_answers<R: io::BufRead>(
    args: &Args,
    pool: &rayon::ThreadPool,
    mut lines: Lines<R>,
    counts: &mut Counts,
    out: &mut impl Write,
) -> Result<(), Failure> {
    let mut number = 0;
    loop {
        let batch = lines.next_batch().map_err(Failure::Read)?;
        if batch.is_empty() {
            return out.flush().map_err(Failure::Write);
        }
        let numbered = (number + 1..).zip(&batch);
        let numbered: Vec<(u64, &Line)> = numbered.filter(|(_, line)| !is_blank(line)).collect();
        number += batch.len() as u64;
        let respond = |(number, line): &(u64, &Line)| respond(args, *number, line);
        let responses: Vec<Option<(String, bool)>> = match numbered.len() {
            // Handing one line to another thread takes longer than answering it.
            1 => numbered.iter().map(respond).collect(),
            _ => pool.install(|| numbered.par_iter().with_min_len(8).map(respond).collect()),
        };
        counts.scenarios += numbered.len() as u64;
        for (text, found) in responses.into_iter().flatten() {
            counts.found += u64::from(found);
            writeln!(out, "{text}").map_err(Failure::Write)?;
        }
        out.flush().map_err(Failure::Write)?;
    }
}

fn is_blank(line: &Line) -> bool {
    matches!(line, Line::Text(text) if text.iter().all(u8::is_ascii_whitespace))
}

/// What is printed for a line, if anything, and whether it counts as found.
fn respond(args: &Args, number: u64, line: &Line) -> Option<(String, bool)> {
    let answer = answer(args, number, line);
    if !args.check {
        let found = answer.error.is_some();
        // Serialising strings and enums can't fail.
        let text = serde_json::to_string(&answer).unwrap_or_default();
        return Some((text, found));
    }
    let given = match (&answer.decision, &answer.error) {
        (Some(decision), _) => decision.to_string(),
        (None, error) => format!("error: {}", error.as_deref().unwrap_or_default()),
    };
    let (met, expected) = match &answer.expect {
        None => (false, "nothing: the scenario has no `expect`".to_owned()),
        Some(expect) => (
            expect.decision == answer.decision && expect.error == answer.error.is_some(),
            expect
                .decision
                .map_or("error".to_owned(), |decision| decision.to_string()),
        ),
    };
    let id = answer.id.as_deref().unwrap_or("(no id)");
    (!met).then(|| {
        (
            format!("line {number}: {id}: expected {expected}, got {given}"),
            true,
        )
    })
}

fn answer(args: &Args, number: u64, line: &Line) -> Answer {
    let failed = |label: ScenarioLabel, error: String| Answer {
        id: label.id,
        decision: None,
        error: Some(error),
        explanation: None,
        line: Some(number),
        expect: label.expect,
    };
    let text = match line {
        Line::TooLong(length) => {
            let error = format!(
                "found a line of {length} bytes, expected at most {}",
                args.max_line
            );
            return failed(ScenarioLabel::default(), error);
        }
        Line::Text(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => {
                let error = format!("found text that is not UTF-8: {error}");
                return failed(ScenarioLabel::default(), error);
            }
        },
    };
    let label = match ScenarioLabel::parse(text) {
        Ok(label) => label,
        Err(error) => return failed(ScenarioLabel::default(), error.to_string()),
    };
    let evaluated: Result<_, ScenarioError> = Scenario::parse(text).map(|scenario| {
        if args.explain {
            let explanation = scenario.explain();
            (explanation.decision, Some(explanation))
        } else {
            (scenario.evaluate(), None)
        }
    });
    match evaluated {
        Ok((decision, explanation)) => Answer {
            id: label.id,
            decision: Some(decision),
            error: None,
            explanation,
            line: None,
            expect: label.expect,
        },
        Err(error) => failed(label, error.to_string()),
    }
}
