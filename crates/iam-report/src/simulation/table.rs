//! A table for people: decision, action, resource, and what decides.

use super::words::{because, decision_word, missing};
use super::{ActionAnswers, Answer};
use crate::form::text::{Run, TextWriter};
use anstyle::{AnsiColor, Style};
use iam_eval::PartialDecision;
use std::collections::BTreeSet;
use std::io;

const PLAIN: Style = Style::new();
const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default();
const OPEN: Style = AnsiColor::Yellow.on_default();

/// No column is wider: what is longer pushes its row aside.
const WIDEST: usize = 60;

/// A row: the answer, and what is in the first columns.
struct Row<'a> {
    answer: &'a Answer,
    cells: [&'a str; 3],
}

impl<'a> Row<'a> {
    fn new(action: &'a ActionAnswers, answer: &'a Answer, shows_types: bool) -> Self {
        let second = match (shows_types, &answer.resource_type) {
            (true, Some(name)) => name,
            (true, None) => "-",
            (false, _) => &action.action,
        };
        let decision = decision_word(answer.explanation.decision);
        Self {
            answer,
            cells: [decision, second, &answer.resource],
        }
    }
}

/// Writes the answers as a table, and below it which condition keys are asked for and not given,
/// and what was assumed.
///
/// # Errors
/// What the writer gives.
pub fn write_table(actions: &[ActionAnswers], out: &mut TextWriter<'_>) -> io::Result<()> {
    // The resources of one call are told apart by their types.
    let shows_types = actions.iter().all(|action| action.is_call);
    let rows = actions.iter().flat_map(|action| {
        let answers = action.answers.iter();
        answers.map(move |answer| Row::new(action, answer, shows_types))
    });
    let rows: Vec<Row<'_>> = rows.collect();
    let second = if shows_types { "TYPE" } else { "ACTION" };
    let titles = ["DECISION", second, "RESOURCE"];
    let mut widths = titles.map(str::len);
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row.cells) {
            let own = cell.chars().count();
            *width = (*width).max(if own > WIDEST { 0 } else { own });
        }
    }
    let padded = |cells: [&str; 3]| {
        let mut all = [const { String::new() }; 3];
        for ((padded, cell), width) in all.iter_mut().zip(cells).zip(widths) {
            let missing = width.saturating_sub(cell.chars().count());
            *padded = format!("{cell}{}  ", " ".repeat(missing));
        }
        all
    };
    // Where the first columns leave no room, what decides goes below the second one.
    let [of_decision, ..] = widths;
    let beside = widths.iter().sum::<usize>() + 6;
    let hang = match beside <= out.width() / 2 {
        true => beside,
        false => of_decision + 2,
    };
    let head = padded(titles).concat();
    out.wrapped(0, hang, &[Run::new(BOLD, &head), Run::new(BOLD, "BECAUSE")])?;
    for row in &rows {
        let explanation = &row.answer.explanation;
        let [decision, second, resource] = &padded(row.cells);
        let runs = [
            Run::new(style(explanation.decision), decision),
            Run::plain(second),
            Run::plain(resource),
            Run::of(PLAIN, because(explanation)),
        ];
        out.wrapped(0, hang, &runs)?;
    }
    for action in actions.iter().filter(|action| action.is_call) {
        out.wrapped(0, 2, &call(action))?;
    }
    remarks(&rows, out)
}

/// Whether one call of an action is allowed, and if not, which resources fail.
fn call(action: &ActionAnswers) -> Vec<Run<'_>> {
    let decision = action.decision();
    let named = |is_open: bool| {
        let answers = action.answers.iter().filter(|answer| {
            let decision = answer.explanation.decision;
            decision != PartialDecision::Allowed
                && (decision == PartialDecision::Depends) == is_open
        });
        let name = |answer: &'_ Answer| {
            let of_type = answer.resource_type.as_deref();
            of_type.unwrap_or(&answer.resource).to_owned()
        };
        answers.map(name).collect::<Vec<_>>().join(", ")
    };
    let (word, what) = match decision {
        PartialDecision::Allowed => ("allowed", String::new()),
        PartialDecision::Depends => ("unknown", format!(": it depends on {}", named(true))),
        _ => ("not allowed", format!(": it fails on {}", named(false))),
    };
    vec![
        Run::new(BOLD, &action.action),
        Run::plain(", one call: "),
        Run::new(style(decision), word),
        Run::of(PLAIN, what),
    ]
}

