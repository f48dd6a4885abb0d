use crate::rules::prelude::*;

rule! {
    /// A `Deny` with `NotPrincipal`.
    ///
    /// It also denies users and roles that it names, if they have a permissions boundary, and the
    /// session of a role unless session, role and account are named (IAM User Guide, "AWS JSON
    /// policy elements: NotPrincipal"). AWS recommends a condition on `aws:PrincipalArn` instead.
    ///
    /// ```json
    /// {"Effect": "Deny", "NotPrincipal": {"AWS": "arn:aws:iam::111122223333:user/ada"}, "Action": "s3:*",
    ///  "Resource": "arn:aws:s3:::reports/*"}
    /// ```
    VALIDATOR_DENY_WITH_NOT_PRINCIPAL: Suggestion, Validator, Statement(check)
}

fn check(_: &Policy<'_>, statement: &Statement<'_>, report: &mut Report) {
    let element = statement.not_principal.as_ref();
    if let Some(element) = element.filter(|_| statement.is_deny()) {
        // That everyone is exempt has a code of its own.
        if !element.values.iter().any(Principal::is_anyone) {
            report
                .find(
                    element.member.name_span,
                    "",
                    "named users and roles with a permissions boundary are denied as well",
                )
                .help("use `\"Principal\": \"*\"` with `ArnNotEquals` on `aws:PrincipalArn`");
        }
    }
}
