//! `*` and `?` (S2.2, S3.3, S3.7, S5.4).
//!
//! A pattern is stored as bytes in which [`RUN`] means `*` and [`ONE`] means `?`. Neither byte
//! occurs in UTF-8, so that a literal `*` (from the value of a variable, S6.7) is never treated as
//! a wildcard, and one matcher serves every pattern. In a sequence of wildcards the `?` come first
//! and the `*` are merged: `*?*` is `?*`.
//!
//! Matching uses no recursion, and no backtracking beyond the current segment: the text between two
//! `*` has a fixed number of characters, so the leftmost position where it fits is always as good
//! as any other. The time is O(n log n), where n is the length of pattern and text (see `search`).

#![expect(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "positions found by a search of the same bytes, and lengths of at most eight"
)]

use super::search::{self, TextOne};
use crate::steps;
use memchr::{memchr, memmem, memrchr};

/// Any run of characters, possibly empty.
pub const RUN: u8 = 0xFF;
/// Exactly one character.
pub const ONE: u8 = 0xFE;

/// The pattern form of a whole text.
#[inline]
pub fn pattern(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    append(text, &mut bytes);
    bytes
}

/// Appends the pattern form of a whole text.
pub fn append(text: &str, bytes: &mut Vec<u8>) {
    let text = text.as_bytes();
    // Whether a `*` is pending until the next literal: it moves after the `?` that follow it.
    let mut run = false;
    let mut from = 0;
    for at in memchr::memchr2_iter(b'*', b'?', text) {
        if from < at {
            if std::mem::take(&mut run) {
                bytes.push(RUN);
            }
            bytes.extend_from_slice(&text[from..at]);
        }
        match text[at] {
            b'*' => run = true,
            _ => bytes.push(ONE),
        }
        from = at + 1;
    }
    let rest = &text[from..];
    if run {
        bytes.push(RUN);
    }
    bytes.extend_from_slice(rest);
}

/// The text that a pattern encodes. A pattern made from a text contains no literal `*` or `?`, so
/// nothing is lost.
#[inline]
pub fn text(pattern: &[u8]) -> String {
    let readable = |byte: &u8| match *byte {
        RUN => b'*',
        ONE => b'?',
        literal => literal,
    };
    String::from_utf8_lossy(&pattern.iter().map(readable).collect::<Vec<_>>()).into_owned()
}

/// True if a pattern has no wildcard.
#[inline]
pub fn is_literal(pattern: &[u8]) -> bool {
    memchr::memchr2(RUN, ONE, pattern).is_none()
}

/// The structure of a pattern, determined once: most patterns need no search.
///
/// Not `#[non_exhaustive]`: the matcher handles every shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// No wildcard.
    Exact,
    /// `*` alone.
    Any,
    /// One `*` at the end.
    Prefix,
    /// One `*` at the start.
    Suffix,
    /// One `*` in between; the number is the length of what is before it.
    Ends(u32),
    /// A `*` at the start and one at the end.
    Contains,
    /// Anything else.
    General,
}

impl Shape {
    /// The shape of a pattern.
    pub fn of(pattern: &[u8]) -> Self {
        // Most are parts of ARNs, a few bytes long.
        const SHORT: usize = 24;
        let (mut first, mut last, mut ones) = (None, None, 0);
        if pattern.len() <= SHORT {
            for (at, byte) in pattern.iter().enumerate() {
                match *byte {
                    RUN => {
                        first = first.or(Some(at));
                        last = Some(at);
                    }
                    ONE => ones += 1,
                    _ => {}
                }
            }
        } else {
            first = memchr(RUN, pattern);
            last = first.and_then(|_| memrchr(RUN, pattern));
            ones = usize::from(memchr(ONE, pattern).is_some());
        }
        let (run, last) = match (first, last) {
            _ if ones > 0 => return Self::General,
            (Some(first), Some(last)) => (first, last),
            _ => return Self::Exact,
        };
        if last != run {
            return match pattern {
                [RUN, inner @ .., RUN] if memchr(RUN, inner).is_none() => Self::Contains,
                _ => Self::General,
            };
        }
        match (run, pattern.len() - run - 1) {
            (0, 0) => Self::Any,
            (_, 0) => Self::Prefix,
            (0, _) => Self::Suffix,
            (before, _) => u32::try_from(before).map_or(Self::General, Self::Ends),
        }
    }

    /// Whether `text` matches `pattern`, which has this shape.
    #[inline]
    pub fn matches(self, pattern: &[u8], text: &[u8]) -> bool {
        steps::note(1 + pattern.len().min(text.len()));
        match self {
            Self::Exact => pattern == text,
            Self::Any => true,
            Self::Prefix => text.starts_with(&pattern[..pattern.len() - 1]),
            Self::Suffix => text.ends_with(&pattern[1..]),
            Self::Ends(before) => {
                let (head, tail) = pattern.split_at(before as usize);
                let tail = &tail[1..];
                text.len() >= head.len() + tail.len()
                    && text.starts_with(head)
                    && text.ends_with(tail)
            }
            Self::Contains => memmem::find(text, &pattern[1..pattern.len() - 1]).is_some(),
            Self::General => matches(pattern, text),
        }
    }
}

