//! Text for terminals: styles, wrapping, and protection against deceptive names.
//!
//! Text for people goes through a [`TextWriter`]: it takes [`Run`]s with cleaned text, and adds the
//! styles itself, so that no text of an input can contain a style or begin a line.

mod clean;
mod wrap;

pub use clean::{clean, clean_lines, is_deceptive};

use anstyle::Style;
use std::borrow::Cow;
use std::fmt;
use std::io;

/// Text in one style.
#[derive(Debug, Clone)]
pub struct Run<'a> {
    style: Style,
    words: Cow<'a, str>,
}

impl<'a> Run<'a> {
    /// Text in a style. It is cleaned.
    #[must_use]
    pub fn new(style: Style, words: &'a str) -> Self {
        Self {
            style,
            words: clean(words),
        }
    }

    /// Text without a style. It is cleaned.
    #[must_use]
    pub fn plain(words: &'a str) -> Self {
        Self::new(Style::new(), words)
    }

    /// The `Display` form of a value, in a style. It is cleaned.
    ///
    /// ```
    /// use anstyle::Style;
    /// use iam_report::form::text::{Run, TextWriter};
    /// let mut out = Vec::new();
    /// let mut text = TextWriter::new(&mut out, 80, true);
    /// text.line(&[Run::of(Style::new().bold(), "x\n\u{1B}[2J"), Run::of(Style::new(), 1)])?;
    /// assert_eq!(String::from_utf8_lossy(&out), "\u{1B}[1mx \u{FFFD}[2J\u{1B}[0m1\n");
    /// # Ok::<(), std::io::Error>(())
    /// ```
    #[must_use]
    pub fn of(style: Style, value: impl fmt::Display) -> Self {
        let words = value.to_string();
        let cleaned = match clean(&words) {
            Cow::Borrowed(_) => None,
            Cow::Owned(cleaned) => Some(cleaned),
        };
        Self {
            style,
            words: Cow::Owned(cleaned.unwrap_or(words)),
        }
    }
}

/// Writes lines of limited width.
pub struct TextWriter<'a> {
    out: &'a mut dyn io::Write,
    width: usize,
    color: bool,
}

impl std::fmt::Debug for TextWriter<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut debug = formatter.debug_struct("TextWriter");
        debug
            .field("width", &self.width)
            .field("color", &self.color)
            .finish_non_exhaustive()
    }
}

impl<'a> TextWriter<'a> {
    /// A writer for lines of this width, with or without colour.
    pub fn new(out: &'a mut dyn io::Write, width: usize, color: bool) -> Self {
        Self { out, width, color }
    }

    /// The maximum width of lines.
    #[must_use]
    pub const fn width(&self) -> usize {
        self.width
    }

    /// An empty line.
    ///
    /// # Errors
    /// Errors of the underlying writer.
    pub fn blank(&mut self) -> io::Result<()> {
        writeln!(self.out)
    }

    /// Writes runs as one line, without wrapping.
    ///
    /// # Errors
    /// Errors of the underlying writer.
    pub fn line(&mut self, runs: &[Run<'_>]) -> io::Result<()> {
        for run in runs {
            let mut open = false;
            if !run.words.is_empty() {
                self.open(run.style, &mut open)?;
                self.out.write_all(run.words.as_bytes())?;
            }
            self.close(run.style, &mut open)?;
        }
        writeln!(self.out)
    }

    /// Writes the lines of a text without wrapping, but cleaned.
    ///
    /// # Errors
    /// Errors of the underlying writer.
    pub fn lines(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "{}", clean_lines(text))
    }

    /// Writes lines that a library has composed and styled from cleaned text: no escape sequences
    /// pass through except those that set colours ([`anstyle`]'s, which end in `m`).
    ///
    /// # Errors
    /// Errors of the underlying writer.
    pub fn styled_lines(&mut self, text: &str) -> io::Result<()> {
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('\u{1B}') {
            write!(self.out, "{}", clean_lines(before))?;
            let end = after.find(|character: char| !matches!(character, '[' | ';' | '0'..='9'));
            let style = end.filter(|end| after.starts_with('[') && after[*end..].starts_with('m'));
            rest = match style {
                Some(end) => {
                    let (style, rest) = after.split_at(end + 1);
                    if self.color {
                        write!(self.out, "\u{1B}{style}")?;
                    }
                    rest
                }
                None => {
                    write!(self.out, "{}", char::REPLACEMENT_CHARACTER)?;
                    after
                }
            };
        }
        writeln!(self.out, "{}", clean_lines(rest))
    }

