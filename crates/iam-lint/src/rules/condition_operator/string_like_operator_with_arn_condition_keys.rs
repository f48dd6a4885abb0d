use crate::rules::prelude::*;
use iam_catalog::ValueType;

rule! {
    /// `StringLike` on a key whose value is an ARN.
    ///
    /// A `*` in `StringLike` matches colons: `arn:aws:iam::1111*:role/x` matches unintended
    /// accounts. `ArnLike` compares part by part.
    ///
    /// ```json
    /// {"StringLike": {"aws:SourceArn": "arn:aws:s3:::reports-*"}}
    /// ```
    STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS: SecurityWarning, AccessAnalyzer, Condition(check)
}

fn check(_: &Policy<'_>, _: &Statement<'_>, condition: &Condition<'_>, report: &mut Report) {
    if condition.operator.is_string_like() && condition.key.value_type() == Some(ValueType::Arn) {
        let key = condition.key.text.value;
        let operator = condition.operator.text.value;
        let message = format!(
            "{} is an ARN, but `{operator}` doesn't compare it part by part",
            quoted(key)
        );
        report
            .find(condition.operator.text.span, key, message)
            .help(format!("use `{}`", operator.replace("String", "Arn")));
    }
}
