//! The sets of policies of the rows, each put together once.

use super::interner::Interner;
use super::layer_columns::LayerColumn;
use crate::layers::{LAYERS, attach, place};
use hashbrown::HashMap;
use iam_eval::{LayerSize, Origin, Policy, PolicySet};
use std::sync::Arc;

/// A row's policies: a number in [`Sets`], or what is wrong.
pub(crate) type SetOf = Result<u32, Arc<str>>;

/// Every distinct combination of policies that rows have.
#[derive(Debug, Default)]
pub(crate) struct Sets {
    policies: [Interner<Policy>; LAYERS.len()],
    sets: Vec<Result<PolicySet, Arc<str>>>,
    numbers: HashMap<Box<[u32]>, u32>,
    key: Vec<u32>,
    last_key: Vec<u32>,
    last: Option<u32>,
    /// How many times everything was forgotten: numbers of sets are those of one generation.
    generation: u32,
}

/// What is kept of combinations before all is forgotten.
const MOST_SETS: usize = 1 << 18;

/// A row without policies is refused: an empty set would be an answer to another question.
const NO_POLICIES: &str =
    "found null as `policies`, expected the text of a policy, or a list of texts";

impl Sets {
    /// Says that the next rows have these columns.
    pub(crate) fn begin(&mut self, columns: &[LayerColumn]) {
        for column in columns {
            if let Some(policies) = self.policies.get_mut(column.at) {
                column.begin(policies);
            }
        }
    }

    /// Forgets everything if it has grown large; between rows only.
    pub(crate) fn trim(&mut self) {
        if self.sets.len() > MOST_SETS || self.policies.iter().any(Interner::is_full) {
            self.policies.iter_mut().for_each(Interner::forget);
            self.sets.clear();
            self.numbers.clear();
            self.last = None;
            self.generation = self.generation.wrapping_add(1);
        }
    }

    pub(crate) fn generation(&self) -> u32 {
        self.generation
    }

    /// The policies of a row.
    pub(crate) fn number(&mut self, columns: &[LayerColumn], row: usize) -> SetOf {
        self.key.clear();
        for column in columns {
            let before = self.key.len();
            if let Some(policies) = self.policies.get_mut(column.at) {
                column.append(row, policies, &mut self.key)?;
            }
            let is_null = self.key.len() == before;
            if is_null && column.layer.column == LAYERS[0].column {
                return Err(NO_POLICIES.into());
            }
        }
        if let Some(last) = self.last
            && self.key == self.last_key
        {
            return Ok(last);
        }
        let number = match self.numbers.get(self.key.as_slice()) {
            Some(number) => *number,
            None => {
                let number = u32::try_from(self.sets.len()).unwrap_or(u32::MAX);
                let set = self.compile(columns).map_err(Arc::from);
                self.sets.push(set);
                self.numbers.insert(self.key.as_slice().into(), number);
                number
            }
        };
        self.last = Some(number);
        std::mem::swap(&mut self.key, &mut self.last_key);
        Ok(number)
    }

    pub(crate) fn get(&self, number: u32) -> Result<&PolicySet, Arc<str>> {
        match self.sets.get(number as usize) {
            Some(Ok(set)) => Ok(set),
            Some(Err(error)) => Err(Arc::clone(error)),
            None => Err("found too many combinations of policies".into()),
        }
    }

    /// The set of the key.
    fn compile(&self, columns: &[LayerColumn]) -> Result<PolicySet, String> {
        let mut set = PolicySet::new();
        let mut key = self.key.iter().copied();
        while let Some(at) = key.next() {
            let found = columns.iter().find(|column| column.at == at as usize);
            let (Some(column), Some(policies)) = (found, self.policies.get(at as usize)) else {
                break;
            };
            let (name, size) = (column.layer.column, column.layer.size());
            let level = |level: usize, key: &mut dyn Iterator<Item = u32>| {
                let count = key.next().unwrap_or_default() as usize;
                let numbers = key.take(count).enumerate();
                let named = numbers.map(|(index, number)| {
                    let policy = policies.get(number).map_err(ToString::to_string)?.clone();
                    Ok(match (size, count) {
                        (LayerSize::Many, 1) | (LayerSize::One, _) => policy,
                        _ => policy.named(place(name, size, level, index)),
                    })
                });
                named.collect::<Result<Vec<Policy>, String>>()
            };
            let levels = match size {
                LayerSize::Levels(_) => {
                    let count = key.next().unwrap_or_default() as usize;
                    (0..count).map(|at| level(at, &mut key)).collect()
                }
                LayerSize::One | LayerSize::Many => level(0, &mut key).map(|one| vec![one]),
            };
            set = attach(set, size, levels?).map_err(|error| error.to_string())?;
        }
        Ok(set)
    }
}

/// A statement in a word: `statement "ReadLogs", policies:3:5`.
pub(crate) fn statement_text(origin: &Origin) -> String {
    let (name, position) = (origin.policy_id().name, origin.position());
    match origin.sid() {
        Some(sid) if !sid.is_empty() => format!("statement \"{sid}\", {name}:{position}"),
        _ => format!("statement {}, {name}:{position}", origin.statement()),
    }
}
