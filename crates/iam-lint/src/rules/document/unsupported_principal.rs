use crate::rules::prelude::*;

rule! {
    /// An identity policy names principals.
    ///
    /// The policy applies to the identity that it is attached to. SCPs have their own code.
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
                "`{name}` is not allowed in a document of this kind: {}",
                policy.kind
            );
            report
                .find(member.name_span, name, message)
                .help("remove it: the policy applies to the identity that it is attached to");
        }
    }
}
