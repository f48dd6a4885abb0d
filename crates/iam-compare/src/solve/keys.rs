//! Condition keys: whether they are there, with how many values, and which.

use super::Open;
use super::dimensions::{Space, TextFound, Values, text};
use crate::atoms::{Atom, KeyId, KeyState, KeyTest, Several, ValueKind};
use crate::domain::Domain;
use crate::formula::Literal;
use crate::problem::Problem;
use crate::scope::{Derived, Scope};
use crate::theory::text::symbol::{self, Class, Pattern};
use crate::theory::text::{LanguageId, OutOfSteps, Steps};

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum KeyFound {
    State(KeyState),
    None(Vec<Literal>),
    /// It depends on the values of variables; without regard to them, this text and the lists that it must match.
    NeedsValues(String, Vec<LanguageId>),
    Open(Open),
}

/// What one value must do.
#[derive(Debug, Clone, Copy)]
pub(super) struct Demand {
    literal: Literal,
    condition: usize,
    passes: bool,
}

/// The state of a key in which all literals are true. All states that the key may have are tried: the reasons why
/// each fails are together the reason why there is none.
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
    if is_typed(problem, key) {
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

/// A literal that isn't true of a state that has no text, one of `preferred` if there is one.
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

/// Whether the literals are true of a state that is known.
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

/// The list with the values of variables in their places.
fn filled(problem: &mut Problem, language: LanguageId, values: Values<'_>) -> LanguageId {
    if problem.languages.opaque_keys(language).is_empty() {
        return language;
    }
    let patterns = problem.languages.patterns(language).iter();
    let fill = |pattern: &Pattern| symbol::filled(pattern, |key| values.get(&key).cloned());
    let patterns = patterns.map(fill).collect();
    problem.languages.add(patterns)
}

/// One value that isn't empty.
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

/// Two values or more: each universal literal is about all of them, for each other one there is a value.
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
            // Several values are no value of a variable, and not none.
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

#[derive(Debug, Clone, PartialEq, Eq)]
enum ValueFound {
    Value(String),
    None(Vec<Literal>),
    NeedsValues(String, Vec<LanguageId>),
    Open(Open),
}

impl From<ValueFound> for KeyFound {
    fn from(found: ValueFound) -> Self {
        match found {
            ValueFound::Value(value) => Self::State(KeyState::One(value)),
            ValueFound::None(core) => Self::None(core),
            ValueFound::NeedsValues(text, matched) => Self::NeedsValues(text, matched),
            ValueFound::Open(open) => Self::Open(open),
        }
    }
}

fn value(
    problem: &mut Problem,
    space: &Space,
    key: KeyId,
    demands: &[Demand],
    may_be_empty: bool,
    values: Values<'_>,
    steps: &mut Steps,
) -> Result<ValueFound, OutOfSteps> {
    let has = |kind| problem.atoms.keys[usize::from(key)].kinds.contains(&kind);
    let is_ordered = has(ValueKind::Number) || has(ValueKind::Date) || has(ValueKind::Address);
    match (is_typed(problem, key), is_ordered) {
        (true, _) => Ok(typed(problem, key, demands)),
        (_, true) => mixed(problem, space, key, demands, values, steps),
        _ => texts(problem, space, demands, may_be_empty, values, steps),
    }
}

/// Whether all that is compared with a key are numbers, dates, addresses or booleans: then its values are such.
fn is_typed(problem: &Problem, key: KeyId) -> bool {
    let kinds = &problem.atoms.keys[usize::from(key)].kinds;
    let mut others = kinds
        .iter()
        .filter(|kind| **kind != ValueKind::Presence)
        .peekable();
    others.peek().is_some() && others.all(|kind| *kind != ValueKind::Text)
}

/// Of finitely many candidates.
fn typed(problem: &mut Problem, key: KeyId, demands: &[Demand]) -> ValueFound {
    let Problem { domains, atoms, .. } = problem;
    let domain = domains.of(atoms, key);
    let fits = |at: usize, demand: &Demand, domain: &mut Domain| {
        domain.truths(atoms, demand.condition)[at] == demand.passes
    };
    let count = domain.len();
    for at in 0..count {
        if demands.iter().all(|demand| fits(at, demand, domain)) {
            return ValueFound::Value(domain.candidate(at).to_owned());
        }
    }
    // Those without which there is still none are no reasons.
    let mut core: Vec<Demand> = demands.to_vec();
    let mut place = 0;
    while place < core.len() {
        let mut fewer = core.clone();
        fewer.remove(place);
        let is_enough = !(0..count).any(|at| fewer.iter().all(|demand| fits(at, demand, domain)));
        if is_enough {
            core = fewer;
        } else {
            place += 1;
        }
    }
    ValueFound::None(core.iter().map(|demand| demand.literal).collect())
}

/// Any text.
fn texts(
    problem: &mut Problem,
    space: &Space,
    demands: &[Demand],
    may_be_empty: bool,
    values: Values<'_>,
    steps: &mut Steps,
) -> Result<ValueFound, OutOfSteps> {
    let mut tests = Vec::new();
    let mut places = Vec::new();
    for (place, demand) in demands.iter().enumerate() {
        let condition = &problem.atoms.conditions[demand.condition];
        match condition.language {
            Some(language) => {
                tests.push((language, demand.passes != condition.is_complement));
                places.push(place);
            }
            // `Null`: any value is as good as another.
            None => {
                let holds = condition.holds(&KeyState::One("x".to_owned()));
                if holds != demand.passes {
                    return Ok(ValueFound::None(vec![demand.literal]));
                }
            }
        }
    }
    let mut found = text(problem, &space.values, &tests, values, steps)?;
    if may_be_empty && matches!(found, TextFound::None(_)) {
        found = text(problem, &[], &tests, values, steps)?;
    }
    Ok(match found {
        TextFound::Text(text) => ValueFound::Value(text),
        TextFound::None(core) => ValueFound::None(
            core.into_iter()
                .map(|at| demands[places[at]].literal)
                .collect(),
        ),
        TextFound::NeedsValues(text) => {
            let matched = tests.iter().filter(|(_, matches)| *matches);
            ValueFound::NeedsValues(text, matched.map(|(language, _)| *language).collect())
        }
    })
}

/// Texts and numbers of one key. What the texts alone or the numbers alone exclude is excluded; if the texts are
/// without wildcards, they and one value of each kind besides are all there is.
fn mixed(
    problem: &mut Problem,
    space: &Space,
    key: KeyId,
    demands: &[Demand],
    values: Values<'_>,
    steps: &mut Steps,
) -> Result<ValueFound, OutOfSteps> {
    let is_text = |demand: &&Demand| {
        problem.atoms.conditions[demand.condition]
            .language
            .is_some()
    };
    let (of_text, of_type): (Vec<&Demand>, Vec<&Demand>) = demands.iter().partition(is_text);
    let of_text: Vec<Demand> = of_text.into_iter().copied().collect();
    let of_type: Vec<Demand> = of_type.into_iter().copied().collect();
    let found = texts(problem, space, &of_text, false, values, steps)?;
    let ValueFound::Value(plain) = found else {
        return Ok(found);
    };
    let mut candidates = vec![plain];
    candidates.extend(spelled_otherwise(problem, key));
    for candidate in candidates {
        let mut all = demands.iter();
        let fits = all.all(|demand| {
            let condition = problem.atoms.conditions[demand.condition].clone();
            condition.passes(&mut problem.languages, &candidate) == demand.passes
        });
        if fits {
            return Ok(ValueFound::Value(candidate));
        }
    }
    if let ValueFound::None(core) = typed(problem, key, &of_type) {
        return Ok(ValueFound::None(core));
    }
    let has_wildcard = demands.iter().any(|demand| {
        let language = problem.atoms.conditions[demand.condition].language;
        let patterns = language.map(|language| problem.languages.patterns(language));
        let symbols = patterns.into_iter().flatten().flatten();
        symbols
            .into_iter()
            .any(|symbol| symbol.is_run || symbol.class == Class::Any)
    });
    if has_wildcard {
        return Ok(ValueFound::Open(Open::MixedTypes));
    }
    Ok(ValueFound::None(
        demands.iter().map(|demand| demand.literal).collect(),
    ))
}

/// For a key with which texts are compared, too: the texts that are named, the candidates, each in another spelling,
/// and what is of no type.
fn spelled_otherwise(problem: &mut Problem, key: KeyId) -> Vec<String> {
    let Problem {
        domains,
        atoms,
        languages,
        ..
    } = problem;
    let mut found = Vec::new();
    for index in &atoms.keys[usize::from(key)].conditions {
        let language = atoms.conditions[*index].language;
        for pattern in language
            .map(|language| languages.patterns(language))
            .unwrap_or_default()
        {
            let letters = pattern.iter().map(|symbol| match symbol.class {
                Class::Only(letter) | Class::Fold(letter) => Some(letter),
                _ => None,
            });
            found.extend(letters.collect::<Option<String>>());
        }
    }
    let domain = domains.of(atoms, key);
    for candidate in domain.candidates() {
        found.push(candidate.clone());
        for spelling in [
            format!("{candidate}.0"),
            format!("{candidate}.00000"),
            format!("{candidate}0"),
            format!("00{candidate}"),
            format!("{candidate}e0"),
            candidate.to_uppercase(),
        ] {
            found.push(spelling);
        }
    }
    found.push("of-no-type".to_owned());
    found
}
