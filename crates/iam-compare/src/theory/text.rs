//! Texts: which of many lists of patterns one text can match together.

mod automaton;
mod search;
pub(crate) mod symbol;
#[cfg(test)]
mod tests;

pub(crate) use automaton::Mode;
pub(crate) use search::{Found, LanguageId, OutOfSteps, Steps, Test};

use automaton::Automaton;
use foldhash::HashMap;
use symbol::{Letter, Pattern};

/// All distinct lists of patterns.
#[derive(Debug, Default)]
pub(crate) struct Languages {
    /// Those of lists that no search was about are empty.
    automata: Vec<Automaton>,
    lists: Vec<Vec<Pattern>>,
    known: HashMap<Vec<Pattern>, LanguageId>,
    found: HashMap<(Vec<Test>, Vec<Test>), Found>,
}

impl Languages {
    /// The list's index; the order of the patterns doesn't matter.
    pub(crate) fn add(&mut self, mut patterns: Vec<Pattern>) -> LanguageId {
        patterns.sort_unstable();
        patterns.dedup();
        if let Some(known) = self.known.get(&patterns) {
            return *known;
        }
        let id = LanguageId::try_from(self.lists.len()).unwrap_or(LanguageId::MAX);
        self.automata.push(Automaton::default());
        self.lists.push(patterns.clone());
        self.known.insert(patterns, id);
        id
    }

    pub(crate) fn patterns(&self, language: LanguageId) -> &[Pattern] {
        self.lists.get(language as usize).map_or(&[], |list| list)
    }

    fn make(&mut self, language: LanguageId) {
        let at = language as usize;
        if let (Some(automaton), Some(list)) = (self.automata.get_mut(at), self.lists.get(at))
            && !automaton.is_made()
        {
            *automaton = Automaton::of(list);
        }
    }

    /// Whether a text matches a list whose patterns contain no unknown values.
    pub(crate) fn matches(&mut self, language: LanguageId, text: &str) -> bool {
        self.make(language);
        let automaton = &mut self.automata[language as usize];
        let state = automaton.run(text, Mode::Under);
        automaton.accepts(state)
    }

    /// The keys whose values are in a list's patterns.
    pub(crate) fn opaque_keys(&self, language: LanguageId) -> Vec<u16> {
        let patterns = self.patterns(language).iter();
        let mut keys: Vec<u16> = patterns
            .flat_map(|pattern| symbol::opaque_keys(pattern))
            .collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    /// A text that meets all tests, or those among `tests` that exclude one.
    pub(crate) fn search(
        &mut self,
        space: &[Test],
        tests: &[Test],
        steps: &mut Steps,
    ) -> Result<Found, OutOfSteps> {
        let mut order: Vec<usize> = (0..tests.len()).collect();
        order.sort_by_key(|at| tests[*at]);
        let sorted: Vec<Test> = order.iter().map(|at| tests[*at]).collect();
        let question = (space.to_vec(), sorted);
        let found = match self.found.get(&question) {
            Some(found) => found.clone(),
            None => {
                for test in space.iter().chain(tests) {
                    self.make(test.language);
                }
                let found = search::search(&mut self.automata, space, &question.1, steps)?;
                self.found.insert(question, found.clone());
                found
            }
        };
        Ok(match found {
            Found::Text(text) => Found::Text(text),
            Found::None(core) => Found::None(core.into_iter().map(|at| order[at]).collect()),
        })
    }
}

/// The text for a sequence of letters; `None` if it contains an unknown value.
pub(crate) fn spelled(letters: &[Letter]) -> Option<String> {
    letters
        .iter()
        .map(|letter| char::from_u32(*letter))
        .collect()
}
