//! Finds the first position where a segment with a `?` fits into a text.
//!
//! A search position by position costs segment length × text length in the worst case, which a
//! hostile pattern such as `*a?a?…b*` reaches. So it continues only while it advances; after that,
//! whole blocks of positions are decided at once, by the sum of the squared differences between the
//! segment and the text at each position, in which a `?` counts as 0 (Clifford and Clifford,
//! "Simple deterministic wildcard matching", 2007). The sums are convolutions, computed exactly in
//! a prime field (`transform`).
//!
//! Finding a segment of m bytes at a distance of d bytes takes O((m + d) log m).

#![expect(
    clippy::arithmetic_side_effects,
    reason = "bit tricks on words, at positions below the lengths of blocks"
)]

use super::characters::{characters, next_character, number_of};
use super::transform::{self, Transform};
use super::whole::{self, PART_ONE};
use super::wildcard::{ONE, RUN};
use crate::steps;

/// How a `?` in the text is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TextOne {
    /// As a character that only a `?` or a `*` matches: does the segment match every text that is
    /// meant?
    Symbol,
    /// As any character: is there a text for both?
    Wild,
    /// As [`TextOne::Symbol`], for patterns of whole ARNs: a [`PART_ONE`] doesn't match a colon.
    OfPart,
}

/// The end of the leftmost occurrence of the segment.
pub(super) fn find(segment: &[u8], text: &[u8], one: TextOne) -> Option<usize> {
    /// The number of bytes that may be compared for each byte by which the search advances.
    const PATIENCE: usize = 16;
    let literal_start = segment
        .first()
        .filter(|byte| !matches!(**byte, ONE | PART_ONE) && one != TextOne::Wild);
    let mut compared = 0;
    let mut at = 0;
    while at < text.len() {
        if let Some(literal) = literal_start {
            let skipped = memchr::memchr(*literal, text.get(at..)?);
            steps::note(skipped.unwrap_or(text.len() - at));
            at += skipped?;
        }
        if compared > PATIENCE * (at + segment.len()) {
            let end = find_by_blocks(segment, text.get(at..)?, one)?;
            return Some(at + end);
        }
        if let Some(length) = fits(segment, text.get(at..)?, one, &mut compared) {
            return Some(at + length);
        }
        at = next_character(text, at);
    }
    None
}

/// How many bytes of the text's start the segment takes; adds how many had to be compared.
pub(super) fn fits(
    segment: &[u8],
    text: &[u8],
    one: TextOne,
    compared: &mut usize,
) -> Option<usize> {
    let (mut in_segment, mut in_text) = (0, 0);
    // Each symbol takes at least one byte.
    if one != TextOne::Wild && segment.len() > text.len() {
        return None;
    }
    while in_segment < segment.len() {
        *compared += 1;
        steps::note(1);
        let (wanted, found) = (*segment.get(in_segment)?, *text.get(in_text)?);
        let any = match one {
            TextOne::Symbol => wanted == ONE,
            TextOne::Wild => wanted == ONE || found == ONE,
            TextOne::OfPart => matches!(wanted, ONE | PART_ONE),
        };
        let is_taken = match one {
            TextOne::OfPart => whole::takes(wanted, found),
            _ => found != RUN && (any || wanted == found),
        };
        if !is_taken {
            return None;
        }
        if any {
            in_segment = next_character(segment, in_segment);
            in_text = next_character(text, in_text);
        } else {
            in_segment += 1;
            in_text += 1;
        }
    }
    Some(in_text)
}

/// The symbols of wildcards as numbers.
const RUN_NUMBER: u64 = number_of(RUN) as u64;
const ONE_NUMBER: u64 = number_of(ONE) as u64;
const PART_ONE_NUMBER: u64 = number_of(PART_ONE) as u64;

/// The numbers of the characters, each with the offset at which it ends.
fn numbers(text: &[u8]) -> impl Iterator<Item = (u64, usize)> {
    characters(text).map(|character| (u64::from(character.number), character.end))
}

fn find_by_blocks(segment: &[u8], text: &[u8], one: TextOne) -> Option<usize> {
    by_blocks(segment, text, one, |start, _| {
        // The sum is exact for segments of up to four million characters; for longer ones it might
        // be a multiple of the prime.
        let length = fits(segment, text.get(start..)?, one, &mut 0)?;
        Some(start + length)
    })
}

