//! The principals that a statement names.

use super::Text;
use crate::tree::{Member, Value};

#[derive(Debug)]
pub(crate) struct Principal<'a> {
    pub(crate) text: Text<'a>,
    /// The member that lists it: `AWS`, `Service`, `Federated`, `CanonicalUser` or something else.
    /// `None` for a string without a map, such as `"Principal": "*"`.
    pub(crate) key: Option<Text<'a>>,
    /// Whether it is in `NotPrincipal`.
    pub(crate) is_negated: bool,
}

impl Principal<'_> {
    pub(crate) fn is_under(&self, key: &str) -> bool {
        self.key.is_some_and(|found| found.value == key)
    }

    /// `"*"` or `{"AWS": "*"}`: anyone.
    pub(crate) fn is_anyone(&self) -> bool {
        self.text.value == "*" && (self.key.is_none() || self.is_under("AWS"))
    }
}

/// The principals of `Principal` or `NotPrincipal`.
pub(super) fn list<'a>(member: &'a Member<'a>) -> Vec<Principal<'a>> {
    let is_negated = member.name == "NotPrincipal";
    let mut found = Vec::new();
    let mut add = |key, node| {
        found.extend(Text::of(node).map(|text| Principal {
            text,
            key,
            is_negated,
        }));
    };
    match &member.value.value {
        Value::String(_) => add(None, &member.value),
        Value::Object(map) => {
            for entry in &map.members {
                let key = Some(Text::of_name(entry));
                match &entry.value.value {
                    Value::Array(items) => items.iter().for_each(|node| add(key, node)),
                    _ => add(key, &entry.value),
                }
            }
        }
        _ => {}
    }
    found
}
