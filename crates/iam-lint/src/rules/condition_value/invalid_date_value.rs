use crate::rules::prelude::*;
use iam_syntax::document::operator::Comparison;
use iam_syntax::value::moment;

rule! {
    /// A date as a number of seconds.
    ///
    /// It is hard to see which day `1767225600` means. `aws:EpochTime` is intended for such
    /// numbers.
    ///
    /// ```json
    /// {"DateLessThan": {"aws:CurrentTime": "1767225600"}}
    /// ```
    INVALID_DATE_VALUE: Warning, AccessAnalyzer, Condition(check)
}

fn check(_: &Policy<'_>, _: &Statement<'_>, condition: &Condition<'_>, report: &mut Report) {
    let is_date = matches!(condition.operator.comparison(), Some(Comparison::Date(_)));
    if !is_date || condition.key.is("aws:EpochTime") {
        return;
    }
    for value in &condition.values {
        let is_number = value
            .text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.');
        if is_number && moment::is_taken(value.text) && value.text.len() != 4 {
            let message = format!("the date {} is a number of seconds", quoted(value.text));
            report
                .find(value.span, value.text, message)
                .help("write it as `2026-11-26` or `2026-11-26T12:00:00Z`");
        }
    }
}
