//! Patterns of whole ARNs, for `Resource` and `NotResource` (S3.4): there a `*` at the end of one
//! of the first five parts may also match colons, so that matching part by part isn't enough.
//!
//! The pattern form of [`wildcard`](mod@super::wildcard) has three more symbols here. [`RUN`] and
//! [`ONE`] match any character; they are the wildcards of the sixth part, and [`RUN`] is also a `*`
//! at the end of one of the first five. The other wildcards of the first five parts are
//! [`PART_RUN`] and [`PART_ONE`]. Substituted values are literal, including their colons (S6.7).
//!
//! Matching uses neither recursion nor backtracking. The runs that may match colons divide a
//! pattern into chunks. Such a run before the fifth colon is followed by a colon, so a chunk that
//! contains a run within a part starts with a colon and can only fit where the text has one. It
//! spans as many parts of the text as it has colons, so from a later colon it ends later. The first
//! position where a chunk fits is therefore the one where it ends first, and since the run that
//! follows matches any text, no other position is better. Within a chunk, a run within a part ends
//! before the next colon. If the piece after the run has a colon, it is this one, and there is only
//! one position; otherwise the leftmost one is as good as any, since another run follows. Pieces
//! are searched for as in `search`, and a limited run is in one of the first five parts: the time
//! is O(n log n), where n is the length of pattern and text.

#![expect(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "positions found by a search of the same text"
)]

mod chunk;

use super::characters::characters;
use super::wildcard::{self, ONE, RUN};
use chunk::Chunk;
use memchr::memchr3;

/// Any run of characters other than colons.
pub const PART_RUN: u8 = 0xFD;
/// One character other than a colon.
pub const PART_ONE: u8 = 0xFC;
/// Any run of characters other than slashes.
pub const STEP_RUN: u8 = 0xFB;

/// Which wildcards may match colons.
///
/// Not `#[non_exhaustive]`: the matcher handles every case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colons {
    /// Those of the sixth part, and a `*` at the end of a part, as in a policy's patterns.
    AsInPolicies,
    /// Those of the sixth part.
    Sixth,
    /// None.
    Never,
}

/// Encodes a pattern of an ARN in pattern form, piece by piece.
#[derive(Debug)]
pub struct Encoder {
    colons: Colons,
    part: usize,
}

impl Encoder {
    /// An encoder with this treatment of colons.
    pub fn new(colons: Colons) -> Self {
        Self { colons, part: 0 }
    }

    /// An encoder for text of the sixth part.
    pub fn in_sixth_part() -> Self {
        Self {
            colons: Colons::AsInPolicies,
            part: 5,
        }
    }

    /// Appends the form of a piece. A `*` at the end may match colons if it ends the whole pattern,
    /// but not if a variable follows.
    pub fn append(&mut self, text: &str, is_last: bool, bytes: &mut impl Extend<u8>) {
        // In a sequence of wildcards the `?` come first and the `*` are merged; the `*` is at the
        // end of the part if the last wildcard of the sequence is a `*`.
        let (mut run, mut at_end) = (false, false);
        for byte in text.bytes() {
            match byte {
                b'*' => (run, at_end) = (true, true),
                b'?' => {
                    bytes.extend([self.one()]);
                    at_end = false;
                }
                literal => {
                    if std::mem::take(&mut run) {
                        bytes.extend([self.run(at_end && literal == b':')]);
                    }
                    bytes.extend([literal]);
                    self.part += usize::from(literal == b':');
                }
            }
        }
        if run {
            bytes.extend([self.run(at_end && is_last)]);
        }
    }

    fn takes_colons(&self) -> bool {
        self.part >= 5 && self.colons != Colons::Never
    }

    fn one(&self) -> u8 {
        if self.takes_colons() { ONE } else { PART_ONE }
    }

    fn run(&self, ends_part: bool) -> u8 {
        if self.takes_colons() || (ends_part && self.colons == Colons::AsInPolicies) {
            RUN
        } else {
            PART_RUN
        }
    }
}

/// The form of a whole pattern without variables.
pub fn pattern(text: &str, colons: Colons) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    Encoder::new(colons).append(text, true, &mut bytes);
    bytes
}

/// Makes the wildcards in a pattern's first five parts, in the form of [`wildcard`], match no
/// colon.
pub fn limit_to_parts(head: &mut [u8]) {
    for byte in head {
        *byte = match *byte {
            RUN => PART_RUN,
            ONE => PART_ONE,
            other => other,
        };
    }
}

