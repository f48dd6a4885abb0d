use crate::rules::prelude::*;

rule! {
    /// The service of an ARN has capital letters.
    ///
    /// ARNs are compared case-sensitively: such a pattern matches no resource.
    ///
    /// ```json
    /// {"Resource": "arn:aws:S3:::reports-bucket"}
    /// ```
    INVALID_ARN_SERVICE_CASE: Error, AccessAnalyzer, Resource(check)
}

fn check(_: &Policy<'_>, _: &Statement<'_>, resource: &Resource<'_>, report: &mut Report) {
    let Some(arn) = resource.arn.as_ref() else {
        return;
    };
    let service = arn.service();
    if service.bytes().any(|byte| byte.is_ascii_uppercase()) && !service.contains("${") {
        let span = resource.text.part(service);
        let small = service.to_ascii_lowercase();
        let message = format!(
            "the service {} of an ARN has capital letters",
            quoted(service)
        );
        // No change that can be made safely: the pattern would begin to match.
        report
            .find(span, resource.text.value, message)
            .help(format!("write `{small}`"));
    }
}
