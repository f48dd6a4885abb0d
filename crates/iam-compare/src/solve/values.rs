//! Variables relate dimensions: once their values are fixed, the dimensions are independent again.
//!
//! The values tried are: what fits the outlines of the texts that contain them, what the key's own
//! conditions allow, constants in the policies, a fresh word. If a key may have only a few values,
//! all of them are tried, and if none works, that is a proof.

use super::dimensions::{Groups, Outcome, Space, Values, each, exact, text};
use super::keys::{self, KeyFound};
use super::{Checked, Open};
use crate::atoms::{Atom, Dimension, KeyId, KeyState, KeyTest};
use crate::formula::Literal;
use crate::problem::Problem;
use crate::scope::{Derived, Scope};
use crate::theory::text::symbol::{self, Symbol};
use crate::theory::text::{Found, LanguageId, OutOfSteps, Steps, spelled};
use std::collections::{BTreeMap, BTreeSet};

/// The maximum number of combinations of values that are tried.
const MOST_WAYS: usize = 120;
/// The cost of a combination in addition to the searches: patterns with the values filled in.
const STEPS_OF_A_WAY: usize = 20;
/// How many values of one key are searched for, to find out whether it has only a few.
const FEW: usize = 4;

/// The keys whose values are in the texts.
fn keys_of_variables(problem: &Problem, groups: &Groups) -> BTreeSet<KeyId> {
    let mut languages: Vec<LanguageId> = groups
        .texts
        .values()
        .flatten()
        .map(|(_, language)| *language)
        .collect();
    for (atom, _) in groups.keys.values().flatten() {
        if let Some(Atom::Key(_, KeyTest::Condition(condition))) = problem.atoms.get(*atom) {
            languages.extend(problem.atoms.conditions[condition].language);
        }
    }
    languages
        .into_iter()
        .flat_map(|language| problem.languages.opaque_keys(language))
        .collect()
}

/// Whether a text found for an open value may be wrong for the value that the key has.
pub(super) fn are_needed(problem: &Problem, groups: &Groups) -> bool {
    !keys_of_variables(problem, groups).is_empty()
}

/// A model with values for all variables.
pub(super) fn try_values(
    problem: &mut Problem,
    scope: &Scope,
    space: &Space,
    groups: &Groups,
    literals: &[Literal],
    outcome: &Outcome,
    steps: &mut Steps,
) -> Result<Checked, OutOfSteps> {
    let keys: Vec<KeyId> = keys_of_variables(problem, groups).into_iter().collect();
    let mut is_complete = true;
    let mut choices: Vec<(KeyId, Vec<Option<String>>)> = Vec::new();
    let mut callers = vec![None];
    for key in &keys {
        let Some(name) = problem
            .atoms
            .keys
            .get(usize::from(*key))
            .map(|key| key.name.clone())
        else {
            return Ok(Checked::Open(Open::Variables, literals.to_vec()));
        };
        match scope.derived(&name) {
            Derived::CallerText | Derived::CallerName | Derived::CallerUserId => {
                if callers == [None] {
                    callers = some_callers(problem, scope, space, groups, &keys, outcome, steps)?;
                    is_complete = false;
                }
                choices.push((*key, vec![None]));
            }
            Derived::ResourceAccount => {
                is_complete = false;
                let mut accounts = vec![Some("111122223333".to_owned())];
                accounts.push(scope.account.clone());
                choices.push((*key, accounts.into_iter().flatten().map(Some).collect()));
            }
            Derived::Known(value) => choices.push((*key, vec![value])),
            Derived::Free => {
                let (values, all) =
                    candidates(problem, scope, space, groups, *key, outcome, steps)?;
                is_complete &= all;
                choices.push((*key, values.into_iter().map(Some).collect()));
            }
        }
    }
    let mut ways = 0;
    for caller in &callers {
        let mut at = vec![0; choices.len()];
        loop {
            ways += 1;
            steps.take(STEPS_OF_A_WAY)?;
            if ways > MOST_WAYS {
                is_complete = false;
                break;
            }
            let mut values = BTreeMap::new();
            for ((key, candidates), place) in choices.iter().zip(&at) {
                let value = match candidates.get(*place) {
                    Some(Some(value)) => Some(value.clone()),
                    _ => caller
                        .as_ref()
                        .and_then(|caller| from_caller(problem, scope, *key, caller)),
                };
                values.extend(value.map(|value| (*key, value)));
            }
            match attempt(
                problem,
                scope,
                space,
                groups,
                &values,
                caller.as_deref(),
                steps,
            )? {
                Attempt::Model(mut model) => {
                    model.literals = literals.to_vec();
                    return Ok(Checked::Model(model));
                }
                Attempt::None => {}
                Attempt::Open => is_complete = false,
            }
            if !advance(&mut at, &choices) {
                break;
            }
        }
    }
    let involved: Vec<Literal> = literals.to_vec();
    Ok(match is_complete {
        true => Checked::Core(involved),
        false => Checked::Open(Open::Variables, involved),
    })
}

