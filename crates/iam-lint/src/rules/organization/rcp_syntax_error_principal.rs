use crate::rules::prelude::*;

rule! {
    /// A resource control policy is about some principals.
    ///
    /// `Principal` is `"*"`, and `NotPrincipal` can't be: a condition tells principals apart.
    ///
    /// ```json
    /// {"Effect": "Deny", "Principal": {"AWS": "111122223333"}, "Action": "s3:*", "Resource": "*"}
    /// ```
    RCP_SYNTAX_ERROR_PRINCIPAL: Error, AccessAnalyzer, Statement(check)
}

fn check(policy: &Policy<'_>, statement: &Statement<'_>, report: &mut Report) {
    if policy.kind != PolicyKind::ResourceControl {
        return;
    }
    let principal = statement.object.get("Principal");
    let wrong = principal.filter(|member| member.value.text() != Some("*"));
    if let Some(member) = statement.object.get("NotPrincipal").or(wrong) {
        report
            .find(
                member.name_span,
                &member.name,
                "the principal of an RCP is `\"*\"`, and nothing else",
            )
            .help("write `\"Principal\": \"*\"`; a condition tells principals apart");
    }
}
