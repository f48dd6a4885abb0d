use crate::rules::condition_value::always::{Meaning, meaning};
use crate::rules::prelude::*;

rule! {
    /// A condition that no request satisfies, since `*` is one of its values.
    ///
    /// This includes two conditions on one key, one of which requires it and the other its absence.
    ///
    /// ```json
    /// {"StringNotLike": {"aws:PrincipalTag/team": "*"}, "Null": {"aws:PrincipalTag/team": "false"}}
    /// ```
    REDUNDANT_STATEMENT_DUE_TO_WILDCARD_IN_CONDITION: Suggestion, AccessAnalyzer, Condition(check)
}

fn check(
    _: &Policy<'_>,
    statement: &Statement<'_>,
    condition: &Condition<'_>,
    report: &mut Report,
) {
    let key = condition.key.text.value;
    let needs_key = |other: &Condition<'_>| {
        meaning(other) == Some(Meaning::Present)
            || other.operator.is_null() && other.has_value("false") && !other.has_value("true")
            || other.is_restricting()
    };
    let needs_absence = |other: &Condition<'_>| {
        other.operator.is_null() && other.has_value("true") && !other.has_value("false")
    };
    let is_never = match meaning(condition) {
        Some(Meaning::Never) => true,
        Some(Meaning::Absent) => statement.conditions_on(key).any(needs_key),
        // Beside `Absent`, that condition is reported.
        Some(Meaning::Present) => statement.conditions_on(key).any(needs_absence),
        _ => false,
    };
    if is_never {
        report
            .find(
                condition.span(),
                key,
                format!("no request satisfies the condition on {}", quoted(key)),
            )
            .help("remove the key, or the statement");
    }
}
