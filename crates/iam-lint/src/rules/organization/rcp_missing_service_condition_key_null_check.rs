use crate::rules::organization::carve_out::SOURCE_KEYS;
use crate::rules::prelude::*;

rule! {
    /// A resource control policy about the sources of AWS services denies requests without a
    /// source.
    ///
    /// Not every service provides on whose behalf it acts: first test with `Null` whether it does.
    ///
    /// ```json
    /// {"StringNotEqualsIfExists": {"aws:SourceOrgID": "o-a1b2c3d4e5"},
    ///  "BoolIfExists": {"aws:PrincipalIsAWSService": "true"}}
    /// ```
    RCP_MISSING_SERVICE_CONDITION_KEY_NULL_CHECK: Warning, AccessAnalyzer, Condition(check)
}

fn check(
    policy: &Policy<'_>,
    statement: &Statement<'_>,
    condition: &Condition<'_>,
    report: &mut Report,
) {
    let is_rcp = policy.kind == PolicyKind::ResourceControl && statement.is_deny();
    let is_meant = SOURCE_KEYS.iter().any(|known| condition.key.is(known));
    let asks = |key: &str| {
        let mut conditions = statement.conditions_on(key);
        conditions.any(|other| other.operator.is_null() && other.has_value("false"))
    };
    let asks_first = || asks("aws:SourceAccount") || asks("aws:SourceArn");
    if is_rcp && is_meant && !condition.operator.is_null() && !asks_first() {
        let name = condition.key.text.value;
        let message = format!(
            "the Deny by {} denies services that don't provide on whose behalf they act",
            quoted(name)
        );
        report
            .find(condition.span(), name, message)
            .help("add `\"Null\": {\"aws:SourceAccount\": \"false\"}`");
    }
}
