use crate::rules::prelude::*;

rule! {
    /// `…IfExists` and a condition key without values.
    ///
    /// It is true only if the request lacks the key, which `Null` expresses more clearly.
    ///
    /// ```json
    /// {"StringEqualsIfExists": {"aws:PrincipalTag/team": []}}
    /// ```
    EMPTY_ARRAY_CONDITION_IFEXISTS: Suggestion, AccessAnalyzer, Condition(check)
}

fn check(_: &Policy<'_>, _: &Statement<'_>, condition: &Condition<'_>, report: &mut Report) {
    let operator = condition.operator;
    if condition.is_empty_list() && operator.if_exists && operator.set == SetOperator::None {
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
