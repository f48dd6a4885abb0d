use crate::rules::prelude::*;
use crate::rules::principal::restriction::is_about_callers;

rule! {
    /// An `Allow` limits its callers with an operator that an absent key satisfies.
    ///
    /// With `IfExists`, requests without the key are allowed: those by way of a VPC endpoint have
    /// no `aws:SourceIp`, callers without an organization no `aws:PrincipalOrgID`. A `Null`
    /// condition on the same key closes the gap; as does a condition on another key that limits the
    /// callers. `IfExists` in a `Deny` is no weakness: it denies more.
    ///
    /// ```json
    /// {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*",
    ///  "Condition": {"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}}
    /// ```
    VALIDATOR_IFEXISTS_IN_ALLOW: Warning, Validator, Condition(check)
}

fn check(
    _: &Policy<'_>,
    statement: &Statement<'_>,
    condition: &Condition<'_>,
    report: &mut Report,
) {
    let operator = condition.operator;
    let key = condition.key.text.value;
    let limits = operator.if_exists && !operator.is_negated() && !operator.is_null();
    if !statement.is_allow() || !limits || !is_about_callers(condition) {
        return;
    }
    let closes = |other: &Condition<'_>| {
        other.is_restricting() && is_about_callers(other)
            || other.key.is(key) && other.operator.is_null() && other.has_value("false")
    };
    if !statement.conditions.iter().any(closes) {
        let message = format!("requests without {} are allowed, too", quoted(key));
        report.find(operator.text.span, key, message).help(format!(
            "use `{}`, if the key has to be present",
            operator.base
        ));
    }
}