/// Makes the runs that match any character match no slash.
pub fn limit_to_steps(pattern: &mut [u8]) {
    for byte in pattern.iter_mut().filter(|byte| **byte == RUN) {
        *byte = STEP_RUN;
    }
}

/// Relaxes a pattern for matching part by part, with `*` and `?` as the only wildcards: it matches
/// a subset of the texts that the pattern matches, or for a [`STEP_RUN`] a superset.
pub fn by_parts(pattern: &mut [u8]) {
    for byte in pattern {
        *byte = match *byte {
            PART_RUN | STEP_RUN => RUN,
            PART_ONE => ONE,
            other => other,
        };
    }
}

/// Whether the whole of `text` matches `pattern`.
pub fn matches(pattern: &[u8], text: &[u8]) -> bool {
    if memchr3(PART_RUN, PART_ONE, STEP_RUN, pattern).is_none() {
        return wildcard::matches(pattern, text);
    }
    covers(pattern, text)
}

/// True if `pattern` matches every text that `set` matches: `set` is read as a text whose wildcards
/// are matched only by a run that matches all their characters. False if this can't be shown.
pub fn covers(pattern: &[u8], set: &[u8]) -> bool {
    let mut chunks = pattern.split(|byte| *byte == RUN).map(Chunk::of);
    let first = chunks.next().unwrap_or_else(|| Chunk::of(&[]));
    let Some(last) = chunks.next_back() else {
        return first.is_whole(set);
    };
    let Some(mut from) = first.at_start(set) else {
        return false;
    };
    for chunk in chunks {
        match chunk.find(&set[from..]) {
            Some(length) => from += length,
            None => return false,
        }
    }
    last.is_at_end(&set[from..])
}

/// Whether a symbol other than a run matches a symbol of the text, which may be a wildcard itself.
pub(super) fn takes(symbol: u8, found: u8) -> bool {
    let is_run = found == RUN || is_limited_run(found);
    match symbol {
        ONE => !is_run,
        PART_ONE => !is_run && found != ONE && found != b':',
        literal => literal == found,
    }
}

/// Whether a limited run matches a symbol of the text.
fn run_takes(run: u8, found: u8) -> bool {
    match run {
        STEP_RUN => found != b'/' && !matches!(found, RUN | ONE | PART_RUN | PART_ONE),
        _ => !matches!(found, b':' | RUN | ONE | STEP_RUN),
    }
}

fn is_limited_run(symbol: u8) -> bool {
    matches!(symbol, PART_RUN | STEP_RUN)
}

/// One symbol of a pattern: one character of a class, or a run of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Symbol {
    /// Any number of characters of the class.
    pub is_run: bool,
    /// The characters that it matches.
    pub class: Class,
}

/// A set of characters.
///
/// Not `#[non_exhaustive]`: the matcher handles every class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Every character.
    Any,
    /// Every character except one.
    AnyBut(char),
    /// This character.
    Only(char),
}

impl Symbol {
    /// Whether some character is in both. Two classes that each exclude one character always
    /// overlap.
    pub fn meets(self, other: Self) -> bool {
        match (self.class, other.class) {
            (Class::Only(a), Class::Only(b)) => a == b,
            (Class::Only(a), Class::AnyBut(b)) | (Class::AnyBut(b), Class::Only(a)) => a != b,
            _ => true,
        }
    }
}

/// The symbols of a pattern.
pub fn symbols(pattern: &[u8]) -> Vec<Symbol> {
    let wildcard = |byte: u8| {
        let (is_run, class) = match byte {
            RUN => (true, Class::Any),
            ONE => (false, Class::Any),
            PART_RUN => (true, Class::AnyBut(':')),
            PART_ONE => (false, Class::AnyBut(':')),
            STEP_RUN => (true, Class::AnyBut('/')),
            _ => return None,
        };
        Some(Symbol { is_run, class })
    };
    let literal = |number: u32| Symbol {
        is_run: false,
        class: Class::Only(char::from_u32(number).unwrap_or(char::REPLACEMENT_CHARACTER)),
    };
    characters(pattern)
        .map(|found| wildcard(found.lead).unwrap_or_else(|| literal(found.number)))
        .collect()
}

impl Class {
    /// Whether a character is in the class.
    pub fn takes(self, character: char) -> bool {
        match self {
            Self::Any => true,
            Self::AnyBut(stop) => character != stop,
            Self::Only(literal) => character == literal,
        }
    }
}

#[cfg(test)]
mod tests;
