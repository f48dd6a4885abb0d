//! Whether some text matches several ARN patterns and none of several others: a search through all
//! patterns in parallel. It ends with such a text, with the proof that there is none, or at a
//! limit.

#![expect(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "positions in patterns, each checked against the length where it advances, and counts below the limit"
)]

use super::whole::{Class, Symbol, symbols};
use crate::steps;
use std::collections::HashSet;

/// What a search found.
///
/// Not `#[non_exhaustive]`: each outcome of the search has to be handled.
#[derive(Debug, PartialEq, Eq)]
pub enum SharedText {
    /// A text that matches all required patterns and no excluded one.
    Found(String),
    /// No such text exists.
    None,
    /// The search reached its limit.
    Unknown,
}

/// An ARN pattern as a sequence of symbols. A *place* is the number of symbols already matched.
#[derive(Debug)]
pub struct SymbolSequence {
    symbols: Vec<Symbol>,
    /// For each place, how many symbols before it can match a colon, and how many a slash.
    stops_before: Vec<[u16; 2]>,
}

/// The characters that limited runs don't match.
const STOPS: [char; 2] = [':', '/'];

impl SymbolSequence {
    /// From a pattern in the form of [`whole`](super::whole); `None` if it is longer than any ARN.
    pub fn new(pattern: &[u8]) -> Option<Self> {
        const LONGEST: usize = 10_000;
        if pattern.len() > LONGEST {
            return None;
        }
        let symbols = symbols(pattern);
        let mut count = [0, 0];
        let mut stops_before = vec![count];
        for symbol in &symbols {
            for (count, stop) in count.iter_mut().zip(STOPS) {
                *count += u16::from(symbol.class.takes(stop));
            }
            stops_before.push(count);
        }
        Some(Self {
            symbols,
            stops_before,
        })
    }

    /// Whether a run of the class matches everything that the symbols between two places match.
    fn takes_all_between(&self, class: Class, from: u16, to: u16) -> bool {
        let stops = |place: u16| self.stops_before.get(usize::from(place));
        match class {
            Class::Any => true,
            Class::AnyBut(stop) => {
                STOPS
                    .iter()
                    .position(|known| *known == stop)
                    .is_some_and(|index| {
                        stops(from).map(|stops| stops[index]) == stops(to).map(|stops| stops[index])
                    })
            }
            Class::Only(_) => false,
        }
    }

    /// The places that the text read so far can lead to, without those that can only match what
    /// another of them matches too.
    fn settle(&self, sorted: impl Iterator<Item = u16>) -> Vec<u16> {
        let symbol = |place: u16| self.symbols.get(usize::from(place));
        let mut places: Vec<u16> = Vec::new();
        for place in sorted {
            if places.last().is_some_and(|last| *last >= place) {
                continue;
            }
            places.push(place);
            // A run may be empty.
            let mut next = place;
            while symbol(next).is_some_and(|symbol| symbol.is_run) {
                next += 1;
                places.push(next);
            }
        }
        // What an earlier place matches, a later run matches too, if it matches what is in between.
        let mut run: Option<(u16, Class)> = None;
        let mut kept = Vec::with_capacity(places.len());
        for place in places.into_iter().rev() {
            steps::note(1);
            if let Some((later, class)) = run
                && self.takes_all_between(class, place, later)
            {
                continue;
            }
            if let Some(symbol) = symbol(place)
                && symbol.is_run
            {
                run = Some((place, symbol.class));
            }
            kept.push(place);
        }
        kept.reverse();
        kept
    }

    fn start(&self) -> Vec<u16> {
        self.settle(std::iter::once(0))
    }

    fn step(&self, places: &[u16], character: char) -> Vec<u16> {
        // In order, since a place leads to itself or to the next one.
        self.settle(places.iter().filter_map(|place| {
            let symbol = self.symbols.get(usize::from(*place))?;
            let to = if symbol.is_run { *place } else { *place + 1 };
            symbol.class.takes(character).then_some(to)
        }))
    }

    fn is_matched(&self, places: &[u16]) -> bool {
        let end = self.symbols.len();
        places.iter().any(|place| usize::from(*place) == end)
    }

