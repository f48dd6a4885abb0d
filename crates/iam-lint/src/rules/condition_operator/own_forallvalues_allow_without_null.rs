use crate::rules::prelude::*;

rule! {
    /// An `Allow` restricted only by `ForAllValues:`.
    ///
    /// It is true if the request has no value at all: requests without the key are allowed. A
    /// `Null` condition on the same key closes the gap.
    ///
    /// ```json
    /// {"Effect": "Allow", "Action": "ec2:CreateTags", "Resource": "*",
    ///  "Condition": {"ForAllValues:StringEquals": {"aws:TagKeys": ["team"]}}}
    /// ```
    OWN_FORALLVALUES_ALLOW_WITHOUT_NULL: Warning, Own, Condition(check)
}

fn check(
    _: &Policy<'_>,
    statement: &Statement<'_>,
    condition: &Condition<'_>,
    report: &mut Report,
) {
    let operator = condition.operator;
    let key = condition.key.text.value;
    let asks_for_key = |other: &Condition<'_>| {
        other.operator.is_null() && other.has_value("false")
            || other.operator.set == SetOperator::ForAnyValue && !other.operator.is_negated()
    };
    if statement.is_allow()
        && operator.set == SetOperator::ForAllValues
        && !operator.is_null()
        && !operator.is_negated()
        && condition.key.is_multivalued() != Some(false)
        && !condition.is_empty_list()
        && !statement.conditions_on(key).any(asks_for_key)
    {
        let message = format!("requests without {} are allowed, too", quoted(key));
        report.find(operator.text.span, key, message).help(format!(
            "add `\"Null\": {{\"{key}\": \"false\"}}` if the key has to be present"
        ));
    }
}
