use crate::rules::prelude::*;

rule! {
    /// A resource that looks restricted, but is every resource of a service.
    ///
    /// `arn:aws:s3:::*` is every bucket and every object, `arn:aws:s3:::*/*` every object.
    ///
    /// ```json
    /// {"Effect": "Allow", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::*/*"}
    /// ```
    PARLIAMENT_RESOURCE_EFFECTIVELY_STAR: Suggestion, Parliament, Resource(check)
}

fn check(
    policy: &Policy<'_>,
    statement: &Statement<'_>,
    resource: &Resource<'_>,
    report: &mut Report,
) {
    let grants =
        policy.grants_to_its_identity() && statement.is_allow() && statement.not_resource.is_none();
    let Some(arn) = resource.arn.as_ref().filter(|arn| grants && arn.count > 2) else {
        return;
    };
    let is_any = |part: &str| part.bytes().all(|byte| b"*/:".contains(&byte));
    let is_star = is_any(arn.region()) && is_any(arn.account()) && is_any(arn.resource());
    if is_star && resource.text.value.ends_with('*') {
        let text = resource.text.value;
        report
            .find(
                resource.text.span,
                text,
                format!("{} is every resource of the service", quoted(text)),
            )
            .help("name the resources");
    }
}
