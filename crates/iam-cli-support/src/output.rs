//! Standard output, for programs or for people.

use anstream::{AutoStream, ColorChoice};
use iam_report::form::text::TextWriter;
use std::io::{self, Write};

/// Standard output for programs. Nothing is cleaned: the format escapes what a terminal would
/// interpret, like [`iam_report::form::json::EscapingWriter`] does for JSON.
pub fn for_programs() -> io::StdoutLock<'static> {
    io::stdout().lock()
}

/// Whether standard output supports colours: a terminal does, unless the environment says
/// otherwise.
#[must_use]
pub fn takes_colours() -> bool {
    AutoStream::choice(&io::stdout()) != ColorChoice::Never
}

/// How many columns standard output has, where it is a terminal.
#[must_use]
pub fn terminal_width() -> Option<usize> {
    let size = terminal_size::terminal_size_of(io::stdout());
    size.map(|(width, _)| usize::from(width.0))
}

/// Whether standard output is a terminal.
#[must_use]
pub fn is_terminal() -> bool {
    io::IsTerminal::is_terminal(&io::stdout())
}

/// Standard output for what people read.
///
/// ```
/// use iam_cli_support::output::ForPeople;
/// use iam_report::form::text::Run;
/// let mut stdout = ForPeople::new();
/// stdout.text().line(&[Run::plain("role/r\u{202E}: "), Run::plain("allowed")])?;
/// stdout.flush()?;
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct ForPeople {
    stream: AutoStream<io::StdoutLock<'static>>,
    color: bool,
}

impl ForPeople {
    /// Standard output, with colours if it supports them.
    #[must_use]
    pub fn new() -> Self {
        Self {
            stream: AutoStream::auto(io::stdout().lock()),
            color: takes_colours(),
        }
    }

    /// The writer for the whole output. It doesn't wrap lines.
    pub fn text(&mut self) -> TextWriter<'_> {
        TextWriter::new(&mut self.stream, usize::MAX, self.color)
    }

    /// A writer that wraps at the width of the terminal; of what is no terminal, nothing is
    /// wrapped.
    pub fn text_within_terminal(&mut self) -> TextWriter<'_> {
        let width = terminal_width().unwrap_or(usize::MAX);
        TextWriter::new(&mut self.stream, width, self.color)
    }

    /// Writes what is still buffered.
    ///
    /// # Errors
    /// Errors of standard output.
    pub fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

impl Default for ForPeople {
    fn default() -> Self {
        Self::new()
    }
}
