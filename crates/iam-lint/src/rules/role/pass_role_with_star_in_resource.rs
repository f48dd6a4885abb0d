use crate::rules::prelude::*;
use crate::rules::role::grant::{How, On, PASS_ROLE, check_grant};

rule! {
    /// `iam:PassRole` is allowed by its name, on every role.
    ///
    /// Whoever may pass a role to a service has the role's permissions through it. Name the roles in `Resource`, or restrict the service by a condition on `iam:PassedToService`.
    ///
    /// ```json
    /// {"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*"}
    /// ```
    PASS_ROLE_WITH_STAR_IN_RESOURCE: SecurityWarning, AccessAnalyzer, Statement(check)
}

fn check(policy: &Policy<'_>, statement: &Statement<'_>, report: &mut Report) {
    check_grant(
        policy,
        statement,
        &PASS_ROLE,
        (How::Named, On::Star),
        report,
    );
}
