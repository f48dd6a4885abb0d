use crate::rules::prelude::*;

rule! {
    /// `Null` with `ForAllValues:` or `ForAnyValue:`.
    ///
    /// The AWS reference calls it a suggestion, since the result is always the same; `iam-eval`
    /// rejects such a document.
    ///
    /// ```json
    /// {"ForAllValues:Null": {"aws:TagKeys": "true"}}
    /// ```
    NULL_WITH_QUALIFIER: Suggestion, AccessAnalyzer, Condition(check)
}

fn check(_: &Policy<'_>, _: &Statement<'_>, condition: &Condition<'_>, report: &mut Report) {
    let operator = condition.operator;
    if operator.is_null() && operator.set != SetOperator::None {
        let text = operator.text;
        report
            .find(text.span, text.value, "`Null` can't have a set operator")
            .help("write `Null`");
    }
}
