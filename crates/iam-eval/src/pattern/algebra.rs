//! What one wildcard pattern says about another: inclusion and overlap. It serves partial
//! evaluation, where a resource is known only as a pattern.

use super::wildcard::{ONE, RUN, matches};

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
pub(super) enum Symbol {
    Run,
    One,
    Literal(char),
}

impl Symbol {
    fn meets(self, other: Self) -> bool {
        self == Self::One || other == Self::One || self == other
    }
}

pub(super) fn symbols(pattern: &[u8]) -> Vec<Symbol> {
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
    use super::{covers, overlap};
    use crate::pattern::wildcard::pattern;

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