fn advance(at: &mut [usize], choices: &[(KeyId, Vec<Option<String>>)]) -> bool {
    for (place, (_, candidates)) in at.iter_mut().zip(choices) {
        *place += 1;
        if *place < candidates.len() {
            return true;
        }
        *place = 0;
    }
    false
}

fn from_caller(problem: &Problem, scope: &Scope, key: KeyId, caller: &str) -> Option<String> {
    let name = &problem.atoms.keys[usize::from(key)].name;
    match scope.derived(name) {
        Derived::CallerText => Some(caller.to_owned()),
        Derived::CallerName => caller.rsplit('/').next().map(str::to_owned),
        Derived::CallerUserId => {
            let account = scope.caller.account().unwrap_or_default();
            let name = caller.rsplit('/').next().unwrap_or_default();
            Some(format!("{account}:{name}"))
        }
        _ => None,
    }
}

enum Attempt {
    Model(Box<super::Model>),
    None,
    Open,
}

/// All dimensions with these values.
fn attempt(
    problem: &mut Problem,
    scope: &Scope,
    space: &Space,
    groups: &Groups,
    values: Values<'_>,
    caller: Option<&str>,
    steps: &mut Steps,
) -> Result<Attempt, OutOfSteps> {
    let mut space = space.clone();
    if let Some(caller) = caller {
        let only = problem.languages.add(vec![symbol::literal(caller)]);
        space.callers.push(exact(only, true));
    }
    for (key, value) in values {
        let name = problem.atoms.keys[usize::from(*key)].name.clone();
        if scope.derived(&name) == Derived::ResourceAccount {
            let pattern = format!("arn:*:*:*:{value}:*");
            let pattern = crate::statement::arn_pattern(&pattern);
            space
                .resources
                .push(exact(problem.languages.add(vec![pattern]), true));
        }
    }
    let outcome = each(problem, scope, &space, groups, values, steps)?;
    if !outcome.cores.is_empty() {
        return Ok(Attempt::None);
    }
    if outcome.open.is_some() || !outcome.outlines.is_empty() {
        return Ok(Attempt::Open);
    }
    let mut model = outcome.model;
    for (key, value) in values {
        let name = problem.atoms.keys[usize::from(*key)].name.clone();
        if scope.derived(&name) == Derived::Free {
            // A key that only occurs in variables.
            model
                .keys
                .entry(*key)
                .or_insert_with(|| KeyState::One(value.clone()));
        }
    }
    Ok(Attempt::Model(Box::new(model)))
}

/// Some ARNs of the scope's callers.
fn some_callers(
    problem: &mut Problem,
    scope: &Scope,
    space: &Space,
    groups: &Groups,
    keys: &[KeyId],
    outcome: &Outcome,
    steps: &mut Steps,
) -> Result<Vec<Option<String>>, OutOfSteps> {
    let literals = groups.texts.get(&Dimension::Caller);
    let mut tests: Vec<_> = literals
        .into_iter()
        .flatten()
        .map(|((_, truth), language)| exact(*language, *truth))
        .collect();
    let mut found = Vec::new();
    // Those whose names fit the surrounding text come first.
    for key in keys {
        let name = problem.atoms.keys[usize::from(*key)].name.clone();
        let derived = scope.derived(&name);
        let mut wanted = Vec::new();
        for (outline, languages) in &outcome.outlines {
            for language in languages {
                for pattern in problem.languages.patterns(*language) {
                    fitting(pattern, *key, outline, &mut wanted);
                }
            }
        }
        for value in wanted {
            let patterns = match derived {
                Derived::CallerText => vec![symbol::literal(&value)],
                Derived::CallerUserId => {
                    let id = symbol::literal(&value);
                    crate::statement::of_federated_user_id(&scope.caller, &id)
                }
                Derived::CallerName => crate::statement::of_caller_name(&symbol::literal(&value)),
                _ => continue,
            };
            let mut tests = tests.clone();
            tests.push(exact(problem.languages.add(patterns), true));
            if let Found::Text(letters) = problem.languages.search(&space.callers, &tests, steps)? {
                found.push(spelled(&letters));
            }
        }
    }
    let named = found.len();
    while found.len() < named + FEW {
        let Found::Text(letters) = problem.languages.search(&space.callers, &tests, steps)? else {
            break;
        };
        let caller = spelled(&letters).unwrap_or_default();
        let again = problem.languages.add(vec![symbol::literal(&caller)]);
        tests.push(exact(again, false));
        found.push(Some(caller));
    }
    Ok(found)
}

