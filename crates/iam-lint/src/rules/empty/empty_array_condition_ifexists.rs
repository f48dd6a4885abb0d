use crate::rules::prelude::*;

rule! {
    /// `…IfExists` with a condition key without values.
    ///
    /// It is true only where the request lacks the key, which `Null` says more clearly.
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
            "{} has no values: true only where the key is absent",
            quoted(key)
        );
        report
            .find(condition.member.value.span, key, message)
            .help(format!("write `\"Null\": {{\"{key}\": \"true\"}}`"));
    }
}
