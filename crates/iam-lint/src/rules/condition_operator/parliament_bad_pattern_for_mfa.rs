use crate::rules::prelude::*;

rule! {
    /// An `Allow` whose condition on multi-factor authentication doesn't require it.
    ///
    /// With `Bool` and `false` only requests without it are allowed. `Null` tests whether the key
    /// is in the request, not its value: `false` is satisfied by a session without multi-factor
    /// authentication, `true` only by requests with long-term access keys. For `BoolIfExists` see
    /// `OWN_ALLOW_MFA_BOOLIFEXISTS`, for a `Deny` `OWN_DENY_MFA_BOOL_WITHOUT_IFEXISTS`.
    ///
    /// ```json
    /// {"Effect": "Allow", "Action": "iam:*", "Resource": "*",
    ///  "Condition": {"Null": {"aws:MultiFactorAuthPresent": "false"}}}
    /// ```
    PARLIAMENT_BAD_PATTERN_FOR_MFA: SecurityWarning, Parliament, Condition(check)
}

fn check(
    _: &Policy<'_>,
    statement: &Statement<'_>,
    condition: &Condition<'_>,
    report: &mut Report,
) {
    const KEY: &str = "aws:MultiFactorAuthPresent";
    let operator = condition.operator;
    if !statement.is_allow() || !condition.key.is(KEY) || operator.if_exists {
        return;
    }
    // Beside a condition that requires it, the test for the key does no harm.
    let requires = |other: &Condition<'_>| other.is_restricting() && !other.has_value("false");
    if statement.conditions_on(KEY).any(requires) {
        return;
    }
    let message = match (operator.is_null(), condition.has_value("false")) {
        (true, true) => "the key may be `false`: sessions without it are allowed",
        (true, false) => {
            "only requests without the key are allowed, which have long-term access keys"
        }
        (false, true) => "only requests without multi-factor authentication are allowed",
        (false, false) => return,
    };
    report
        .find(operator.text.span, condition.key.text.value, message)
        .help(format!("use `\"Bool\": {{\"{KEY}\": \"true\"}}`"));
}
