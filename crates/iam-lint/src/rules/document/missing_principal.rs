use crate::rules::prelude::*;

rule! {
    /// A statement of a resource-based policy names no principals.
    ///
    /// Resource-based policies, trust policies, RCPs and the policies of VPC endpoints must name
    /// principals.
    ///
    /// ```json
    /// {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}
    /// ```
    MISSING_PRINCIPAL: Error, AccessAnalyzer, Statement(check)
}

fn check(policy: &Policy<'_>, statement: &Statement<'_>, report: &mut Report) {
    let names = ["Principal", "NotPrincipal"];
    if !policy.kind.is_identity_type() && statement.lacks(&names) {
        report
            .find(statement.span, "", "the statement has no `Principal`")
            .help("name its principals, such as `\"Principal\": {\"AWS\": \"111122223333\"}`");
    }
}
