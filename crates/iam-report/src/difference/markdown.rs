//! For the comment of a pull request.

use super::request::{assumptions, context};
use super::{Difference, Totals, Way};
use crate::form::markdown::{Table, code, escaped};
use crate::form::text::{Run, TextWriter};
use iam_compare::Comparison;
use serde_json::{Map, Value};
use std::io;

/// Writes tables of what became possible and what stopped being possible.
///
/// # Errors
/// What the writer gives.
pub fn write_markdown(difference: &Difference, out: &mut TextWriter<'_>) -> io::Result<()> {
    write_ways(difference, out)?;
    write_end(out)
}

/// Writes the same of several policies: of those that differ, each below its name; then how many
/// there are.
///
/// # Errors
/// What the writer gives.
pub fn write_markdown_of_all(
    differences: &[Difference],
    out: &mut TextWriter<'_>,
) -> io::Result<()> {
    for difference in differences.iter().filter(|of| of.differs()) {
        let (name, note) = (code(&difference.file), difference.change.note());
        out.line(&[Run::plain(&format!("## {name}{note}"))])?;
        out.blank()?;
        write_ways(difference, out)?;
        out.blank()?;
    }
    out.line(&[Run::plain(&Totals::of(differences).sentence())])?;
    write_end(out)
}

/// Writes a table with a row for each policy that differs; then how many there are.
///
/// # Errors
/// What the writer gives.
pub fn write_summary_table(differences: &[Difference], out: &mut TextWriter<'_>) -> io::Result<()> {
    let titles = ["policy", "newly allowed by", "no longer allowed by"];
    let mut table = Table::new(&titles);
    for difference in differences.iter().filter(|of| of.differs()) {
        let (name, note) = (code(&difference.file), difference.change.note());
        let cells = [&difference.gained, &difference.lost].map(cell);
        table.row(&[&format!("{name}{note}"), &cells[0], &cells[1]]);
    }
    if differences.iter().any(Difference::differs) {
        out.lines(table.as_str().trim_end())?;
        out.blank()?;
    }
    out.line(&[Run::plain(&Totals::of(differences).sentence())])?;
    write_end(out)
}

fn cell(way: &Way) -> String {
    match &way.comparison {
        Comparison::NoNewAccess(_) => "–".to_owned(),
        Comparison::Undecided(reason) => escaped(&format!("undecided: {reason}")),
        _ => {
            let shown = way.shown().into_iter();
            let titles: Vec<String> = shown.map(|shown| escaped(&shown.title())).collect();
            titles.join("<br>")
        }
    }
}

fn write_end(out: &mut TextWriter<'_>) -> io::Result<()> {
    out.blank()?;
    out.line(&[Run::plain(&format!("<sub>{}</sub>", assumptions()))])
}

fn write_ways(difference: &Difference, out: &mut TextWriter<'_>) -> io::Result<()> {
    let (gained, lost) = (&difference.gained, &difference.lost);
    let title = match &gained.comparison {
        Comparison::NoNewAccess(_) => "### Nothing is newly allowed".to_owned(),
        Comparison::NewAccess(_) => "### Newly allowed".to_owned(),
        Comparison::Undecided(reason) => format!("### Undecided: {reason}"),
        _ => "### Undecided".to_owned(),
    };
    out.line(&[Run::plain(&title)])?;
    write_way(out, gained)?;
    if lost.comparison.witness().is_some() {
        out.blank()?;
        out.line(&[Run::plain("### No longer allowed")])?;
        write_way(out, lost)?;
    }
    Ok(())
}

fn write_way(out: &mut TextWriter<'_>, way: &Way) -> io::Result<()> {
    let shown = way.shown();
    if shown.is_empty() {
        return Ok(());
    }
    out.blank()?;
    out.line(&[Run::plain("| by | action | resource | caller | context |")])?;
    out.line(&[Run::plain("|---|---|---|---|---|")])?;
    for shown in shown {
        let request = shown.witness.request();
        let context = Value::Object(Map::from_iter(context(request.context())));
        let cells = [
            escaped(&shown.title()),
            code(request.action()),
            code(request.resource().as_str()),
            code(request.principal().as_str()),
            code(&context.to_string()),
        ];
        out.line(&[Run::plain(&format!("| {} |", cells.join(" | ")))])?;
    }
    Ok(())
}
