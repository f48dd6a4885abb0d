use crate::rules::arn::shape;
use crate::rules::prelude::*;

rule! {
    /// An ARN has a Region, but resources with its format have none.
    ///
    /// Buckets, objects and everything of IAM are in no Region: the part is empty.
    ///
    /// ```json
    /// {"Resource": "arn:aws:iam:us-east-1:111122223333:role/app"}
    /// ```
    ARN_REGION_NOT_ALLOWED: Error, AccessAnalyzer, Resource(check)
}

fn check(_: &Policy<'_>, _: &Statement<'_>, resource: &Resource<'_>, report: &mut Report) {
    if !shape::takes_no_region(resource) {
        return;
    }
    let Some(arn) = resource.whole_arn() else {
        return;
    };
    let region = arn.region();
    if !region.is_empty() && !is_open(region) {
        let text = resource.text.value;
        let message = format!(
            "resources of {} have no Region in their ARN: {}",
            arn.service(),
            quoted(text)
        );
        report
            .find(resource.text.part(region), text, message)
            .help("leave the part empty");
    }
}