    /// Writes runs, wrapped: the first line begins after `indent` columns, further ones after
    /// `hang`. A word is never broken, so that `file:line:column` stays clickable; one that is
    /// longer than a line exceeds the width.
    ///
    /// # Errors
    /// Errors of the underlying writer.
    pub fn wrapped(&mut self, indent: usize, hang: usize, runs: &[Run<'_>]) -> io::Result<()> {
        // If there is hardly any room, wrapping would only make a column of single words.
        let width = self.width.max(hang + 24);
        let (leading, words) = wrap::words(runs);
        let indent = indent + leading;
        write!(self.out, "{:indent$}", "")?;
        for (index, line) in wrap::lines(&words, indent, hang, width).enumerate() {
            if index > 0 {
                write!(self.out, "\n{:hang$}", "")?;
            }
            self.words(line, runs)?;
        }
        writeln!(self.out)
    }

    /// The words of a line. A style begins with the first word of its run, and ends with the last.
    fn words(&mut self, line: &[wrap::Word<'_>], runs: &[Run<'_>]) -> io::Result<()> {
        let style = |run: usize| runs.get(run).map_or_else(Style::new, |run| run.style);
        let mut current: Option<usize> = None;
        let mut gap = 0;
        for word in line {
            for (run, text) in &word.pieces {
                if current != Some(*run) {
                    if let Some(before) = current {
                        self.close(style(before), &mut true)?;
                    }
                    write!(self.out, "{:gap$}", "")?;
                    self.open(style(*run), &mut false)?;
                    current = Some(*run);
                } else {
                    write!(self.out, "{:gap$}", "")?;
                }
                gap = 0;
                write!(self.out, "{text}")?;
            }
            gap = word.gap;
        }
        match current {
            Some(last) => self.close(style(last), &mut true),
            None => Ok(()),
        }
    }

    fn open(&mut self, style: Style, open: &mut bool) -> io::Result<()> {
        if self.color && !*open {
            write!(self.out, "{style}")?;
        }
        *open = true;
        Ok(())
    }

    fn close(&mut self, style: Style, open: &mut bool) -> io::Result<()> {
        if self.color && *open {
            write!(self.out, "{style:#}")?;
        }
        *open = false;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Run, TextWriter};
    use anstyle::Style;

    fn wrapped(width: usize, color: bool, hang: usize, runs: &[Run<'_>]) -> String {
        let mut out = Vec::new();
        TextWriter::new(&mut out, width, color)
            .wrapped(2, hang, runs)
            .unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn lines_are_limited_to_the_width_and_words_stay_whole() {
        let place = "a/long/path/that/does/not/fit/into/the/line.json:31:5";
        let text = format!("statement three, {place} denies it and more words follow here");
        let lines = wrapped(40, false, 4, &[Run::plain(&text)]);
        assert_eq!(
            lines,
            "  statement three,\n    a/long/path/that/does/not/fit/into/the/line.json:31:5\n    denies it and more words follow here\n"
        );
    }

    #[test]
    fn runs_join_without_an_added_space() {
        let runs = [
            Run::plain("missing   "),
            Run::plain("a:B"),
            Run::plain("  why not"),
        ];
        assert_eq!(wrapped(80, false, 4, &runs), "  missing   a:B  why not\n");
        assert_eq!(
            wrapped(
                21,
                false,
                4,
                &[Run::plain("aaaaaaaaaaaa bbbbbbbbbbbbbbb cc")]
            ),
            "  aaaaaaaaaaaa\n    bbbbbbbbbbbbbbb cc\n"
        );
    }

    #[test]
    fn only_colours_come_through_styled_lines() {
        let mut out = Vec::new();
        let text = "\u{1B}[1;31mred\u{1B}[0m \u{1B}[2J \u{1B}]0;x\u{7} \u{9B}m \u{1B}[1\n\u{1B}";
        TextWriter::new(&mut out, 80, true)
            .styled_lines(text)
            .unwrap();
        let written = String::from_utf8(out).unwrap();
        let f = char::REPLACEMENT_CHARACTER;
        assert_eq!(
            written,
            format!("\u{1B}[1;31mred\u{1B}[0m {f}[2J {f}]0;x{f} {f}m {f}[1\n{f}\n")
        );
        let mut out = Vec::new();
        TextWriter::new(&mut out, 80, false)
            .styled_lines("\u{1B}[1mred\u{1B}[0m")
            .unwrap();
        assert_eq!(out, b"red\n");
    }

    #[test]
    fn styles_are_closed_at_the_end_of_each_line() {
        let bold = Style::new().bold();
        let lines = wrapped(
            28,
            true,
            4,
            &[Run::new(bold, "aaaaaaaaaaaa bbbbbbbbbbbbbbbbb")],
        );
        assert_eq!(
            lines,
            "  \u{1b}[1maaaaaaaaaaaa\u{1b}[0m\n    \u{1b}[1mbbbbbbbbbbbbbbbbb\u{1b}[0m\n"
        );
    }
}
