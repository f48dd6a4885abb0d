use crate::rules::prelude::*;

rule! {
    /// A `Deny` for values other than some, which requests without the key escape.
    ///
    /// A negated operator with `ForAnyValue:` is false if the request has no value at all: the
    /// `Deny` doesn't apply. If the key has to be present, another `Deny` with `Null` denies
    /// requests without it. With an operator that isn't negated, that is what the author means.
    ///
    /// ```json
    /// {"Effect": "Deny", "Action": "ec2:CreateTags", "Resource": "*",
    ///  "Condition": {"ForAnyValue:StringNotEquals": {"aws:TagKeys": ["team", "cost"]}}}
    /// ```
    VALIDATOR_FORANYVALUE_DENY_WITHOUT_NULL: Warning, Validator, Condition(check)
}

fn check(
    policy: &Policy<'_>,
    statement: &Statement<'_>,
    condition: &Condition<'_>,
    report: &mut Report,
) {
    let operator = condition.operator;
    let key = condition.key.text.value;
    let escapes = operator.set == SetOperator::ForAnyValue
        && operator.is_negated()
        && !operator.if_exists
        && !condition.is_empty_list();
    if !statement.is_deny() || !escapes || !report.spend(policy.statements.len()) {
        return;
    }
    let tests_for_key = |other: &Statement<'_>| {
        let mut conditions = other.conditions_on(key);
        conditions.any(|other| other.operator.is_null())
    };
    if !policy.statements.iter().any(tests_for_key) {
        let message = format!("requests without {} are not denied", quoted(key));
        report.find(operator.text.span, key, message).help(format!(
            "if the key has to be present, add a `Deny` with `\"Null\": {{\"{key}\": \"true\"}}`"
        ));
    }
}
