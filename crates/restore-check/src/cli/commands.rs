//! The subcommands: about the sets, and about the program itself.

use super::args::{Args, Command};
use super::questions::read_set;
use super::{PASS, Refusal};
use clap::CommandFactory;
use iam_access::{Provenance, Requirement, RequirementSet};
use iam_catalog::Catalog;
use iam_cli_support::{CLOSED_PIPE, output};
use iam_report::form::text::{Run, TextWriter};
use restore_check::published;
use std::collections::HashSet;
use std::io::{self, Write};

pub(super) fn run(command: &Command) -> Result<u8, Refusal> {
    let mut out = io::BufWriter::new(output::for_programs());
    let mut text = TextWriter::new(&mut out, usize::MAX, false);
    let outcome = match command {
        Command::Sets { sets } => match sets.as_slice() {
            [] => list(&mut text),
            [set] => show(&find(set)?, &mut text),
            [older, newer, ..] => compare(&find(older)?, &find(newer)?, &mut text),
        },
        Command::Completions { shell } => {
            // It panics if it can't write, so it writes to memory.
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut Args::command(), "restore-check", &mut script);
            out.write_all(&script)
        }
        // It has its own inputs and outputs.
        Command::ExplainDenial(args) => return super::denial::run(args),
        Command::Man => clap_mangen::Man::new(Args::command()).render(&mut out),
    };
    match outcome.and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(CLOSED_PIPE),
        Err(error) => Err(format!("standard output: {error}")),
        Ok(()) => Ok(PASS),
    }
}

/// A published set, given by name, or a set from a file.
fn find(set: &str) -> Result<RequirementSet, Refusal> {
    if let Some(published) = published::set(set) {
        return Ok(published);
    }
    read_set(set, Catalog::embedded())
}

/// The sets, then their source pages.
fn list(out: &mut TextWriter<'_>) -> io::Result<()> {
    let width = published::names().map(str::len).max().unwrap_or_default();
    let mut sources: Vec<&Provenance> = Vec::new();
    for set in published::sets() {
        let (name, actions) = (set.name(), set.requirements().len());
        let page = set.provenance().map_or("", |from| from.page);
        line(out, &format!("{name:width$}  {actions:3} actions  {page}"))?;
        sources.extend(set.provenance());
    }
    sources.dedup_by_key(|from| from.page);
    let width = sources
        .iter()
        .map(|from| from.page.len())
        .max()
        .unwrap_or_default();
    let mut guide = None;
    for from in sources {
        let of_page = (from.guide, from.version);
        if guide.replace(of_page) != Some(of_page) {
            out.blank()?;
            line(out, &format!("{}, build {}", from.guide, from.version))?;
        }
        let (page, title, date) = (from.page, from.title, from.date);
        line(out, &format!("  {page:width$}  {title}, {date}"))?;
    }
    Ok(())
}

fn line(out: &mut TextWriter<'_>, words: &str) -> io::Result<()> {
    out.line(&[Run::plain(words)])
}

fn show(set: &RequirementSet, out: &mut TextWriter<'_>) -> io::Result<()> {
    for note in set.notes() {
        line(out, &format!("# {note}"))?;
    }
    for required in set.requirements() {
        match required.needed_on() {
            None => line(out, &required.action)?,
            Some(on) => line(out, &format!("{} on {on}", required.action))?,
        }
    }
    Ok(())
}

fn compare(
    older: &RequirementSet,
    newer: &RequirementSet,
    out: &mut TextWriter<'_>,
) -> io::Result<()> {
    let on = |required: &Requirement| {
        required
            .needed_on()
            .unwrap_or_else(|| "*".into())
            .into_owned()
    };
    let key = |required: &Requirement| {
        let condition = required
            .condition
            .as_ref()
            .map(|condition| condition.json().to_string());
        (
            required.action.to_ascii_lowercase(),
            required.resource.clone(),
            condition,
        )
    };
    for (sign, of, other) in [("-", older, newer), ("+", newer, older)] {
        let known: HashSet<_> = other.requirements().iter().map(key).collect();
        for required in of.requirements() {
            if !known.contains(&key(required)) {
                line(
                    out,
                    &format!("{sign} {} on {}", required.action, on(required)),
                )?;
            }
        }
    }
    Ok(())
}
