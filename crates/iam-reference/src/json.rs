//! JSON as the rules need it: members in order, duplicates rejected, numbers kept as text.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::Result;

/// The maximum nesting depth of objects and arrays.
const DEEPEST: usize = 127;

/// A JSON value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Json {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, as written (S5.17).
    Number(String),
    /// A string, its escapes decoded (S1.1).
    Text(String),
    /// An array.
    Array(Vec<Json>),
    /// An object: its members in text order, without duplicate names (S1.13).
    Object(Vec<(String, Json)>),
}

impl Json {
    /// The members, if this is an object.
    pub(crate) fn members(&self) -> Option<&[(String, Json)]> {
        match self {
            Json::Object(members) => Some(members),
            _ => None,
        }
    }

    /// The string, if this is one.
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Json::Text(text) => Some(text),
            _ => None,
        }
    }

    /// S1.12, S5.17: a string, or a number or boolean as its text.
    pub(crate) fn scalar_text(&self) -> Option<String> {
        match self {
            Json::Text(text) | Json::Number(text) => Some(text.clone()),
            Json::Bool(value) => Some(value.to_string()),
            _ => None,
        }
    }

    /// S1.16: the elements of an array, or the one bare element.
    pub(crate) fn elements(&self) -> &[Json] {
        match self {
            Json::Array(elements) => elements,
            other => std::slice::from_ref(other),
        }
    }
}

/// The member of that name.
pub(crate) fn member<'a>(members: &'a [(String, Json)], name: &str) -> Option<&'a Json> {
    members
        .iter()
        .find(|(known, _)| known == name)
        .map(|(_, value)| value)
}

/// An error if a member's name is not in the list.
pub(crate) fn only_known(members: &[(String, Json)], known: &[&str], place: &str) -> Result<()> {
    match members
        .iter()
        .find(|(name, _)| !known.contains(&name.as_str()))
    {
        Some((name, _)) => Err(format!("{place}: unknown member {name:?}")),
        None => Ok(()),
    }
}

/// S1.1: the text must be exactly one JSON value.
pub(crate) fn parse(text: &str) -> Result<Json> {
    if deepest_nesting(text) > DEEPEST {
        return Err(format!("JSON nested deeper than {DEEPEST} levels"));
    }
    let raw: &RawValue = serde_json::from_str(text).map_err(describe)?;
    build(raw)
}

/// How deep brackets are nested outside strings, whether or not the text is JSON.
fn deepest_nesting(text: &str) -> usize {
    let mut depth: usize = 0;
    let mut deepest = 0;
    let mut in_string = false;
    let mut escaped = false;
    for c in text.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' if in_string => escaped = true,
            '"' => in_string = !in_string,
            '{' | '[' if !in_string => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            '}' | ']' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

/// The value of a piece of JSON. It recurses once per level; [`parse`] has limited the levels.
fn build(raw: &RawValue) -> Result<Json> {
    let text = raw.get();
    match text.chars().next() {
        Some('{') => {
            let pairs: Pairs<'_> = serde_json::from_str(text).map_err(describe)?;
            let mut members: Vec<(String, Json)> = Vec::new();
            for (name, value) in pairs.0 {
                members.push((name, build(value)?));
            }
            no_duplicates(&members)?;
            Ok(Json::Object(members))
        }
        Some('[') => {
            let elements: Vec<&RawValue> = serde_json::from_str(text).map_err(describe)?;
            let built: Result<Vec<Json>> = elements.into_iter().map(build).collect();
            Ok(Json::Array(built?))
        }
        Some('"') => Ok(Json::Text(serde_json::from_str(text).map_err(describe)?)),
        Some('t') => Ok(Json::Bool(true)),
        Some('f') => Ok(Json::Bool(false)),
        Some('n') => Ok(Json::Null),
        _ => Ok(Json::Number(text.to_string())),
    }
}

/// S1.13: a duplicate member name is an error.
fn no_duplicates(members: &[(String, Json)]) -> Result<()> {
    let mut names: Vec<&String> = members.iter().map(|(name, _)| name).collect();
    names.sort();
    match names.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(format!("member {:?} occurs twice", pair[0])),
        None => Ok(()),
    }
}

fn describe(error: serde_json::Error) -> String {
    format!("not valid JSON: {error}")
}

/// The members of an object, duplicates included, each value still as text.
struct Pairs<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Pairs<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct PairsVisitor;

        impl<'de> Visitor<'de> for PairsVisitor {
            type Value = Pairs<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(
                self,
                mut map: A,
            ) -> std::result::Result<Pairs<'de>, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry::<String, &'de RawValue>()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }

        deserializer.deserialize_map(PairsVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_text() {
        assert_eq!(
            parse(" [1.50, -0, 1E400] "),
            Ok(Json::Array(vec![
                Json::Number("1.50".to_string()),
                Json::Number("-0".to_string()),
                Json::Number("1E400".to_string()),
            ]))
        );
    }

    #[test]
    fn duplicates_are_refused_at_every_level() {
        assert!(parse(r#"{"a":1,"b":2}"#).is_ok());
        assert!(parse(r#"{"a":1,"a":1}"#).is_err());
        assert!(parse(r#"[{"x":{"a":1,"\u0061":1}}]"#).is_err());
    }

    #[test]
    fn depth_is_bounded_and_brackets_in_strings_do_not_count() {
        let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        assert!(parse(&nested(127)).is_ok());
        assert!(parse(&nested(128)).is_err());
        assert!(parse(&"[".repeat(1_000_000)).is_err());
        assert!(parse(&format!("\"{}\\\"[\"", "[".repeat(1_000))).is_ok());
    }

    #[test]
    fn what_is_not_json_is_an_error() {
        for text in [
            "",
            "{",
            "{} {}",
            "{'a':1}",
            "[1,]",
            "01",
            "nul",
            "\"\\ud800\"",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
