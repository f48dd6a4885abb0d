//! For programs: a line of JSON for each policy.

use super::{Difference, Shown, Totals, Way, assumptions, reason, scenario};
use crate::form::json::EscapingWriter;
use iam_compare::Comparison;
use serde_json::{Value, json};
use std::io::{self, Write};

/// Whether the names of the files are known from elsewhere.
fn named(difference: &Difference, is_one_of_many: bool, rest: Value) -> Value {
    if !is_one_of_many {
        return rest;
    }
    let mut line = json!({"file": difference.file, "change": difference.change.name()});
    if let (Some(line), Value::Object(rest)) = (line.as_object_mut(), rest) {
        line.extend(rest);
    }
    line
}

/// Writes one line: both ways, each statement with its request as a scenario. One of many has its
/// name.
///
/// # Errors
/// What the writer gives.
pub fn write_line(
    difference: &Difference,
    is_one_of_many: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let (gained, lost) = (&difference.gained, &difference.lost);
    let rest = json!({
        "answer": name(&gained.comparison),
        "reason": reason(&gained.comparison),
        "new": requests("new", gained),
        "lostAnswer": name(&lost.comparison),
        "lost": requests("lost", lost),
        "assumptions": assumptions(),
    });
    write(&named(difference, is_one_of_many, rest), out)
}

/// Writes a line for each policy that differs, without its requests; then a line with how many
/// there are.
///
/// # Errors
/// What the writer gives.
pub fn write_summary_lines(differences: &[Difference], out: &mut dyn Write) -> io::Result<()> {
    for difference in differences.iter().filter(|of| of.differs()) {
        let (gained, lost) = (&difference.gained, &difference.lost);
        let rest = json!({
            "answer": name(&gained.comparison),
            "reason": reason(&gained.comparison),
            "new": statements(gained),
            "lostAnswer": name(&lost.comparison),
            "lost": statements(lost),
        });
        write(&named(difference, true, rest), out)?;
    }
    let totals = Totals::of(differences);
    let value = json!({"totals": {
        "policies": totals.policies,
        "new": totals.new,
        "less": totals.less,
        "undecided": totals.undecided,
        "same": totals.same,
    }});
    write(&value, out)
}

pub(super) fn write(value: &Value, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(EscapingWriter::new(&mut *out), value)?;
    writeln!(out)
}

fn name(comparison: &Comparison) -> &'static str {
    match comparison {
        Comparison::NoNewAccess(_) => "none",
        Comparison::NewAccess(_) => "new",
        _ => "undecided",
    }
}

fn requests(prefix: &str, way: &Way) -> Vec<Value> {
    let value = |shown: Shown<'_>| {
        let id = format!("{prefix}-{}", shown.statement.map_or(0, |index| index + 1));
        json!({
            "statement": shown.statement,
            "sid": shown.sid(),
            "position": shown.position(),
            "typical": shown.witness.is_typical(),
            "scenario": scenario(&id, shown.witness),
        })
    };
    way.shown().into_iter().map(value).collect()
}

fn statements(way: &Way) -> Vec<Value> {
    let value = |shown: Shown<'_>| {
        json!({
            "statement": shown.statement,
            "sid": shown.sid(),
            "position": shown.position(),
        })
    };
    way.shown().into_iter().map(value).collect()
}
