//! One value of a key.

use super::{Demand, KeyFound};
use crate::atoms::{KeyId, KeyState, ValueKind};
use crate::domain::Domain;
use crate::formula::Literal;
use crate::problem::Problem;
use crate::solve::Open;
use crate::solve::dimensions::{Space, TextFound, Values, exact, text};
use crate::theory::text::symbol::{self, Class};
use crate::theory::text::{LanguageId, OutOfSteps, Steps, Test};

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ValueFound {
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

pub(super) fn value(
    problem: &mut Problem,
    space: &Space,
    key: KeyId,
    demands: &[Demand],
    may_be_empty: bool,
    values: Values<'_>,
    steps: &mut Steps,
) -> Result<ValueFound, OutOfSteps> {
    if problem.is_boolean(key) {
        return boolean(problem, space, demands, values, steps);
    }
    let may_be_empty = may_be_empty && !problem.is_never_empty(key);
    let has = |kind| problem.atoms.keys[usize::from(key)].kinds.contains(&kind);
    let is_ordered = has(ValueKind::Number) || has(ValueKind::Date) || has(ValueKind::Address);
    match (is_typed(problem, key), is_ordered) {
        (true, _) => Ok(typed(problem, key, demands)),
        (_, true) => mixed(problem, space, key, demands, values, steps),
        _ => texts(problem, &space.values, demands, may_be_empty, values, steps),
    }
}

/// `true` or `false`, for a key that is also compared with texts.
fn boolean(
    problem: &mut Problem,
    space: &Space,
    demands: &[Demand],
    values: Values<'_>,
    steps: &mut Steps,
) -> Result<ValueFound, OutOfSteps> {
    let both = ["true", "false"].map(symbol::literal);
    let mut space = space.values.clone();
    space.push(exact(problem.languages.add(both.into()), true));
    let is_text = |demand: &Demand| {
        let condition = &problem.atoms.conditions[demand.condition];
        condition.language.is_some() || condition.kind == ValueKind::Presence
    };
    if demands.iter().all(is_text) {
        return texts(problem, &space, demands, false, values, steps);
    }
    let has_values = |demand: &Demand| {
        let language = problem.atoms.conditions[demand.condition].language;
        language.is_some_and(|language| !problem.languages.opaque_keys(language).is_empty())
    };
    if demands.iter().any(has_values) {
        return Ok(ValueFound::Open(Open::MixedTypes));
    }
    for value in ["true", "false"] {
        let mut all = demands.iter();
        let fits = all.all(|demand| {
            let condition = problem.atoms.conditions[demand.condition].clone();
            condition.passes(&mut problem.languages, value) == demand.passes
        });
        if fits {
            return Ok(ValueFound::Value(value.to_owned()));
        }
    }
    Ok(ValueFound::None(
        demands.iter().map(|demand| demand.literal).collect(),
    ))
}

/// Whether a key is only compared with numbers, dates, addresses or booleans: then its values are
/// such.
pub(super) fn is_typed(problem: &Problem, key: KeyId) -> bool {
    let kinds = &problem.atoms.keys[usize::from(key)].kinds;
    let mut others = kinds
        .iter()
        .filter(|kind| **kind != ValueKind::Presence)
        .peekable();
    others.peek().is_some() && others.all(|kind| *kind != ValueKind::Text)
}

/// From finitely many candidates.
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
    // Demands without which there is still no value are not reasons.
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
    space: &[Test],
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
    let mut found = text(problem, space, &tests, values, steps)?;
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

/// Texts and numbers of one key. What the texts alone or the numbers alone exclude is excluded; if
/// the texts have no wildcards, they and one value of each other kind are all possibilities.
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
    let found = texts(problem, &space.values, &of_text, false, values, steps)?;
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

/// For a key that is also compared with texts: the named texts, the candidates, each in another
/// spelling, and a value that is of no type.
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
