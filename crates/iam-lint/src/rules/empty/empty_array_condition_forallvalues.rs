use crate::rules::prelude::*;

rule! {
    /// `ForAllValues:` and a condition key without values.
    ///
    /// It is true only if the request lacks the key, which `Null` expresses more clearly.
    ///
    /// ```json
    /// {"ForAllValues:StringEquals": {"aws:TagKeys": []}}
    /// ```
    EMPTY_ARRAY_CONDITION_FORALLVALUES: Suggestion, AccessAnalyzer, Condition(check)
}

fn check(_: &Policy<'_>, _: &Statement<'_>, condition: &Condition<'_>, report: &mut Report) {
    if condition.is_empty_list() && condition.operator.set == SetOperator::ForAllValues {
        let key = condition.key.text.value;
        let message = format!(
            "{} has no values: true only if the key is absent",
            quoted(key)
        );
        report
            .find(condition.member.value.span, key, message)
            .help(format!("write `\"Null\": {{\"{key}\": \"true\"}}`"));
    }
}
