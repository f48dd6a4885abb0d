use crate::rules::prelude::*;

rule! {
    /// `NotPrincipal` in a role's trust policy.
    ///
    /// ```json
    /// {"Effect": "Allow", "NotPrincipal": {"AWS": "111122223333"}, "Action": "sts:AssumeRole"}
    /// ```
    ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL: Error, AccessAnalyzer, Statement(check)
}

fn check(policy: &Policy<'_>, statement: &Statement<'_>, report: &mut Report) {
    let member = statement.object.get("NotPrincipal");
    if let Some(member) = member.filter(|_| policy.kind == PolicyKind::Trust) {
        report
            .find(
                member.name_span,
                "",
                "a role's trust policy can't have `NotPrincipal`",
            )
            .help("name the principals that may assume the role in `Principal`");
    }
}
