//! The meaning of a condition whose values match everything.

use crate::policy::Condition;
use iam_syntax::document::operator::SetOperator;

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

/// When a condition with `StringLike` or `StringNotLike` and the value `*` is true (S5.2, S5.4, S5.12–S5.14);
/// `None` for other conditions.
pub(super) fn meaning(condition: &Condition<'_>) -> Option<Meaning> {
    let operator = condition.operator;
    let is_star = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte == b'*');
    let has_star = condition.values.iter().any(|value| is_star(value.text));
    // Keys that AWS calls sensitive have another, more severe rule.
    let is_sensitive = condition
        .key
        .global
        .is_some_and(|global| global.is_sensitive());
    if !operator.is_string_like() || !has_star || is_sensitive {
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
