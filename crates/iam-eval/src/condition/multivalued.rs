//! Many values of a request against many values of a policy (S5.13, S5.14).
//!
//! To compare each with each would cost the product of their numbers. Here what has no wildcard, or none but a `*` at
//! its end, is looked up: the cost is n log n, n being the length of both lists, and a comparison with each value of
//! the request for each other value of the policy.

#[cfg(test)]
mod tests;

use super::evaluate::lower_case;
use super::{CompiledCondition, Operand};
use crate::arena::{Arena, Expansion, arn_matches};
use crate::logic::Truth;
use crate::request::Facts;
use iam_syntax::document::operator::{Comparison, Relation};
use iam_syntax::pattern::wildcard;
use iam_syntax::steps;
use iam_syntax::value::decimal::Decimal;
use iam_syntax::value::ip;
use iam_syntax::value::moment::Moment;
use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::HashMap;
use std::net::IpAddr;

/// Up to how many values of each side are compared each with each.
pub(super) const FEW: usize = 8;

impl CompiledCondition {
    /// For each value of the request what `matches` says of it.
    pub(super) fn match_many(
        &self,
        arena: &Arena,
        facts: &Facts<'_>,
        operands: &[Operand],
        values: &[Box<str>],
    ) -> Vec<Truth> {
        let comparison = self.operator.comparison();
        let mut truths = match comparison {
            Comparison::StringEquals
            | Comparison::StringEqualsIgnoreCase
            | Comparison::StringLike
            | Comparison::Arn
            | Comparison::Binary => texts(comparison, arena, facts, operands, values),
            Comparison::Numeric(relation) => {
                let number = |operand: &_| match operand {
                    Operand::Number {
                        negative,
                        digits,
                        scale,
                    } => {
                        let digits = arena.document.text(*digits);
                        Some(Decimal::from_parts(*negative, digits, *scale))
                    }
                    _ => None,
                };
                let values = values.iter().map(|value| Decimal::parse(value));
                let operands = operands.iter().map(number).collect();
                ordered(relation, operands, values, Decimal::compare)
            }
            Comparison::Date(relation) => {
                let date = |operand: &_| match operand {
                    Operand::Date(date) => Some(*date),
                    _ => None,
                };
                let values = values.iter().map(|value| Moment::parse(value));
                ordered(
                    relation,
                    operands.iter().map(date).collect(),
                    values,
                    Ord::cmp,
                )
            }
            Comparison::IpAddress => {
                let range = |operand: &_| match operand {
                    Operand::IpRange(range) => Some(*range),
                    _ => None,
                };
                let ranges = ip::Ranges::of(operands.iter().filter_map(range));
                let is_within = |value: &str| {
                    let address = value.parse::<IpAddr>();
                    Truth::from(address.is_ok_and(|address| ranges.contain(address)))
                };
                values.iter().map(|value| is_within(value)).collect()
            }
            // There are three kinds of values: true, false, and others.
            Comparison::Bool | Comparison::Null => {
                let [yes, no, other] =
                    ["true", "false", ""].map(|value| self.matches(arena, facts, operands, value));
                let of = |value: &str| match super::compile::parse_bool(value) {
                    Some(true) => yes,
                    Some(false) => no,
                    None => other,
                };
                return values.iter().map(|value| of(value)).collect();
            }
        };
        if self.operator.is_complement() {
            for truth in &mut truths {
                *truth = truth.not();
            }
        }
        truths
    }
}

/// Whether any of the policy's texts and patterns matches each value.
fn texts(
    comparison: Comparison,
    arena: &Arena,
    facts: &Facts<'_>,
    operands: &[Operand],
    values: &[Box<str>],
) -> Vec<Truth> {
    let fold = |text: &[u8]| match std::str::from_utf8(text) {
        Ok(text) if comparison == Comparison::StringEqualsIgnoreCase => {
            lower_case(text).into_bytes()
        }
        _ => text.to_vec(),
    };
    let mut places: HashMap<Cow<'_, [u8]>, Vec<usize>> = HashMap::with_capacity(values.len());
    for (place, value) in values.iter().enumerate() {
        let key = match comparison {
            Comparison::StringEqualsIgnoreCase => Cow::Owned(fold(value.as_bytes())),
            _ => Cow::Borrowed(value.as_bytes()),
        };
        places.entry(key).or_default().push(place);
    }
    let longest = values.iter().map(|value| value.len()).max().unwrap_or(0);
    let mut truths = vec![Truth::False; values.len()];
    let mut is_unknown = false;
    steps::note(values.len() + operands.len());
    let mut note_equal = |text: &[u8], truths: &mut Vec<Truth>| {
        steps::note(text.len());
        // What was found once need not be found again.
        for place in places.remove(text).unwrap_or_default() {
            if let Some(truth) = truths.get_mut(place) {
                *truth = Truth::True;
            }
        }
    };
    let note_each = |truths: &mut Vec<Truth>, matches: &dyn Fn(&str) -> bool| {
        for (truth, value) in truths.iter_mut().zip(values) {
            if *truth != Truth::True && matches(value) {
                *truth = Truth::True;
            }
        }
    };
    let mut starts: Vec<&[u8]> = Vec::new();
    for operand in operands {
        match operand {
            Operand::Text(text) => {
                note_equal(&fold(arena.document.text(*text).as_bytes()), &mut truths);
            }
            Operand::Pattern(pattern) => match arena.literal(*pattern) {
                Some(text) => note_equal(text, &mut truths),
                None => match arena.start(*pattern) {
                    Some(start) => starts.push(start),
                    None => note_each(&mut truths, &|value| arena.matches(*pattern, value)),
                },
            },
            Operand::Arn(arn) => match arena.literal_arn(arn) {
                Some(text) => note_equal(text, &mut truths),
                None => match arena.start_of_arn(arn) {
                    Some(start) => starts.push(start),
                    None => note_each(&mut truths, &|value| arena.matches_arn(arn, value)),
                },
            },
            Operand::Template(template) => match arena.expand(*template, facts, longest) {
                Expansion::Unknown => is_unknown = true,
                Expansion::Unresolved | Expansion::TooLong => {}
                Expansion::Done(text) if wildcard::is_literal(&text) => {
                    let is_arn = || iam_syntax::pattern::arn::ArnSplit::of_bytes(&text).is_some();
                    if comparison != Comparison::Arn || is_arn() {
                        note_equal(&fold(&text), &mut truths);
                    }
                }
                Expansion::Done(pattern) => note_each(&mut truths, &|value| match comparison {
                    Comparison::Arn => arn_matches(&pattern, value),
                    _ => wildcard::matches(&pattern, value.as_bytes()),
                }),
            },
            Operand::Number { .. }
            | Operand::Date(_)
            | Operand::IpRange(_)
            | Operand::Bool(_)
            | Operand::Never => {}
        }
    }
    let starts = Starts::of(starts);
    for (truth, value) in truths.iter_mut().zip(values) {
        if starts.fit(value.as_bytes()) {
            *truth = Truth::True;
        }
    }
    if is_unknown {
        for truth in &mut truths {
            *truth = (*truth).max(Truth::Unknown);
        }
    }
    truths
}

/// What values may start with, sorted; none starts with another one.
struct Starts<'a>(Vec<&'a [u8]>);

impl<'a> Starts<'a> {
    fn of(mut starts: Vec<&'a [u8]>) -> Self {
        starts.sort_unstable();
        // What starts with another one stands behind it, with nothing in between that doesn't.
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
/// stands for what couldn't be parsed: it is in no relation to anything (S5.5, S5.6).
fn ordered<T: Copy>(
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
