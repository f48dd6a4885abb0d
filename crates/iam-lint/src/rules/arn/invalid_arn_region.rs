use crate::rules::arn::shape;
use crate::rules::prelude::*;
use iam_catalog::{RegionName, fits, regions};

rule! {
    /// The fourth part of an ARN is not a Region.
    ///
    /// A name in the format of Regions that is not in the list may be newer: a warning. A pattern
    /// is valid if it matches a Region.
    ///
    /// ```json
    /// {"Resource": "arn:aws:dynamodb:us-middle-7:111122223333:table/orders"}
    /// ```
    INVALID_ARN_REGION: Error, AccessAnalyzer, Resource(check)
}

fn check(_: &Policy<'_>, _: &Statement<'_>, resource: &Resource<'_>, report: &mut Report) {
    let Some(arn) = resource.whole_arn() else {
        return;
    };
    let region = arn.region();
    if region.is_empty() || region.contains("${") || shape::takes_no_region(resource) {
        return;
    }
    let span = resource.text.part(region);
    let text = resource.text.value;
    if region.contains(['*', '?']) {
        if !regions().any(|known| fits(region, known)) {
            let message = format!("no Region matches {}", quoted(region));
            report.find_as(Severity::Warning, span, text, message);
        }
        return;
    }
    let message = format!("the Region {} is not known", quoted(region));
    match RegionName::of(region) {
        RegionName::Known => {}
        RegionName::New => {
            report
                .find_as(Severity::Warning, span, text, message)
                .help(format!(
                    "it may be newer than the list of {}",
                    iam_catalog::REGIONS_AS_OF
                ));
        }
        RegionName::Misspelt(meant) => {
            report
                .find(span, text, message)
                .help(format!("did you mean `{meant}`?"));
        }
        // Between two stars it may be a part of the account or the resource (S3.4).
        _ if arn.service().ends_with('*') => {}
        _ => {
            report
                .find(span, text, message)
                .help("name a Region, such as `us-east-1`, or `*`");
        }
    }
}
