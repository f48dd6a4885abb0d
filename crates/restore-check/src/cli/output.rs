//! Where reports and exported policies go. A file is written whole or not at all: an older one is
//! replaced only once the new one is complete.

use super::args::Args;
use super::{Refusal, temporary};
use iam_cli_support::output;
use restore_check::render::{Options, Verbosity};
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

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
            color: to_terminal && output::takes_colours(),
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
        let mut stdout = io::BufWriter::new(output::for_programs());
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

/// Writes a file beside the one meant and puts it in its place when it is complete. A device or a pipe
/// is written to.
pub(super) fn replace<R>(
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
    // What may not be written to may not be replaced either.
    if path
        .metadata()
        .is_ok_and(|found| found.permissions().readonly())
    {
        return Err(io::Error::new(
            io::ErrorKind::PermissionDenied,
            "the file is read-only",
        ));
    }
    // The error would name the unfinished file rather than the folder.
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    if folder.is_some_and(|folder| !folder.is_dir()) {
        return Err(io::Error::new(io::ErrorKind::NotFound, "no such folder"));
    }
    // Of a link, what it points to is meant.
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let file = temporary::beside(&path)?;
    let result = write_whole(file.as_file(), write)?;
    file.put_in_place(&path)?;
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
