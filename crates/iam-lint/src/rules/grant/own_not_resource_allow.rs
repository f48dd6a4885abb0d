use crate::rules::prelude::*;

rule! {
    /// `Allow` with `NotResource` grants on every resource except those named.
    ///
    /// This includes future resources, those of every service of the actions, and those of other
    /// accounts.
    ///
    /// ```json
    /// {"Effect": "Allow", "Action": "s3:GetObject", "NotResource": "arn:aws:s3:::secret/*"}
    /// ```
    OWN_NOT_RESOURCE_ALLOW: Warning, Own, Statement(check)
}

fn check(policy: &Policy<'_>, statement: &Statement<'_>, report: &mut Report) {
    let grants = policy.grants_to_its_identity() && statement.is_allow();
    if let Some(element) = statement.not_resource.as_ref().filter(|_| grants) {
        report
            .find(
                element.member.name_span,
                "",
                "`Allow` with `NotResource` grants on all other resources",
            )
            .help("name the resources in `Resource`");
    }
}
