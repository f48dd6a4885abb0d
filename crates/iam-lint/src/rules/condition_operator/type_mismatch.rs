use crate::rules::prelude::*;
use iam_catalog::ValueType;
use iam_syntax::document::operator::Comparison;

rule! {
    /// An operator whose type differs from that of the key's values.
    ///
    /// `aws:MultiFactorAuthAge` is a number, not a text. String operators on an ARN are not a
    /// mismatch (see `STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS`), nor are numbers on a date in
    /// seconds, nor string operators whose values are policy variables: other operators take none.
    ///
    /// ```json
    /// {"StringEquals": {"aws:MultiFactorAuthPresent": "true"}}
    /// ```
    TYPE_MISMATCH: Warning, AccessAnalyzer, Condition(check)
}

fn check(policy: &Policy<'_>, _: &Statement<'_>, condition: &Condition<'_>, report: &mut Report) {
    let (Some(kind), Some(comparison)) =
        (condition.key.value_type(), condition.operator.comparison())
    else {
        return;
    };
    // Tags and encryption contexts contain what their author puts in, including ARNs.
    let is_free = condition.key.text.value.contains('/')
        || condition
            .key
            .of_service
            .is_some_and(|key| key.name().contains("${"));
    let mut values = condition.values.iter();
    let is_of_variables = matches!(comparison, Comparison::Text(_))
        && !condition.values.is_empty()
        && values.all(|value| value.is_one_variable());
    if is_of_variables && policy.has_variables() {
        return;
    }
    if fits(kind, comparison) || is_free && comparison == Comparison::Arn {
        return;
    }
    let key = condition.key.text.value;
    let operators = match kind {
        ValueType::IpAddress => "IpAddress",
        ValueType::Arn => "Arn",
        other => other.as_str(),
    };
    let message = format!(
        "{} has the type {}, but `{}` doesn't",
        quoted(key),
        kind.as_str(),
        condition.operator.text.value
    );
    report
        .find(condition.operator.text.span, key, message)
        .help(format!("use an operator of the type {operators}"));
}

fn fits(kind: ValueType, comparison: Comparison) -> bool {
    use Comparison as C;
    let is_text = matches!(comparison, C::Text(_));
    match (kind, comparison) {
        (_, C::Null) => true,
        (ValueType::String, _) => is_text,
        (ValueType::Arn, C::Arn) => true,
        (ValueType::Arn, _) => is_text,
        (ValueType::Numeric, C::Numeric(_)) => true,
        // Seconds since 1970 are a number.
        (ValueType::Date, C::Date(_) | C::Numeric(_)) => true,
        (ValueType::Bool, C::Bool) => true,
        (ValueType::IpAddress, C::IpAddress) => true,
        (ValueType::Binary, C::Binary) => true,
        (
            ValueType::Numeric
            | ValueType::Date
            | ValueType::Bool
            | ValueType::IpAddress
            | ValueType::Binary,
            _,
        ) => false,
        _ => true,
    }
}
