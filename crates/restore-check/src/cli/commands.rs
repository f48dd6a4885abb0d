//! The subcommands: about the sets, and about the program itself.

use super::args::{Args, Command};
use super::questions::read_set;
use super::{PASS, Refusal};
use clap::CommandFactory;
use iam_access::{Provenance, RequirementSet};
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
            // It panics where it can't write: so it writes to memory.
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut Args::command(), "restore-check", &mut script);
            out.write_all(&script)
        }
        // It has inputs and outputs of its own.
        Command::ExplainDenial(args) => return super::denial::run(args),
        Command::Man => clap_mangen::Man::new(Args::command()).render(&mut out),
    };
    match outcome.and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(CLOSED_PIPE),
        Err(error) => Err(format!("standard output: {error}")),
        Ok(()) => Ok(PASS),
    }
}

/// A published set by its name, or a set from a file.
fn find(set: &str) -> Result<RequirementSet, Refusal> {
    if let Some(published) = published::set(set) {
        return Ok(published);
    }
    read_set(set)
}

fn list(out: &mut TextWriter<'_>) -> io::Result<()> {
    let mut sources: Vec<&Provenance> = Vec::new();
    for set in published::sets() {
        let (name, actions) = (set.name(), set.requirements().len());
        line(out, &format!("{name:20} {actions} actions"))?;
        sources.extend(set.provenance());
    }
    sources.dedup();
    for from in sources {
        let Provenance {
            guide,
            title,
            version,
            date,
            ..
        } = from;
        out.blank()?;
        line(out, &format!("{guide}, {title}, build {version}, {date}"))?;
    }
    Ok(())
}

fn line(out: &mut TextWriter<'_>, words: &str) -> io::Result<()> {
    out.line(&[Run::plain(words)])
}

fn show(set: &RequirementSet, out: &mut TextWriter<'_>) -> io::Result<()> {
    for required in set.requirements() {
        match required.resource.as_str() {
            "*" => line(out, &required.action)?,
            resource => line(out, &format!("{} on {resource}", required.action))?,
        }
    }
    Ok(())
}

fn compare(
    older: &RequirementSet,
    newer: &RequirementSet,
    out: &mut TextWriter<'_>,
) -> io::Result<()> {
    for (sign, of, other) in [("-", older, newer), ("+", newer, older)] {
        let name = str::to_ascii_lowercase;
        let known: HashSet<(String, &str)> = other
            .requirements()
            .iter()
            .map(|required| (name(&required.action), required.resource.as_str()))
            .collect();
        for required in of.requirements() {
            if !known.contains(&(name(&required.action), required.resource.as_str())) {
                let (action, resource) = (&required.action, &required.resource);
                line(out, &format!("{sign} {action} on {resource}"))?;
            }
        }
    }
    Ok(())
}
