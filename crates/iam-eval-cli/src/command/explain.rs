//! `iam-eval explain`: why a scenario is decided as it is, for people.

use crate::Outcome;
use crate::failure::{Failure, complain};
use anstyle::{AnsiColor, Style};
use iam_eval::{
    Certainty, Decision, Document, Effect, Explanation, LayerReason, LayerStatus, Scenario,
    StatementReason,
};
use serde_json::value::RawValue;
use std::io::{self, Read, Write};

/// Say why scenarios are decided as they are
///
/// Prints the decision, what each layer of policies said, and of each statement about the action
/// whether it applies; if it doesn't, the first part of it that the request doesn't meet. A file may
/// hold one scenario over several lines, or many.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// Files of scenarios; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,

    /// Only the scenario of this name; may be repeated
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
  2    a file could not be read, no scenario has the name, or the call is wrong
  141  whoever reads the output closed it";

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default();

pub(super) fn run(args: &Args) -> Result<Outcome, Failure> {
    let mut out = anstream::AutoStream::auto(io::stdout().lock());
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
                writeln!(out)?;
            }
            shown += 1;
            match scenario {
                Ok(scenario) => print(&mut out, id, &scenario)?,
                Err(error) => {
                    outcome = outcome.max(Outcome::Found);
                    name(&mut out, id)?;
                    writeln!(out, "{BAD}error{BAD:#}\n  {error}")?;
                }
            }
        }
    }
    out.flush()?;
    if shown == 0 && outcome == Outcome::Good && !args.ids.is_empty() {
        let ids = args.ids.join("`, `");
        return Err(Failure::Call(format!("found no scenario `{ids}`")));
    }
    Ok(outcome)
}

fn read(file: &str) -> io::Result<String> {
    match file {
        "-" => {
            let mut text = String::new();
            io::stdin().lock().read_to_string(&mut text)?;
            Ok(text)
        }
        path => std::fs::read_to_string(path),
    }
}

fn name(out: &mut impl Write, id: Option<&str>) -> io::Result<()> {
    match id {
        Some(id) => write!(out, "{BOLD}{id}{BOLD:#}: "),
        None => Ok(()),
    }
}

fn print(out: &mut impl Write, id: Option<&str>, scenario: &Scenario) -> io::Result<()> {
    let explanation = scenario.explain();
    let allowed = explanation.decision == Decision::Allowed;
    let style = if allowed { GOOD } else { BAD }.bold();
    name(out, id)?;
    writeln!(out, "{style}{}{style:#}", explanation.decision)?;
    let verb = if allowed { "may" } else { "may not" };
    let (who, what) = (scenario.principal().as_str(), scenario.action());
    let on = scenario.resource().as_str();
    writeln!(out, "  {who} {verb} {what} on {on}")?;
    for layer in &explanation.layers {
        if layer.status != LayerStatus::NotSupplied {
            print_layer(out, scenario, &explanation, layer)?;
        }
    }
    writeln!(out)?;
    let closing = explanation.closing_lines();
    if let Some((conclusion, others)) = closing.split_last() {
        for line in others {
            writeln!(out, "  {DIM}{line}{DIM:#}")?;
        }
        writeln!(
            out,
            "  {style}{}{style:#} {conclusion}",
            explanation.decision
        )?;
    }
    Ok(())
}

fn print_layer(
    out: &mut impl Write,
    scenario: &Scenario,
    explanation: &Explanation,
    layer: &LayerReason,
) -> io::Result<()> {
    let style = match layer {
        layer if layer.status == LayerStatus::NotApplicable => DIM,
        layer if layer.denies == Certainty::Yes => BAD,
        layer if layer.allows == Certainty::Yes => GOOD,
        _ => BAD,
    };
    let (title, said) = (layer.layer, layer.summary());
    writeln!(out, "\n  {BOLD}{title}{BOLD:#}: {style}{said}{style:#}")?;
    if layer.statements.is_empty() && layer.status == LayerStatus::Evaluated {
        let action = scenario.action();
        writeln!(out, "    {DIM}no statement is about {action}{DIM:#}")?;
    }
    for statement in &layer.statements {
        print_statement(out, scenario, statement, explanation)?;
    }
    Ok(())
}

fn print_statement(
    out: &mut impl Write,
    scenario: &Scenario,
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
    writeln!(
        out,
        "  {BOLD}{mark}{BOLD:#} {style}{effect:5}{style:#} {origin}"
    )?;
    for line in explanation.lines_of(statement) {
        writeln!(out, "          {line}")?;
    }
    let mut documents = scenario
        .policies()
        .policies()
        .map(|policy| policy.document());
    let source = documents
        .find(|document| document.name() == &*origin.policy)
        .and_then(|document| source(document, origin.statement));
    match source {
        Some(source) => writeln!(out, "          {DIM}{source}{DIM:#}"),
        None => Ok(()),
    }
}

/// A statement on one line, in the canonical form: in a scenario most stand somewhere inside a very
/// long line, which no one wants to see. A long one is cut.
fn source(document: &Document, index: usize) -> Option<String> {
    const LONGEST: usize = 240;
    let statement = document.statement(index)?;
    let text = serde_json::to_string(&statement).ok()?;
    Some(match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    })
}
