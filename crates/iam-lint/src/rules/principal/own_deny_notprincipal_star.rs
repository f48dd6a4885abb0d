use crate::rules::prelude::*;

rule! {
    /// A `Deny` for everyone except everyone.
    ///
    /// `"NotPrincipal": "*"` exempts every principal: the statement denies nothing.
    ///
    /// ```json
    /// {"Effect": "Deny", "NotPrincipal": {"AWS": "*"}, "Action": "s3:*", "Resource": "*"}
    /// ```
    OWN_DENY_NOTPRINCIPAL_STAR: SecurityWarning, Own, Principal(check)
}

fn check(
    _: &Policy<'_>,
    statement: &Statement<'_>,
    principal: &Principal<'_>,
    report: &mut Report,
) {
    if statement.is_deny() && principal.is_negated && principal.is_anyone() {
        let text = principal.text.value;
        report
            .find(
                principal.text.span,
                text,
                "every principal is exempt: the `Deny` applies to no one",
            )
            .help("use `Principal`");
    }
}
