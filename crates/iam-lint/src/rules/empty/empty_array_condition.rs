use crate::rules::empty::shape::is_plainly_empty;
use crate::rules::prelude::*;

rule! {
    /// A condition key without values.
    ///
    /// No value can match: the condition is false with a plain operator, and true with a negated
    /// one.
    ///
    /// ```json
    /// {"StringEquals": {"aws:PrincipalTag/team": []}}
    /// ```
    EMPTY_ARRAY_CONDITION: Suggestion, AccessAnalyzer, Condition(check)
}

fn check(_: &Policy<'_>, _: &Statement<'_>, condition: &Condition<'_>, report: &mut Report) {
    if is_plainly_empty(condition) {
        let key = condition.key.text.value;
        report
            .find(
                condition.member.value.span,
                key,
                format!("{} has no values", quoted(key)),
            )
            .help("give values, or remove the key");
    }
}
