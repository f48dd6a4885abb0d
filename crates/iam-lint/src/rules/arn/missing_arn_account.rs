use crate::names::Shape;
use crate::rules::prelude::*;

rule! {
    /// An ARN has no account, but all resources with its format have one.
    ///
    /// What AWS provides itself may have none: `document/AWS-RunShellScript` of Systems Manager.
    ///
    /// ```json
    /// {"Resource": "arn:aws:iam:::role/app"}
    /// ```
    MISSING_ARN_ACCOUNT: Error, AccessAnalyzer, Resource(check)
}

fn check(_: &Policy<'_>, _: &Statement<'_>, resource: &Resource<'_>, report: &mut Report) {
    let Some(arn) = resource.whole_arn().filter(|arn| arn.account().is_empty()) else {
        return;
    };
    let Some(shapes) = resource.shapes.as_ref().filter(|shapes| !shapes.is_empty()) else {
        return;
    };
    // A `*` at the end of the Region part also matches the account's colon (S3.4).
    let runs_on = arn.region().ends_with('*') || arn.service().ends_with('*');
    if shapes.iter().all(Shape::needs_account) && !runs_on {
        let text = resource.text.value;
        let message = format!("the ARN {} has no account", quoted(text));
        report
            .find(resource.text.span, text, message)
            .help("write the account's ID, or `*`");
    }
}
