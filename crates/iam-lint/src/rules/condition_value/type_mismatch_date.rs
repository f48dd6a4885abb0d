use crate::rules::prelude::*;
use iam_syntax::document::operator::Comparison;
use iam_syntax::value::moment;

rule! {
    /// A value of a date operator that is not a date.
    ///
    /// ```json
    /// {"DateLessThan": {"aws:CurrentTime": "31.12.2026"}}
    /// ```
    TYPE_MISMATCH_DATE: Warning, AccessAnalyzer, Condition(check)
}

fn check(_: &Policy<'_>, _: &Statement<'_>, condition: &Condition<'_>, report: &mut Report) {
    if !matches!(condition.operator.comparison(), Some(Comparison::Date(_))) {
        return;
    }
    for value in condition
        .values
        .iter()
        .filter(|value| !value.has_variable())
    {
        if !moment::is_taken(value.text) {
            let message = format!("{} is not a date", quoted(value.text));
            report
                .find(value.span, value.text, message)
                .help("write it as `2026-11-26` or `2026-11-26T12:00:00Z`");
        }
    }
}