    /// Whether every continuation of the text matches.
    fn matches_whatever_follows(&self, places: &[u16]) -> bool {
        places.iter().any(|place| {
            let rest = self.symbols.get(usize::from(*place)..).unwrap_or_default();
            matches!(rest, [last] if last.is_run && last.class == Class::Any)
        })
    }
}

/// A text that matches all of `all` and none of `none`. `budget` is the number of symbols that may
/// be inspected; what is used is subtracted from it.
pub fn shared_text(
    all: &[SymbolSequence],
    none: &[SymbolSequence],
    budget: &mut usize,
) -> SharedText {
    let sequences: Vec<&SymbolSequence> = all.iter().chain(none).collect();
    let other = a_character_of_none(&sequences);
    let start: Vec<Vec<u16>> = sequences.iter().map(|sequence| sequence.start()).collect();
    let mut seen = HashSet::from([start.clone()]);
    let mut states = vec![(0, other, start)];
    let mut at = 0;
    while at < states.len() {
        let (must, must_not) = states[at].2.split_at(all.len());
        let matches =
            |(sequence, places): (&SymbolSequence, &Vec<u16>)| sequence.is_matched(places);
        if all.iter().zip(must).all(matches) && !none.iter().zip(must_not).any(matches) {
            return SharedText::Found(text_of(&states, at));
        }
        for character in next_characters(&sequences, &states[at].2, other) {
            let cost: usize = states[at].2.iter().map(|places| places.len() + 1).sum();
            let Some(left) = budget.checked_sub(cost) else {
                *budget = 0;
                return SharedText::Unknown;
            };
            *budget = left;
            let next = |(sequence, places): (&&SymbolSequence, &Vec<u16>)| {
                sequence.step(places, character)
            };
            let state: Vec<Vec<u16>> = sequences.iter().zip(&states[at].2).map(next).collect();
            let (must, must_not) = state.split_at(all.len());
            let is_lost = must.iter().any(Vec::is_empty)
                || none
                    .iter()
                    .zip(must_not)
                    .any(|(sequence, places)| sequence.matches_whatever_follows(places));
            if !is_lost && seen.insert(state.clone()) {
                states.push((at, character, state));
            }
        }
        at += 1;
    }
    SharedText::None
}

/// A character that is in no pattern: it represents all such characters.
fn a_character_of_none(sequences: &[&SymbolSequence]) -> char {
    let symbols = sequences.iter().flat_map(|sequence| &sequence.symbols);
    let known: HashSet<char> = symbols
        .filter_map(|symbol| match symbol.class {
            Class::Only(literal) => Some(literal),
            Class::Any | Class::AnyBut(_) => None,
        })
        .collect();
    let letters = "xqzjkw0987".chars().chain('a'..='z').chain('A'..='Z');
    letters
        .chain('\u{100}'..='\u{FFFF}')
        .find(|character| !known.contains(character))
        .unwrap_or('x')
}

/// The characters that the patterns distinguish here: those that a symbol requires, those that
/// limited runs don't match, and any other.
fn next_characters(sequences: &[&SymbolSequence], state: &[Vec<u16>], other: char) -> Vec<char> {
    let mut characters = vec![other, ':', '/'];
    let mut seen: HashSet<char> = characters.iter().copied().collect();
    for (sequence, places) in sequences.iter().zip(state) {
        for place in places {
            if let Some(symbol) = sequence.symbols.get(usize::from(*place))
                && let Class::Only(literal) = symbol.class
                && seen.insert(literal)
            {
                characters.push(literal);
            }
        }
    }
    characters
}

