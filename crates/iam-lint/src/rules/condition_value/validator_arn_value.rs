use crate::rules::prelude::*;
use iam_syntax::document::operator::Comparison;

rule! {
    /// An ARN operator with a value that isn't an ARN.
    ///
    /// It matches no ARN: the condition never holds, or always, if the operator is negated. Values that begin with a
    /// wildcard or a variable are not checked.
    ///
    /// ```json
    /// {"ArnLike": {"aws:PrincipalArn": "role/admin"}}
    /// ```
    VALIDATOR_ARN_VALUE: Warning, Validator, Condition(check)
}

fn check(_: &Policy<'_>, _: &Statement<'_>, condition: &Condition<'_>, report: &mut Report) {
    if condition.operator.comparison() != Some(Comparison::Arn) {
        return;
    }
    let is_other = |value: &str| {
        let start = value.get(..4).unwrap_or(value);
        !value.starts_with("arn:") && !start.contains(['*', '?', '$'])
    };
    for value in condition.values.iter().filter(|value| is_other(value.text)) {
        report
            .find(
                value.span,
                value.text,
                format!("{} is not an ARN", quoted(value.text)),
            )
            .help("write `arn:partition:service:region:account:resource`");
    }
}
