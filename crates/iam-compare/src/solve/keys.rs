//! Condition keys: whether they are present, with how many values, and which.

mod value;

use super::Open;
use super::dimensions::{Space, Values};
use crate::atoms::{Atom, KeyId, KeyState, KeyTest, Several};
use crate::formula::Literal;
use crate::problem::Problem;
use crate::scope::{Derived, Scope};
use crate::theory::text::symbol::{self, Pattern};
use crate::theory::text::{LanguageId, OutOfSteps, Steps};
use value::{ValueFound, is_typed, value};

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum KeyFound {
    State(KeyState),
    None(Vec<Literal>),
    /// It depends on the values of variables; regardless of them, this text and the lists that it
    /// must match.
    NeedsValues(String, Vec<LanguageId>),
    Open(Open),
}

/// The requirements for one value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Demand {
    literal: Literal,
    condition: usize,
    passes: bool,
}

/// The state of a key in which all literals are true. All possible states of the key are tried: if
/// all fail, their reasons together are the reason why there is none.
pub(super) fn find(
    problem: &mut Problem,
    scope: &Scope,
    space: &Space,
    key: KeyId,
    literals: &[Literal],
    values: Values<'_>,
    steps: &mut Steps,
) -> Result<KeyFound, OutOfSteps> {
    let name = problem.atoms.keys[usize::from(key)].name.clone();
    let mut core = Vec::new();
    if let Derived::Known(value) = scope.derived(&name) {
        let state = value.map_or(KeyState::Absent, KeyState::One);
        return Ok(given(problem, literals, state, values));
    }
    if let Some(value) = values.get(&key) {
        return Ok(given(
            problem,
            literals,
            KeyState::One(value.clone()),
            values,
        ));
    }
    match failing(problem, literals, &KeyState::Absent, &core) {
        None => return Ok(KeyFound::State(KeyState::Absent)),
        Some(literal) => core.push(literal),
    }
    match one(problem, space, key, literals, values, steps)? {
        KeyFound::None(reasons) => add(&mut core, reasons),
        found => return Ok(found),
    }
    if problem.multivalued.contains(&name.to_ascii_lowercase()) {
        match several(problem, space, key, literals, values, steps)? {
            KeyFound::None(reasons) => add(&mut core, reasons),
            found => return Ok(found),
        }
    }
    // No number, date, address or boolean is empty.
    if is_typed(problem, key) || problem.is_never_empty(key) {
        return Ok(KeyFound::None(core));
    }
    match failing(problem, literals, &KeyState::One(String::new()), &core) {
        None => return Ok(KeyFound::State(KeyState::One(String::new()))),
        Some(literal) => add(&mut core, vec![literal]),
    }
    Ok(KeyFound::None(core))
}

fn add(core: &mut Vec<Literal>, reasons: Vec<Literal>) {
    for reason in reasons {
        if !core.contains(&reason) {
            core.push(reason);
        }
    }
}

/// A literal that is false in a state without text, one of `preferred` if possible.
fn failing(
    problem: &Problem,
    literals: &[Literal],
    state: &KeyState,
    preferred: &[Literal],
) -> Option<Literal> {
    let is_absent = *state == KeyState::Absent;
    let fails = |(atom, truth): &Literal| {
        let holds = match problem.atoms.get(*atom) {
            Some(Atom::Key(_, KeyTest::HasValue)) => false,
            Some(Atom::Key(_, KeyTest::IsEmpty)) => true,
            Some(Atom::Key(_, KeyTest::Condition(index))) => {
                let condition = &problem.atoms.conditions[index];
                if is_absent {
                    condition.absent
                } else {
                    condition.empty
                }
            }
            _ => return false,
        };
        holds != *truth
    };
    let mut failing = literals
        .iter()
        .copied()
        .filter(|literal| fails(literal))
        .peekable();
    let first = failing.peek().copied();
    failing
        .find(|literal| preferred.contains(literal))
        .or(first)
}

