use crate::rules::prelude::*;
use crate::rules::role::grant::{CREATE_SERVICE_LINKED_ROLE, How, On, check_grant};

rule! {
    /// `iam:CreateServiceLinkedRole` is allowed by `NotAction`, with `NotResource`.
    ///
    /// A service-linked role allows a service to act in the account. Name the roles in `Resource`.
    ///
    /// ```json
    /// {"Effect": "Allow", "NotAction": "s3:*", "NotResource": "arn:aws:iam::111122223333:role/admin"}
    /// ```
    CREATE_SLR_WITH_NOT_ACTION_AND_NOT_RESOURCE: Warning, AccessAnalyzer, Statement(check)
}

fn check(policy: &Policy<'_>, statement: &Statement<'_>, report: &mut Report) {
    check_grant(
        policy,
        statement,
        &CREATE_SERVICE_LINKED_ROLE,
        (How::NotAction, On::NotResource),
        report,
    );
}
