use crate::rules::arn::shape;
use crate::rules::prelude::*;

rule! {
    /// An ARN has an account, but resources with its format have none.
    ///
    /// The names of buckets are unique across all accounts: the part is empty.
    ///
    /// ```json
    /// {"Resource": "arn:aws:s3::111122223333:reports-bucket"}
    /// ```
    ARN_ACCOUNT_NOT_ALLOWED: Error, AccessAnalyzer, Resource(check)
}

fn check(_: &Policy<'_>, _: &Statement<'_>, resource: &Resource<'_>, report: &mut Report) {
    if !shape::takes_no_account(resource) {
        return;
    }
    let Some(arn) = resource.whole_arn() else {
        return;
    };
    let account = arn.account();
    let runs_on = arn.region().ends_with('*') || arn.service().ends_with('*');
    if !account.is_empty() && !is_open(account) && !runs_on {
        let text = resource.text.value;
        let message = format!(
            "resources of {} have no account in their ARN: {}",
            arn.service(),
            quoted(text)
        );
        report
            .find(resource.text.part(account), text, message)
            .help("leave the part empty");
    }
}
