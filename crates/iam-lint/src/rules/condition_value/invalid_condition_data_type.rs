use crate::rules::prelude::*;
use crate::tree::Value;

rule! {
    /// Values of different JSON types in one list.
    ///
    /// ```json
    /// {"NumericEquals": {"aws:MultiFactorAuthAge": [300, "600"]}}
    /// ```
    INVALID_CONDITION_DATA_TYPE: Error, AccessAnalyzer, Condition(check)
}

fn check(_: &Policy<'_>, _: &Statement<'_>, condition: &Condition<'_>, report: &mut Report) {
    let mut values = condition.values.iter();
    let Some(first) = values.next() else {
        return;
    };
    for value in values {
        if json_type(&value.node.value) != json_type(&first.node.value) {
            let message = format!(
                "{} among the values of {} is {}, but the first is {}",
                quoted(value.text),
                quoted(condition.key.text.value),
                json_type(&value.node.value),
                json_type(&first.node.value)
            );
            report
                .find(value.span, value.text, message)
                .help("write all values as strings");
        }
    }
}

fn json_type(value: &Value<'_>) -> &'static str {
    match value {
        Value::Number(_) => "a number",
        Value::Bool(_) => "a Boolean",
        _ => "a string",
    }
}
