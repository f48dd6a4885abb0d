use crate::rules::prelude::*;
use iam_syntax::document::operator::Comparison;

rule! {
    /// Several values for a Boolean.
    ///
    /// `["true", "false"]` matches everything.
    ///
    /// ```json
    /// {"Bool": {"aws:SecureTransport": ["true", "false"]}}
    /// ```
    INVALID_CONDITION_MULTIPLE_BOOLEAN: Error, AccessAnalyzer, Condition(check)
}

fn check(_: &Policy<'_>, _: &Statement<'_>, condition: &Condition<'_>, report: &mut Report) {
    let is_boolean = matches!(
        condition.operator.comparison(),
        Some(Comparison::Bool | Comparison::Null)
    );
    let is_multivalued =
        condition.key.is_multivalued() == Some(true) && !condition.operator.is_null();
    if is_boolean && condition.values.len() > 1 && !is_multivalued {
        let key = condition.key.text.value;
        let message = format!(
            "{} has one Boolean value, but {} are given",
            quoted(key),
            condition.values.len()
        );
        report
            .find(condition.member.value.span, key, message)
            .help("write `true` or `false`");
    }
}
