use crate::rules::prelude::*;

rule! {
    /// `StringNotEquals` with the value `*`.
    ///
    /// The star is literal with this operator: every request satisfies the condition. In a `Deny`
    /// everything is denied, in an `Allow` nothing is restricted.
    ///
    /// ```json
    /// {"Effect": "Deny", "Action": "s3:*", "Resource": "*",
    ///  "Condition": {"StringNotEquals": {"aws:PrincipalTag/team": "*"}}}
    /// ```
    OWN_NOT_EQUALS_LITERAL_STAR: Warning, Own, Condition(check)
}

fn check(_: &Policy<'_>, _: &Statement<'_>, condition: &Condition<'_>, report: &mut Report) {
    let operator = condition.operator;
    if !operator.is_string_equals() || !operator.is_negated() {
        return;
    }
    for value in condition.values.iter().filter(|value| value.text == "*") {
        let message = format!(
            "every value of {} differs from a star",
            quoted(condition.key.text.value)
        );
        report
            .find(value.span, value.text, message)
            .help("use `StringNotLike`, or `Null` to test whether the key is present");
    }
}