fn text_of(states: &[(usize, char, Vec<Vec<u16>>)], mut at: usize) -> String {
    let mut characters = Vec::new();
    while at != 0 {
        let (before, character, _) = &states[at];
        characters.push(*character);
        at = *before;
    }
    characters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::{SharedText, SymbolSequence, shared_text};
    use crate::pattern::whole::{Colons, matches, pattern};

    fn sequences(patterns: &[&str], colons: Colons) -> Vec<SymbolSequence> {
        let sequence = |text: &&str| SymbolSequence::new(&pattern(text, colons)).unwrap();
        patterns.iter().map(sequence).collect()
    }

    fn meet(all: &[&str], none: &[&str], colons: Colons) -> SharedText {
        let none = sequences(none, colons);
        shared_text(&sequences(all, colons), &none, &mut 100_000)
    }

    #[test]
    fn texts_of_some_patterns_and_not_of_others() {
        let sixth = |text: &&str| format!("arn:aws:a:b:c:{text}");
        for (all, none, found) in [
            (&["a*"][..], &[][..], true),
            (&["a*", "*b"], &[], true),
            (&["a*", "b*"], &[], false),
            (&["a?", "?b*"], &[], true),
            (&["a??", "?b"], &[], false),
            (&["?*", "*?x"], &["?x", "??x"], true),
            (&["*"], &["*"], false),
            (&["*"], &["?*"], true),
            (&["*"], &["?*", ""], false),
            (&["a*"], &["ab*"], true),
            (&["ab*"], &["a*"], false),
            (&["a?"], &["ab", "ac"], true),
            (&["*a*b*"], &["*ab*"], true),
            (&["*a*b*"], &["*a*"], false),
            (&["x:*", "*:y"], &["x:y"], true),
            (&["é?", "?é"], &[], true),
            (&["??"], &["é?", "?é", "x*"], true),
        ] {
            let [all, none] = [all, none].map(|of| of.iter().map(sixth).collect::<Vec<_>>());
            let [all, none] =
                [&all, &none].map(|of| of.iter().map(String::as_str).collect::<Vec<_>>());
            for colons in [Colons::Sixth, Colons::AsInPolicies] {
                match meet(&all, &none, colons) {
                    SharedText::Found(text) => {
                        let matches = |of: &&str| matches(&pattern(of, colons), text.as_bytes());
                        assert!(
                            found && all.iter().all(matches) && !none.iter().any(matches),
                            "{text}"
                        );
                    }
                    other => assert!(
                        !found && other == SharedText::None,
                        "{all:?} {none:?} {other:?}"
                    ),
                }
            }
        }
    }

    #[test]
    fn stars_at_the_end_of_a_part() {
        let set = "arn:aws:lambda:eu:1:function:f";
        for (one, narrow, wide) in [
            ("arn:aws:lambda:*:*:function:f", true, true),
            ("arn:aws:lambda:*:function:f", false, true),
            ("arn:aws:lambda:*1:function:f", false, false),
            ("arn:aws:lambda:e*:function:f", false, true),
            ("arn:aws:lambda:?*:function:f", false, true),
            ("arn:aws:lambda:*?:function:f", false, false),
            ("arn:aws:lambda:*", false, true),
        ] {
            for (colons, expected) in [(Colons::Sixth, narrow), (Colons::AsInPolicies, wide)] {
                let found = matches!(meet(&[set, one], &[], colons), SharedText::Found(_));
                assert_eq!(found, expected, "{one} {colons:?}");
            }
        }
    }

    /// The limit counts every symbol inspected, however many places a pattern is at.
    #[test]
    fn the_limit_counts_all_that_is_done() {
        let many = format!("arn:aws:a:b:c:*{}b", "a?".repeat(4_000));
        let other = format!("arn:aws:a:b:c:{}*", "a".repeat(9_000));
        let all = sequences(&[&many, &other], Colons::Sixth);
        let mut budget = 300_000;
        let steps = crate::steps::of(|| {
            assert_eq!(shared_text(&all, &[], &mut budget), SharedText::Unknown);
        });
        assert!(steps < 8 * 300_000, "{steps}");
    }

    #[test]
    fn a_search_has_a_limit() {
        let many: Vec<String> = (0..30).map(|n| format!("arn:aws:a:b:c:*{n}x*")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        let mut budget = 5_000;
        let all = sequences(&many, Colons::AsInPolicies);
        assert_eq!(shared_text(&all, &[], &mut budget), SharedText::Unknown);
        assert_eq!(budget, 0);
    }
}
