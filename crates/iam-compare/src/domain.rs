//! Candidate values of a key that is compared with numbers, dates, addresses or booleans: they
//! cover every kind of value.

use crate::atoms::{Atoms, KeyId, KeyState, ValueKind};
use crate::keys::{self, TimeForm};
use crate::theory::{address, order};
use std::collections::HashMap;

#[derive(Debug, Default)]
pub(crate) struct Domains {
    domains: HashMap<KeyId, Domain>,
}

#[derive(Debug, Default)]
pub(crate) struct Domain {
    candidates: Vec<String>,
    conditions: usize,
    truths: HashMap<usize, Vec<bool>>,
}

impl Domains {
    pub(crate) fn of(&mut self, atoms: &Atoms, key: KeyId) -> &mut Domain {
        let conditions = atoms.keys[usize::from(key)].conditions.len();
        let domain = self.domains.entry(key).or_default();
        if domain.conditions != conditions {
            *domain = Domain {
                candidates: candidates(atoms, key),
                conditions,
                truths: HashMap::new(),
            };
        }
        domain
    }
}

impl Domain {
    pub(crate) fn len(&self) -> usize {
        self.candidates.len()
    }

    pub(crate) fn candidates(&self) -> &[String] {
        &self.candidates
    }

    pub(crate) fn candidate(&self, at: usize) -> &str {
        self.candidates.get(at).map_or("", String::as_str)
    }

    /// The engine's result for a condition, for each candidate.
    pub(crate) fn truths(&mut self, atoms: &Atoms, condition: usize) -> &[bool] {
        let candidates = &self.candidates;
        self.truths.entry(condition).or_insert_with(|| {
            let condition = &atoms.conditions[condition];
            let states = candidates.iter().map(|text| KeyState::One(text.clone()));
            states.map(|state| condition.holds(&state)).collect()
        })
    }
}

fn candidates(atoms: &Atoms, key: KeyId) -> Vec<String> {
    let key = &atoms.keys[usize::from(key)];
    let of_kind = |kind: ValueKind| {
        let conditions = key.conditions.iter().map(|index| &atoms.conditions[*index]);
        let conditions = conditions.filter(move |condition| condition.kind == kind);
        conditions.flat_map(|condition| condition.values.iter().map(String::as_str))
    };
    let has = |kind| key.kinds.contains(&kind);
    let form = keys::form_of_time(&key.name);
    let mut found = Vec::new();
    if has(ValueKind::Bool) {
        found.extend(["true".to_owned(), "false".to_owned()]);
    }
    let is_ordered = has(ValueKind::Number) || has(ValueKind::Date);
    if is_ordered && form != Some(TimeForm::Date) && (has(ValueKind::Number) || form.is_some()) {
        // A date is also a number: the seconds since 1970.
        let dates: Vec<String> = of_kind(ValueKind::Date)
            .filter_map(order::as_number)
            .collect();
        let numbers = of_kind(ValueKind::Number).map(str::to_owned);
        let numbers: Vec<String> = numbers.chain(dates).collect();
        found.extend(order::numbers(numbers.iter().map(String::as_str)));
    }
    if is_ordered && form != Some(TimeForm::Seconds) && (has(ValueKind::Date) || form.is_some()) {
        found.extend(order::dates(of_kind(ValueKind::Date)));
    }
    if has(ValueKind::Address) {
        found.extend(address::addresses(of_kind(ValueKind::Address)));
    }
    found
}
