//! `iam-eval explain`: the reasons for a decision, for people.

use crate::Outcome;
use crate::failure::{Failure, complain};
use anstyle::{AnsiColor, Style};
use iam_cli_support::input;
use iam_cli_support::output::ForPeople;
use iam_eval::{
    Certainty, Decision, Document, Effect, Explanation, LayerReason, LayerStatus, StatementReason,
};
use iam_report::form::text::{Run, TextWriter};
use iam_scenario::Scenario;
use serde_json::value::RawValue;
use std::collections::HashMap;
use std::io;

/// Explain the decisions of scenarios
///
/// Prints the decision, the result of each layer of policies, and for each statement about the action
/// whether it applies; if it doesn't, the first part of it that the request doesn't match. A file may
/// contain one scenario on several lines, or many scenarios; it may have up to 64 MiB.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// Files of scenarios; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,

    /// Only the scenario with this id; may be repeated
    #[arg(long = "id", value_name = "ID")]
    ids: Vec<String>,
}

const EXAMPLES: &str = "\
Examples:
  iam-eval explain scenario.json
  iam-eval explain tests/conformance/s7-layers.jsonl --id S7-basic-001

Exit status:
  0    each scenario got a decision
  1    a scenario got an error
  2    a file could not be read, no scenario has the ID, or the call is invalid
  141  the reader of the output closed it";

/// The maximum size of a file, in bytes.
const MOST: u64 = 64 << 20;

const PLAIN: Style = Style::new();
const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default();

pub(super) fn run(args: &Args) -> Result<Outcome, Failure> {
    let mut stdout = ForPeople::new();
    let mut out = stdout.text();
    let mut outcome = Outcome::Good;
    let mut shown = 0_usize;
    for file in &args.files {
        let text = match read(file) {
            Ok(text) => text,
            Err(error) => {
                complain(&format!("{file}: {error}"));
                outcome = Outcome::Unreadable;
                continue;
            }
        };
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
        for scenario in serde_json::Deserializer::from_str(text).into_iter::<&RawValue>() {
            let scenario = match scenario {
                Ok(scenario) => scenario.get(),
                Err(error) => {
                    complain(&format!("{file}: {error}"));
                    outcome = outcome.max(Outcome::Found);
                    break;
                }
            };
            let (label, scenario) = Scenario::parse_labelled(scenario);
            let id = label.id.as_deref();
            if !args.ids.is_empty() && !id.is_some_and(|id| args.ids.iter().any(|it| it == id)) {
                continue;
            }
            if shown > 0 {
                out.blank()?;
            }
            shown += 1;
            match scenario {
                Ok(scenario) => print(&mut out, id, &scenario)?,
                Err(error) => {
                    outcome = outcome.max(Outcome::Found);
                    let [id, colon] = name(id);
                    out.line(&[id, colon, Run::new(BAD, "error")])?;
                    out.line(&[Run::plain("  "), Run::of(PLAIN, error)])?;
                }
            }
        }
    }
    stdout.flush()?;
    if shown == 0 && outcome == Outcome::Good && !args.ids.is_empty() {
        let ids = args.ids.join("`, `");
        return Err(Failure::Call(format!("found no scenario `{ids}`")));
    }
    Ok(outcome)
}

fn read(file: &str) -> Result<String, String> {
    let bytes = input::read(file, MOST).map_err(|error| error.to_string())?;
    let bytes =
        bytes.ok_or_else(|| format!("found more than {MOST} bytes, expected at most that many"))?;
    String::from_utf8(bytes).map_err(|error| format!("found text that is not UTF-8: {error}"))
}

/// The start of a scenario's first line.
fn name(id: Option<&str>) -> [Run<'_>; 2] {
    let colon = id.map_or("", |_| ": ");
    [Run::new(BOLD, id.unwrap_or_default()), Run::plain(colon)]
}

