//! How values, sets and absent keys combine (S5.1, S5.2, S5.12–S5.15), for every family of
//! operators.

use super::many_values::FEW;
use crate::arena::Arena;
use crate::logic::Truth;
use crate::request::{Facts, Lookup};
use iam_syntax::document::operator::{Operator, SetOperator};
use iam_syntax::steps;

/// Operators whose values are read and compared in the same way.
pub(super) trait Family: Copy {
    /// A value of the policy, parsed when it was compiled.
    type Operand;
    /// A value of the request, parsed once for all of the policy's values.
    type Value<'v>;

    /// A text that doesn't parse is a value that matches no value of the policy (S5.5, S5.6, S5.7,
    /// S5.9).
    fn read<'v>(self, text: &'v str) -> Self::Value<'v>;

    /// Whether a value of the request matches one of the policy.
    fn compare(self, value: &Self::Value<'_>, operand: &Self::Operand, scope: Scope<'_>) -> Truth;

    /// For each value of the request, the result of [`Family::compare`] over all of the policy's
    /// values, in less time than the product of the two numbers.
    fn compare_many(
        self,
        values: &[Box<str>],
        operands: &[Self::Operand],
        scope: Scope<'_>,
    ) -> Vec<Truth>;
}

/// The context of a comparison: the policy's texts and patterns, and the facts about the request.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scope<'a> {
    pub(super) arena: &'a Arena,
    pub(super) facts: &'a Facts<'a>,
}

/// A condition to test: its family and its values.
pub(super) struct Question<'a, F: Family> {
    family: F,
    operator: &'a Operator,
    operands: &'a [F::Operand],
    scope: Scope<'a>,
}

impl<'a, F: Family> Question<'a, F> {
    #[inline]
    pub(super) fn new(
        family: F,
        operator: &'a Operator,
        operands: &'a [F::Operand],
        scope: Scope<'a>,
    ) -> Self {
        Self {
            family,
            operator,
            operands,
            scope,
        }
    }

    #[inline]
    pub(super) fn holds(&self, found: Lookup<'_>) -> Truth {
        match (found, self.operator.set) {
            (Lookup::Unknown, _) => Truth::Unknown,
            (Lookup::Absent, set) => Truth::from(self.holds_without_key(set)),
            (Lookup::One(value), set) => self.holds_for_one(set, value),
            (Lookup::Many([value]), set) => self.holds_for_one(set, value),
            // S5.15, OPEN: a set is never equal to, like, or ordered relative to a single value.
            (Lookup::Many(_), SetOperator::None) => {
                Truth::from(self.operator.is_negated() && !self.operands.is_empty())
            }
            (Lookup::Many(values), SetOperator::ForAllValues) => match self.match_many(values) {
                Some(truths) => Truth::all(truths, |truth| truth),
                None => Truth::all(values, |value| self.matches(value)),
            },
            (Lookup::Many(values), SetOperator::ForAnyValue) => match self.match_many(values) {
                Some(truths) => Truth::any(truths, |truth| truth),
                None => Truth::any(values, |value| self.matches(value)),
            },
        }
    }

    fn holds_for_one(&self, set: SetOperator, value: &str) -> Truth {
        // S5.13, OPEN: a single empty string is a null data set.
        if set == SetOperator::ForAllValues && value.is_empty() && !self.operands.is_empty() {
            return Truth::True;
        }
        self.matches(value)
    }

    /// S5.2, S5.12–S5.14; S1.12 for an empty list of values.
    fn holds_without_key(&self, set: SetOperator) -> bool {
        self.operator.if_exists
            || match set {
                SetOperator::ForAllValues => true,
                SetOperator::ForAnyValue => false,
                SetOperator::None => self.operator.is_negated() && !self.operands.is_empty(),
            }
    }

    /// Whether one value of the request satisfies the operator: any of the policy's values for a
    /// positive operator, none of them for a negated one (S5.1).
    fn matches(&self, value: &str) -> Truth {
        if self.operands.is_empty() {
            return Truth::False;
        }
        let value = self.family.read(value);
        let compare = |operand: &F::Operand| {
            steps::note(1);
            self.family.compare(&value, operand, self.scope)
        };
        if self.operator.is_complement() {
            Truth::any(self.operands, compare).not()
        } else if self.operator.is_negated() {
            Truth::all(self.operands, compare)
        } else {
            Truth::any(self.operands, compare)
        }
    }

    /// [`Self::matches`] for each value, if there are many on both sides.
    fn match_many(&self, values: &[Box<str>]) -> Option<Vec<Truth>> {
        if values.len().min(self.operands.len()) <= FEW {
            return None;
        }
        let mut truths = self.family.compare_many(values, self.operands, self.scope);
        if self.operator.is_complement() {
            for truth in &mut truths {
                *truth = truth.not();
            }
        }
        Some(truths)
    }
}
