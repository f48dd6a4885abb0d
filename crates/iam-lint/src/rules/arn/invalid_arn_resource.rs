use crate::rules::prelude::*;

rule! {
    /// The sixth part of an ARN matches no resource type of the service.
    ///
    /// The same is reported of a part that begins with a colon (`arn:aws:s3::::reports`), and a
    /// warning if it ends in white space. The types are those of the catalogue, and others that
    /// AWS documents (`transform/Include` of CloudFormation). An ARN without wildcards that matches
    /// none is an error; one with wildcards, or one that AWS publishes in a policy, is a warning,
    /// since services have resources that no list contains. IAM rejects a wildcard for the type of
    /// its own resources (`*/*`).
    ///
    /// ```json
    /// {"Resource": "arn:aws:dynamodb:eu-central-1:111122223333:tables/orders"}
    /// ```
    INVALID_ARN_RESOURCE: Error, AccessAnalyzer, Resource(check)
}

fn check(policy: &Policy<'_>, _: &Statement<'_>, resource: &Resource<'_>, report: &mut Report) {
    let Some(arn) = resource.whole_arn() else {
        return;
    };
    let (service, part, text) = (arn.service(), arn.resource(), resource.text.value);
    let (span, value) = (resource.text.part(part), text);
    let severity = match is_open(text) {
        true => Severity::Warning,
        false => Severity::Error,
    };
    if part.is_empty() {
        let message = format!("the ARN {} names no resource", quoted(text));
        report
            .find_as(severity, resource.text.span, value, message)
            .help("name the resource, or write `*`");
        return;
    }
    let runs_on = arn.parts.iter().take(5).any(|part| part.ends_with('*'));
    if part.starts_with(':') && !runs_on {
        let message = format!("the ARN {} has a colon too many", quoted(text));
        report
            .find(span, value, message)
            .help("write `arn:partition:service:region:account:resource`");
        return;
    }
    if part.ends_with(char::is_whitespace) {
        let message = format!("the ARN {} ends in white space", quoted(text));
        report
            .find_as(Severity::Warning, span, value, message)
            .help("remove it: it would have to be part of the name");
        return;
    }
    let kind = part.split_once('/').map(|(kind, _)| kind);
    if service == "iam" && kind.is_some_and(|kind| kind.contains(['*', '?'])) {
        let message = format!(
            "IAM accepts no wildcard for the type of resource in {}",
            quoted(part)
        );
        report
            .find(span, value, message)
            .help("name it: `role/*`, `user/*` and so on");
        return;
    }
    let Some(shapes) = resource.shapes.as_ref() else {
        return;
    };
    if !shapes.is_empty() {
        return;
    }
    let severity = match policy.names.is_published(service, part) {
        true => Severity::Warning,
        false => severity,
    };
    let mut forms = policy.names.resource_forms(service);
    let more = forms.len().saturating_sub(4);
    forms.truncate(4);
    let mut help = format!("the resources of {service} are `{}`", forms.join("`, `"));
    if more > 0 {
        help.push_str(&format!(" and {more} other forms"));
    }
    let as_of = policy.names.as_of();
    let message = format!(
        "{} matches no resource of {service} in {as_of}",
        quoted(part)
    );
    report.find_as(severity, span, value, message).help(help);
}
