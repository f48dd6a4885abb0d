//! Searches for a text that some lists of patterns match and others don't.
//!
//! The automata of the lists are traversed in parallel, the most promising state first: the one
//! with the fewest missing letters, then the shortest text. A test is only added when a candidate
//! fails it, so that proofs use few of them; if there is no text, the tests that are the reasons
//! form the core.

use super::automaton::{Automaton, DEAD, FULL, Mode, Named};
use super::symbol::Letter;
use foldhash::{HashSet, HashSetExt};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// The index of a list of patterns.
pub(crate) type LanguageId = u32;

/// A list that must match, or must not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Test {
    pub(crate) language: LanguageId,
    pub(crate) matches: bool,
    pub(crate) mode: Mode,
}

/// The remaining number of product states that may be examined.
#[derive(Debug)]
pub(crate) struct Steps {
    left: usize,
}

/// The search was abandoned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct OutOfSteps;

impl Steps {
    pub(crate) fn new(most: usize) -> Self {
        Self { left: most }
    }

    pub(crate) fn take(&mut self, count: usize) -> Result<(), OutOfSteps> {
        self.left = self.left.checked_sub(count).ok_or(OutOfSteps)?;
        Ok(())
    }
}

/// The result of a search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Found {
    Text(Vec<Letter>),
    /// There is none, because of these: indices in the list of tests.
    None(Vec<usize>),
}

/// A text that meets all tests. Those in `space` hold in any case and are in no core.
pub(crate) fn search(
    automata: &mut [Automaton],
    space: &[Test],
    tests: &[Test],
    steps: &mut Steps,
) -> Result<Found, OutOfSteps> {
    let mut by_size: Vec<usize> = (0..tests.len()).filter(|at| tests[*at].matches).collect();
    by_size.sort_by_key(|at| automata[tests[*at].language as usize].size());
    by_size.truncate(2);
    let mut active = by_size;
    loop {
        let chosen: Vec<Test> = active.iter().map(|at| tests[*at]).collect();
        let text = match walk(automata, space, &chosen, steps)? {
            Found::Text(text) => text,
            Found::None(core) => {
                return Ok(Found::None(core.into_iter().map(|at| active[at]).collect()));
            }
        };
        let mut failed = (0..tests.len()).filter(|at| !active.contains(at));
        let failed = failed.find(|at| !meets(automata, &tests[*at], &text));
        match failed {
            Some(failed) => active.push(failed),
            None => return Ok(Found::Text(text)),
        }
    }
}

/// Whether a text meets a test.
pub(crate) fn meets(automata: &mut [Automaton], test: &Test, text: &[Letter]) -> bool {
    let automaton = &mut automata[test.language as usize];
    let mut state = automaton.start();
    for letter in text {
        state = automaton.step(state, *letter, test.mode);
    }
    automaton.accepts(state) == test.matches
}

struct Visit {
    states: Box<[u32]>,
    from: usize,
    letter: Letter,
    length: u32,
}

/// Reasons for pruning, as few as possible.
struct Reasons(Vec<bool>);

impl Reasons {
    /// Records one of them; those that hold in any case need not be recorded.
    fn note(&mut self, reasons: &[Option<usize>]) {
        let is_known = |reason: &Option<usize>| reason.is_none_or(|at| self.0[at]);
        if let Some(Some(at)) = reasons.first()
            && !reasons.iter().any(is_known)
        {
            self.0[*at] = true;
        }
    }
}

