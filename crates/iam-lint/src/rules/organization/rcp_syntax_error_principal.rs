use crate::rules::prelude::*;

rule! {
    /// A resource control policy names specific principals.
    ///
    /// `Principal` must be `"*"`, and `NotPrincipal` is not supported: use a condition to
    /// distinguish principals.
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
                "the principal of an RCP must be `\"*\"`",
            )
            .help("write `\"Principal\": \"*\"`; use a condition to distinguish principals");
    }
}
