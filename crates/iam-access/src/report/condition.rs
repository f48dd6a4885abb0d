//! Conditions of requirements, in words.

use serde_json::Value;
use std::borrow::Cow;

/// How many values of a key are shown.
const SHOWN: usize = 3;

/// A resource, `*` if there is none, and the condition; `None` if there is neither.
pub(crate) fn needed_on<'a>(
    resource: Option<&'a str>,
    condition: Option<&Value>,
) -> Option<Cow<'a, str>> {
    let Some(condition) = condition else {
        return resource.map(Cow::Borrowed);
    };
    let resource = resource.unwrap_or("*");
    Some(Cow::Owned(format!("{resource} if {}", in_words(condition))))
}

/// Each key with its operator and its values.
fn in_words(condition: &Value) -> String {
    let operators = condition.as_object().into_iter().flatten();
    let tests = operators.flat_map(|(operator, keys)| {
        let keys = keys.as_object().into_iter().flatten();
        keys.map(move |(key, values)| format!("{key} {operator} {}", listed(values)))
    });
    tests.collect::<Vec<_>>().join(" and ")
}

fn listed(values: &Value) -> String {
    let Some(values) = values.as_array() else {
        return values.as_str().unwrap_or_default().to_owned();
    };
    let shown = values.iter().take(SHOWN).filter_map(Value::as_str);
    let mut shown: Vec<String> = shown.map(str::to_owned).collect();
    if let Some(more @ 1..) = values.len().checked_sub(SHOWN) {
        shown.push(format!("{more} more"));
    }
    shown.join(" or ")
}

#[cfg(test)]
mod tests {
    use super::in_words;
    use serde_json::json;

    #[test]
    fn many_values_are_counted() {
        let condition = json!({"StringLike": {"k": ["a", "b", "c", "d"]}, "Null": {"n": "true"}});
        assert_eq!(
            in_words(&condition),
            "k StringLike a or b or c or 1 more and n Null true"
        );
    }
}
