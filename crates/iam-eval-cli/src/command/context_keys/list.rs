//! The keys, each once, with the places that ask for them.

use crate::command::question::Question;
use crate::failure::Failure;
use iam_catalog::{Catalog, GlobalKey, ValueType};
use iam_eval::{ContextValue, Origin, Policy, Position, Statement};
use std::collections::{HashMap, HashSet};

/// A condition key with its uses.
pub(super) struct Key<'a> {
    /// As its first use writes it.
    pub(super) name: &'a str,
    pub(super) uses: Vec<Use<'a>>,
    /// What the request has, where there is one.
    pub(super) state: Option<State>,
}

/// Where a statement asks for a key.
pub(super) struct Use<'a> {
    pub(super) policy: &'a str,
    pub(super) policy_name: Option<&'a str>,
    pub(super) statement: usize,
    pub(super) sid: Option<&'a str>,
    pub(super) position: Position,
    pub(super) is_variable: bool,
}

/// What a request has for a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum State {
    /// It is missing, and the decision depends on it.
    Decides,
    Missing,
    /// The question gives it.
    Given,
    /// The request doesn't have it.
    Absent,
    /// It follows from the caller or the resource, or no statement depends on it.
    Settled,
}

impl State {
    pub(super) const fn is_missing(self) -> bool {
        matches!(self, Self::Decides | Self::Missing)
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Decides => "decides",
            Self::Missing => "missing",
            Self::Given => "given",
            Self::Absent => "absent",
            Self::Settled => "settled",
        }
    }
}

impl Key<'_> {
    /// `statement "Office", role.json:4:5; and 2 more`
    pub(super) fn places(&self) -> String {
        const MOST: usize = 3;
        let mut seen = HashSet::new();
        let mut places: Vec<String> = Vec::new();
        let mut more = 0;
        for place in &self.uses {
            if !seen.insert((place.policy, place.policy_name, place.position)) {
                continue;
            }
            if places.len() == MOST {
                more += 1;
                continue;
            }
            let kind = if place.is_variable {
                "variable"
            } else {
                "condition"
            };
            places.push(format!("{kind}, {}:{}", place.policy, place.position));
        }
        if more > 0 {
            places.push(format!("and {more} more"));
        }
        places.join("; ")
    }

    /// The type of its values by the catalogue.
    pub(super) fn value_type(&self) -> Option<&'static str> {
        let global = GlobalKey::named(self.name).map(GlobalKey::value_type);
        let of_service = || Catalog::embedded().condition_key(self.name)?.value_type();
        global.or_else(of_service).map(ValueType::as_str)
    }
}

/// Keys in the order of their first use.
#[derive(Default)]
struct Keys<'a> {
    places: HashMap<String, usize>,
    keys: Vec<Key<'a>>,
}

impl<'a> Keys<'a> {
    fn add(&mut self, policy: &'a Policy, statement: &Statement<'a>) {
        let document = policy.document();
        for key_use in statement.key_uses() {
            let next = self.keys.len();
            let at = *self
                .places
                .entry(key_use.key.to_ascii_lowercase())
                .or_insert(next);
            if at == next {
                self.keys.push(Key {
                    name: key_use.key,
                    uses: Vec::new(),
                    state: None,
                });
            }
            if let Some(key) = self.keys.get_mut(at) {
                key.uses.push(Use {
                    policy: document.name(),
                    policy_name: policy.given_name(),
                    statement: statement.index(),
                    sid: statement.sid(),
                    position: document.position(key_use.span.start),
                    is_variable: key_use.is_variable,
                });
            }
        }
    }
}

/// Every key of the policies.
pub(super) fn keys_of_policies(question: &Question) -> Vec<Key<'_>> {
    let mut keys = Keys::default();
    for policy in question.policies() {
        for statement in policy.document().statements() {
            keys.add(policy, &statement);
        }
    }
    keys.keys
}

/// The keys of the statements about the question's actions, and what the request has for each.
pub(super) fn keys_of_question(question: &Question) -> Result<Vec<Key<'_>>, Failure> {
    let answers = question.answers()?;
    let answers = || answers.iter().flat_map(|action| &action.answers);
    let place = |origin: &Origin| {
        let (document, name) = (origin.policy(), origin.policy_id().name);
        (document.to_owned(), name.to_owned(), origin.statement())
    };
    let about = answers().flat_map(|answer| answer.explanation.statements());
    let about: HashSet<_> = about.map(|statement| place(&statement.origin)).collect();
    let mut keys = Keys::default();
    for policy in question.policies() {
        let (document, name) = (policy.document().name(), policy.id().name);
        for statement in policy.document().statements() {
            if about.contains(&(document.to_owned(), name.to_owned(), statement.index())) {
                keys.add(policy, &statement);
            }
        }
    }
    let mut states: HashMap<String, State> = HashMap::new();
    for missing in answers().flat_map(|answer| &answer.missing) {
        let state = match missing.decides {
            true => State::Decides,
            false => State::Missing,
        };
        let known = states
            .entry(missing.key.to_ascii_lowercase())
            .or_insert(state);
        *known = state.min(*known);
    }
    for (key, value) in question.context().entries() {
        let is_absent = matches!(value, ContextValue::Many(values) if values.is_empty());
        let state = if is_absent {
            State::Absent
        } else {
            State::Given
        };
        states.insert(key.to_owned(), state);
    }
    for key in &mut keys.keys {
        let state = states.get(&key.name.to_ascii_lowercase());
        key.state = Some(state.copied().unwrap_or(State::Settled));
    }
    keys.keys.sort_by_key(|key| key.state);
    Ok(keys.keys)
}