fn print(out: &mut TextWriter<'_>, id: Option<&str>, scenario: &Scenario) -> io::Result<()> {
    let explanation = scenario.explain();
    let allowed = explanation.decision == Decision::Allowed;
    let style = if allowed { GOOD } else { BAD }.bold();
    let [id, colon] = name(id);
    out.line(&[id, colon, Run::of(style, explanation.decision)])?;
    let verb = if allowed { "may" } else { "may not" };
    let (who, what) = (scenario.principal().as_str(), scenario.action());
    let on = scenario.resource().as_str();
    let who_may_what = format_args!("  {who} {verb} {what} on {on}");
    out.line(&[Run::of(PLAIN, who_may_what)])?;
    let mut documents = Documents::new();
    for policy in scenario.policies().policies() {
        let document = policy.document();
        documents.entry(document.name()).or_insert(document);
    }
    for layer in &explanation.layers {
        if layer.status != LayerStatus::NotSupplied {
            print_layer(out, scenario, &documents, &explanation, layer)?;
        }
    }
    out.blank()?;
    let closing = explanation.closing_lines();
    if let Some((conclusion, others)) = closing.split_last() {
        for line in others {
            out.line(&[Run::plain("  "), Run::new(DIM, line)])?;
        }
        out.line(&[
            Run::plain("  "),
            Run::of(style, format_args!("{}", explanation.decision)),
            Run::of(PLAIN, format_args!(" {conclusion}")),
        ])?;
    }
    Ok(())
}

/// A scenario's documents by name.
type Documents<'a> = HashMap<&'a str, &'a Document>;

fn print_layer(
    out: &mut TextWriter<'_>,
    scenario: &Scenario,
    documents: &Documents<'_>,
    explanation: &Explanation,
    layer: &LayerReason,
) -> io::Result<()> {
    let style = match layer {
        layer if layer.status == LayerStatus::NotApplicable => DIM,
        layer if layer.denies == Certainty::Certain => BAD,
        layer if layer.allows == Certainty::Certain => GOOD,
        _ => BAD,
    };
    let said = layer.summary();
    out.blank()?;
    out.line(&[
        Run::plain("  "),
        Run::of(BOLD, format_args!("{}", layer.layer)),
        Run::plain(": "),
        Run::of(style, format_args!("{said}")),
    ])?;
    if layer.statements.is_empty() && layer.status == LayerStatus::Evaluated {
        let action = scenario.action();
        let none = format_args!("no statement is about {action}");
        out.line(&[Run::plain("    "), Run::of(DIM, none)])?;
    }
    for statement in &layer.statements {
        print_statement(out, documents, statement, explanation)?;
    }
    Ok(())
}

fn print_statement(
    out: &mut TextWriter<'_>,
    documents: &Documents<'_>,
    statement: &StatementReason,
    explanation: &Explanation,
) -> io::Result<()> {
    let style = match statement.effect {
        Effect::Allow => GOOD,
        Effect::Deny => BAD,
    };
    let mark = if explanation.rests_on(statement) {
        ">"
    } else {
        " "
    };
    let (effect, origin) = (statement.effect, &statement.origin);
    out.line(&[
        Run::plain("  "),
        Run::new(BOLD, mark),
        Run::plain(" "),
        Run::of(style, format_args!("{effect:5}")),
        Run::of(PLAIN, format_args!(" {origin}")),
    ])?;
    for line in explanation.lines_of(statement) {
        out.line(&[Run::of(PLAIN, format_args!("          {line}"))])?;
    }
    let source = documents
        .get(origin.policy())
        .and_then(|document| source(document, origin.statement()));
    match source {
        Some(source) => out.line(&[Run::plain("          "), Run::new(DIM, &source)]),
        None => Ok(()),
    }
}

/// A statement on one line, in the canonical form: in a scenario most statements are somewhere within a very
/// long line. A long statement is truncated.
fn source(document: &Document, index: usize) -> Option<String> {
    const LONGEST: usize = 240;
    let statement = document.statement(index)?;
    let text = serde_json::to_string(&statement).ok()?;
    Some(match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    })
}
