use crate::rules::prelude::*;
use iam_syntax::document::operator::Comparison;

rule! {
    /// A policy variable in the value of an operator that doesn't substitute variables.
    ///
    /// String and ARN operators do. The reference says that `Bool` doesn't, but AWS's evaluation
    /// was observed to substitute it (`docs/semantics.md`, S6.11): a warning.
    ///
    /// ```json
    /// {"NumericLessThan": {"aws:MultiFactorAuthAge": "${aws:PrincipalTag/age}"}}
    /// ```
    INVALID_VARIABLE_FOR_OPERATOR: Error, AccessAnalyzer, Condition(check)
}

fn check(policy: &Policy<'_>, _: &Statement<'_>, condition: &Condition<'_>, report: &mut Report) {
    let severity = match condition.operator.comparison() {
        Some(Comparison::Bool) => Severity::Warning,
        Some(
            Comparison::Numeric(_)
            | Comparison::Date(_)
            | Comparison::Binary
            | Comparison::IpAddress
            | Comparison::Null,
        ) => Severity::Error,
        _ => return,
    };
    for value in condition
        .values
        .iter()
        .filter(|value| value.has_variable() && policy.has_variables())
    {
        let operator = condition.operator.text.value;
        let message = format!(
            "`{operator}` doesn't substitute policy variables: {}",
            quoted(value.text)
        );
        report
            .find_as(severity, value.span, value.text, message)
            .help("use a String or Arn operator, or write the value itself");
    }
}
