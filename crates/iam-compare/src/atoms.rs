//! Atoms, the elements of formulas. Each is about one dimension of a request.

use crate::formula::AtomId;
use crate::keys::is_never_empty;
use crate::theory::text::{LanguageId, Languages};
use foldhash::HashMap;
use iam_eval::{Action, Context, Policy, Principal, Request, Resource};
use iam_syntax::document::operator::{Comparison, SetOperator};
use std::collections::{BTreeSet, HashSet};

/// The index of a condition key.
pub(crate) type KeyId = u16;

/// The texts of a request other than the values of its keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Dimension {
    Action,
    Resource,
    /// The ARN of a caller of which only the account and the kind are fixed.
    Caller,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Atom {
    /// The text matches one of the list's patterns.
    Text(Dimension, LanguageId),
    Key(KeyId, KeyTest),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum KeyTest {
    /// The condition with this index holds.
    Condition(usize),
    /// The key has one non-empty value, which replaces a variable (S6.6, S6.9).
    HasValue,
    /// The key is absent, or its one value is empty: a variable's default is used.
    IsEmpty,
}

/// The type of the values that a comparison is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum ValueKind {
    Text,
    Bool,
    Number,
    Date,
    Address,
    /// `Null`.
    Presence,
}

impl ValueKind {
    pub(crate) fn of(comparison: Comparison) -> Self {
        match comparison {
            Comparison::Text(_) | Comparison::Arn | Comparison::Binary => Self::Text,
            Comparison::Bool => Self::Bool,
            Comparison::Numeric(_) => Self::Number,
            Comparison::Date(_) => Self::Date,
            Comparison::IpAddress => Self::Address,
            Comparison::Null => Self::Presence,
        }
    }
}

/// The requirement of a condition on a key with several values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Several {
    /// Each of them must pass.
    All,
    /// One of them must pass.
    Any,
    Constant(bool),
}

/// A condition. It is evaluated by the engine if it isn't a comparison of texts.
#[derive(Debug, Clone)]
pub(crate) struct ConditionAtom {
    policy: Policy,
    statement: usize,
    condition: usize,
    key_name: String,
    /// The condition is the negation of the atom: `StringNotEquals` and `StringEquals` share one.
    is_negation: bool,
    pub(crate) kind: ValueKind,
    /// The texts of which a value must match one, unless the atom is the complement.
    pub(crate) language: Option<LanguageId>,
    /// A value passes if it matches none of them.
    pub(crate) is_complement: bool,
    pub(crate) absent: bool,
    pub(crate) empty: bool,
    pub(crate) several: Several,
    pub(crate) values: Vec<String>,
}

/// The state of a key in a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum KeyState {
    Absent,
    One(String),
    Many(Vec<String>),
}

impl KeyState {
    pub(crate) fn add_to(&self, key: &str, context: Context) -> Context {
        match self {
            // A list without values makes the key absent, regardless of the caller.
            Self::Absent => context.with_list(key, std::iter::empty::<Box<str>>()),
            Self::One(value) => context.with(key, value.as_str()),
            Self::Many(values) => context.with_list(key, values.iter().map(String::as_str)),
        }
    }
}

impl ConditionAtom {
    /// Whether the atom is true for a state of its key, in a request without other keys.
    pub(crate) fn holds(&self, state: &KeyState) -> bool {
        let context = state.add_to(&self.key_name, Context::new());
        holds(&self.policy, self.statement, self.condition, &context) != self.is_negation
    }

    /// Where it is from, for the second evaluator: policy, statement, condition, and whether the
    /// condition is its negation.
    #[cfg(test)]
    pub(crate) fn origin(&self) -> (&Policy, usize, usize, bool) {
        let (statement, condition) = (self.statement, self.condition);
        (&self.policy, statement, condition, self.is_negation)
    }

    /// Whether one value passes.
    pub(crate) fn passes(&self, languages: &mut Languages, value: &str) -> bool {
        match self.language {
            Some(_) if value.is_empty() => self.empty,
            Some(language) => languages.matches(language, value) != self.is_complement,
            None => self.holds(&KeyState::One(value.to_owned())),
        }
    }
}

/// Evaluates with the engine. The caller doesn't matter if the context contains everything that the
/// condition tests.
pub(crate) fn holds(
    policy: &Policy,
    statement: usize,
    condition: usize,
    context: &Context,
) -> bool {
    let (Ok(caller), Ok(action)) = (Principal::parse("*"), Action::new("x:X")) else {
        return false;
    };
    let resource = Resource::any();
    let request = Request::with_action(&caller, action, &resource).with_context(context);
    policy.condition_holds(statement, condition, &request)
}

/// A condition key, with all conditions on it.
#[derive(Debug, Default)]
pub(crate) struct Key {
    /// In the spelling of a policy.
    pub(crate) name: String,
    pub(crate) kinds: BTreeSet<ValueKind>,
    pub(crate) conditions: Vec<usize>,
    /// The values are `true` and `false`.
    pub(crate) is_boolean: bool,
    /// No value is empty.
    pub(crate) is_never_empty: bool,
}

