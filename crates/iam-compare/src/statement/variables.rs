//! The values of variables: known in a scope, a part of a text, or open.

use crate::atoms::{Atom, KeyId, KeyTest};
use crate::formula::NodeId;
use crate::problem::Problem;
use crate::scope::{Derived, Scope};
use crate::theory::text::symbol::Replacement;
use iam_eval::PatternPart;
use std::collections::HashMap;

/// The value of a key, for a variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    Text(String),
    /// Some non-empty text.
    Some(KeyId),
    /// S6.6: the default is used.
    Empty,
    /// S6.9: several values; not even the default is used.
    Several,
}

impl Value {
    pub(crate) fn replacement(&self, default: Option<&str>) -> Option<Replacement> {
        match self {
            Self::Text(text) => Some(Replacement::Text(text.clone())),
            Self::Some(key) => Some(Replacement::Opaque(*key)),
            Self::Empty => default
                .filter(|default| !default.is_empty())
                .map(|default| Replacement::Text(default.to_owned())),
            Self::Several => None,
        }
    }
}

/// A combination of values of the variables: when it applies, and the value of each key.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    pub(crate) when: NodeId,
    pub(crate) values: HashMap<String, Value>,
}

/// The maximum number of open keys for which all cases are considered.
const MOST_KEYS: usize = 4;

/// All cases for the keys of some templates; `None` if there are too many.
pub(crate) fn cases<'a>(
    problem: &mut Problem,
    scope: &Scope,
    parts: impl Iterator<Item = &'a PatternPart<'a>>,
) -> Option<Vec<Case>> {
    let mut names: Vec<&str> = parts
        .filter_map(|part| match part {
            PatternPart::Variable { key, .. } => Some(*key),
            _ => None,
        })
        .collect();
    names.sort_unstable();
    names.dedup();
    let mut cases = vec![Case {
        when: crate::formula::TRUE,
        values: HashMap::new(),
    }];
    let mut open = 0;
    for name in names {
        let key = problem.atoms.key(name)?;
        let values = match scope.derived(name) {
            Derived::Known(Some(text)) if !text.is_empty() => {
                vec![(crate::formula::TRUE, Value::Text(text))]
            }
            Derived::Known(_) => vec![(crate::formula::TRUE, Value::Empty)],
            Derived::CallerText
            | Derived::CallerName
            | Derived::CallerUserId
            | Derived::ResourceAccount => {
                vec![(crate::formula::TRUE, Value::Some(key))]
            }
            Derived::Free => {
                open += 1;
                if open > MOST_KEYS {
                    return None;
                }
                free(problem, name, key)
            }
        };
        let mut longer = Vec::with_capacity(cases.len() * values.len());
        for case in cases {
            for (when, value) in &values {
                let mut longer_case = case.clone();
                longer_case.when = problem.formulas.and([case.when, *when]);
                longer_case.values.insert(name.to_owned(), value.clone());
                longer.push(longer_case);
            }
        }
        cases = longer;
    }
    Some(cases)
}

fn free(problem: &mut Problem, name: &str, key: KeyId) -> Vec<(NodeId, Value)> {
    let atom = problem.atoms.add(Atom::Key(key, KeyTest::HasValue));
    let has_value = problem.formulas.literal(atom, true);
    let has_none = problem.formulas.literal(atom, false);
    if !problem.multivalued.contains(name) {
        return vec![(has_value, Value::Some(key)), (has_none, Value::Empty)];
    }
    let atom = problem.atoms.add(Atom::Key(key, KeyTest::IsEmpty));
    let is_empty = problem.formulas.literal(atom, true);
    let is_not = problem.formulas.literal(atom, false);
    let several = problem.formulas.and([has_none, is_not]);
    vec![
        (has_value, Value::Some(key)),
        (is_empty, Value::Empty),
        (several, Value::Several),
    ]
}
