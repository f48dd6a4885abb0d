//! The decisions of scenarios in files.

use super::tree::{self, Shown, Sources, Verdict};
use crate::Outcome;
use crate::failure::{Failure, complain};
use anstyle::{AnsiColor, Style};
use iam_account::Problem;
use iam_cli_support::input;
use iam_cli_support::output::ForPeople;
use iam_eval::{Decision, Position};
use iam_report::form::text::{Run, TextWriter};
use iam_scenario::{Scenario, ScenarioError, json_problem};
use serde_json::value::RawValue;
use std::io;

/// The longest file that is read, in bytes.
const MOST: u64 = 64 << 20;

const BAD: Style = AnsiColor::Red.on_default();

pub(super) fn run(files: &[String], ids: &[String]) -> Result<Outcome, Failure> {
    let mut stdout = ForPeople::new();
    let mut out = stdout.text_within_terminal();
    let mut outcome = Outcome::Good;
    let mut shown = 0_usize;
    for file in files {
        let text = match read(file) {
            Ok(text) => text,
            Err(error) => {
                complain(&error);
                outcome = Outcome::Unreadable;
                continue;
            }
        };
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
        let whole = text;
        let name = if file == "-" { "<stdin>" } else { file };
        for scenario in serde_json::Deserializer::from_str(text).into_iter::<&RawValue>() {
            let text = match scenario {
                Ok(scenario) => scenario.get(),
                Err(error) => {
                    let problem = json_problem(name, text, &error, "a scenario: one JSON object");
                    complain(&problem.to_string());
                    outcome = outcome.max(Outcome::Found);
                    break;
                }
            };
            let (label, scenario) = Scenario::parse_labelled(text);
            let id = label.id.as_deref();
            if !ids.is_empty() && !id.is_some_and(|id| ids.iter().any(|it| it == id)) {
                continue;
            }
            if shown > 0 {
                out.blank()?;
            }
            shown += 1;
            match scenario {
                Ok(scenario) => print(&mut out, id, &scenario)?,
                Err(error) => {
                    let error = within(error, (name, whole), text);
                    outcome = outcome.max(Outcome::Found);
                    let [id, colon] = tree::name(id);
                    out.line(&[id, colon, Run::new(BAD, "error")])?;
                    out.line(&[Run::plain("  "), Run::of(Style::new(), error)])?;
                    if is_policy(text) {
                        complain(&hint(file));
                    }
                }
            }
        }
    }
    stdout.flush()?;
    if shown == 0 && outcome == Outcome::Good && !ids.is_empty() {
        let ids = ids.join("`, `");
        return Err(Failure::Call(format!("found no scenario `{ids}`")));
    }
    if shown == 0 && outcome == Outcome::Good {
        complain("found no scenario in the input");
        return Ok(Outcome::Nothing);
    }
    Ok(outcome)
}

/// An error of the format has its place in the scenario: here it is that in the file.
fn within(error: ScenarioError, (file, whole): (&str, &str), scenario: &str) -> ScenarioError {
    let ScenarioError::Format(mut problem) = error else {
        return error;
    };
    let before = scenario.as_ptr().addr().checked_sub(whole.as_ptr().addr());
    let (Some(before), Some(inside)) = (before, problem.position) else {
        return ScenarioError::Format(problem);
    };
    let start = Position::START.advanced(whole, before);
    let column = match inside.line {
        1 => start.column + inside.column - 1,
        _ => inside.column,
    };
    let line = start.line + inside.line - 1;
    problem.source = file.into();
    ScenarioError::Format(problem.at(Position { line, column }))
}

fn read(file: &str) -> Result<String, String> {
    let bytes = input::read(file, MOST);
    let bytes = bytes.map_err(|error| Problem::unreadable(file, &error).to_string())?;
    let bytes = bytes.ok_or_else(|| {
        format!("{file}: found more than {MOST} bytes, expected at most that many")
    })?;
    String::from_utf8(bytes)
        .map_err(|error| format!("{file}: found text that is not UTF-8: {error}"))
}

/// What looks like a policy, and like no scenario.
fn is_policy(text: &str) -> bool {
    #[derive(serde::Deserialize)]
    struct Members<'a> {
        #[serde(borrow, rename = "Statement")]
        statement: Option<&'a RawValue>,
    }
    let members = serde_json::from_str::<Members<'_>>(text);
    members.is_ok_and(|members| members.statement.is_some())
}

fn hint(file: &str) -> String {
    format!(
        "{file} is a policy, not a scenario: `iam-eval explain --policy {file} --action s3:GetObject --resource \
         arn:aws:s3:::bucket/key` asks about it, `iam-eval validate {file}` checks it"
    )
}

fn print(out: &mut TextWriter<'_>, id: Option<&str>, scenario: &Scenario) -> io::Result<()> {
    let explanation = scenario.explain();
    let shown = Shown {
        id,
        word: explanation.decision.as_str(),
        verdict: match explanation.decision {
            Decision::Allowed => Verdict::Allowed,
            Decision::ImplicitDeny | Decision::ExplicitDeny => Verdict::Denied,
        },
        who: scenario.principal().as_str(),
        what: scenario.action(),
        on: scenario.resource().as_str(),
        sources: Sources::OneLine,
        residual: None,
    };
    tree::write(out, &shown, &explanation)
}
