//! Inclusion and overlap of two wildcard patterns, for partial evaluation, where a resource is
//! known only as a pattern.

#![expect(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "positions found by a search of the same pattern; one after a position is at most its length"
)]

use super::characters::{characters, number_of};
use super::search::{self, TextOne};
use super::wildcard::{self, ONE, RUN, matches};
use crate::steps;

/// True if `pattern` matches every text that `set` matches. Both are in pattern form.
pub fn covers(pattern: &[u8], set: &[u8]) -> bool {
    matches(pattern, set)
}

/// True if some text matches both patterns. Takes O(n log n), where n is the sum of their lengths.
pub fn overlap(a: &[u8], b: &[u8]) -> bool {
    match (memchr::memchr(RUN, a), memchr::memchr(RUN, b)) {
        (Some(first_a), Some(first_b)) => {
            // The runs of each pattern match what the other one has in between: only the starts and
            // the ends have to agree.
            starts_meet(&a[..first_a], &b[..first_b]) && ends_meet(behind_runs(a), behind_runs(b))
        }
        (Some(_), None) => may_match(a, b),
        (None, Some(_)) => may_match(b, a),
        (None, None) => search::fits(a, b, TextOne::Wild, &mut 0) == Some(b.len()),
    }
}

fn behind_runs(pattern: &[u8]) -> &[u8] {
    match memchr::memrchr(RUN, pattern) {
        Some(last) => &pattern[last + 1..],
        None => pattern,
    }
}

fn starts_meet(a: &[u8], b: &[u8]) -> bool {
    meet(numbers(a), numbers(b))
}

fn ends_meet(a: &[u8], b: &[u8]) -> bool {
    let backwards = |text| numbers(text).collect::<Vec<_>>().into_iter().rev();
    meet(backwards(a), backwards(b))
}

fn numbers(text: &[u8]) -> impl Iterator<Item = u32> {
    characters(text).map(|character| character.number)
}

/// Whether each symbol meets the one in the same place, as far as the shorter row goes.
fn meet(a: impl Iterator<Item = u32>, b: impl Iterator<Item = u32>) -> bool {
    const ANY: u32 = number_of(ONE);
    a.zip(b)
        .inspect(|_| steps::note(1))
        .all(|(a, b)| a == ANY || b == ANY || a == b)
}

/// Whether a pattern with runs overlaps `other`, a pattern without runs. Each `?` of `other`
/// overlaps exactly one symbol of the pattern, so that the leftmost position for each segment is as
/// good as any other, as in a text.
fn may_match(pattern: &[u8], other: &[u8]) -> bool {
    let mut segments = pattern.split(|byte| *byte == RUN);
    let first = segments.next().unwrap_or_default();
    let last = segments.next_back().unwrap_or_default();
    let Some(start) = search::fits(first, other, TextOne::Wild, &mut 0) else {
        return false;
    };
    let Some(end) = start_of_last(other, characters(last).count()) else {
        return false;
    };
    let Some(mut rest) = other.get(start..end) else {
        return false;
    };
    if search::fits(last, &other[end..], TextOne::Wild, &mut 0).is_none() {
        return false;
    }
    for segment in segments.filter(|segment| !segment.is_empty()) {
        match search::find(segment, rest, TextOne::Wild) {
            Some(after) => rest = &rest[after..],
            None => return false,
        }
    }
    true
}

/// Where the last `count` characters of a text start.
fn start_of_last(text: &[u8], count: usize) -> Option<usize> {
    let is_start = |at: &usize| !wildcard::is_continuation(text[*at]);
    match count {
        0 => Some(text.len()),
        _ => (0..text.len()).rev().filter(is_start).nth(count - 1),
    }
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

    /// Whether two patterns overlap, by definition: the first symbols overlap, or a run takes one.
    fn overlap_slowly(a: &[char], b: &[char]) -> bool {
        match (a, b) {
            ([], []) => true,
            (['*', rest @ ..], _) if overlap_slowly(rest, b) => true,
            (_, ['*', rest @ ..]) if overlap_slowly(a, rest) => true,
            (['*', ..], [_, rest @ ..]) => overlap_slowly(a, rest),
            ([_, rest @ ..], ['*', ..]) => overlap_slowly(rest, b),
            ([x, rest_a @ ..], [y, rest_b @ ..]) => {
                (x == y || *x == '?' || *y == '?') && overlap_slowly(rest_a, rest_b)
            }
            _ => false,
        }
    }

    #[test]
    fn all_short_patterns_overlap_as_defined() {
        let symbols = ['a', 'é', '?', '*'];
        let mut words: Vec<Vec<char>> = vec![Vec::new()];
        for length in 0..4 {
            let longest = words.iter().filter(|word| word.len() == length);
            let longer = longest
                .flat_map(|word| symbols.map(|symbol| [word.as_slice(), &[symbol]].concat()));
            words.extend(longer.collect::<Vec<_>>());
        }
        let patterns = words
            .iter()
            .map(|word| pattern(&word.iter().collect::<String>()));
        let patterns: Vec<Vec<u8>> = patterns.collect();
        for (a, word_a) in patterns.iter().zip(&words) {
            for (b, word_b) in patterns.iter().zip(&words) {
                let expected = overlap_slowly(word_a, word_b);
                assert_eq!(overlap(a, b), expected, "{word_a:?} {word_b:?}");
            }
        }
    }
}
