use crate::rules::organization::carve_out::{Wanted, carves_out};
use crate::rules::prelude::*;

rule! {
    /// A resource control policy denies requests that AWS services make on your behalf.
    ///
    /// Service principals are in no account and no organization: a `Deny` for principals outside
    /// yours also denies them, unless it tests `aws:PrincipalIsAWSService`. A condition that a
    /// request without the key doesn't meet (`StringEquals`) doesn't deny them.
    ///
    /// ```json
    /// {"StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}
    /// ```
    RCP_MISSING_RELATED_PRINCIPAL_CONDITION_KEY: Warning, AccessAnalyzer, Condition(check)
}

/// Keys that requests of service principals lack.
const KEYS: [&str; 7] = [
    "aws:PrincipalOrgID",
    "aws:PrincipalOrgPaths",
    "aws:PrincipalAccount",
    "aws:PrincipalArn",
    "aws:PrincipalType",
    "aws:userid",
    "aws:username",
];

fn check(
    policy: &Policy<'_>,
    statement: &Statement<'_>,
    condition: &Condition<'_>,
    report: &mut Report,
) {
    let is_rcp = policy.kind == PolicyKind::ResourceControl && statement.is_deny();
    let key = &condition.key;
    let is_meant = KEYS.iter().any(|known| key.is(known)) || key.begins("aws:PrincipalTag/");
    if is_rcp
        && is_meant
        && holds_without_key(condition)
        && !carves_out(statement, Wanted::NoService)
    {
        let name = key.text.value;
        let message = format!("the Deny by {} also denies AWS services", quoted(name));
        report
            .find(condition.span(), name, message)
            .help("add `\"BoolIfExists\": {\"aws:PrincipalIsAWSService\": \"false\"}`");
    }
}

/// Whether a request without the key meets the condition (S5.12–S5.14).
fn holds_without_key(condition: &Condition<'_>) -> bool {
    let operator = condition.operator;
    let holds = match operator.set {
        SetOperator::ForAllValues => true,
        SetOperator::ForAnyValue => false,
        SetOperator::None => operator.is_negated(),
    };
    !operator.is_null() && (holds || operator.if_exists)
}
