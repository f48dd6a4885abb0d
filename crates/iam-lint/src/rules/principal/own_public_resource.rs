use crate::rules::prelude::*;
use crate::rules::principal::restriction::is_restricted;

rule! {
    /// A resource-based policy allows anyone.
    ///
    /// `Principal` is everyone, and no condition restricts the source: there is none on a key that
    /// identifies the caller or its network, or only negated ones, which exclude only a few.
    ///
    /// ```json
    /// {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}
    /// ```
    OWN_PUBLIC_RESOURCE: SecurityWarning, Own, Principal(check)
}

fn check(
    policy: &Policy<'_>,
    statement: &Statement<'_>,
    principal: &Principal<'_>,
    report: &mut Report,
) {
    let is_open = statement.is_allow() && principal.is_anyone() && !principal.is_negated;
    if policy.kind == PolicyKind::Resource && is_open && !is_restricted(statement) {
        let text = principal.text.value;
        report
            .find(principal.text.span, text, "anyone is allowed, and no condition restricts the callers")
            .help("name principals, or add a condition such as `StringEquals` on `aws:PrincipalOrgID`");
    }
}