/// Values of a key to try, and whether they are all that it may have.
fn candidates(
    problem: &mut Problem,
    scope: &Scope,
    space: &Space,
    groups: &Groups,
    key: KeyId,
    outcome: &Outcome,
    steps: &mut Steps,
) -> Result<(Vec<String>, bool), OutOfSteps> {
    if problem.is_boolean(key) {
        return Ok((vec!["true".to_owned(), "false".to_owned()], true));
    }
    let none = Vec::new();
    let own = groups.keys.get(&key).unwrap_or(&none);
    let mut found = Vec::new();
    let mut tests: Vec<(LanguageId, bool)> = Vec::new();
    let mut is_text = true;
    for (atom, truth) in own {
        let Some(Atom::Key(_, KeyTest::Condition(condition))) = problem.atoms.get(*atom) else {
            continue;
        };
        let condition = &problem.atoms.conditions[condition];
        match condition.language {
            Some(language) => tests.push((language, *truth != condition.is_complement)),
            None => is_text = false,
        }
    }
    let mut is_complete = false;
    if is_text {
        while found.len() <= FEW {
            match text(problem, &space.values, &tests, &BTreeMap::new(), steps)? {
                super::dimensions::TextFound::Text(value)
                | super::dimensions::TextFound::NeedsValues(value) => {
                    let again = problem.languages.add(vec![symbol::literal(&value)]);
                    tests.push((again, false));
                    found.push(value);
                }
                super::dimensions::TextFound::None(_) => {
                    is_complete = true;
                    break;
                }
            }
        }
        if is_complete {
            return Ok((found, true));
        }
    } else if let KeyFound::State(KeyState::One(value)) =
        keys::find(problem, scope, space, key, own, &BTreeMap::new(), steps)?
    {
        found.push(value);
    }
    let mut better = Vec::new();
    for (outline, languages) in &outcome.outlines {
        for language in languages {
            for pattern in problem.languages.patterns(*language) {
                fitting(pattern, key, outline, &mut better);
            }
        }
    }
    better.extend(["value-1".to_owned(), "o-1a2b3c4d5e".to_owned()]);
    for condition in &problem.atoms.keys[usize::from(key)].conditions {
        better.extend(
            problem.atoms.conditions[*condition]
                .values
                .iter()
                .take(20)
                .cloned(),
        );
    }
    better.append(&mut found);
    let mut seen = BTreeSet::new();
    better.retain(|value| !value.is_empty() && seen.insert(value.clone()));
    better.truncate(24);
    Ok((better, false))
}

/// The parts of a text that a value may be, if the text has to match the pattern.
fn fitting(pattern: &[Symbol], key: KeyId, outline: &str, found: &mut Vec<String>) {
    let is_it = |symbol: &Symbol| symbol.class.value_of() == Some(key);
    if !pattern.iter().any(is_it) {
        return;
    }
    let text: Vec<char> = outline.chars().take(80).collect();
    for start in 0..text.len() {
        for end in start + 1..=text.len() {
            let value: String = text[start..end].iter().collect();
            let filled = symbol::filled(pattern, |other| (other == key).then(|| value.clone()));
            if matches(&filled, &text) {
                found.push(value);
                if found.len() > 8 {
                    return;
                }
            }
        }
    }
}

/// Whether a text matches a pattern whose other values may be any text.
fn matches(pattern: &[Symbol], text: &[char]) -> bool {
    let mut places = vec![false; pattern.len() + 1];
    places[0] = true;
    let close = |places: &mut Vec<bool>| {
        for (at, symbol) in pattern.iter().enumerate() {
            if places[at] && symbol.is_run {
                places[at + 1] = true;
            }
        }
    };
    close(&mut places);
    for letter in text {
        let mut next = vec![false; pattern.len() + 1];
        for (at, symbol) in pattern.iter().enumerate() {
            let is_value = symbol.class.value_of().is_some();
            let takes = is_value || symbol.class.takes(*letter);
            if places[at] && takes {
                let stays = symbol.is_run || is_value;
                next[at] |= stays;
                next[at + 1] |= !symbol.is_run;
            }
        }
        close(&mut next);
        places = next;
    }
    places[pattern.len()]
}
