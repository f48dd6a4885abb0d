use crate::rules::prelude::*;
use iam_syntax::document::operator::Comparison;
use iam_syntax::value::decimal::Decimal;

rule! {
    /// A value of a numeric operator that is not a number.
    ///
    /// ```json
    /// {"NumericLessThan": {"aws:MultiFactorAuthAge": "one hour"}}
    /// ```
    TYPE_MISMATCH_NUMBER: Warning, AccessAnalyzer, Condition(check)
}

fn check(_: &Policy<'_>, _: &Statement<'_>, condition: &Condition<'_>, report: &mut Report) {
    if !matches!(
        condition.operator.comparison(),
        Some(Comparison::Numeric(_))
    ) {
        return;
    }
    for value in condition
        .values
        .iter()
        .filter(|value| !value.has_variable())
    {
        if Decimal::parse(value.text).is_none() {
            let message = format!("{} is not a number", quoted(value.text));
            report
                .find(value.span, value.text, message)
                .help("write a number");
        }
    }
}
