//! Values as the AWS CLI takes them: as they are, from a file by `file://`, or several as one JSON
//! array.

use crate::command::json;
use crate::failure::Failure;
use iam_account::Problem;
use iam_cli_support::input;
use serde_json::value::RawValue;

/// A policy has at most 8 MiB, and a list of them not many times that.
const LARGEST: u64 = 64 << 20;

/// A document that was given as text, or a file that holds one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Given {
    /// The text itself.
    Text(String),
    /// The path of a file; `-` is standard input.
    File(String),
}

impl Given {
    /// A value that is one document.
    pub(super) fn one(value: &str) -> Self {
        if let Some(path) = value.strip_prefix("file://") {
            return Self::File(path.to_owned());
        }
        match value.trim_start().starts_with(['{', '"', '[']) {
            true => Self::Text(value.to_owned()),
            false => Self::File(value.to_owned()),
        }
    }

    /// The documents of values of a list: each one document or, where there is one value alone, a
    /// JSON array of documents, which may be in a file.
    pub(super) fn list(option: &str, values: &[String]) -> Result<Vec<Self>, Failure> {
        let given: Vec<Self> = values.iter().map(|value| Self::one(value)).collect();
        let [only] = given.as_slice() else {
            return Ok(given);
        };
        let text = match only {
            Self::Text(text) => text.clone(),
            Self::File(path) if path != "-" && is_array(path) => read(path)?,
            Self::File(_) => return Ok(given),
        };
        if !text
            .trim_start_matches('\u{FEFF}')
            .trim_start()
            .starts_with('[')
        {
            return Ok(given);
        }
        let source = match only {
            Self::File(path) => path,
            Self::Text(_) => option,
        };
        let items = array(source, &text)?;
        Ok(items.into_iter().map(Self::Text).collect())
    }
}

/// Whether a file begins as an array does. One that can't be read is reported by whoever reads it.
fn is_array(path: &str) -> bool {
    let bytes = input::read(path, LARGEST).ok().flatten();
    bytes.is_some_and(|bytes| {
        let text = bytes.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(&bytes);
        text.trim_ascii_start().starts_with(b"[")
    })
}

/// The items of a JSON array of documents: strings that hold JSON, as the AWS CLI wants them, or
/// the JSON itself.
fn array(source: &str, text: &str) -> Result<Vec<String>, Failure> {
    let text = text.trim_start_matches('\u{FEFF}');
    let items = json::read(source, text, "a JSON array of policies");
    let items: Vec<&RawValue> = items.map_err(Failure::Call)?;
    let item = |raw: &RawValue| match raw.get().starts_with('"') {
        true => json::read(source, raw.get(), "a string").map_err(Failure::Call),
        false => Ok(raw.get().to_owned()),
    };
    items.into_iter().map(item).collect()
}

/// How messages call a value: by the file that has the text, or by its option.
pub(super) fn source<'v>(option: &'v str, value: &'v str) -> &'v str {
    value.strip_prefix("file://").unwrap_or(option)
}

/// The text of a value: of the file for `file://`, else the value itself.
pub(super) fn text(value: &str) -> Result<String, Failure> {
    match value.strip_prefix("file://") {
        Some(path) => read(path),
        None => Ok(value.to_owned()),
    }
}

/// The text of a file, or of standard input for `-`.
pub(super) fn read(path: &str) -> Result<String, Failure> {
    let call = |why: &dyn std::fmt::Display| Failure::Call(format!("{path}: {why}"));
    let bytes = input::read(path, LARGEST)
        .map_err(|error| Failure::Call(Problem::unreadable(path, &error).to_string()))?;
    let bytes = bytes.ok_or_else(|| {
        call(&format!(
            "found more than {LARGEST} bytes, expected at most that many"
        ))
    })?;
    let text = String::from_utf8(bytes)
        .map_err(|error| call(&format!("found text that is not UTF-8: {error}")))?;
    Ok(text.trim_start_matches('\u{FEFF}').to_owned())
}

#[cfg(test)]
mod tests {
    use super::Given;

    #[test]
    fn values_are_files_texts_or_one_array_of_texts() {
        let list = |values: &[&str]| {
            let values: Vec<String> = values.iter().map(|value| (*value).to_owned()).collect();
            Given::list("--policy-input-list", &values).unwrap()
        };
        let text = |text: &str| Given::Text(text.to_owned());
        assert_eq!(
            list(&[" {}", "file://a.json"]),
            [text(" {}"), Given::File("a.json".into())]
        );
        assert_eq!(list(&["role.json"]), [Given::File("role.json".into())]);
        assert_eq!(
            list(&[r#"["{\"a\": 1}", {"b": [2]}]"#]),
            [text(r#"{"a": 1}"#), text(r#"{"b": [2]}"#)]
        );
        assert_eq!(list(&["[]"]), []);
        assert!(Given::list("--policy-input-list", &["[1".to_owned()]).is_err());
    }
}
