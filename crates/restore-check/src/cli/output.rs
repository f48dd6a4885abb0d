//! Where reports and exported policies go. A file is written whole or not at all: an older one is
//! replaced only once the new one is complete.

use super::args::Args;
use super::{Judge, PrincipalInput, PrincipalReport, Problem, Refusal};
use restore_check::export::text;
use restore_check::render::{Options, Verbosity};
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

#[derive(Debug)]
pub(super) struct Output<'a> {
    args: &'a Args,
}

impl<'a> Output<'a> {
    pub(super) fn new(args: &'a Args) -> Self {
        Self { args }
    }

    /// Lets `write` write to where the output goes; `None` where whoever reads it closed it.
    pub(super) fn write<R>(
        &self,
        write: impl FnOnce(&mut dyn Write, Options) -> io::Result<R>,
    ) -> Result<Option<R>, Refusal> {
        let to_terminal = self.args.output.is_none();
        let options = Options {
            color: to_terminal
                && anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never,
            width: terminal_size::terminal_size().map_or(100, |(width, _)| usize::from(width.0)),
            verbosity: match (self.args.quiet, self.args.verbose) {
                (true, _) => Verbosity::Quiet,
                (_, true) => Verbosity::Verbose,
                _ => Verbosity::Normal,
            },
            strict: self.args.strict,
        };
        if let Some(path) = &self.args.output {
            return replace(path, |file| write(file, options)).map(Some);
        }
        let mut stdout = io::BufWriter::new(io::stdout().lock());
        let outcome = write(&mut stdout, options).and_then(|result| {
            stdout.flush()?;
            Ok(result)
        });
        match outcome {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(None),
            Err(error) => Err(format!("standard output: {error}")),
            Ok(result) => Ok(Some(result)),
        }
    }
}

/// Writes the policies for each principal that lacks something.
pub(super) fn export(
    path: &Path,
    judge: &Judge<'_>,
    inputs: impl Iterator<Item = Result<PrincipalInput, Problem>>,
    reports: &mut [PrincipalReport],
) -> Result<(), Refusal> {
    let to_folder = path.is_dir();
    if !to_folder && reports.len() > 1 {
        let found = format!("{} principals and one file to export to", reports.len());
        return Err(format!(
            "{}: found {found}, expected an existing folder",
            path.display()
        ));
    }
    for (input, report) in inputs.zip(reports.iter_mut()) {
        let input = input.map_err(|problem| problem.to_string())?;
        let fix = judge.fix(&input, report);
        let mut fix = fix.map_err(|error| error.to_string())?;
        let several = fix.policies.len() > 1;
        for (index, policy) in fix.policies.iter_mut().enumerate() {
            let mut file = if to_folder {
                path.join(file_name(report))
            } else {
                path.to_owned()
            };
            if several {
                file.set_extension(format!("{}.json", index + 1));
            }
            replace(&file, |out| out.write_all(text(policy).as_bytes()))?;
            policy.file = Some(file.display().to_string());
        }
        let written = fix.policies.first().and_then(|policy| policy.file.clone());
        fix.file = if several {
            Some(path.display().to_string())
        } else {
            written
        };
        report.fix = Some(fix);
    }
    Ok(())
}

/// A file name for a principal: its name, with what a path can't hold replaced.
fn file_name(report: &PrincipalReport) -> PathBuf {
    let name = report.principal.as_deref().unwrap_or(&report.source);
    let safe: String = name
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || "-_.".contains(c) {
                c
            } else {
                '_'
            }
        })
        .collect();
    PathBuf::from(format!("{}.missing.json", safe.trim_end_matches(".json")))
}

/// Writes a file beside the one meant and puts it in its place when it is complete. A device or a pipe
/// is written to.
fn replace<R>(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<R>,
) -> Result<R, Refusal> {
    let outcome = if path.metadata().is_ok_and(|found| !found.is_file()) {
        File::options()
            .write(true)
            .open(path)
            .and_then(|file| write_whole(&file, write))
    } else {
        replace_file(path, write)
    };
    outcome.map_err(|error| format!("{}: {error}", path.display()))
}

fn replace_file<R>(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<R>,
) -> io::Result<R> {
    // Of a link, what it points to is meant.
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let mut file = tempfile::Builder::new();
    #[cfg(unix)]
    file.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let file = file.tempfile_in(folder.unwrap_or(Path::new(".")))?;
    let result = write_whole(file.as_file(), write)?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(result)
}

fn write_whole<R>(
    file: &File,
    write: impl FnOnce(&mut dyn Write) -> io::Result<R>,
) -> io::Result<R> {
    let mut buffered = io::BufWriter::new(file);
    let result = write(&mut buffered)?;
    buffered.flush()?;
    Ok(result)
}
