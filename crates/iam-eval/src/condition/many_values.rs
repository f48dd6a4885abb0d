//! Many values of a request against many values of a policy (S5.13, S5.14).
//!
//! Comparing each with each would cost the product of their numbers. Here, values without
//! wildcards, or with only a `*` at the end, are looked up: this takes O(n log n), where n is the
//! length of both lists. Other values of the policy are compared with each value of the request.

#[cfg(test)]
mod tests;

use crate::logic::Truth;
use iam_syntax::document::operator::Relation;
use iam_syntax::steps;
use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::HashMap;

/// Up to this number of values per side, each is compared with each.
pub(super) const FEW: usize = 8;

/// Collects the values of a request that match one of the policy's texts, prefixes or patterns.
pub(super) struct Matches<'a> {
    values: &'a [Box<str>],
    /// The length of the longest value, in bytes.
    longest: usize,
    /// For each text, its indices among the values, as long as it was not found yet.
    places: HashMap<Cow<'a, [u8]>, Vec<usize>>,
    truths: Vec<Truth>,
    starts: Vec<&'a [u8]>,
    is_unknown: bool,
}

impl<'a> Matches<'a> {
    /// `texts` are the values in the form in which they are compared.
    pub(super) fn new(
        values: &'a [Box<str>],
        texts: impl Iterator<Item = Cow<'a, [u8]>>,
        operands: usize,
    ) -> Self {
        let mut places: HashMap<Cow<'a, [u8]>, Vec<usize>> = HashMap::with_capacity(values.len());
        for (place, text) in texts.enumerate() {
            places.entry(text).or_default().push(place);
        }
        steps::note(values.len().saturating_add(operands));
        Self {
            values,
            longest: values.iter().map(|value| value.len()).max().unwrap_or(0),
            places,
            truths: vec![Truth::False; values.len()],
            starts: Vec::new(),
            is_unknown: false,
        }
    }

    /// The length of the longest value, in bytes.
    pub(super) fn longest(&self) -> usize {
        self.longest
    }

    /// Adds a value of the policy: this text.
    pub(super) fn equal_to(&mut self, text: &[u8]) {
        steps::note(text.len());
        // A text that was found need not be found again.
        for place in self.places.remove(text).unwrap_or_default() {
            if let Some(truth) = self.truths.get_mut(place) {
                *truth = Truth::True;
            }
        }
    }

    /// Adds a value of the policy: all texts with this prefix.
    pub(super) fn starting_with(&mut self, start: &'a [u8]) {
        self.starts.push(start);
    }

    /// Adds a value of the policy: what `matches` accepts.
    pub(super) fn each(&mut self, matches: impl Fn(&str) -> bool) {
        for (truth, value) in self.truths.iter_mut().zip(self.values) {
            if *truth != Truth::True && matches(value) {
                *truth = Truth::True;
            }
        }
    }

    /// Adds an unknown value of the policy.
    pub(super) fn unknown(&mut self) {
        self.is_unknown = true;
    }

    /// For each value, whether it matches one of the policy's values.
    pub(super) fn truths(mut self) -> Vec<Truth> {
        let starts = Starts::of(self.starts);
        for (truth, value) in self.truths.iter_mut().zip(self.values) {
            if starts.fit(value.as_bytes()) {
                *truth = Truth::True;
            }
        }
        if self.is_unknown {
            for truth in &mut self.truths {
                *truth = (*truth).max(Truth::Unknown);
            }
        }
        self.truths
    }
}

/// Prefixes of values, sorted; none is a prefix of another one.
struct Starts<'a>(Vec<&'a [u8]>);

impl<'a> Starts<'a> {
    fn of(mut starts: Vec<&'a [u8]>) -> Self {
        starts.sort_unstable();
        // Texts that start with another one directly follow it.
        starts.dedup_by(|later, kept| later.starts_with(kept));
        Self(starts)
    }

    fn fit(&self, value: &[u8]) -> bool {
        let behind = self.0.partition_point(|start| {
            steps::note(1);
            *start <= value
        });
        let nearest = behind.checked_sub(1).and_then(|index| self.0.get(index));
        nearest.is_some_and(|start| value.starts_with(start))
    }
}

/// Whether each value is in the relation to any of the policy's values, or, for "not equal", to all
/// of them. `None` is a value that could not be parsed: it is in no relation to anything (S5.5,
/// S5.6).
pub(super) fn in_relation_to_any<T: Copy>(
    relation: Relation,
    operands: Vec<Option<T>>,
    values: impl Iterator<Item = Option<T>>,
    compare: impl Fn(&T, &T) -> Ordering,
) -> Vec<Truth> {
    let count = operands.len();
    let mut sorted: Vec<T> = operands.into_iter().flatten().collect();
    let all_parsed = sorted.len() == count;
    let compare = |a: &T, b: &T| {
        steps::note(1);
        compare(a, b)
    };
    sorted.sort_by(&compare);
    let in_relation = |value: T| {
        let holds = |operand: Option<&T>| {
            operand.is_some_and(|operand| relation.holds(compare(&value, operand)))
        };
        let is_there = || {
            sorted
                .binary_search_by(|operand| compare(operand, &value))
                .is_ok()
        };
        match relation {
            Relation::Equals => is_there(),
            Relation::NotEquals => all_parsed && !is_there(),
            Relation::LessThan | Relation::LessThanEquals => holds(sorted.last()),
            Relation::GreaterThan | Relation::GreaterThanEquals => holds(sorted.first()),
        }
    };
    let truths = values.map(|value| Truth::from(value.is_some_and(in_relation)));
    truths.collect()
}
