use crate::rules::prelude::*;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use iam_syntax::document::operator::Comparison;

rule! {
    /// A value of `BinaryEquals` that is not base64.
    ///
    /// ```json
    /// {"BinaryEquals": {"s3:x-amz-content-sha256": "not base64!"}}
    /// ```
    TYPE_MISMATCH_STRING: Warning, AccessAnalyzer, Condition(check)
}

fn check(_: &Policy<'_>, _: &Statement<'_>, condition: &Condition<'_>, report: &mut Report) {
    if condition.operator.comparison() != Some(Comparison::Binary) {
        return;
    }
    for value in condition
        .values
        .iter()
        .filter(|value| !value.has_variable())
    {
        if STANDARD.decode(value.text).is_err() {
            let message = format!("{} is not base64", quoted(value.text));
            report
                .find(value.span, value.text, message)
                .help("encode the bytes as base64");
        }
    }
}
