use crate::rules::prelude::*;

rule! {
    /// A service control policy names principals.
    ///
    /// It applies to all principals of the accounts that it is attached to.
    ///
    /// ```json
    /// {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"}
    /// ```
    SCP_SYNTAX_ERROR_PRINCIPAL: Error, AccessAnalyzer, Statement(check)
}

fn check(policy: &Policy<'_>, statement: &Statement<'_>, report: &mut Report) {
    if policy.kind != PolicyKind::ServiceControl {
        return;
    }
    for name in ["Principal", "NotPrincipal"] {
        if let Some(member) = statement.object.get(name) {
            report
                .find(
                    member.name_span,
                    name,
                    format!("an SCP can't have `{name}`"),
                )
                .help("remove it; use a condition on `aws:PrincipalArn` to distinguish principals");
        }
    }
}
