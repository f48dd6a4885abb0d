//! The part of a pattern between two unlimited runs: text, single wildcards and limited runs.

#![expect(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "bit tricks on words, at positions below the lengths of the chunk and the text"
)]

use super::{PART_ONE, PART_RUN, STEP_RUN, is_limited_run, run_takes, takes};
use crate::pattern::search::{self, TextOne};
use crate::pattern::wildcard::{self, ONE};
use crate::steps;
use memchr::{memchr, memchr_iter, memmem};
use smallvec::SmallVec;
use std::cell::{Cell, OnceCell};
use std::collections::HashMap;

/// A chunk, divided at its limited runs.
#[derive(Debug)]
pub(super) struct Chunk<'p> {
    symbols: &'p [u8],
    first: &'p [u8],
    behind: SmallVec<[Behind<'p>; 4]>,
}

/// A limited run and the piece after it.
#[derive(Debug, Clone, Copy)]
struct Behind<'p> {
    run: u8,
    piece: &'p [u8],
    /// The position in the piece of the first symbol that the run doesn't match.
    stop: Option<usize>,
}

/// The last piece of a chunk with limited runs, against the text. The piece may be long and is
/// tried at one position after the other, and each attempt may take as long as the piece is.
struct Tail<'a> {
    piece: &'a [u8],
    text: &'a [u8],
    compared: Cell<usize>,
    /// The ends of all its occurrences, computed together once too many bytes were compared.
    ends: OnceCell<HashMap<usize, usize>>,
    /// Its start if it ends the text.
    from_end: OnceCell<Option<usize>>,
}

impl<'p> Chunk<'p> {
    pub(super) fn of(symbols: &'p [u8]) -> Self {
        let mut pieces = symbols.split(|byte| is_limited_run(*byte));
        let first = pieces.next().unwrap_or_default();
        let runs = symbols.iter().filter(|byte| is_limited_run(**byte));
        let behind = runs.zip(pieces).map(|(run, piece)| Behind {
            run: *run,
            piece,
            stop: memchr(if *run == STEP_RUN { b'/' } else { b':' }, piece),
        });
        Self {
            symbols,
            first,
            behind: behind.collect(),
        }
    }

    /// The earliest end of the chunk if it fits at the start of the text.
    pub(super) fn at_start(&self, text: &[u8]) -> Option<usize> {
        self.at(0, &self.tail(text), false)
    }

    /// Whether it fits the whole text.
    pub(super) fn is_whole(&self, text: &[u8]) -> bool {
        self.at(0, &self.tail(text), true) == Some(text.len())
    }

    /// The end of the first occurrence of the chunk.
    pub(super) fn find(&self, text: &[u8]) -> Option<usize> {
        if self.behind.is_empty() {
            return find_piece(self.first, text);
        }
        let tail = self.tail(text);
        match self.symbols.first() {
            Some(&(ONE | PART_ONE | PART_RUN | STEP_RUN)) => (0..text.len())
                .filter(|at| !wildcard::is_continuation(text[*at]))
                .find_map(|at| self.at(at, &tail, false)),
            Some(literal) => memchr_iter(*literal, text).find_map(|at| self.at(at, &tail, false)),
            None => Some(0),
        }
    }

    /// Whether a chunk fits at the end of the text.
    pub(super) fn is_at_end(&self, text: &[u8]) -> bool {
        if self.behind.is_empty() {
            return fixed_before(self.first, text).is_some();
        }
        let tail = self.tail(text);
        let first = self.symbols.first().copied().unwrap_or_default();
        memchr_iter(first, text).any(|at| self.at(at, &tail, true) == Some(text.len()))
    }

