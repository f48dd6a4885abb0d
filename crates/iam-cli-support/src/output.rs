//! Standard output, for programs or for people.

use anstream::{AutoStream, ColorChoice};
use iam_report::form::text::TextWriter;
use std::io::{self, Write};

/// Standard output for what programs read. Nothing is cleaned: the format escapes what a terminal would obey, as
/// [`iam_report::form::json::EscapingWriter`] does for JSON.
pub fn for_programs() -> io::StdoutLock<'static> {
    io::stdout().lock()
}

/// Whether standard output takes colours: a terminal does unless the environment says otherwise.
#[must_use]
pub fn takes_colours() -> bool {
    AutoStream::choice(&io::stdout()) != ColorChoice::Never
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
    /// Standard output, with colours where it takes them.
    #[must_use]
    pub fn new() -> Self {
        Self {
            stream: AutoStream::auto(io::stdout().lock()),
            color: takes_colours(),
        }
    }

    /// The writer for all of the output. It doesn't wrap lines.
    pub fn text(&mut self) -> TextWriter<'_> {
        TextWriter::new(&mut self.stream, usize::MAX, self.color)
    }

    /// Writes what is still buffered.
    ///
    /// # Errors
    /// What standard output gives.
    pub fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

impl Default for ForPeople {
    fn default() -> Self {
        Self::new()
    }
}
