//! The part of JSON Schema that the report's schema uses. An unknown keyword is a panic, so that no
//! part of the schema is silently unchecked.

use serde_json::Value;

/// The differences between a value and a schema, with their positions.
pub(crate) fn problems(schema: &Value, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    check(schema, schema, value, "$", &mut found);
    found
}

fn check(root: &Value, schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    let schema = schema.as_object().expect("a schema is an object");
    for (keyword, expected) in schema {
        let holds = match keyword.as_str() {
            "$schema" | "$id" | "$defs" | "title" | "description" => true,
            "type" => {
                let types = expected.as_array().cloned();
                let types = types.unwrap_or_else(|| vec![expected.clone()]);
                types.iter().any(|name| is_a(value, name.as_str().unwrap()))
            }
            "const" => value == expected,
            "enum" => expected.as_array().unwrap().contains(value),
            "minimum" => value
                .as_i64()
                .is_none_or(|number| number >= expected.as_i64().unwrap()),
            "pattern" => {
                assert_eq!(
                    expected, "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
                    "an unknown pattern"
                );
                value.as_str().is_none_or(|text| {
                    let digits = text.chars().filter(char::is_ascii_digit).count();
                    text.len() == 10 && digits == 8 && text.split('-').count() == 3
                })
            }
            "required" => {
                let mut names = expected.as_array().unwrap().iter();
                !value.is_object() || names.all(|name| value.get(name.as_str().unwrap()).is_some())
            }
            "properties" => {
                for (name, schema) in expected.as_object().unwrap() {
                    if let Some(member) = value.get(name) {
                        check(root, schema, member, &format!("{at}.{name}"), found);
                    }
                }
                true
            }
            "additionalProperties" => {
                let known = schema.get("properties").and_then(Value::as_object);
                for (name, member) in value.as_object().into_iter().flatten() {
                    if known.is_none_or(|known| !known.contains_key(name)) {
                        check(root, expected, member, &format!("{at}.{name}"), found);
                    }
                }
                true
            }
            "items" => {
                for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                    check(root, expected, item, &format!("{at}[{index}]"), found);
                }
                true
            }
            "$ref" => {
                let pointer = expected.as_str().unwrap().strip_prefix('#').unwrap();
                check(root, root.pointer(pointer).unwrap(), value, at, found);
                true
            }
            unknown => panic!("the keyword {unknown} is not known here"),
        };
        if !holds {
            found.push(format!(
                "{at}: {keyword} {expected} does not hold for {value}"
            ));
        }
    }
}

fn is_a(value: &Value, name: &str) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_u64() || value.is_i64(),
        "null" => value.is_null(),
        other => panic!("the type {other} is not known here"),
    }
}