    fn tail<'a>(&self, text: &'a [u8]) -> Tail<'a>
    where
        'p: 'a,
    {
        let last = self.behind.last();
        Tail {
            piece: last.map_or(&[], |last| &last.piece[last.stop.unwrap_or(0)..]),
            text,
            compared: Cell::new(0),
            ends: OnceCell::new(),
            from_end: OnceCell::new(),
        }
    }

    /// The earliest end of the chunk if it fits at a position of the text; or, if it has to match
    /// the rest of the text, the text's end.
    fn at(&self, at: usize, tail: &Tail<'_>, whole: bool) -> Option<usize> {
        let mut end = at + fixed_at(self.first, tail.text.get(at..)?)?;
        for (index, behind) in self.behind.iter().enumerate() {
            let is_last = index + 1 == self.behind.len();
            end = behind.ends(end, tail, is_last, whole && is_last)?;
        }
        Some(end)
    }
}

impl Behind<'_> {
    /// The end of the piece whose run starts at a position of the text; the end of the text if it
    /// has to end it.
    fn ends(&self, from: usize, tail: &Tail<'_>, is_last: bool, whole: bool) -> Option<usize> {
        let rest = tail.text.get(from..)?;
        let longest = rest.iter().position(|byte| !run_takes(self.run, *byte));
        let longest = longest.unwrap_or(rest.len());
        steps::note(longest);
        let reach = &rest[..longest];
        match self.stop {
            // The symbol that the run doesn't match is the next of its kind: there is only one
            // position.
            Some(at) => {
                fixed_before(&self.piece[..at], reach)?;
                match is_last {
                    true => tail.end_at(from + longest),
                    false => fixed_at(&self.piece[at..], &rest[longest..])
                        .map(|length| from + longest + length),
                }
            }
            None if whole => {
                let start = tail.start_at_end()?.checked_sub(from)?;
                (start <= longest).then_some(tail.text.len())
            }
            None => find_piece(self.piece, reach).map(|end| from + end),
        }
    }
}

impl Tail<'_> {
    /// Its end if it fits at a position.
    fn end_at(&self, at: usize) -> Option<usize> {
        /// The number of bytes that may be compared for each byte of the text.
        const PATIENCE: usize = 16;
        let rest = self.text.get(at..)?;
        if self.compared.get() > PATIENCE * self.text.len() && !has_wildcards(self.text) {
            let ends = self.ends.get_or_init(|| {
                let mut ends = HashMap::new();
                search::each(self.piece, self.text, TextOne::OfPart, &mut |start, end| {
                    ends.insert(start, end);
                });
                ends
            });
            return ends.get(&at).copied();
        }
        let mut compared = self.compared.get();
        let length = search::fits(self.piece, rest, TextOne::OfPart, &mut compared);
        self.compared.set(compared);
        Some(at + length?)
    }

    fn start_at_end(&self) -> Option<usize> {
        *self
            .from_end
            .get_or_init(|| fixed_before(self.piece, self.text))
    }
}

fn has_wildcards(text: &[u8]) -> bool {
    text.iter().any(|byte| *byte >= STEP_RUN)
}

/// The end of the first occurrence of a piece without runs.
fn find_piece(piece: &[u8], text: &[u8]) -> Option<usize> {
    // Called for many short parts of the text: most are too short.
    if piece.len() > text.len() {
        return None;
    }
    if !piece.iter().any(|byte| matches!(*byte, ONE | PART_ONE)) {
        return memmem::find(text, piece).map(|at| at + piece.len());
    }
    search::find(piece, text, TextOne::OfPart)
}

/// The end of a piece without runs at the start of the text.
fn fixed_at(piece: &[u8], text: &[u8]) -> Option<usize> {
    search::fits(piece, text, TextOne::OfPart, &mut 0)
}

/// The start of a piece without runs at the end of the text.
fn fixed_before(piece: &[u8], text: &[u8]) -> Option<usize> {
    // A symbol takes at least one byte.
    if piece.len() > text.len() {
        return None;
    }
    let mut at = text.len();
    for symbol in piece.iter().rev() {
        steps::note(1);
        at = at.checked_sub(1)?;
        if matches!(*symbol, ONE | PART_ONE) {
            while wildcard::is_continuation(*text.get(at)?) {
                at = at.checked_sub(1)?;
            }
        }
        if !takes(*symbol, *text.get(at)?) {
            return None;
        }
    }
    Some(at)
}
