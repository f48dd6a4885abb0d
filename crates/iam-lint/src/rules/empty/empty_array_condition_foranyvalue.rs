use crate::rules::prelude::*;

rule! {
    /// `ForAnyValue:` and a condition key without values.
    ///
    /// No request satisfies it, so the statement has no effect.
    ///
    /// ```json
    /// {"ForAnyValue:StringEquals": {"aws:TagKeys": []}}
    /// ```
    EMPTY_ARRAY_CONDITION_FORANYVALUE: Suggestion, AccessAnalyzer, Condition(check)
}

fn check(_: &Policy<'_>, _: &Statement<'_>, condition: &Condition<'_>, report: &mut Report) {
    if condition.is_empty_list() && condition.operator.set == SetOperator::ForAnyValue {
        let key = condition.key.text.value;
        report
            .find(
                condition.member.value.span,
                key,
                format!(
                    "{} has no values: no request satisfies the condition",
                    quoted(key)
                ),
            )
            .help("give values, or remove the statement");
    }
}
