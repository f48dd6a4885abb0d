//! CSV according to RFC 4180, safe to open in a spreadsheet.

use std::borrow::Cow;
use std::io;

/// Writes a table: a header, and rows with the same number of cells.
#[derive(Debug)]
pub struct CsvWriter<W: io::Write> {
    inner: csv::Writer<W>,
}

impl<W: io::Write> CsvWriter<W> {
    /// Begins a table.
    ///
    /// # Errors
    /// Errors of the underlying writer.
    pub fn new<const COLUMNS: usize>(out: W, header: [&str; COLUMNS]) -> io::Result<Self> {
        let mut builder = csv::WriterBuilder::new();
        let mut inner = builder.terminator(csv::Terminator::CRLF).from_writer(out);
        inner.write_record(header).map_err(of_writer)?;
        Ok(Self { inner })
    }

    /// Writes a row.
    ///
    /// # Errors
    /// Errors of the underlying writer, and a row whose length differs from the header's.
    pub fn row<const COLUMNS: usize>(&mut self, cells: [&str; COLUMNS]) -> io::Result<()> {
        let cells = cells.map(defused);
        self.inner
            .write_record(cells.iter().map(|cell| cell.as_bytes()))
            .map_err(of_writer)
    }

    /// Writes buffered rows.
    ///
    /// # Errors
    /// Errors of the underlying writer.
    pub fn finish(mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// The underlying writer's error with its kind: `csv` turns every error into one of kind "other",
/// so that a closed pipe could not be distinguished from a full disk.
fn of_writer(error: csv::Error) -> io::Error {
    let kind = match error.kind() {
        csv::ErrorKind::Io(error) => error.kind(),
        _ => io::ErrorKind::Other,
    };
    io::Error::new(kind, error)
}

/// A cell that a spreadsheet doesn't take for a formula: an apostrophe precedes a first character
/// that would make it one. A control character that a terminal would interpret becomes U+FFFD.
///
/// ```
/// use iam_report::form::csv::defused;
/// assert_eq!(defused("=cmd()"), "'=cmd()");
/// assert_eq!(defused("kms:*"), "kms:*");
/// ```
#[must_use]
pub fn defused(cell: &str) -> Cow<'_, str> {
    // Includes full-width forms: some spreadsheets fold them.
    let starts_formula = |first| {
        matches!(
            first,
            '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠'
        )
    };
    let obeyed = |character: char| character.is_control() && !matches!(character, '\n' | '\t');
    if !cell.starts_with(starts_formula) && !cell.contains(obeyed) {
        return Cow::Borrowed(cell);
    }
    let apostrophe = if cell.starts_with(starts_formula) {
        "'"
    } else {
        ""
    };
    Cow::Owned(format!("{apostrophe}{}", cell.replace(obeyed, "\u{FFFD}")))
}

#[cfg(test)]
mod tests {
    use super::{CsvWriter, defused};
    use std::io;

    #[test]
    fn cells_are_quoted_according_to_rfc_4180() {
        let mut out = Vec::new();
        let mut table = CsvWriter::new(&mut out, ["a", "b"]).unwrap();
        table.row(["x,y", "say \"no\""]).unwrap();
        table.row(["two\nlines", ""]).unwrap();
        table.finish().unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(
            text,
            "a,b\r\n\"x,y\",\"say \"\"no\"\"\"\r\n\"two\nlines\",\r\n"
        );
    }

    /// A pipe whose reader has closed it.
    #[derive(Debug)]
    struct Closed;

    impl io::Write for Closed {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_closed_pipe_is_distinguished_from_other_errors() {
        let mut table = CsvWriter::new(Closed, ["a"]).unwrap();
        // Rows are buffered until there are enough to write.
        let mut rows = std::iter::repeat_with(|| table.row(["something"])).take(10_000);
        let error = rows.find_map(Result::err).unwrap();
        assert_eq!(error.kind(), io::ErrorKind::BrokenPipe);
    }

    #[test]
    fn formulas_are_defused() {
        for cell in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1"] {
            assert_eq!(defused(cell), format!("'{cell}"));
        }
        for cell in ["", "a=b", "arn:aws:iam::1:role/x", "'=1"] {
            assert_eq!(defused(cell), cell);
        }
        assert_eq!(defused("\r=1\u{1b}[31m"), "'\u{FFFD}=1\u{FFFD}[31m");
    }
}
