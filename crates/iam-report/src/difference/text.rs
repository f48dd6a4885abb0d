//! For a terminal, statement by statement.

use super::request::{BAD, BOLD, DIM, GOOD, assumptions, write_request};
use super::{Difference, Totals, Way};
use crate::form::text::{Run, TextWriter};
use iam_compare::Comparison;
use std::io;

/// Writes what became possible, and what stopped being possible, each statement with a request.
///
/// # Errors
/// What the writer gives.
pub fn write_text(difference: &Difference, out: &mut TextWriter<'_>) -> io::Result<()> {
    write_ways(difference, out)?;
    write_assumptions(out)
}

/// Writes what an answer is relative to.
///
/// # Errors
/// What the writer gives.
pub fn write_assumptions(out: &mut TextWriter<'_>) -> io::Result<()> {
    out.line(&[Run::new(DIM, assumptions())])
}

/// Writes the same of several policies: of those that differ, each below its name; then how many
/// there are.
///
/// # Errors
/// What the writer gives.
pub fn write_text_of_all(differences: &[Difference], out: &mut TextWriter<'_>) -> io::Result<()> {
    for difference in differences.iter().filter(|of| of.differs()) {
        out.line(&[
            Run::new(BOLD, &difference.file),
            Run::plain(difference.change.note()),
        ])?;
        write_ways(difference, out)?;
        out.blank()?;
    }
    out.line(&[Run::plain(&Totals::of(differences).sentence())])?;
    write_assumptions(out)
}

fn write_ways(difference: &Difference, out: &mut TextWriter<'_>) -> io::Result<()> {
    let (gained, lost) = (&difference.gained, &difference.lost);
    let (mark, title) = match &gained.comparison {
        Comparison::NoNewAccess(_) => (GOOD, "nothing is newly allowed".to_owned()),
        Comparison::NewAccess(_) => (BAD, "newly allowed".to_owned()),
        Comparison::Undecided(reason) => (BOLD, format!("undecided: {reason}")),
        _ => (BOLD, "undecided".to_owned()),
    };
    out.line(&[Run::new(mark, &title)])?;
    each(out, gained, "+ ")?;
    match &lost.comparison {
        Comparison::NoNewAccess(_) => out.line(&[Run::plain(
            "everything that was allowed before is still allowed",
        )]),
        Comparison::Undecided(reason) => {
            let title = format!("undecided whether anything is no longer allowed: {reason}");
            out.line(&[Run::new(BOLD, &title)])
        }
        _ => {
            out.line(&[Run::new(BOLD, "no longer allowed")])?;
            each(out, lost, "- ")
        }
    }
}

fn each(out: &mut TextWriter<'_>, way: &Way, sign: &str) -> io::Result<()> {
    for shown in way.shown() {
        out.line(&[
            Run::plain("  "),
            Run::plain(sign),
            Run::plain(&shown.title()),
        ])?;
        write_request(out, shown.witness)?;
    }
    for access in &way.statements {
        if let Comparison::Undecided(reason) = &access.access {
            let title = way.title(Some(access.statement.statement));
            out.line(&[
                Run::plain("  ? "),
                Run::plain(&format!("{title}: {reason}")),
            ])?;
        }
    }
    Ok(())
}
