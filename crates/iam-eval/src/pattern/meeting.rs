//! Whether some text matches several ARN patterns and none of several others: a search through all of them side by
//! side, which ends with such a text, with the proof that there is none, or at a limit.

use super::algebra::{Symbol, symbols};
use std::collections::HashSet;

/// How far a `*` reaches that ends one of a pattern's first five parts (S3.4). Where patterns must match, the wide
/// reading leaves out no text that does; where they must not, the narrow one. So *nowhere* is certain for either.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reading {
    /// Up to the next colon.
    Narrow,
    /// Over colons.
    Wide,
    /// Up to the next colon, as all wildcards, also in the sixth part.
    Plain,
}

/// What a search found.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Meeting {
    /// A text that matches what it must, and nothing that it must not.
    Text(String),
    /// There is no such text.
    Nowhere,
    /// The search came to its limit.
    NotFound,
}

/// A symbol of a pattern; `colons` says whether a wildcard takes colons.
#[derive(Debug, Clone, Copy)]
enum Token {
    Literal(char),
    One { colons: bool },
    Run { colons: bool },
}

impl Token {
    fn takes_colons(self) -> bool {
        match self {
            Self::Literal(literal) => literal == ':',
            Self::One { colons } | Self::Run { colons } => colons,
        }
    }

    fn takes(self, character: char) -> bool {
        match self {
            Self::Literal(literal) => literal == character,
            Self::One { colons } | Self::Run { colons } => colons || character != ':',
        }
    }
}

/// An ARN pattern, read symbol by symbol. A *place* is a number of symbols that are done with.
#[derive(Debug)]
pub(crate) struct Course {
    tokens: Vec<Token>,
    /// For each place, how many symbols before it may take a colon.
    colons_before: Vec<u16>,
}

impl Course {
    /// Of a pattern in pattern form; `None` for one that is longer than any ARN.
    pub(crate) fn new(pattern: &[u8], reading: Reading) -> Option<Self> {
        const LONGEST: usize = 10_000;
        if pattern.len() > LONGEST {
            return None;
        }
        let symbols = symbols(pattern);
        let mut tokens: Vec<Token> = Vec::with_capacity(symbols.len());
        let mut colons = 0;
        for (at, symbol) in symbols.iter().enumerate() {
            let in_last_part = colons >= 5 && reading != Reading::Plain;
            tokens.push(match symbol {
                Symbol::Literal(literal) => {
                    colons += usize::from(*literal == ':');
                    Token::Literal(*literal)
                }
                Symbol::One => Token::One {
                    colons: in_last_part,
                },
                Symbol::Run => {
                    let ends_part =
                        matches!(symbols.get(at + 1), None | Some(Symbol::Literal(':')));
                    Token::Run {
                        colons: in_last_part || (ends_part && reading == Reading::Wide),
                    }
                }
            });
        }
        let mut colons_before = vec![0];
        let mut count = 0;
        for token in &tokens {
            count += u16::from(token.takes_colons());
            colons_before.push(count);
        }
        Some(Self {
            tokens,
            colons_before,
        })
    }

    /// The places at which a text may be that has been read so far; what one of them can still match, others among
    /// them can't but match too, is left out.
    fn settle(&self, places: &mut Vec<u16>) {
        let mut at = 0;
        while let Some(place) = places.get(at).copied() {
            // A `*` may be empty.
            if let Some(Token::Run { .. }) = self.tokens.get(usize::from(place))
                && !places.contains(&(place + 1))
            {
                places.push(place + 1);
            }
            at += 1;
        }
        places.sort_unstable();
        // What an earlier place matches, a later `*` does too, if it takes what stands in between.
        let mut run: Option<(u16, bool)> = None;
        for at in (0..places.len()).rev() {
            let place = places[at];
            if let Some((later, colons)) = run
                && (colons
                    || self.colons_before[usize::from(place)]
                        == self.colons_before[usize::from(later)])
            {
                places.remove(at);
            } else if let Some(Token::Run { colons }) = self.tokens.get(usize::from(place)) {
                run = Some((place, *colons));
            }
        }
    }

    fn start(&self) -> Vec<u16> {
        let mut places = vec![0];
        self.settle(&mut places);
        places
    }

    fn step(&self, places: &[u16], character: char) -> Vec<u16> {
        let mut next = Vec::with_capacity(places.len() + 1);
        for place in places {
            let Some(token) = self.tokens.get(usize::from(*place)) else {
                continue;
            };
            if token.takes(character) {
                let to = match token {
                    Token::Run { .. } => *place,
                    Token::Literal(_) | Token::One { .. } => *place + 1,
                };
                if !next.contains(&to) {
                    next.push(to);
                }
            }
        }
        self.settle(&mut next);
        next
    }

    fn is_matched(&self, places: &[u16]) -> bool {
        let end = self.tokens.len();
        places.iter().any(|place| usize::from(*place) == end)
    }

