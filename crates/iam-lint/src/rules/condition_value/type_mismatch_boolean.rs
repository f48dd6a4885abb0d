use crate::rules::prelude::*;
use iam_syntax::document::operator::Comparison;

rule! {
    /// A value of `Bool` or `Null` that is neither `true` nor `false`.
    ///
    /// ```json
    /// {"Bool": {"aws:SecureTransport": "yes"}}
    /// ```
    TYPE_MISMATCH_BOOLEAN: Warning, AccessAnalyzer, Condition(check)
}

fn check(_: &Policy<'_>, _: &Statement<'_>, condition: &Condition<'_>, report: &mut Report) {
    let comparison = condition.operator.comparison();
    if !matches!(comparison, Some(Comparison::Bool | Comparison::Null)) {
        return;
    }
    for value in condition
        .values
        .iter()
        .filter(|value| !value.has_variable())
    {
        let is_boolean = ["true", "false"]
            .iter()
            .any(|word| word.eq_ignore_ascii_case(value.text));
        if !is_boolean {
            let message = format!("{} is not a Boolean", quoted(value.text));
            report
                .find(value.span, value.text, message)
                .help("write `true` or `false`");
        }
    }
}
