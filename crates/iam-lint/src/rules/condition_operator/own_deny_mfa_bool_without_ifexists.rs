use crate::rules::prelude::*;

rule! {
    /// A `Deny` for requests without multi-factor authentication that misses long-term keys.
    ///
    /// Requests with a user's access keys have no `aws:MultiFactorAuthPresent`: `Bool` is false for
    /// them, and the `Deny` doesn't deny them. `BoolIfExists` does.
    ///
    /// ```json
    /// {"Effect": "Deny", "Action": "*", "Resource": "*",
    ///  "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "false"}}}
    /// ```
    OWN_DENY_MFA_BOOL_WITHOUT_IFEXISTS: SecurityWarning, Own, Condition(check)
}

fn check(
    _: &Policy<'_>,
    statement: &Statement<'_>,
    condition: &Condition<'_>,
    report: &mut Report,
) {
    use iam_syntax::document::operator::Comparison;
    let operator = condition.operator;
    let compares = operator.comparison() == Some(Comparison::Bool) || operator.is_string_equals();
    if statement.is_deny()
        && condition.key.is("aws:MultiFactorAuthPresent")
        && compares
        && !operator.is_negated()
        && !operator.if_exists
        && condition.has_value("false")
    {
        let key = condition.key.text.value;
        report
            .find(
                operator.text.span,
                key,
                "requests with long-term access keys lack the key, and are not denied",
            )
            .help("use `BoolIfExists`");
    }
}