/// The start and the end of each occurrence of the segment in a text without wildcards.
pub(super) fn each(segment: &[u8], text: &[u8], one: TextOne, visit: &mut dyn FnMut(usize, usize)) {
    /// The sums are exact up to this number of characters.
    const MOST: usize = 4_000_000;
    let is_exact = segment.len() <= MOST;
    by_blocks(segment, text, one, |start, end| {
        let found = is_exact || fits(segment, text.get(start..)?, one, &mut 0).is_some();
        if found {
            visit(start, end);
        }
        None::<()>
    });
}

/// Visits the occurrences of the segment, with their ends, by its sum of differences, until a visit
/// returns something.
fn by_blocks<T>(
    segment: &[u8],
    text: &[u8],
    one: TextOne,
    mut visit: impl FnMut(usize, usize) -> Option<T>,
) -> Option<T> {
    let wanted: Vec<u64> = numbers(segment).map(|(number, _)| number).collect();
    let block = (2 * wanted.len()).next_power_of_two();
    let places = block - wanted.len() + 1;
    let sums = SquaredDifferences::new(&wanted, Transform::new(block));
    let mut from = 0;
    loop {
        let rest = text.get(from..)?;
        let window: Vec<(u64, usize)> = numbers(rest).take(block).collect();
        if window.len() < wanted.len() {
            return None;
        }
        let differences = sums.at_each_place(&window, one);
        let last_place = window.len() - wanted.len();
        for (place, difference) in differences.iter().enumerate().take(last_place + 1) {
            if *difference != 0 {
                continue;
            }
            let start = match place.checked_sub(1) {
                Some(before) => window.get(before)?.1,
                None => 0,
            };
            let end = match (place + wanted.len()).checked_sub(1) {
                Some(last) => window.get(last)?.1,
                None => start,
            };
            if let Some(found) = visit(from + start, from + end) {
                return Some(found);
            }
        }
        if window.len() < block {
            return None;
        }
        from += window.get(places - 1)?.1;
    }
}

/// The sum of (wanted − found)² over the segment, at each position of a text, without the
/// characters that are wild: Σ w·p² ⋆ v − 2 Σ w·p ⋆ v·t + Σ w ⋆ v·t², in which w and v are 0 for
/// wild characters, 1 for others. Each wildcard that is aligned with something that it doesn't
/// match (a `*`, or for some a colon) adds 1.
struct SquaredDifferences {
    transform: Transform,
    length: usize,
    weight: Vec<u64>,
    weighted: Vec<u64>,
    squared: Vec<u64>,
    /// 1 for each wildcard that doesn't match some symbol, with that symbol.
    stopped: Vec<(Vec<u64>, u64)>,
}

impl SquaredDifferences {
    fn new(wanted: &[u64], transform: Transform) -> Self {
        // Reversed, so that the convolution is a correlation.
        let of = |value: fn(u64) -> u64| {
            let values = wanted.iter().rev().map(|symbol| match *symbol {
                ONE_NUMBER | PART_ONE_NUMBER => 0,
                symbol => value(symbol),
            });
            transform.forward(values)
        };
        let any = [ONE_NUMBER, PART_ONE_NUMBER];
        let stopped = [(&any[..], RUN_NUMBER), (&any[1..], u64::from(b':'))];
        let stopped = stopped.into_iter().filter_map(|(wildcards, stop)| {
            let mut are_there = wanted.iter().filter(|symbol| wildcards.contains(symbol));
            are_there.next()?;
            let values = wanted.iter().rev();
            let values = values.map(|symbol| u64::from(wildcards.contains(symbol)));
            Some((transform.forward(values), stop))
        });
        let stopped = stopped.collect();
        let (weight, weighted) = (of(|_| 1), of(|symbol| symbol));
        let squared = of(|symbol| symbol * symbol);
        Self {
            transform,
            length: wanted.len(),
            weight,
            weighted,
            squared,
            stopped,
        }
    }

    fn at_each_place(&self, window: &[(u64, usize)], one: TextOne) -> Vec<u64> {
        let of = |value: fn(u64) -> u64| {
            let values = window.iter().map(|(symbol, _)| match *symbol {
                ONE_NUMBER if one == TextOne::Wild => 0,
                symbol => value(symbol),
            });
            self.transform.forward(values)
        };
        let (known, found) = (of(|_| 1), of(|symbol| symbol));
        let squared = of(|symbol| symbol * symbol);
        let stops = self.stopped.iter().filter_map(|(wildcards, stop)| {
            let is_stop = |(symbol, _): &(u64, usize)| symbol == stop;
            window.iter().any(is_stop).then(|| {
                let values = window.iter().map(|found| u64::from(is_stop(found)));
                (wildcards, self.transform.forward(values))
            })
        });
        let stops: Vec<(&Vec<u64>, Vec<u64>)> = stops.collect();
        let sums = (0..self.transform.length()).map(|index| {
            let product = |a: &[u64], b: &[u64]| match (a.get(index), b.get(index)) {
                (Some(a), Some(b)) => transform::multiply(*a, *b),
                _ => 0,
            };
            let mixed = product(&self.weighted, &found);
            let both = transform::add(
                product(&self.squared, &known),
                product(&self.weight, &squared),
            );
            let differences = transform::subtract(both, transform::add(mixed, mixed));
            stops.iter().fold(differences, |sum, (wildcards, stops)| {
                transform::add(sum, product(wildcards, stops))
            })
        });
        let mut sums = self.transform.inverse(sums.collect());
        // In the first sum the segment's last character is aligned with the window's first one, and
        // the sums before the first whole position are mixed with what follows the window.
        sums.drain(..self.length.saturating_sub(1));
        sums
    }
}

