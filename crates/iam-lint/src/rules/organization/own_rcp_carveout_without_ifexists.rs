use crate::rules::prelude::*;

rule! {
    /// A resource control policy that spares AWS services spares anonymous requests, too.
    ///
    /// They have no `aws:PrincipalIsAWSService`: under `Bool` the condition is false, and the `Deny` misses them.
    /// `BoolIfExists` doesn't.
    ///
    /// ```json
    /// {"Bool": {"aws:PrincipalIsAWSService": "false"}}
    /// ```
    OWN_RCP_CARVEOUT_WITHOUT_IFEXISTS: SecurityWarning, Own, Condition(check)
}

fn check(
    policy: &Policy<'_>,
    statement: &Statement<'_>,
    condition: &Condition<'_>,
    report: &mut Report,
) {
    let is_rcp = policy.kind == PolicyKind::ResourceControl && statement.is_deny();
    let operator = condition.operator;
    let is_carve_out =
        condition.key.is("aws:PrincipalIsAWSService") && condition.has_value("false");
    if is_rcp && is_carve_out && operator.base == "Bool" && !operator.if_exists {
        let key = condition.key.text.value;
        report
            .find(
                operator.text.span,
                key,
                "anonymous requests lack the key, and are not denied",
            )
            .help("use `BoolIfExists`");
    }
}
