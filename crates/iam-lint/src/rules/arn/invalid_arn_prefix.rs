use crate::rules::prelude::*;
use iam_syntax::document::API_SHORT_FORM;

rule! {
    /// A resource that is neither `*` nor begins with `arn:`.
    ///
    /// In policies of API Gateway, `execute-api:/…` stands for the API's own ARN.
    ///
    /// ```json
    /// {"Resource": "reports-bucket/*"}
    /// ```
    INVALID_ARN_PREFIX: Error, AccessAnalyzer, Resource(check)
}

fn check(policy: &Policy<'_>, _: &Statement<'_>, resource: &Resource<'_>, report: &mut Report) {
    let text = resource.text.value;
    let is_short = policy.kind == PolicyKind::Resource && text.starts_with(API_SHORT_FORM);
    if text != "*" && resource.arn.is_none() && !is_short {
        let message = format!("the resource {} is not an ARN", quoted(text));
        report
            .find(resource.text.span, text, message)
            .help("write an ARN, which begins with `arn:`, or `*`");
    }
}
