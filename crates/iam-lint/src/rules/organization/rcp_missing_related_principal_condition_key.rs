use crate::rules::organization::carve_out::{Wanted, carves_out};
use crate::rules::prelude::*;

rule! {
    /// A resource control policy denies requests that AWS services make on your behalf.
    ///
    /// Service principals are in no account and no organization: a `Deny` for principals outside
    /// yours also denies them, unless it tests `aws:PrincipalIsAWSService`.
    ///
    /// ```json
    /// {"StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}
    /// ```
    RCP_MISSING_RELATED_PRINCIPAL_CONDITION_KEY: Warning, AccessAnalyzer, Condition(check)
}

const KEYS: [&str; 4] = [
    "aws:PrincipalOrgID",
    "aws:PrincipalOrgPaths",
    "aws:PrincipalAccount",
    "aws:PrincipalArn",
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
        && !condition.operator.is_null()
        && !carves_out(statement, Wanted::NoService)
    {
        let name = key.text.value;
        let message = format!("the Deny by {} also denies AWS services", quoted(name));
        report
            .find(condition.span(), name, message)
            .help("add `\"BoolIfExists\": {\"aws:PrincipalIsAWSService\": \"false\"}`");
    }
}
