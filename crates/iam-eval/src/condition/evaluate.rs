//! Whether a condition holds for a request.

use super::compile::parse_bool;
use super::multivalued::FEW;
use super::{CompiledCondition, Operand};
use crate::arena::{Arena, Expansion};
use crate::logic::{Logic, Truth};
use crate::request::{DerivedKey, Facts, Key, Lookup};
use iam_syntax::document::operator::{Comparison, SetOperator};
use iam_syntax::steps;
use iam_syntax::value::decimal::Decimal;
use iam_syntax::value::moment::Moment;
use std::net::IpAddr;

impl CompiledCondition {
    /// S5.1, S5.2, S5.11–S5.15.
    pub(crate) fn holds(&self, arena: &Arena, operands: &[Operand], facts: &Facts<'_>) -> Truth {
        let found = facts.lookup(&self.key, self.derived);
        if self.operator.comparison() == Comparison::Null {
            return null_holds(found, operands);
        }
        match (found, self.operator.set) {
            (Lookup::Unknown, _) => Truth::Unknown,
            (Lookup::Absent, set) => Truth::from(self.holds_without_key(set, operands)),
            (Lookup::One(value), set) => self.holds_for_one(arena, facts, operands, set, value),
            (Lookup::Many([value]), set) => self.holds_for_one(arena, facts, operands, set, value),
            // S5.15, OPEN: a set is never equal to, like, or in the order of a single value.
            (Lookup::Many(_), SetOperator::None) => {
                Truth::from(self.operator.is_negated() && !operands.is_empty())
            }
            (Lookup::Many(values), set) if values.len().min(operands.len()) > FEW => {
                let truths = self.match_many(arena, facts, operands, values);
                match set {
                    SetOperator::ForAllValues => Truth::all(truths, |truth| truth),
                    _ => Truth::any(truths, |truth| truth),
                }
            }
            (Lookup::Many(values), SetOperator::ForAllValues) => {
                Truth::all(values, |value| self.matches(arena, facts, operands, value))
            }
            (Lookup::Many(values), SetOperator::ForAnyValue) => {
                Truth::any(values, |value| self.matches(arena, facts, operands, value))
            }
        }
    }

    /// The first variable among the policy's values whose key is unknown.
    pub(crate) fn unknown_variable<'p>(
        &self,
        arena: &'p Arena,
        operands: &[Operand],
        facts: &Facts<'_>,
    ) -> Option<(&'p Key, Option<DerivedKey>)> {
        let mut operands = operands.iter();
        operands.find_map(|operand| match operand {
            Operand::Template(template) => arena.unknown_variable(*template, facts),
            _ => None,
        })
    }

    fn holds_for_one(
        &self,
        arena: &Arena,
        facts: &Facts<'_>,
        operands: &[Operand],
        set: SetOperator,
        value: &str,
    ) -> Truth {
        // S5.13, OPEN: a lone empty string is a null data set.
        if set == SetOperator::ForAllValues && value.is_empty() && !operands.is_empty() {
            return Truth::True;
        }
        self.matches(arena, facts, operands, value)
    }

    /// S5.2, S5.12–S5.14; S1.12 for an empty list of values.
    fn holds_without_key(&self, set: SetOperator, operands: &[Operand]) -> bool {
        match set {
            _ if self.operator.if_exists => true,
            SetOperator::ForAllValues => true,
            SetOperator::ForAnyValue => false,
            SetOperator::None => self.operator.is_negated() && !operands.is_empty(),
        }
    }

    /// Whether one value of the request satisfies the operator: any of the policy's values for a
    /// positive operator, none of them for a negated one (S5.1).
    pub(super) fn matches(
        &self,
        arena: &Arena,
        facts: &Facts<'_>,
        operands: &[Operand],
        value: &str,
    ) -> Truth {
        if operands.is_empty() {
            return Truth::False;
        }
        let comparison = self.operator.comparison();
        let request = RequestValue::parse(comparison, value);
        let compare = |operand: &Operand| request.compare(comparison, operand, arena, facts);
        if self.operator.is_complement() {
            Truth::any(operands, compare).not()
        } else if self.operator.is_negated() {
            Truth::all(operands, compare)
        } else {
            Truth::any(operands, compare)
        }
    }
}

