//! Text for terminals: styles, wrapping, and names that cannot play tricks.

use anstyle::Style;
use std::borrow::Cow;
use std::io;

/// Words from an input, without characters that a terminal would obey or that turn the direction
/// of writing: each becomes U+FFFD, line breaks and tabs become spaces.
///
/// ```
/// use iam_report::text::clean;
/// assert_eq!(clean("plain"), "plain");
/// assert_eq!(clean("\u{1b}[31mred\nnext"), "\u{FFFD}[31mred next");
/// ```
#[must_use]
pub fn clean(words: &str) -> Cow<'_, str> {
    if words
        .chars()
        .all(|character| replacement(character).is_none())
    {
        return Cow::Borrowed(words);
    }
    let cleaned = words
        .chars()
        .map(|character| replacement(character).unwrap_or(character));
    Cow::Owned(cleaned.collect())
}

fn replacement(character: char) -> Option<char> {
    match character {
        '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' => Some(' '),
        '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2069}'
        | '\u{FEFF}' => Some(char::REPLACEMENT_CHARACTER),
        _ if character.is_control() => Some(char::REPLACEMENT_CHARACTER),
        _ => None,
    }
}

/// A run of words in one style.
#[derive(Debug, Clone)]
pub struct Run<'a> {
    style: Style,
    words: Cow<'a, str>,
}

impl<'a> Run<'a> {
    /// Words in a style. They are cleaned.
    #[must_use]
    pub fn new(style: Style, words: &'a str) -> Self {
        Self {
            style,
            words: clean(words),
        }
    }

    /// Words in no style. They are cleaned.
    #[must_use]
    pub fn plain(words: &'a str) -> Self {
        Self::new(Style::new(), words)
    }
}

/// Writes lines that keep to a width.
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

    /// The width to which lines are kept.
    #[must_use]
    pub const fn width(&self) -> usize {
        self.width
    }

    /// An empty line.
    ///
    /// # Errors
    /// What the underlying writer gives.
    pub fn blank(&mut self) -> io::Result<()> {
        writeln!(self.out)
    }

    /// Writes runs of words, wrapped: the first line begins after `indent` columns, further ones
    /// after `hang`. A word is never broken, so that `file:line:column` stays clickable: one that
    /// is longer than a line sticks out.
    ///
    /// # Errors
    /// What the underlying writer gives.
    pub fn wrapped(&mut self, indent: usize, hang: usize, runs: &[Run<'_>]) -> io::Result<()> {
        // Where there is hardly any room, wrapping would only make a column of single words.
        let width = self.width.max(hang + 24);
        write!(self.out, "{:indent$}", "")?;
        let mut column = indent;
        let mut fresh = true;
        let mut gap = 0;
        for run in runs {
            let mut open = false;
            for (index, word) in run.words.split(' ').enumerate() {
                if index > 0 {
                    gap += 1;
                }
                if word.is_empty() {
                    continue;
                }
                let length = word.chars().count();
                if !fresh && gap > 0 && column + gap + length > width {
                    self.close(run.style, &mut open)?;
                    write!(self.out, "\n{:hang$}", "")?;
                    column = hang;
                    gap = 0;
                }
                if !open && gap > 0 {
                    write!(self.out, "{:gap$}", "")?;
                    column += gap;
                    gap = 0;
                }
                self.open(run.style, &mut open)?;
                write!(self.out, "{:gap$}{word}", "")?;
                column += gap + length;
                gap = 0;
                fresh = false;
            }
            self.close(run.style, &mut open)?;
        }
        writeln!(self.out)
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
    use super::{Run, TextWriter, clean};
    use anstyle::Style;

    fn wrapped(width: usize, color: bool, hang: usize, runs: &[Run<'_>]) -> String {
        let mut out = Vec::new();
        TextWriter::new(&mut out, width, color)
            .wrapped(2, hang, runs)
            .unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn no_control_character_survives() {
        let all: String = (0..=0x2100).filter_map(char::from_u32).collect();
        assert!(!clean(&all).chars().any(char::is_control));
        assert!(!clean("\u{202e}gnp.exe").contains('\u{202e}'));
        assert_eq!(clean("a\r\nb"), "a  b");
    }

    #[test]
    fn lines_keep_to_the_width_and_words_stay_whole() {
        let place = "a/long/path/that/does/not/fit/into/the/line.json:31:5";
        let text = format!("statement three, {place} denies it and more words follow here");
        let lines = wrapped(40, false, 4, &[Run::plain(&text)]);
        assert_eq!(
            lines,
            "  statement three,\n    a/long/path/that/does/not/fit/into/the/line.json:31:5\n    denies it and more words follow here\n"
        );
    }

    #[test]
    fn runs_join_without_a_space_of_their_own() {
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
