//! `--context-entries`: condition keys with values of a declared type.

use super::aws_value;
use super::shorthand;
use crate::command::json;
use iam_catalog::ValueType;
use iam_cli_support::condition_keys;
use iam_eval::ContextValue;
use serde::Deserialize;

/// One entry, as AWS's `ContextEntry` has it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct ContextEntry {
    context_key_name: String,
    #[serde(default)]
    context_key_values: Vec<String>,
    #[serde(default)]
    context_key_type: Option<String>,
}

/// AWS's `ContextKeyTypeEnum`: six types, each also as a list.
const TYPES: [(&str, ValueType); 6] = [
    ("string", ValueType::String),
    ("numeric", ValueType::Numeric),
    ("boolean", ValueType::Bool),
    ("ip", ValueType::IpAddress),
    ("binary", ValueType::Binary),
    ("date", ValueType::Date),
];

impl ContextEntry {
    /// Reads the values of the option: each is an entry in shorthand, an entry as JSON, or a JSON
    /// array of entries.
    pub(super) fn read(values: &[String]) -> Result<Vec<Self>, String> {
        let mut entries = Vec::new();
        for value in values {
            let text = aws_value::text(value).map_err(|failure| failure.message())?;
            let fail = |error: &dyn std::fmt::Display| format!("--context-entries: {error}");
            let source = aws_value::source("--context-entries", value);
            let start = text.trim_start();
            if start.starts_with('[') {
                let read: Vec<Self> = json::read(source, &text, "a JSON array of entries")?;
                entries.extend(read);
            } else if start.starts_with('{') {
                entries.push(json::read(source, &text, "an entry")?);
            } else {
                let members = shorthand::parse(text.trim()).map_err(|error| fail(&error))?;
                entries.push(Self::of(members).map_err(|error| fail(&error))?);
            }
        }
        Ok(entries)
    }

    fn of(members: Vec<shorthand::Member>) -> Result<Self, String> {
        let mut entry = Self {
            context_key_name: String::new(),
            context_key_values: Vec::new(),
            context_key_type: None,
        };
        let one = |name: &str, values: Vec<String>| match <[String; 1]>::try_from(values) {
            Ok([value]) => Ok(value),
            Err(values) => Err(format!(
                "found {} values of `{name}`, expected one",
                values.len()
            )),
        };
        for (name, values) in members {
            match name.as_str() {
                "ContextKeyName" => entry.context_key_name = one(&name, values)?,
                "ContextKeyType" => entry.context_key_type = Some(one(&name, values)?),
                "ContextKeyValues" => entry.context_key_values = values,
                _ => {
                    let expected = "ContextKeyName, ContextKeyValues or ContextKeyType";
                    return Err(format!("found the member `{name}`, expected {expected}"));
                }
            }
        }
        match entry.context_key_name.is_empty() {
            true => Err("found no `ContextKeyName`, expected a condition key".to_owned()),
            false => Ok(entry),
        }
    }

    /// The key and its value, checked against the declared type. Without a type, several values are
    /// a list.
    pub(super) fn value(&self) -> Result<(&str, ContextValue), String> {
        let key = self.context_key_name.as_str();
        let refuse = |found: String, expected: &str| {
            Err(format!(
                "--context-entries: found {found} for {key}, expected {expected}"
            ))
        };
        let declared = self.context_key_type.as_deref();
        let (of_one, is_list) = match declared {
            None => (None, self.context_key_values.len() != 1),
            Some(name) => {
                let single = name.strip_suffix("List").unwrap_or(name);
                let found = TYPES.iter().find(|(known, _)| *known == single);
                let Some((_, value_type)) = found else {
                    let names = TYPES.map(|(name, _)| name).join(", ");
                    let expected = format!("one of {names}, or one of these with `List`");
                    return refuse(format!("the type `{name}`"), &expected);
                };
                (Some(*value_type), name.ends_with("List"))
            }
        };
        if let Some(value_type) = of_one {
            let values = self.context_key_values.iter();
            let wrong = values
                .clone()
                .find(|value| !condition_keys::is_value(value_type, value));
            if let Some(wrong) = wrong {
                return refuse(
                    format!("`{wrong}`"),
                    condition_keys::description(value_type),
                );
            }
        }
        if is_list {
            let values = self
                .context_key_values
                .iter()
                .map(|value| value.as_str().into());
            return Ok((key, ContextValue::Many(values.collect())));
        }
        match self.context_key_values.as_slice() {
            [value] => Ok((key, ContextValue::One(value.as_str().into()))),
            values => refuse(
                format!("{} values", values.len()),
                "one, or a type that ends in `List`",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ContextEntry;
    use iam_eval::ContextValue;

    fn value(text: &str) -> Result<(String, ContextValue), String> {
        let entries = ContextEntry::read(&[text.to_owned()])?;
        entries[0]
            .value()
            .map(|(key, value)| (key.to_owned(), value))
    }

    #[test]
    fn entries_in_shorthand_and_as_json() {
        let one = |value: &str| ContextValue::One(value.into());
        let many =
            |values: &[&str]| ContextValue::Many(values.iter().map(|it| (*it).into()).collect());
        for (text, key, expected) in [
            (
                "ContextKeyName='aws:CurrentTime',ContextKeyValues='2019-04-25T11:00:00Z',ContextKeyType=date",
                "aws:CurrentTime",
                one("2019-04-25T11:00:00Z"),
            ),
            (
                "ContextKeyName=aws:TagKeys,ContextKeyValues=a,b,ContextKeyType=stringList",
                "aws:TagKeys",
                many(&["a", "b"]),
            ),
            (
                "ContextKeyName=aws:TagKeys,ContextKeyValues=a,ContextKeyType=stringList",
                "aws:TagKeys",
                many(&["a"]),
            ),
            ("ContextKeyName=k:x,ContextKeyValues=a", "k:x", one("a")),
            (
                r#"{"ContextKeyName": "aws:SourceIp", "ContextKeyValues": ["192.0.2.1"], "ContextKeyType": "ip"}"#,
                "aws:SourceIp",
                one("192.0.2.1"),
            ),
            (
                r#"[{"ContextKeyName": "k:x", "ContextKeyValues": ["1", "2"], "ContextKeyType": "numericList"}]"#,
                "k:x",
                many(&["1", "2"]),
            ),
        ] {
            assert_eq!(value(text), Ok((key.to_owned(), expected)), "{text}");
        }
    }

    #[test]
    fn values_that_are_not_of_their_type_are_refused() {
        for text in [
            "ContextKeyName=aws:CurrentTime,ContextKeyValues=yesterday,ContextKeyType=date",
            "ContextKeyName=k:x,ContextKeyValues=a,b,ContextKeyType=string",
            "ContextKeyName=k:x,ContextKeyValues=maybe,ContextKeyType=boolean",
            "ContextKeyName=k:x,ContextKeyValues=300.1.1.1,ContextKeyType=ip",
            "ContextKeyName=k:x,ContextKeyValues=a,ContextKeyType=text",
            "ContextKeyValues=a,ContextKeyType=string",
            "ContextKeyName=k:x,Values=a",
            r#"{"ContextKeyName": "k:x", "Values": []}"#,
            "{",
        ] {
            assert!(value(text).is_err(), "{text}");
        }
    }
}
