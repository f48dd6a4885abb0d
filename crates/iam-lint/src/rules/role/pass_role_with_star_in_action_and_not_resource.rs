use crate::rules::prelude::*;
use crate::rules::role::grant::{How, On, PASS_ROLE, check_grant};

rule! {
    /// `iam:PassRole` is allowed by a pattern, with `NotResource`.
    ///
    /// A principal that may pass a role to a service can use the role's permissions through it.
    /// Name the roles in `Resource`.
    ///
    /// ```json
    /// {"Effect": "Allow", "Action": "iam:*", "NotResource": "arn:aws:iam::111122223333:role/admin"}
    /// ```
    PASS_ROLE_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE: SecurityWarning, AccessAnalyzer, Statement(check)
}

fn check(policy: &Policy<'_>, statement: &Statement<'_>, report: &mut Report) {
    check_grant(
        policy,
        statement,
        &PASS_ROLE,
        (How::Pattern, On::NotResource),
        report,
    );
}
