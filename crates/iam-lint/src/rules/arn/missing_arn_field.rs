use crate::policy::Arn;
use crate::rules::arn::account::{WORDS, is_number};
use crate::rules::prelude::*;
use iam_catalog::regions;

rule! {
    /// An ARN with fewer than six parts.
    ///
    /// `arn:partition:service:region:account:resource`: empty parts keep their colons. An ARN that
    /// ends in `*` may be shorter, since that `*` also matches colons; but the text before it must
    /// be the beginning of a Region or an account (`arn:aws:s3::reports/*` lacks a colon), and the
    /// ARN must have a service: `arn:aws::s3:*` has none.
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
    let (severity, message) = if has_no_service {
        let message = format!("the ARN {} has no service", quoted(text));
        (Severity::Error, message)
    } else if arn.count < 6 && !text.ends_with('*') {
        let message = format!("the ARN {} has {} of six parts", quoted(text), arn.count);
        (Severity::Error, message)
    } else if let Some((severity, part)) = dead_end(arn) {
        let message = format!(
            "the ARN {} has {} of six parts, and no {part} begins like its last one",
            quoted(text),
            arn.count
        );
        (severity, message)
    } else {
        return;
    };
    report
        .find_as(severity, resource.text.span, text, message)
        .help(
            "write `arn:partition:service:region:account:resource`, with colons around empty parts",
        );
}

/// The part that the last one can't be, if a short ARN ends in `*`: then it matches no resource. A
/// Region that isn't in the list may be newer.
fn dead_end(arn: &Arn<'_>) -> Option<(Severity, &'static str)> {
    // A `*` at the end of an earlier part also matches colons: the last part may be another one
    // (S3.4).
    let earlier = arn.parts.get(1..arn.count.checked_sub(1)?)?;
    let last = arn.parts.get(arn.count - 1)?;
    let start = last.trim_end_matches('*');
    let runs_on = earlier.iter().any(|part| part.ends_with('*'));
    if arn.count == 6 || runs_on || start.is_empty() || start.contains("${") {
        return None;
    }
    match arn.count {
        4 => {
            let may_be = |byte: u8| {
                byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-*?".contains(&byte)
            };
            let is_known = regions().any(|known| iam_catalog::fits(&format!("{start}*"), known));
            let severity = match start.bytes().all(may_be) {
                true => Severity::Warning,
                false => Severity::Error,
            };
            (!is_known).then_some((severity, "Region"))
        }
        5 => {
            let is_word = WORDS
                .iter()
                .any(|word| iam_catalog::fits(&format!("{start}*"), word));
            (!is_word && !is_number(start)).then_some((Severity::Error, "account"))
        }
        _ => None,
    }
}
