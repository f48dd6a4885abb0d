use crate::names::Shape;
use crate::rules::prelude::*;

rule! {
    /// An ARN has no Region, but all resources with its format have one.
    ///
    /// ```json
    /// {"Resource": "arn:aws:dynamodb::111122223333:table/orders"}
    /// ```
    MISSING_ARN_REGION: Error, AccessAnalyzer, Resource(check)
}

fn check(_: &Policy<'_>, _: &Statement<'_>, resource: &Resource<'_>, report: &mut Report) {
    let Some(arn) = resource.whole_arn().filter(|arn| arn.region().is_empty()) else {
        return;
    };
    let Some(shapes) = resource.shapes.as_ref().filter(|shapes| !shapes.is_empty()) else {
        return;
    };
    if shapes.iter().all(Shape::needs_region) && !arn.service().ends_with('*') {
        let text = resource.text.value;
        let message = format!("the ARN {} has no Region", quoted(text));
        report
            .find(resource.text.span, text, message)
            .help("name the Region, or write `*`");
    }
}
