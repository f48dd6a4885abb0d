use crate::rules::prelude::*;

rule! {
    /// A `Deny` for all but everyone.
    ///
    /// `"NotPrincipal": "*"` leaves nobody: the statement denies nothing.
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
                "everyone is excepted: the `Deny` is for nobody",
            )
            .help("use `Principal`");
    }
}
