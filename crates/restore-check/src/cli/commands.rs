//! The subcommands: about the sets, and about the program itself.

use super::args::{Args, Command};
use super::questions::read_set;
use super::{CLOSED_PIPE, PASS, Refusal};
use clap::CommandFactory;
use restore_check::{PermissionSet, Provenance};
use std::io::{self, Write};

pub(super) fn run(command: &Command) -> Result<u8, Refusal> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    let outcome = match command {
        Command::Sets { sets } => match sets.as_slice() {
            [] => list(&mut out),
            [set] => show(&find(set)?, &mut out),
            [older, newer, ..] => compare(&find(older)?, &find(newer)?, &mut out),
        },
        Command::Completions { shell } => {
            // It panics where it can't write: so it writes to memory.
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut Args::command(), "restore-check", &mut script);
            out.write_all(&script)
        }
        Command::Man => clap_mangen::Man::new(Args::command()).render(&mut out),
    };
    match outcome.and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(CLOSED_PIPE),
        Err(error) => Err(format!("standard output: {error}")),
        Ok(()) => Ok(PASS),
    }
}

/// A published set by its name, or a set from a file.
fn find(set: &str) -> Result<PermissionSet, Refusal> {
    if let Some(published) = PermissionSet::published(set) {
        return Ok(published);
    }
    read_set(set)
}

fn list(out: &mut dyn Write) -> io::Result<()> {
    let mut sources: Vec<&Provenance> = Vec::new();
    for set in PermissionSet::published_names().filter_map(PermissionSet::published) {
        writeln!(out, "{:20} {} actions", set.name(), set.actions().len())?;
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
        writeln!(out, "\n{guide}, {title}, build {version}, {date}")?;
    }
    Ok(())
}

fn show(set: &PermissionSet, out: &mut dyn Write) -> io::Result<()> {
    for required in set.actions() {
        match required.resource.as_str() {
            "*" => writeln!(out, "{}", required.action)?,
            resource => writeln!(out, "{} on {resource}", required.action)?,
        }
    }
    Ok(())
}

fn compare(older: &PermissionSet, newer: &PermissionSet, out: &mut dyn Write) -> io::Result<()> {
    for (sign, of, other) in [("-", older, newer), ("+", newer, older)] {
        for required in of.actions() {
            let same = other.actions().iter().any(|known| {
                known.resource == required.resource
                    && known.action.eq_ignore_ascii_case(&required.action)
            });
            if !same {
                writeln!(out, "{sign} {} on {}", required.action, required.resource)?;
            }
        }
    }
    Ok(())
}
