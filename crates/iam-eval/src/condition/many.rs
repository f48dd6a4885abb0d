//! Many values of a request against many values of a policy (S5.13, S5.14).
//!
//! To compare each with each would cost the product of their numbers. Here what has no wildcard, or none but a `*` at
//! its end, is looked up: the cost is n log n, n being the length of both lists, and a comparison with each value of
//! the request for each other value of the policy.

#[cfg(test)]
mod tests;

use crate::logic::Truth;
use iam_syntax::document::operator::Relation;
use iam_syntax::steps;
use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::HashMap;

/// Up to how many values of each side are compared each with each.
pub(super) const FEW: usize = 8;

/// The values of a request that match one of the policy's texts, beginnings or patterns.
pub(super) struct Matches<'a> {
    values: &'a [Box<str>],
    /// The length of the longest value, in bytes.
    longest: usize,
    /// The places of each text among the values; of those that were not found yet.
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

    /// One of the policy's values is this text.
    pub(super) fn equal_to(&mut self, text: &[u8]) {
        steps::note(text.len());
        // What was found once need not be found again.
        for place in self.places.remove(text).unwrap_or_default() {
            if let Some(truth) = self.truths.get_mut(place) {
                *truth = Truth::True;
            }
        }
    }

    /// One of the policy's values is what begins with this text.
    pub(super) fn starting_with(&mut self, start: &'a [u8]) {
        self.starts.push(start);
    }

    /// One of the policy's values is what `matches` says.
    pub(super) fn each(&mut self, matches: impl Fn(&str) -> bool) {
        for (truth, value) in self.truths.iter_mut().zip(self.values) {
            if *truth != Truth::True && matches(value) {
                *truth = Truth::True;
            }
        }
    }

    /// One of the policy's values is not known.
    pub(super) fn unknown(&mut self) {
        self.is_unknown = true;
    }

    /// For each value whether it matches one of the policy's.
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

/// What values may start with, sorted; none starts with another one.
struct Starts<'a>(Vec<&'a [u8]>);

impl<'a> Starts<'a> {
    fn of(mut starts: Vec<&'a [u8]>) -> Self {
        starts.sort_unstable();
        // What starts with another one comes behind it, with nothing in between that does not.
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

/// Whether each value is in the relation to any of the policy's values, or to all for "not equal". `None`
/// is what could not be parsed: it is in no relation to anything (S5.5, S5.6).
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
