//! Breaks lines of styled text with `textwrap`, which knows how wide characters are on a terminal.

use super::Run;
use textwrap::core::{Fragment, display_width};
use textwrap::wrap_algorithms::wrap_first_fit;

/// A word, which is never broken: text between spaces, possibly from several runs.
#[derive(Debug, Default)]
pub(super) struct Word<'a> {
    /// The index of the run, and its part of the word.
    pub(super) pieces: Vec<(usize, &'a str)>,
    width: usize,
    /// The number of spaces that follow.
    pub(super) gap: usize,
}

impl Fragment for Word<'_> {
    #[expect(clippy::cast_precision_loss, reason = "no word is longer than 2^52")]
    fn width(&self) -> f64 {
        self.width as f64
    }

    #[expect(clippy::cast_precision_loss, reason = "no gap is longer than 2^52")]
    fn whitespace_width(&self) -> f64 {
        self.gap as f64
    }

    fn penalty_width(&self) -> f64 {
        0.0
    }
}

/// The number of spaces before the first word, and the words.
pub(super) fn words<'a>(runs: &'a [Run<'_>]) -> (usize, Vec<Word<'a>>) {
    let mut leading = 0;
    let mut words: Vec<Word<'a>> = Vec::new();
    let mut is_open = false;
    for (place, run) in runs.iter().enumerate() {
        for (index, text) in run.words.split(' ').enumerate() {
            if index > 0 {
                is_open = false;
                match words.last_mut() {
                    Some(word) => word.gap += 1,
                    None => leading += 1,
                }
            }
            if text.is_empty() {
                continue;
            }
            if !is_open {
                words.push(Word::default());
                is_open = true;
            }
            if let Some(word) = words.last_mut() {
                word.width += display_width(text);
                word.pieces.push((place, text));
            }
        }
    }
    (leading, words)
}

/// The words of each line: the first line has `indent` columns less, further ones `hang`.
#[expect(
    clippy::cast_precision_loss,
    reason = "no line is wider than 2^52 columns, except one without a limit"
)]
pub(super) fn lines<'w, 'a>(
    words: &'w [Word<'a>],
    indent: usize,
    hang: usize,
    width: usize,
) -> impl Iterator<Item = &'w [Word<'a>]> {
    let widths = [indent, hang].map(|used| width.saturating_sub(used) as f64);
    wrap_first_fit(words, &widths).into_iter()
}
