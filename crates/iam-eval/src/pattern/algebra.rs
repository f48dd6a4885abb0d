//! What one wildcard pattern says about another: inclusion and overlap. It serves partial
//! evaluation, where a resource is known only as a pattern.

use super::wildcard::{ONE, RUN, matches};
use std::borrow::Cow;

/// True where `pattern` matches every text that `set` matches. Both are in pattern form.
pub(crate) fn covers(pattern: &[u8], set: &[u8]) -> bool {
    matches(pattern, set)
}

/// True where some text matches both patterns.
pub(crate) fn overlap(a: &[u8], b: &[u8]) -> bool {
    if matches!((a, b), ([RUN], _) | (_, [RUN])) {
        return true;
    }
    if ends_differ(a, b) {
        return false;
    }
    let a = symbols(a);
    let b = symbols(b);
    // reachable[j]: after a's first i symbols and b's first j, the rests may still meet.
    let mut reachable = vec![false; b.len() + 1];
    reachable[0] = true;
    close_over_runs(&mut reachable, &b);
    for symbol in &a {
        let mut next = vec![false; b.len() + 1];
        if *symbol == Symbol::Run {
            // The run takes any number of b's symbols.
            let mut seen = false;
            for (to, from) in next.iter_mut().zip(&reachable) {
                seen |= *from;
                *to = seen;
            }
        } else {
            for (j, other) in b.iter().enumerate() {
                if !reachable[j] {
                    continue;
                }
                if *other == Symbol::Run {
                    next[j] = true;
                } else if symbol.meets(*other) {
                    next[j + 1] = true;
                }
            }
            close_over_runs(&mut next, &b);
        }
        reachable = next;
    }
    reachable[b.len()]
}

/// A pattern of which every text matches both; `None` where there is none, or none is found. Some texts
/// that match both may not match it.
pub(crate) fn common<'p>(a: &'p [u8], b: &'p [u8]) -> Option<Cow<'p, [u8]>> {
    if covers(a, b) {
        return Some(Cow::Borrowed(b));
    }
    if covers(b, a) {
        return Some(Cow::Borrowed(a));
    }
    if !overlap(a, b) || memchr::memchr(ONE, a).or(memchr::memchr(ONE, b)).is_some() {
        return None;
    }
    // `s*m*e` and `t*n*f` have `S*m*n*E` in common, S being the longer of s and t, of which one starts
    // like the other, and E likewise: each pattern's runs take what the other one has in between.
    let ((start_a, inner_a, end_a), (start_b, inner_b, end_b)) = (at_runs(a)?, at_runs(b)?);
    let longer = |a: &'_ [u8], b: &'_ [u8]| {
        if a.len() < b.len() {
            b.to_vec()
        } else {
            a.to_vec()
        }
    };
    let (start, end) = (longer(start_a, start_b), longer(end_a, end_b));
    let pattern = [&start, &[RUN][..], inner_a, &[RUN], inner_b, &[RUN], &end].concat();
    Some(Cow::Owned(without_double_runs(pattern)))
}

/// What stands before the first run, between it and the last one, and behind that.
fn at_runs(pattern: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let (first, last) = (
        memchr::memchr(RUN, pattern)?,
        memchr::memrchr(RUN, pattern)?,
    );
    let inner = pattern.get(first + 1..last).unwrap_or_default();
    Some((&pattern[..first], inner, &pattern[last + 1..]))
}

fn without_double_runs(mut pattern: Vec<u8>) -> Vec<u8> {
    pattern.dedup_by(|a, b| *a == RUN && *b == RUN);
    pattern
}

/// True where the literal starts, or the literal ends, of two patterns already tell them apart: most
/// patterns that don't overlap differ there.
fn ends_differ(a: &[u8], b: &[u8]) -> bool {
    let literal = |byte: &&u8| **byte != RUN && **byte != ONE;
    let starts = a
        .iter()
        .take_while(literal)
        .zip(b.iter().take_while(literal));
    let ends = a.iter().rev().take_while(literal);
    let ends = ends.zip(b.iter().rev().take_while(literal));
    let is_literal = |pattern: &[u8]| memchr::memchr2(RUN, ONE, pattern).is_none();
    starts.into_iter().any(|(a, b)| a != b)
        || ends.into_iter().any(|(a, b)| a != b)
        || (is_literal(a) && is_literal(b) && a != b)
}

/// A run of `b` may be empty.
fn close_over_runs(reachable: &mut [bool], b: &[Symbol]) {
    for (j, symbol) in b.iter().enumerate() {
        if reachable[j] && *symbol == Symbol::Run {
            reachable[j + 1] = true;
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Symbol {
    Run,
    One,
    Literal(char),
}

impl Symbol {
    fn meets(self, other: Self) -> bool {
        self == Self::One || other == Self::One || self == other
    }
}

fn symbols(pattern: &[u8]) -> Vec<Symbol> {
    let mut symbols = Vec::with_capacity(pattern.len());
    for chunk in pattern.split_inclusive(|byte| *byte == RUN || *byte == ONE) {
        let (literal, wildcard) = match chunk.split_last() {
            Some((&RUN, literal)) => (literal, Some(Symbol::Run)),
            Some((&ONE, literal)) => (literal, Some(Symbol::One)),
            _ => (chunk, None),
        };
        symbols.extend(
            String::from_utf8_lossy(literal)
                .chars()
                .map(Symbol::Literal),
        );
        symbols.extend(wildcard);
    }
    symbols
}

#[cfg(test)]
mod tests {
    use super::{common, covers, overlap};
    use crate::pattern::wildcard::{self, pattern};

    #[test]
    fn what_two_patterns_have_in_common() {
        for (a, b, expected) in [
            ("*", "a*", Some("a*")),
            ("a*", "ab", Some("ab")),
            ("a*", "*b", Some("a*b")),
            ("a*c*", "ab*d", Some("ab*c*d")),
            ("*x*", "*y*", Some("*x*y*")),
            ("a*", "b*", None),
            ("a?", "?b*", None),
            ("a", "b", None),
        ] {
            let found = common(&pattern(a), &pattern(b)).map(|bytes| wildcard::text(&bytes));
            assert_eq!(found.as_deref(), expected, "{a} {b}");
        }
    }

    #[test]
    fn inclusion_and_overlap() {
        for (a, b, covered, overlapping) in [
            ("*", "*", true, true),
            ("a*", "ab*", true, true),
            ("ab*", "a*", false, true),
            ("a*", "b*", false, false),
            ("*?", "?*", true, true),
            ("?*", "*", false, true),
            ("*a", "a*", false, true),
            ("a?", "ab*", false, true),
            ("a?", "abc*", false, false),
            ("é?", "é?", true, true),
            ("?", "é", true, true),
            ("volume/*", "volume/vol-?", true, true),
            ("x*y", "x*z", false, false),
            ("ab*", "?c*", false, false),
            ("*ab", "*c?", false, false),
            ("a?c*", "*bd", false, true),
            ("?*a?", "b?*", false, true),
        ] {
            let (pattern_a, pattern_b) = (pattern(a), pattern(b));
            assert_eq!(covers(&pattern_a, &pattern_b), covered, "{a} covers {b}");
            assert_eq!(
                overlap(&pattern_a, &pattern_b),
                overlapping,
                "{a} meets {b}"
            );
            assert_eq!(
                overlap(&pattern_b, &pattern_a),
                overlapping,
                "{b} meets {a}"
            );
        }
    }
}
