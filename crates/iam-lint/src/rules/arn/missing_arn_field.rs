use crate::rules::prelude::*;

rule! {
    /// An ARN with fewer than six parts.
    ///
    /// `arn:partition:service:region:account:resource`: empty parts keep their colons. An ARN that ends in `*`
    /// may be shorter, since that `*` also matches colons; but it must have a service: `arn:aws::s3:*` has
    /// none.
    ///
    /// ```json
    /// {"Resource": "arn:aws:s3:reports-bucket"}
    /// ```
    MISSING_ARN_FIELD: Error, AccessAnalyzer, Resource(check)
}

fn check(_: &Policy<'_>, _: &Statement<'_>, resource: &Resource<'_>, report: &mut Report) {
    let Some(arn) = resource.arn.as_ref() else {
        return;
    };
    let text = resource.text.value;
    let has_no_service = arn.count >= 3 && arn.service().is_empty();
    if has_no_service || arn.count < 6 && !text.ends_with('*') {
        let message = match has_no_service {
            true => format!("the ARN {} has no service", quoted(text)),
            false => format!("the ARN {} has {} of six parts", quoted(text), arn.count),
        };
        report.find(resource.text.span, text, message).help(
            "write `arn:partition:service:region:account:resource`, with colons around empty parts",
        );
    }
}
