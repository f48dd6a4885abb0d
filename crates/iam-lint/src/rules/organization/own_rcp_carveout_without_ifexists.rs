use crate::rules::prelude::*;

rule! {
    /// A resource control policy that exempts AWS services also exempts anonymous requests.
    ///
    /// They have no `aws:PrincipalIsAWSService`: with `Bool` the condition is false, and the `Deny`
    /// doesn't apply to them. With `BoolIfExists` it does.
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
