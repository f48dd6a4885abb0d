use crate::rules::prelude::*;
use crate::rules::principal::restriction::is_restricted;

rule! {
    /// A resource-based policy lets anyone in.
    ///
    /// `Principal` is everyone, and no condition restricts the source: none on a key that tells who calls or from
    /// where, or only negated ones, which let all but a few through.
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
            .find(principal.text.span, text, "anyone is allowed, and no condition restricts who")
            .help("name principals, or add a condition such as `StringEquals` on `aws:PrincipalOrgID`");
    }
}
