use crate::rules::prelude::*;
use iam_syntax::document::operator::Comparison;

rule! {
    /// An ARN operator with a value that isn't an ARN.
    ///
    /// It matches no ARN: the condition never holds, or always, if the operator is negated. The six
    /// parts are compared one by one, so that `*` matches none, but `arn:*:*:*:*:*` every one; AWS
    /// doesn't document a single `*`. Other values that begin with a wildcard, and ones that begin
    /// with a variable, are not checked.
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
    for value in &condition.values {
        let text = value.text;
        let start = text.get(..4).unwrap_or(text);
        let message = if !text.is_empty() && text.bytes().all(|byte| byte == b'*') {
            format!("{} has one of the six parts of an ARN", quoted(text))
        } else if !text.starts_with("arn:") && !start.contains(['*', '?', '$']) {
            format!("{} is not an ARN", quoted(text))
        } else {
            continue;
        };
        report
            .find(value.span, text, message)
            .help("write `arn:partition:service:region:account:resource`");
    }
}
