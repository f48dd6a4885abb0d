use crate::rules::prelude::*;

rule! {
    /// An identity policy names principals.
    ///
    /// Whoever has the policy is meant. SCPs have a code of their own.
    ///
    /// ```json
    /// {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}
    /// ```
    UNSUPPORTED_PRINCIPAL: Error, AccessAnalyzer, Statement(check)
}

fn check(policy: &Policy<'_>, statement: &Statement<'_>, report: &mut Report) {
    if !policy.kind.is_identity_type() || policy.kind == PolicyKind::ServiceControl {
        return;
    }
    for name in ["Principal", "NotPrincipal"] {
        if let Some(member) = statement.object.get(name) {
            let message = format!(
                "`{name}` has no place in a document of this kind: {}",
                policy.kind
            );
            report
                .find(member.name_span, name, message)
                .help("remove it: whoever has the policy is meant");
        }
    }
}
