use crate::rules::organization::carve_out::{SOURCE_KEYS, Wanted, carves_out};
use crate::rules::prelude::*;

rule! {
    /// A resource control policy about the sources of AWS services denies your own principals.
    ///
    /// Their requests have no `aws:SourceOrgID` or similar keys: test `aws:PrincipalIsAWSService`.
    ///
    /// ```json
    /// {"StringNotEqualsIfExists": {"aws:SourceOrgID": "o-a1b2c3d4e5"}}
    /// ```
    RCP_MISSING_RELATED_SERVICE_PRINCIPAL_CONDITION_KEY: Warning, AccessAnalyzer, Condition(check)
}

fn check(
    policy: &Policy<'_>,
    statement: &Statement<'_>,
    condition: &Condition<'_>,
    report: &mut Report,
) {
    let is_rcp = policy.kind == PolicyKind::ResourceControl && statement.is_deny();
    let is_meant = SOURCE_KEYS.iter().any(|known| condition.key.is(known));
    if is_rcp
        && is_meant
        && !condition.operator.is_null()
        && !carves_out(statement, Wanted::Service)
    {
        let name = condition.key.text.value;
        let message = format!(
            "the Deny by {} also denies your own principals",
            quoted(name)
        );
        report
            .find(condition.span(), name, message)
            .help("add `\"BoolIfExists\": {\"aws:PrincipalIsAWSService\": \"true\"}`");
    }
}
