use crate::rules::prelude::*;

rule! {
    /// `"Principal": "*"` in a role's trust policy.
    ///
    /// IAM accepts `{"AWS": "*"}` instead, which is everyone, too.
    ///
    /// ```json
    /// {"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}
    /// ```
    ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL: Error, AccessAnalyzer, Principal(check)
}

fn check(policy: &Policy<'_>, _: &Statement<'_>, principal: &Principal<'_>, report: &mut Report) {
    let is_bare = principal.key.is_none() && principal.text.value == "*";
    if policy.kind == PolicyKind::Trust && is_bare && !principal.is_negated {
        report
            .find(
                principal.text.span,
                "*",
                "a role's trust policy can't have `\"Principal\": \"*\"`",
            )
            .help("name the principals that may assume the role; `{\"AWS\": \"*\"}` is everyone");
    }
}
