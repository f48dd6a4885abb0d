use crate::rules::prelude::*;

rule! {
    /// A resource that a policy of this type of resource can't be about.
    ///
    /// A policy governs the resource that it is attached to, which `--resource-type` specifies.
    ///
    /// ```json
    /// {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",
    ///  "Resource": "arn:aws:kms:eu-central-1:111122223333:key/1234abcd"}
    /// ```
    UNSUPPORTED_RESOURCE_ARN_IN_POLICY: Error, AccessAnalyzer, Resource(check)
}

fn check(policy: &Policy<'_>, _: &Statement<'_>, resource: &Resource<'_>, report: &mut Report) {
    let Some(kind) = policy
        .resource_kind
        .filter(|_| policy.kind == PolicyKind::Resource)
    else {
        return;
    };
    let Some(arn) = resource.arn.as_ref().filter(|arn| arn.count > 3) else {
        return;
    };
    let service = arn.service();
    let fits = |known: &&str| iam_catalog::fits(service, known);
    let is_open = service.contains("${") || service.is_empty();
    if !is_open && !kind.services.is_empty() && !kind.services.iter().any(fits) {
        let text = resource.text.value;
        let message = format!(
            "{} is not a resource that the policy of {} governs",
            quoted(text),
            kind.name()
        );
        report
            .find(resource.text.span, text, message)
            .help("name the resource that the policy is attached to");
    }
}