/// S5.11: `true` asks for the key to be absent, `false` for it to be there. OPEN: with an empty value,
/// alone or in a list, it is there.
fn null_holds(found: Lookup<'_>, operands: &[Operand]) -> Truth {
    let asks = |wanted| {
        let is_wanted =
            |operand: &Operand| matches!(operand, Operand::Bool(value) if *value == wanted);
        Truth::from(operands.iter().any(is_wanted))
    };
    match found {
        Lookup::Absent => asks(true),
        Lookup::One(_) | Lookup::Many(_) => asks(false),
        Lookup::Unknown => asks(true).agreed(asks(false)),
    }
}

/// A value of the request, parsed once for all of the policy's values.
enum RequestValue<'a> {
    Text(&'a str),
    Number(Decimal<'a>),
    Date(Moment),
    Address(IpAddr),
    Bool(bool),
    /// It doesn't parse: no value of the policy matches it (S5.5, S5.6, S5.7, S5.9). OPEN for a `Bool`
    /// that asks for `false`.
    Unparsable,
}

impl<'a> RequestValue<'a> {
    fn parse(comparison: Comparison, value: &'a str) -> Self {
        match comparison {
            Comparison::Numeric(_) => Decimal::parse(value).map_or(Self::Unparsable, Self::Number),
            Comparison::Date(_) => Moment::parse(value).map_or(Self::Unparsable, Self::Date),
            Comparison::Bool => parse_bool(value).map_or(Self::Unparsable, Self::Bool),
            Comparison::IpAddress => value.parse().map_or(Self::Unparsable, Self::Address),
            _ => Self::Text(value),
        }
    }

    fn compare(
        &self,
        comparison: Comparison,
        operand: &Operand,
        arena: &Arena,
        facts: &Facts<'_>,
    ) -> Truth {
        steps::note(1);
        let answer = match (self, operand) {
            (Self::Text(value), Operand::Text(text)) => {
                let text = arena.document.text(*text);
                if comparison == Comparison::StringEqualsIgnoreCase {
                    equal_ignoring_case(value, text)
                } else {
                    *value == text
                }
            }
            (Self::Text(value), Operand::Pattern(pattern)) => arena.matches(*pattern, value),
            (Self::Text(value), Operand::Arn(arn)) => arena.matches_arn(arn, value),
            (
                Self::Number(value),
                Operand::Number {
                    negative,
                    digits,
                    scale,
                },
            ) => {
                let Comparison::Numeric(relation) = comparison else {
                    return Truth::False;
                };
                let digits = arena.document.text(*digits);
                let other = Decimal::from_parts(*negative, digits, *scale);
                relation.holds(value.compare(&other))
            }
            (Self::Date(value), Operand::Date(date)) => {
                let Comparison::Date(relation) = comparison else {
                    return Truth::False;
                };
                relation.holds(value.cmp(date))
            }
            (Self::Address(address), Operand::IpRange(range)) => range.contains(*address),
            (Self::Bool(value), Operand::Bool(wanted)) => value == wanted,
            (_, Operand::Template(template)) => {
                let length = match self {
                    Self::Text(value) => value.len(),
                    _ => 0,
                };
                return match arena.expand(*template, facts, length) {
                    Expansion::Done(bytes) => Truth::from(self.equals_expanded(comparison, &bytes)),
                    // S6.6: a variable without a value makes its value match nothing.
                    Expansion::Unresolved | Expansion::TooLong => Truth::False,
                    Expansion::Unknown => Truth::Unknown,
                };
            }
            _ => false,
        };
        Truth::from(answer)
    }

    fn equals_expanded(&self, comparison: Comparison, expanded: &[u8]) -> bool {
        let as_text = || std::str::from_utf8(expanded).unwrap_or_default();
        match (self, comparison) {
            (Self::Text(value), Comparison::StringEquals) => value.as_bytes() == expanded,
            (Self::Text(value), Comparison::StringEqualsIgnoreCase) => {
                equal_ignoring_case(value, as_text())
            }
            (Self::Text(value), Comparison::StringLike) => {
                iam_syntax::pattern::wildcard::matches(expanded, value.as_bytes())
            }
            (Self::Text(value), Comparison::Arn) => crate::arena::arn_matches(expanded, value),
            (Self::Bool(value), Comparison::Bool) => parse_bool(as_text()) == Some(*value),
            _ => false,
        }
    }
}

/// S5.3: letter case is put aside character by character.
fn equal_ignoring_case(a: &str, b: &str) -> bool {
    if a.is_ascii() && b.is_ascii() {
        return a.eq_ignore_ascii_case(b);
    }
    lower_case(a) == lower_case(b)
}

pub(super) fn lower_case(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}