fn walk(
    automata: &mut [Automaton],
    space: &[Test],
    tests: &[Test],
    steps: &mut Steps,
) -> Result<Found, OutOfSteps> {
    let all: Vec<Test> = space.iter().chain(tests).copied().collect();
    let place = |at: usize| at.checked_sub(space.len());
    let mut reasons = Reasons(vec![false; tests.len()]);
    let start: Box<[u32]> = all
        .iter()
        .map(|test| automata[test.language as usize].start())
        .collect();
    let mut visits: Vec<Visit> = Vec::new();
    let mut seen: HashSet<Box<[u32]>> = HashSet::new();
    let mut open = BinaryHeap::new();
    if !is_lost(&all, &start, place, &mut reasons) {
        seen.insert(start.clone());
        visits.push(Visit {
            states: start,
            from: 0,
            letter: 0,
            length: 0,
        });
        open.push((Reverse(u32::MAX), Reverse(0_u32), Reverse(0_usize)));
    }
    while let Some((_, _, Reverse(at))) = open.pop() {
        steps.take(1)?;
        let states = visits[at].states.clone();
        let unmet = |(index, test): (usize, &Test)| {
            (automata[test.language as usize].accepts(states[index]) != test.matches)
                .then(|| place(index))
        };
        let unmet: Vec<_> = all.iter().enumerate().filter_map(unmet).collect();
        if unmet.is_empty() {
            return Ok(Found::Text(spell(&visits, at)));
        }
        reasons.note(&unmet);
        let mut named = Named::default();
        for (test, state) in all.iter().zip(&states) {
            named.join(automata[test.language as usize].named(*state, test.mode));
        }
        for letter in letters(&mut named) {
            let next: Box<[u32]> = all
                .iter()
                .zip(&states)
                .map(|(test, state)| {
                    automata[test.language as usize].step(*state, letter, test.mode)
                })
                .collect();
            if seen.contains(&next) || is_lost(&all, &next, place, &mut reasons) {
                continue;
            }
            let left = all.iter().zip(&next).map(|(test, state)| {
                let automaton = &automata[test.language as usize];
                match test.matches {
                    true => automaton.missing(*state),
                    false => automaton.accepts(*state).into(),
                }
            });
            let left = left.fold(0, u32::saturating_add);
            let length = visits[at].length + 1;
            seen.insert(next.clone());
            open.push((Reverse(left), Reverse(length), Reverse(visits.len())));
            visits.push(Visit {
                states: next,
                from: at,
                letter,
                length,
            });
        }
    }
    let core = reasons.0.iter().enumerate().filter(|(_, noted)| **noted);
    Ok(Found::None(core.map(|(at, _)| at).collect()))
}

/// Whether some test can no longer be met; a reason is recorded.
fn is_lost(
    all: &[Test],
    states: &[u32],
    place: impl Fn(usize) -> Option<usize>,
    reasons: &mut Reasons,
) -> bool {
    let lost = all.iter().zip(states).enumerate();
    let lost = lost.filter(|(_, (test, state))| **state == if test.matches { DEAD } else { FULL });
    let lost: Vec<_> = lost.map(|(at, _)| place(at)).collect();
    if lost.is_empty() {
        return false;
    }
    reasons.note(&lost);
    true
}

fn spell(visits: &[Visit], mut at: usize) -> Vec<Letter> {
    let mut text = Vec::new();
    while visits[at].length > 0 {
        text.push(visits[at].letter);
        at = visits[at].from;
    }
    text.reverse();
    text
}

/// The letters that are distinguished here, and one of each kind that represents all others.
fn letters(named: &mut Named) -> Vec<Letter> {
    const PLAIN: &str = "xabcdefghijklmnopqrstuvwyz";
    const DIGITS: &str = "1234567890";
    const REST: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ-_.+=@/~";
    named.letters.sort_unstable();
    named.letters.dedup();
    let mut letters = named.letters.clone();
    let free = |among: &str, letters: &[Letter]| {
        let mut characters = among.chars().map(Letter::from);
        characters.find(|letter| letters.binary_search(letter).is_err())
    };
    let known = letters.clone();
    let plain = free(PLAIN, &known);
    let digit = free(DIGITS, &known);
    letters.extend(plain);
    if plain.is_none() || named.digits {
        letters.extend(digit);
    }
    if named.names || named.actions || plain.is_none() {
        letters.extend(free(REST, &known));
        letters.extend(free("/~!%&", &known));
    }
    if named.actions || named.names || (plain.is_none() && digit.is_none()) {
        // Outside every narrower class.
        let others = (0x100..0x11_0000_u32)
            .filter_map(char::from_u32)
            .map(Letter::from);
        letters.extend(
            others
                .into_iter()
                .find(|letter| known.binary_search(letter).is_err()),
        );
    }
    letters.sort_unstable();
    letters.dedup();
    letters
}