/// Whether the whole of `text` matches `pattern`.
///
/// `text` may itself be a pattern: its [`RUN`] is then a symbol that only a `*` matches, its
/// [`ONE`] one that `*` and `?` match, and the result is whether `pattern` matches every text that
/// `text` does (see `algebra`).
pub fn matches(pattern: &[u8], text: &[u8]) -> bool {
    let (Some(first), Some(last)) = (memchr(RUN, pattern), memrchr(RUN, pattern)) else {
        return segment_at(pattern, text) == Some(text.len());
    };
    let Some(start) = segment_at(&pattern[..first], text) else {
        return false;
    };
    let Some(end) = segment_before(&pattern[last + 1..], text) else {
        return false;
    };
    let Some(mut rest) = text.get(start..end) else {
        return false;
    };
    if first == last {
        return true;
    }
    let mut segments = &pattern[first + 1..last];
    loop {
        let (segment, others) = next_segment(segments);
        match find(segment, rest) {
            Some(after) => rest = &rest[after..],
            None => return false,
        }
        match others {
            Some(others) => segments = others,
            None => return true,
        }
    }
}

/// What precedes the first `*`, and what follows it.
#[inline]
fn next_segment(segments: &[u8]) -> (&[u8], Option<&[u8]>) {
    match *segments {
        // Hostile patterns consist of segments of one character.
        [byte, RUN, ref others @ ..] if byte != RUN => {
            (std::slice::from_ref(&segments[0]), Some(others))
        }
        _ => match memchr(RUN, segments) {
            Some(at) => (&segments[..at], Some(&segments[at + 1..])),
            None => (segments, None),
        },
    }
}

/// The end of the segment at the start of `text`.
fn segment_at(segment: &[u8], text: &[u8]) -> Option<usize> {
    steps::note(segment.len());
    if memchr(ONE, segment).is_none() {
        return text.starts_with(segment).then_some(segment.len());
    }
    let mut at = 0;
    for byte in segment {
        let found = *text.get(at)?;
        at += 1;
        if *byte == ONE {
            if found == RUN {
                return None;
            }
            while text.get(at).is_some_and(|byte| is_continuation(*byte)) {
                at += 1;
            }
        } else if found != *byte {
            return None;
        }
    }
    Some(at)
}

/// The start of the segment at the end of `text`.
fn segment_before(segment: &[u8], text: &[u8]) -> Option<usize> {
    steps::note(segment.len());
    if memchr(ONE, segment).is_none() {
        return text.ends_with(segment).then(|| text.len() - segment.len());
    }
    let mut at = text.len();
    for byte in segment.iter().rev() {
        at = at.checked_sub(1)?;
        let mut found = *text.get(at)?;
        if *byte == ONE {
            while is_continuation(found) {
                at = at.checked_sub(1)?;
                found = *text.get(at)?;
            }
            if found == RUN {
                return None;
            }
        } else if found != *byte {
            return None;
        }
    }
    Some(at)
}

/// The end of the leftmost occurrence of the segment.
#[inline]
fn find(segment: &[u8], text: &[u8]) -> Option<usize> {
    if let ([byte], Some(first)) = (segment, text.first())
        && byte == first
    {
        return Some(1);
    }
    find_further(segment, text)
}

fn find_further(segment: &[u8], text: &[u8]) -> Option<usize> {
    if memchr(ONE, segment).is_none() {
        let at = match segment {
            [] => Some(0),
            [byte] => memchr(*byte, text),
            _ => memmem::find(text, segment),
        };
        return at.map(|at| at + segment.len());
    }
    search::find(segment, text, TextOne::Symbol)
}

/// Whether a byte continues a UTF-8 character: a `?` matches one character, not one byte.
#[inline]
pub const fn is_continuation(byte: u8) -> bool {
    byte & 0xC0 == 0x80
}

#[cfg(test)]
mod tests {
    use super::{Shape, matches, pattern};

    #[track_caller]
    fn check(glob: &str, text: &str, expected: bool) {
        let glob_bytes = pattern(glob);
        assert_eq!(
            matches(&glob_bytes, text.as_bytes()),
            expected,
            "{glob} {text}"
        );
        let shape = Shape::of(&glob_bytes);
        assert_eq!(
            shape.matches(&glob_bytes, text.as_bytes()),
            expected,
            "{glob} {text} {shape:?}"
        );
    }

    #[test]
    fn wildcards_are_anchored_and_take_any_run() {
        for (glob, text, expected) in [
            ("", "", true),
            ("", "a", false),
            ("*", "", true),
            ("a*", "a", true),
            ("*a", "ba", true),
            ("a*a", "a", false),
            ("a*a", "aa", true),
            ("a*b*c", "abbbcc", true),
            ("a*b*c", "acb", false),
            ("*ab*ab*", "abab", true),
            ("*ab*ab*", "aba", false),
            ("?", "", false),
            ("?", "é", true),
            ("??", "é", false),
            ("*?", "", false),
            ("?*?", "ab", true),
            ("?*?", "é", false),
            ("*?é", "éé", true),
            ("*??é", "éé", false),
            ("a?c*?e", "abcde", true),
            ("a?c*?e", "abce", false),
            ("*a?b*", "xaab", true),
            ("*a?b*", "xab", false),
            ("[a-z]{x}", "[a-z]{x}", true),
        ] {
            check(glob, text, expected);
        }
    }
}
