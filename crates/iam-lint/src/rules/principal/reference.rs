//! Unique IDs of IAM.

use crate::policy::Principal;
use crate::report::Report;
use iam_syntax::text::mistake::quoted;

/// Reports an ID instead of the ARN of a `kind`, such as `role`.
pub(super) fn find(principal: &Principal<'_>, prefix: &str, kind: &str, report: &mut Report) {
    if principal.is_under("AWS") && is_unique_id(principal, prefix) {
        let text = principal.text.value;
        let message = format!("{} is the ID of a {kind}", quoted(text));
        report
            .find(principal.text.span, text, message)
            .help(format!("write the {kind}'s ARN"));
    }
}

/// Whether a principal is an ID such as `AROAEXAMPLEID12345678`.
fn is_unique_id(principal: &Principal<'_>, prefix: &str) -> bool {
    let text = principal.text.value;
    let is_id = text
        .bytes()
        .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    text.starts_with(prefix) && text.len() >= 16 && is_id
}
