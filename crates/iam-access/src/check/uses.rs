//! How an operation uses the resource types of its actions.

use serde::Deserialize;
use std::collections::HashMap;

/// How an operation uses a resource type of an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Use {
    /// It doesn't use it, as far as is known, or only if its settings require it.
    #[default]
    None,
    /// It always uses it.
    Always,
    /// It always uses either this type or another one with this value.
    OneOf,
    /// It uses some of the types with this value; which ones depends on what it works on.
    SomeOf,
}

/// Which resource types the requests of an operation are about, by action.
///
/// ```
/// use iam_access::check::{Use, UseTable};
/// let table = UseTable::parse(r#"{"actions": [{"action": "ec2:RunInstances", "uses": ["volume"]}]}"#)?;
/// assert_eq!(table.of("EC2:runinstances", "volume"), Use::Always);
/// assert_eq!(table.of("ec2:RunInstances", "key-pair"), Use::None);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct UseTable {
    entries: HashMap<String, Entry>,
}

#[derive(Debug, Deserialize)]
struct Table {
    actions: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    action: String,
    uses: Vec<String>,
    #[serde(default)]
    one_of: Vec<String>,
    #[serde(default)]
    some_of: Vec<String>,
    #[serde(default)]
    own: Vec<String>,
}

impl UseTable {
    /// Reads a table: `{"actions": [{"action", "uses", "oneOf", "someOf", "own"}]}`, the last four
    /// of which list resource types.
    ///
    /// # Errors
    /// The error of serde_json, if the text is not such a table.
    pub fn parse(text: &str) -> serde_json::Result<Self> {
        let table: Table = serde_json::from_str(text)?;
        let entries = table.actions.into_iter();
        let entries = entries.map(|entry| (entry.action.to_ascii_lowercase(), entry));
        Ok(Self {
            entries: entries.collect(),
        })
    }

    fn entry(&self, action: &str) -> Option<&Entry> {
        self.entries.get(&action.to_ascii_lowercase())
    }

    /// The actions of the table, with the types that it lists for each.
    pub fn actions(&self) -> impl ExactSizeIterator<Item = (&str, Vec<&str>)> {
        self.entries.values().map(|entry| {
            let types = entry.uses.iter().chain(&entry.one_of).chain(&entry.some_of);
            (entry.action.as_str(), types.map(String::as_str).collect())
        })
    }

    /// How the operation uses a resource type in requests of an action.
    #[must_use]
    pub fn of(&self, action: &str, resource_type: &str) -> Use {
        let Some(entry) = self.entry(action) else {
            return Use::None;
        };
        let has = |types: &[String]| types.iter().any(|of| of == resource_type);
        if has(&entry.uses) {
            Use::Always
        } else if has(&entry.one_of) {
            Use::OneOf
        } else if has(&entry.some_of) {
            Use::SomeOf
        } else {
            Use::None
        }
    }

    /// Whether the resources of the type that the operation uses are in the caller's account,
    /// although their ARNs contain no account.
    pub(crate) fn is_own(&self, action: &str, resource_type: &str) -> bool {
        let is_meant = |of: &String| of == "*" || of == resource_type;
        self.entry(action)
            .is_some_and(|entry| entry.own.iter().any(is_meant))
    }
}