#[derive(Debug, Default)]
pub(crate) struct Atoms {
    atoms: Vec<Atom>,
    known: HashMap<Atom, AtomId>,
    pub(crate) conditions: Vec<ConditionAtom>,
    known_conditions: HashMap<(KeyId, String, Option<LanguageId>, Vec<String>), usize>,
    pub(crate) keys: Vec<Key>,
    known_keys: HashMap<String, KeyId>,
    /// In lower case.
    booleans: HashSet<String>,
    /// Atoms whose patterns are less precise than the policy, so that a proof must not depend on
    /// them.
    pub(crate) inexact: BTreeSet<AtomId>,
}

/// The location of a condition, and how it is read.
#[derive(Debug)]
pub(crate) struct ConditionSource<'a> {
    pub(crate) policy: &'a Policy,
    pub(crate) statement: usize,
    pub(crate) condition: usize,
    pub(crate) language: Option<LanguageId>,
}

impl Atoms {
    /// With the keys, in lower case, whose values are `true` and `false`.
    pub(crate) fn of_booleans(booleans: HashSet<String>) -> Self {
        Self {
            booleans,
            ..Self::default()
        }
    }

    pub(crate) fn add(&mut self, atom: Atom) -> AtomId {
        if let Some(known) = self.known.get(&atom) {
            return *known;
        }
        let id = AtomId::try_from(self.atoms.len()).unwrap_or(AtomId::MAX);
        self.atoms.push(atom);
        self.known.insert(atom, id);
        id
    }

    pub(crate) fn get(&self, id: AtomId) -> Option<Atom> {
        self.atoms.get(id as usize).copied()
    }

    /// The key with a name, ignoring letter case; `None` beyond 65,535 keys.
    pub(crate) fn key(&mut self, name: &str) -> Option<KeyId> {
        let folded = name.to_ascii_lowercase();
        if let Some(known) = self.known_keys.get(&folded) {
            return Some(*known);
        }
        let id = KeyId::try_from(self.keys.len()).ok()?;
        let is_boolean = self.booleans.contains(&folded);
        self.keys.push(Key {
            name: name.to_owned(),
            is_boolean,
            is_never_empty: is_boolean || is_never_empty(name),
            ..Key::default()
        });
        self.known_keys.insert(folded, id);
        Some(id)
    }

    /// The atom of a condition, and whether the condition is the atom or its negation.
    pub(crate) fn condition(&mut self, source: &ConditionSource<'_>) -> Option<(AtomId, bool)> {
        let statement = source.policy.document().statement(source.statement)?;
        let condition = statement.conditions().nth(source.condition)?;
        let operator = condition.operator_node();
        let key = self.key(condition.key())?;
        let mut values: Vec<String> = condition.values().map(str::to_owned).collect();
        values.sort_unstable();
        values.dedup();
        let set = operator.set;
        // S5.2: except with set operators and `IfExists`, a negated operator is true exactly if the
        // plain one is false.
        let is_negation = operator.is_complement()
            && set == SetOperator::None
            && !operator.if_exists
            && !values.is_empty();
        let kind = ValueKind::of(operator.comparison());
        let name = format!(
            "{:?} {set:?} {} {}",
            kind_of_comparison(operator.comparison(), source.language.is_some()),
            operator.if_exists,
            operator.is_complement() && !is_negation
        );
        let known_values = match source.language {
            Some(_) => Vec::from_iter(values.is_empty().then(String::new)),
            None => values.clone(),
        };
        let known = (key, name, source.language, known_values);
        let index = match self.known_conditions.get(&known) {
            Some(index) => *index,
            None => {
                let asked = |state: &KeyState| {
                    let context = state.add_to(condition.key(), Context::new());
                    holds(source.policy, source.statement, source.condition, &context)
                        != is_negation
                };
                let two = KeyState::Many(vec!["0".to_owned(), "1".to_owned()]);
                let atom = ConditionAtom {
                    policy: source.policy.clone(),
                    statement: source.statement,
                    condition: source.condition,
                    key_name: condition.key().to_owned(),
                    is_negation,
                    kind,
                    language: source.language,
                    is_complement: operator.is_complement() && !is_negation,
                    absent: asked(&KeyState::Absent),
                    empty: asked(&KeyState::One(String::new())),
                    several: match set {
                        SetOperator::ForAllValues => Several::All,
                        SetOperator::ForAnyValue => Several::Any,
                        SetOperator::None => Several::Constant(asked(&two)),
                    },
                    values,
                };
                let index = self.conditions.len();
                self.conditions.push(atom);
                self.known_conditions.insert(known, index);
                self.keys[usize::from(key)].conditions.push(index);
                self.keys[usize::from(key)].kinds.insert(kind);
                index
            }
        };
        let atom = self.add(Atom::Key(key, KeyTest::Condition(index)));
        Some((atom, !is_negation))
    }
}

/// Comparisons of texts are distinguished by their patterns alone.
fn kind_of_comparison(comparison: Comparison, has_language: bool) -> Option<Comparison> {
    (!has_language).then_some(comparison)
}