    /// Whether all texts match that go on from here.
    fn matches_whatever_follows(&self, places: &[u16]) -> bool {
        places.iter().any(|place| {
            let rest = self.tokens.get(usize::from(*place)..).unwrap_or_default();
            matches!(rest, [Token::Run { colons: true }])
        })
    }
}

/// A text that matches all of `all` and none of `none`. `budget` is what may be spent, in symbols looked at; what is
/// spent is taken from it.
pub(crate) fn meeting(all: &[Course], none: &[Course], budget: &mut usize) -> Meeting {
    let courses: Vec<&Course> = all.iter().chain(none).collect();
    let other = a_character_of_none(&courses);
    let start: Vec<Vec<u16>> = courses.iter().map(|course| course.start()).collect();
    let mut seen = HashSet::from([start.clone()]);
    let mut states = vec![(0, other, start)];
    let mut at = 0;
    while at < states.len() {
        let (must, must_not) = states[at].2.split_at(all.len());
        let matches = |(course, places): (&Course, &Vec<u16>)| course.is_matched(places);
        if all.iter().zip(must).all(matches) && !none.iter().zip(must_not).any(matches) {
            return Meeting::Text(text_of(&states, at));
        }
        for character in next_characters(&courses, &states[at].2, other) {
            let cost: usize = states[at].2.iter().map(|places| places.len() + 1).sum();
            let Some(left) = budget.checked_sub(cost) else {
                *budget = 0;
                return Meeting::NotFound;
            };
            *budget = left;
            let next = |(course, places): (&&Course, &Vec<u16>)| course.step(places, character);
            let state: Vec<Vec<u16>> = courses.iter().zip(&states[at].2).map(next).collect();
            let (must, must_not) = state.split_at(all.len());
            let is_lost = must.iter().any(Vec::is_empty)
                || none
                    .iter()
                    .zip(must_not)
                    .any(|(course, places)| course.matches_whatever_follows(places));
            if !is_lost && seen.insert(state.clone()) {
                states.push((at, character, state));
            }
        }
        at += 1;
    }
    Meeting::Nowhere
}

/// A character that stands in no pattern: it stands for all of those.
fn a_character_of_none(courses: &[&Course]) -> char {
    let stands_in = |character: char| {
        courses.iter().any(|course| {
            let mut tokens = course.tokens.iter();
            tokens.any(|token| matches!(token, Token::Literal(literal) if *literal == character))
        })
    };
    let letters = "xqzjkw0987".chars().chain('a'..='z').chain('A'..='Z');
    letters
        .chain('\u{100}'..='\u{FFFF}')
        .find(|character| !stands_in(*character))
        .unwrap_or('x')
}

/// The characters between which a pattern tells from here: those that one asks for, a colon, and any other.
fn next_characters(courses: &[&Course], state: &[Vec<u16>], other: char) -> Vec<char> {
    let mut characters = vec![other, ':'];
    for (course, places) in courses.iter().zip(state) {
        for place in places {
            if let Some(Token::Literal(literal)) = course.tokens.get(usize::from(*place))
                && !characters.contains(literal)
            {
                characters.push(*literal);
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
    use super::{Course, Meeting, Reading, meeting};
    use crate::pattern::wildcard::pattern;

    fn courses(patterns: &[&str], reading: Reading) -> Vec<Course> {
        let course = |text: &&str| Course::new(&pattern(text), reading).unwrap();
        patterns.iter().map(course).collect()
    }

    fn meet(all: &[&str], none: &[&str], reading: Reading) -> Meeting {
        let none = courses(none, Reading::Narrow);
        meeting(&courses(all, reading), &none, &mut 100_000)
    }

    #[test]
    fn texts_of_some_patterns_and_not_of_others() {
        use Reading::{Narrow, Wide};
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
            for reading in [Narrow, Wide] {
                match meet(&all, &none, reading) {
                    Meeting::Text(text) => {
                        let matches = |of: &&str| {
                            crate::pattern::wildcard::matches(&pattern(of), text.as_bytes())
                        };
                        assert!(
                            found && all.iter().all(matches) && !none.iter().any(matches),
                            "{text}"
                        );
                    }
                    other => assert!(
                        !found && other == Meeting::Nowhere,
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
            ("arn:aws:lambda:*?:function:f", false, true),
            ("arn:aws:lambda:*", false, true),
        ] {
            for (reading, expected) in [(Reading::Narrow, narrow), (Reading::Wide, wide)] {
                let found = matches!(meet(&[set, one], &[], reading), Meeting::Text(_));
                assert_eq!(found, expected, "{one} {reading:?}");
            }
        }
    }

    #[test]
    fn a_search_has_a_limit() {
        let many: Vec<String> = (0..30).map(|n| format!("arn:aws:a:b:c:*{n}x*")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        let mut budget = 5_000;
        let all = courses(&many, Reading::Narrow);
        assert_eq!(meeting(&all, &[], &mut budget), Meeting::NotFound);
        assert_eq!(budget, 0);
    }
}
