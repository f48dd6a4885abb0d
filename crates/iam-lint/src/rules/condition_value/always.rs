//! What a condition means whose values match everything.

use crate::policy::Condition;
use iam_syntax::document::operator::SetOperator;

/// Where such a condition is true.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    Always,
    Never,
    /// Where the key is there.
    Present,
    /// Where it is absent.
    Absent,
}

/// Where a condition under `StringLike` or `StringNotLike` is true of whose values one is `*` (S5.2, S5.4,
/// S5.12–S5.14); none for another one.
pub(super) fn meaning(condition: &Condition<'_>) -> Option<Meaning> {
    let operator = condition.operator;
    let is_star = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte == b'*');
    let has_star = condition.values.iter().any(|value| is_star(value.text));
    // Of the keys that AWS calls sensitive another rule speaks, and louder.
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
