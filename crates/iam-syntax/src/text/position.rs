//! Positions in a text: byte spans, and lines and columns on demand.

use serde::{Deserialize, Serialize};
use std::sync::OnceLock;

/// A range of bytes in the text of a policy document: `start` is the first byte, `end` the byte
/// after the last one, both counted from 0.
///
/// Not `#[non_exhaustive]`: it is a start and an end, and is constructed as a literal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Span {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset after the last byte.
    pub end: u32,
}

impl Span {
    /// The bytes of `text` in this range.
    ///
    /// ```
    /// use iam_syntax::Span;
    /// assert_eq!(Span { start: 1, end: 3 }.of("abcd"), "bc");
    /// assert_eq!(Span { start: 1, end: 9 }.of("abcd"), "");
    /// ```
    #[must_use]
    #[inline]
    pub fn of(self, text: &str) -> &str {
        text.get(self.start as usize..self.end as usize)
            .unwrap_or_default()
    }

    /// The number of bytes.
    #[must_use]
    #[inline]
    pub const fn len(self) -> u32 {
        self.end.saturating_sub(self.start)
    }

    /// Whether it is a position between two bytes, such as the end of a text.
    #[must_use]
    #[inline]
    pub const fn is_empty(self) -> bool {
        self.len() == 0
    }
}

/// A line and a column, both counted from 1; the column counts characters, not bytes.
///
/// ```
/// use iam_syntax::Position;
/// assert_eq!(Position { line: 3, column: 7 }.to_string(), "3:7");
/// ```
///
/// Not `#[non_exhaustive]`: it is a line and a column, and is constructed as a literal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Position {
    /// The line, counted from 1.
    pub line: u32,
    /// The column, counted from 1, in characters.
    pub column: u32,
}

impl Position {
    /// The first character of a text.
    pub const START: Self = Self { line: 1, column: 1 };

    /// The position of the byte at `offset` in `text`, if `text` starts at `self` in the
    /// surrounding text. An offset past the end gives the end.
    ///
    /// ```
    /// use iam_syntax::Position;
    /// assert_eq!(Position::START.advanced("ab\ncd", 4), Position { line: 2, column: 2 });
    /// ```
    #[must_use]
    #[inline]
    pub fn advanced(self, text: &str, offset: usize) -> Self {
        self.after(text.as_bytes().get(..offset).unwrap_or(text.as_bytes()))
    }

    /// The position after `before`, which starts at `self`. Its ends may split characters: a
    /// character counts where its first byte is.
    pub(crate) fn after(self, before: &[u8]) -> Self {
        let newlines = memchr::memchr_iter(b'\n', before).count();
        let line_start = memchr::memrchr(b'\n', before).map_or(0, |at| at.saturating_add(1));
        let characters = before
            .get(line_start..)
            .unwrap_or_default()
            .iter()
            .filter(|byte| (**byte & 0xC0) != 0x80)
            .count();
        let from = if newlines == 0 { self.column } else { 1 };
        Self {
            line: self.line.saturating_add(saturate(newlines)),
            column: from.saturating_add(saturate(characters)),
        }
    }
}

/// Positions at fixed distances in a text, computed when the first one is needed: without them,
/// computing the positions of a long document's statements would take time quadratic in its length.
#[derive(Debug, Clone, Default)]
pub struct Milestones(OnceLock<Box<[Position]>>);

impl Milestones {
    const APART: usize = 512;

    /// [`Position::advanced`], for a fixed `start` and `text`.
    pub fn position(&self, start: Position, text: &str, offset: usize) -> Position {
        let offset = offset.min(text.len());
        let passed = offset / Self::APART;
        if passed == 0 {
            return start.advanced(text, offset);
        }
        let milestones = self.0.get_or_init(|| {
            let chunks = text.as_bytes().chunks_exact(Self::APART);
            let reached = chunks.scan(start, |position, chunk| {
                *position = position.after(chunk);
                Some(*position)
            });
            reached.collect()
        });
        let milestone = milestones.get(passed.saturating_sub(1));
        let since = passed.saturating_mul(Self::APART)..offset;
        let since = text.as_bytes().get(since).unwrap_or_default();
        milestone.copied().unwrap_or(start).after(since)
    }
}

impl std::fmt::Display for Position {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

fn saturate(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX / 2)
}

#[cfg(test)]
mod tests {
    use super::{Milestones, Position};

    #[test]
    fn columns_count_characters_and_start_after_a_newline() {
        let text = "ab\né→x";
        let at = |offset| Position::START.advanced(text, offset).to_string();
        assert_eq!(at(0), "1:1");
        assert_eq!(at(2), "1:3");
        assert_eq!(at(3), "2:1");
        assert_eq!(at(8), "2:3");
        assert_eq!(at(99), "2:4");
    }

    #[test]
    fn milestones_change_no_position() {
        let text = "é→x\n".repeat(1_500) + &"→".repeat(5_000) + "\n\nend";
        let (milestones, start) = (Milestones::default(), Position { line: 7, column: 3 });
        for offset in
            (0..text.len() + 3)
                .step_by(13)
                .chain([511, 512, 513, 4095, 4096, 4097, text.len()])
        {
            let expected = start.advanced(&text, offset);
            assert_eq!(
                milestones.position(start, &text, offset),
                expected,
                "{offset}"
            );
        }
    }

    #[test]
    fn a_position_beyond_the_last_one_stays_there() {
        let start = Position {
            line: u32::MAX,
            column: u32::MAX,
        };
        assert_eq!(start.advanced("ab", 2), start);
        assert_eq!(start.advanced("\n", 1).line, u32::MAX);
    }

    #[test]
    fn a_text_inside_another_starts_at_its_position() {
        let start = Position { line: 4, column: 9 };
        assert_eq!(start.advanced("a\nb", 1).to_string(), "4:10");
        assert_eq!(start.advanced("a\nb", 2).to_string(), "5:1");
    }
}
