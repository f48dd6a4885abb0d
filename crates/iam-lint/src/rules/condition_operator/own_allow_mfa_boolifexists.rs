use crate::rules::prelude::*;

rule! {
    /// An `Allow` that requires multi-factor authentication, but that requests without it satisfy.
    ///
    /// Requests with a user's access keys have no `aws:MultiFactorAuthPresent`: `BoolIfExists` is
    /// true for them.
    ///
    /// ```json
    /// {"Effect": "Allow", "Action": "iam:*", "Resource": "*",
    ///  "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "true"}}}
    /// ```
    OWN_ALLOW_MFA_BOOLIFEXISTS: SecurityWarning, Own, Condition(check)
}

fn check(
    _: &Policy<'_>,
    statement: &Statement<'_>,
    condition: &Condition<'_>,
    report: &mut Report,
) {
    let operator = condition.operator;
    let is_about_mfa = condition.key.is("aws:MultiFactorAuthPresent")
        || condition.key.is("aws:MultiFactorAuthAge");
    let passes_absent = operator.if_exists || operator.set == SetOperator::ForAllValues;
    if statement.is_allow() && is_about_mfa && passes_absent && !operator.is_null() {
        let key = condition.key.text.value;
        report
            .find(
                operator.text.span,
                key,
                "requests with long-term access keys lack the key, and are allowed",
            )
            .help(format!("use `{}`", operator.base));
    }
}