#[cfg(test)]
mod tests {
    use super::{ONE, PART_ONE, TextOne, each, find, find_by_blocks, fits};
    use crate::pattern::wildcard::pattern;

    fn slowly(segment: &[u8], text: &[u8], one: TextOne) -> Option<usize> {
        let places = (0..text.len()).filter(|at| text[*at] & 0xC0 != 0x80);
        places
            .into_iter()
            .find_map(|at| Some(at + fits(segment, &text[at..], one, &mut 0)?))
    }

    /// Numbers that look random and are the same each time.
    fn random() -> impl FnMut(u64) -> usize {
        let mut state = 7_u64;
        move |below| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            usize::try_from((state >> 33) % below).unwrap_or(0)
        }
    }

    #[test]
    fn blocks_find_what_a_slow_search_finds() {
        let mut number = random();
        let alphabet = ["a", "a", "a", "b", "?", "é", "\u{10FFFF}", "*"];
        let mut found = 0;
        for _ in 0..4_000 {
            let mut word = |most: u64, letters: u64| -> String {
                let length = 1 + number(most);
                (0..length).map(|_| alphabet[number(letters)]).collect()
            };
            let (segment, text) = (pattern(&word(12, 7)), pattern(&word(80, 8)));
            for one in [TextOne::Symbol, TextOne::Wild] {
                let expected = slowly(&segment, &text, one);
                found += usize::from(expected.is_some());
                assert_eq!(
                    find_by_blocks(&segment, &text, one),
                    expected,
                    "{segment:?} {text:?}"
                );
                assert_eq!(find(&segment, &text, one), expected, "{segment:?} {text:?}");
            }
        }
        assert!((1_000..7_000).contains(&found), "{found}");
    }

    #[test]
    fn blocks_find_all_places_of_a_piece_of_an_arn() {
        let mut number = random();
        let alphabet = [
            &b"a"[..],
            b"a",
            b":",
            &[PART_ONE],
            &[ONE],
            "\u{e9}".as_bytes(),
        ];
        let mut found = 0;
        for _ in 0..4_000 {
            let length = 1 + number(9);
            let piece = (0..length).map(|_| alphabet[number(6)]).collect::<Vec<_>>();
            let piece = piece.concat();
            let letters = ["a", "a", "a", ":", "\u{e9}"];
            let length = number(80);
            let text: String = (0..length).map(|_| letters[number(5)]).collect();
            let text = text.as_bytes();
            let places = (0..text.len()).filter(|at| text[*at] & 0xC0 != 0x80);
            let fits = |at: usize| {
                let length = fits(&piece, &text[at..], TextOne::OfPart, &mut 0)?;
                Some((at, at + length))
            };
            let expected: Vec<_> = places.filter_map(fits).collect();
            let mut all = Vec::new();
            each(&piece, text, TextOne::OfPart, &mut |start, end| {
                all.push((start, end));
            });
            assert_eq!(all, expected, "{piece:?} {text:?}");
            let first = expected.first().map(|(_, end)| *end);
            assert_eq!(find_by_blocks(&piece, text, TextOne::OfPart), first);
            assert_eq!(find(&piece, text, TextOne::OfPart), first);
            found += all.len();
        }
        assert!(found > 2_000, "{found}");
    }

    #[test]
    fn a_hostile_segment_is_found_in_a_long_text() {
        let segment = [pattern(&"a?".repeat(2_000)), b"b".to_vec()].concat();
        let text = "a".repeat(50_000);
        assert_eq!(find(&segment, text.as_bytes(), TextOne::Symbol), None);
        let text = format!("{text}b{text}");
        assert_eq!(
            find(&segment, text.as_bytes(), TextOne::Symbol),
            Some(50_001)
        );
    }
}
