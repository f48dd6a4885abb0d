use crate::rules::arn::account::{WORDS, is_number};
use crate::rules::arn::shape;
use crate::rules::prelude::*;
use iam_syntax::document::is_account_id;

rule! {
    /// The fifth part of an ARN is not an account.
    ///
    /// An account ID has twelve digits. AWS's own resources have a word instead, such as `aws`.
    ///
    /// ```json
    /// {"Resource": "arn:aws:iam::12345:role/app"}
    /// ```
    INVALID_ARN_ACCOUNT: Error, AccessAnalyzer, Resource(check)
}

fn check(_: &Policy<'_>, _: &Statement<'_>, resource: &Resource<'_>, report: &mut Report) {
    let Some(arn) = resource.whole_arn() else {
        return;
    };
    let account = arn.account();
    let is_pattern = account.contains(['*', '?']);
    let is_digits = account
        .bytes()
        .all(|byte| byte.is_ascii_digit() || b"*?".contains(&byte));
    let may_be = is_pattern && is_number(account);
    let is_fine = account.is_empty()
        || account.contains("${")
        || is_account_id(account)
        || may_be
        || WORDS.contains(&account)
        || shape::takes_no_account(resource);
    if is_fine {
        return;
    }
    let message = format!("the account {} is not valid", quoted(account));
    // A `*` at the end of a part also matches colons: this may not be the account part (S3.4).
    let severity = match arn.region().ends_with('*') || arn.service().ends_with('*') {
        true if !is_digits => Severity::Warning,
        _ => Severity::Error,
    };
    report
        .find_as(
            severity,
            resource.text.part(account),
            resource.text.value,
            message,
        )
        .help("write an account ID of twelve digits, or `*`");
}
