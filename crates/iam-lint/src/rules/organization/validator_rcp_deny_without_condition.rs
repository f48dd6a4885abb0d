use crate::rules::prelude::*;

rule! {
    /// A resource control policy that denies actions to everyone.
    ///
    /// Without a condition, the `Deny` applies to the organization's own principals as well. That
    /// locks a setting; if only others are meant, a condition on `aws:PrincipalOrgID` exempts the
    /// organization.
    ///
    /// ```json
    /// {"Effect": "Deny", "Principal": "*", "Action": "s3:PutBucketPolicy", "Resource": "*"}
    /// ```
    VALIDATOR_RCP_DENY_WITHOUT_CONDITION: Suggestion, Validator, Statement(check)
}

fn check(policy: &Policy<'_>, statement: &Statement<'_>, report: &mut Report) {
    let is_meant = policy.kind == PolicyKind::ResourceControl && statement.is_deny();
    if is_meant && statement.lacks(&["Condition"]) {
        let effect = statement.object.get("Effect");
        let span = effect.map_or(statement.span, |member| member.value.span);
        report
            .find(
                span,
                "",
                "the organization's own principals are denied, too",
            )
            .help("if only others are meant, add a condition on `aws:PrincipalOrgID`");
    }
}
