use crate::rules::prelude::*;
use crate::rules::role::grant::{CREATE_SERVICE_LINKED_ROLE, How, On, check_grant};

rule! {
    /// `iam:CreateServiceLinkedRole` is allowed by its name, on every role.
    ///
    /// A service-linked role allows a service to act in the account. Name the roles in `Resource`,
    /// or restrict the service with a condition on `iam:AWSServiceName`.
    ///
    /// ```json
    /// {"Effect": "Allow", "Action": "iam:CreateServiceLinkedRole", "Resource": "*"}
    /// ```
    CREATE_SLR_WITH_STAR_IN_RESOURCE: Warning, AccessAnalyzer, Statement(check)
}

fn check(policy: &Policy<'_>, statement: &Statement<'_>, report: &mut Report) {
    check_grant(
        policy,
        statement,
        &CREATE_SERVICE_LINKED_ROLE,
        (How::Named, On::Star),
        report,
    );
}
