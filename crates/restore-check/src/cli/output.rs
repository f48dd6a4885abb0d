//! Output files of reports.

use super::Refusal;
use super::args::Args;
use iam_cli_support::file::replace;
use iam_cli_support::output;
use iam_report::access::{Options, Verbosity};
use restore_check::WORDING;
use std::io::{self, Write};

#[derive(Debug)]
pub(super) struct Output<'a> {
    args: &'a Args,
}

impl<'a> Output<'a> {
    pub(super) fn new(args: &'a Args) -> Self {
        Self { args }
    }

    /// Calls `write` to write the output; `None` if its reader closed it.
    pub(super) fn write<R>(
        &self,
        write: impl FnOnce(&mut dyn Write, Options) -> io::Result<R>,
    ) -> Result<Option<R>, Refusal> {
        let to_terminal = self.args.output.is_none();
        let mut options = Options::default();
        options.wording = WORDING;
        options.color = to_terminal && output::takes_colours();
        options.width =
            terminal_size::terminal_size().map_or(100, |(width, _)| usize::from(width.0));
        options.verbosity = match (self.args.quiet, self.args.verbose) {
            (true, _) => Verbosity::Quiet,
            (_, true) => Verbosity::Verbose,
            _ => Verbosity::Normal,
        };
        options.strict = self.args.strict;
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