/// Whether the literals are true in a known state.
fn given(
    problem: &mut Problem,
    literals: &[Literal],
    state: KeyState,
    values: Values<'_>,
) -> KeyFound {
    let text = match &state {
        KeyState::One(text) if !text.is_empty() => text.clone(),
        _ => {
            return match failing(problem, literals, &state, &[]) {
                Some(literal) => KeyFound::None(vec![literal]),
                None => KeyFound::State(state),
            };
        }
    };
    let mut outlined = Vec::new();
    for (atom, truth) in literals {
        let holds = match problem.atoms.get(*atom) {
            Some(Atom::Key(_, KeyTest::HasValue)) => true,
            Some(Atom::Key(_, KeyTest::IsEmpty)) => false,
            Some(Atom::Key(_, KeyTest::Condition(index))) => {
                let condition = problem.atoms.conditions[index].clone();
                match condition.language {
                    Some(language) => {
                        let language = filled(problem, language, values);
                        if !problem.languages.opaque_keys(language).is_empty() {
                            outlined.push(language);
                            continue;
                        }
                        problem.languages.matches(language, &text) != condition.is_complement
                    }
                    None => condition.passes(&mut problem.languages, &text),
                }
            }
            _ => continue,
        };
        if holds != *truth {
            return KeyFound::None(vec![(*atom, *truth)]);
        }
    }
    match outlined.is_empty() {
        true => KeyFound::State(state),
        false => KeyFound::NeedsValues(text, outlined),
    }
}

/// The list with variables replaced by their values.
fn filled(problem: &mut Problem, language: LanguageId, values: Values<'_>) -> LanguageId {
    if problem.languages.opaque_keys(language).is_empty() {
        return language;
    }
    let patterns = problem.languages.patterns(language).iter();
    let fill = |pattern: &Pattern| symbol::filled(pattern, |key| values.get(&key).cloned());
    let patterns = patterns.map(fill).collect();
    problem.languages.add(patterns)
}

/// One non-empty value.
fn one(
    problem: &mut Problem,
    space: &Space,
    key: KeyId,
    literals: &[Literal],
    values: Values<'_>,
    steps: &mut Steps,
) -> Result<KeyFound, OutOfSteps> {
    let mut demands = Vec::new();
    for (atom, truth) in literals {
        match problem.atoms.get(*atom) {
            Some(Atom::Key(_, KeyTest::HasValue)) if !truth => {
                return Ok(KeyFound::None(vec![(*atom, *truth)]));
            }
            Some(Atom::Key(_, KeyTest::IsEmpty)) if *truth => {
                return Ok(KeyFound::None(vec![(*atom, *truth)]));
            }
            Some(Atom::Key(_, KeyTest::Condition(condition))) => demands.push(Demand {
                literal: (*atom, *truth),
                condition,
                passes: *truth,
            }),
            _ => {}
        }
    }
    Ok(
        match value(problem, space, key, &demands, false, values, steps)? {
            ValueFound::Value(value) => KeyFound::State(KeyState::One(value)),
            other => other.into(),
        },
    )
}

/// Two or more values: each universal literal is about all of them, each other literal is met by
/// one value.
fn several(
    problem: &mut Problem,
    space: &Space,
    key: KeyId,
    literals: &[Literal],
    values: Values<'_>,
    steps: &mut Steps,
) -> Result<KeyFound, OutOfSteps> {
    let (mut all, mut some) = (Vec::new(), Vec::new());
    for (atom, truth) in literals {
        let literal = (*atom, *truth);
        let condition = match problem.atoms.get(*atom) {
            Some(Atom::Key(_, KeyTest::Condition(condition))) => condition,
            // Several values are neither a value for a variable nor an absent one.
            Some(Atom::Key(..)) if *truth => return Ok(KeyFound::None(vec![literal])),
            _ => continue,
        };
        let demand = Demand {
            literal,
            condition,
            passes: *truth,
        };
        match (problem.atoms.conditions[condition].several, truth) {
            (Several::Constant(holds), truth) if holds == *truth => {}
            (Several::Constant(_), _) => return Ok(KeyFound::None(vec![literal])),
            (Several::All, true) | (Several::Any, false) => all.push(demand),
            (Several::All, false) | (Several::Any, true) => some.push(demand),
        }
    }
    let mut found: Vec<String> = Vec::new();
    let searches = some.iter().map(Some).chain(some.is_empty().then_some(None));
    for wanted in searches {
        let mut demands: Vec<Demand> = wanted.into_iter().copied().collect();
        demands.extend(&all);
        match value(problem, space, key, &demands, true, values, steps)? {
            ValueFound::Value(value) if found.contains(&value) => {}
            ValueFound::Value(value) => found.push(value),
            other => return Ok(other.into()),
        }
    }
    if found.len() == 1 {
        // A second one, which makes no difference.
        let again = found[0].clone();
        found.push(again);
    }
    Ok(KeyFound::State(KeyState::Many(found)))
}
