use crate::rules::prelude::*;
use crate::rules::principal::restriction::is_restricted;

rule! {
    /// Anyone may assume the role.
    ///
    /// The principal is everyone, and no condition restricts the callers: there is none on a key
    /// that identifies the caller, or only negated ones, which exclude only a few.
    ///
    /// ```json
    /// {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}
    /// ```
    OWN_TRUST_PUBLIC: SecurityWarning, Own, Principal(check)
}

fn check(
    policy: &Policy<'_>,
    statement: &Statement<'_>,
    principal: &Principal<'_>,
    report: &mut Report,
) {
    let is_open = statement.is_allow() && principal.is_anyone() && !principal.is_negated;
    if policy.kind == PolicyKind::Trust && is_open && !is_restricted(statement) {
        let text = principal.text.value;
        report
            .find(principal.text.span, text, "anyone in any account may assume the role")
            .help("name principals, or add a condition such as `StringEquals` on `aws:PrincipalOrgID`");
    }
}
