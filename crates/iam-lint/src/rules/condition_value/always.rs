//! The meaning of a condition whose values match everything.

use crate::policy::Condition;
use iam_catalog::ValueType;
use iam_syntax::document::operator::{Comparison, SetOperator};

/// When such a condition is true.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    Always,
    Never,
    /// If the key is present.
    Present,
    /// If it is absent.
    Absent,
}

/// When a condition is true that has a value which everything matches: `*` with `StringLike` or
/// `StringNotLike`, `arn:*:*:*:*:*` with an ARN operator (S5.2, S5.4, S5.10, S5.12–S5.14). `None`
/// for other conditions.
pub(super) fn meaning(condition: &Condition<'_>) -> Option<Meaning> {
    let operator = condition.operator;
    let mut values = condition.values.iter();
    let has_everything = values.any(|value| value.is_everything_for(operator));
    // Keys that AWS calls sensitive have another, more severe rule.
    let is_sensitive = condition
        .key
        .global
        .is_some_and(|global| global.is_sensitive());
    // A value that isn't an ARN matches no pattern of ARNs.
    let is_other = operator.comparison() == Some(Comparison::Arn)
        && condition.key.value_type() != Some(ValueType::Arn);
    if !has_everything || is_other || is_sensitive {
        return None;
    }
    let passes_absent = operator.if_exists || operator.set == SetOperator::ForAllValues;
    Some(match (operator.is_negated(), operator.set) {
        (false, _) if passes_absent => Meaning::Always,
        (false, _) => Meaning::Present,
        (true, SetOperator::ForAnyValue) if !operator.if_exists => Meaning::Never,
        (true, _) => Meaning::Absent,
    })
}