/// What is asked for and not given, and what was assumed, each once.
fn remarks(rows: &[Row<'_>], out: &mut TextWriter<'_>) -> io::Result<()> {
    let keys = |decides: bool| -> BTreeSet<&str> {
        let of_rows = rows.iter();
        of_rows
            .flat_map(|row| missing(row.answer, decides))
            .collect()
    };
    let deciding = keys(true);
    let mut others = keys(false);
    others.retain(|key| !deciding.contains(key));
    let mut lines: Vec<(&str, String)> = Vec::new();
    if !deciding.is_empty() {
        lines.push(("not given, and the answer depends on it: ", join(&deciding)));
    }
    if !others.is_empty() {
        let title = "asked for and not given, without effect on the answer: ";
        lines.push((title, join(&others)));
    }
    let lacking: BTreeSet<&str> = rows
        .iter()
        .flat_map(|row| row.answer.lacking.iter().map(|key| &**key))
        .collect();
    if !lacking.is_empty() {
        let title = "absent, since by the catalogue no such request has it: ";
        lines.push((title, join(&lacking)));
    }
    let assumptions = rows
        .iter()
        .flat_map(|row| &row.answer.explanation.assumptions);
    let assumptions: BTreeSet<String> = assumptions.map(ToString::to_string).collect();
    lines.extend(assumptions.into_iter().map(|text| ("assumed: ", text)));
    if !lines.is_empty() {
        out.blank()?;
    }
    for (title, text) in &lines {
        out.wrapped(0, 2, &[Run::new(DIM, title), Run::new(PLAIN, text)])?;
    }
    Ok(())
}

fn join(keys: &BTreeSet<&str>) -> String {
    let keys: Vec<&str> = keys.iter().copied().collect();
    keys.join(", ")
}

const fn style(decision: PartialDecision) -> Style {
    match decision {
        PartialDecision::Allowed => GOOD,
        PartialDecision::Depends => OPEN,
        _ => BAD,
    }
}

#[cfg(test)]
mod tests {
    use super::write_table;
    use crate::form::text::TextWriter;
    use crate::simulation::{ActionAnswers, Answer};
    use iam_eval::{PartialRequest, Policy, PolicyKind, PolicySet, Principal};

    fn table(width: usize, is_call: bool) -> String {
        let policy = r#"{"Statement": [{"Sid": "Some", "Effect": "Allow", "Action": "ec2:*", "Resource": "arn:aws:ec2:*:*:volume/*"},
            {"Effect": "Deny", "Action": "ec2:CreateVolume", "Resource": "*"}]}"#;
        let policy = Policy::parse(PolicyKind::Identity, "role.json", policy).unwrap();
        let policies = PolicySet::new().with(policy).unwrap();
        let alice = Principal::parse("arn:aws:iam::111122223333:user/alice").unwrap();
        let actions = ["ec2:CreateVolume", "ec2:StartInstances"].map(|action| {
            let request = PartialRequest::new(&alice, action).unwrap();
            let explanation = policies.explain_partial(&request);
            let answer = Answer {
                principal: None,
                resource: "arn:aws:ec2:*:111122223333:volume/*".to_owned(),
                resource_type: Some("volume".to_owned()),
                if_absent: explanation.clone(),
                explanation,
                missing: Vec::new(),
                lacking: Vec::new(),
                crosses_accounts: false,
            };
            ActionAnswers {
                action: action.to_owned(),
                arn_template: None,
                is_call,
                answers: vec![answer],
            }
        });
        let mut out = Vec::new();
        write_table(&actions, &mut TextWriter::new(&mut out, width, false)).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn rows_keep_to_the_width_and_calls_say_what_they_fail_on() {
        let wide = table(usize::MAX, false);
        assert_eq!(wide.lines().count(), 3, "{wide}");
        let narrow = table(70, false);
        let longest = narrow.lines().map(|line| line.chars().count()).max();
        assert!(
            longest <= Some(70) && narrow.lines().count() > 3,
            "{narrow}"
        );
        let calls = table(usize::MAX, true);
        assert!(
            calls.starts_with("DECISION      TYPE    RESOURCE"),
            "{calls}"
        );
        let ends = "ec2:CreateVolume, one call: not allowed: it fails on volume\n\
            ec2:StartInstances, one call: unknown: it depends on volume\n";
        assert!(calls.ends_with(ends), "{calls}");
    }
}
