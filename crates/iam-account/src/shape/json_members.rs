//! The members of JSON objects that are read whole: bundles, and what the AWS CLI prints.

use crate::problem::{Problem, second_time};
use crate::shape::known::Object;
use crate::shape::raw::{Host, json_problem};
use serde::Deserialize;
use serde::de::{MapAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::HashSet;

/// The members of a JSON object, their values as they stand.
#[derive(Debug)]
pub(crate) struct Members<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'a> Members<'a> {
    /// The members of an object in a host, each of which must be there once.
    pub(crate) fn read(
        host: &mut Host<'_>,
        raw: &'a RawValue,
        expected: &str,
    ) -> Result<Self, Problem> {
        let members: Self = parse(host, raw, expected)?;
        members.once(host)?;
        Ok(members)
    }

    /// Refuses a member that comes twice: which of the two AWS would go by is not to be guessed.
    pub(crate) fn once(&self, host: &mut Host<'_>) -> Result<(), Problem> {
        let mut seen = HashSet::new();
        for (name, raw) in self.iter() {
            if !seen.insert(name) {
                let (found, expected) = second_time(name);
                return Err(host.problem(raw.get(), &found, expected));
            }
        }
        Ok(())
    }

    /// Refuses a member that what AWS prints doesn't have.
    pub(crate) fn all_known(&self, host: &mut Host<'_>, object: Object) -> Result<(), Problem> {
        for (name, raw) in self.iter() {
            if let Some((found, expected)) = object.unknown(name) {
                return Err(host.problem(raw.get(), &found, &expected));
            }
        }
        Ok(())
    }

    pub(crate) fn get(&self, name: &str) -> Option<&'a RawValue> {
        let found = self.0.iter().find(|(member, _)| member == name);
        found.map(|(_, raw)| *raw)
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// True for an object that, whatever else it has, is meant as a policy document.
    pub(crate) fn is_document(&self) -> bool {
        self.has("Statement") || self.has("Version")
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &'a RawValue)> {
        self.0.iter().map(|(name, raw)| (name.as_ref(), *raw))
    }

    /// A member without which the object `outer` is not what the AWS CLI prints.
    pub(crate) fn required(
        &self,
        host: &mut Host<'_>,
        raw: &RawValue,
        outer: &str,
        name: &str,
    ) -> Result<&'a RawValue, Problem> {
        self.get(name).ok_or_else(|| {
            let found = format!("`{outer}` without `{name}`");
            host.problem(raw.get(), &found, "what the AWS CLI prints")
        })
    }

    /// A member that is a string, where it is there.
    pub(crate) fn string(
        &self,
        host: &mut Host<'_>,
        name: &str,
    ) -> Result<Option<String>, Problem> {
        let raw = self.get(name);
        raw.map_or(Ok(None), |raw| parse(host, raw, "a string"))
    }
}

/// Takes a value of a host for what is expected.
pub(crate) fn parse<'r, T: Deserialize<'r>>(
    host: &mut Host<'_>,
    raw: &'r RawValue,
    expected: &str,
) -> Result<T, Problem> {
    let start = host.position_of(raw.get());
    serde_json::from_str(raw.get())
        .map_err(|error| json_problem(host.name, raw.get(), start, &error, expected))
}

/// The elements of an array; `null` has none.
pub(crate) fn list<'r>(
    host: &mut Host<'_>,
    raw: &'r RawValue,
) -> Result<Vec<&'r RawValue>, Problem> {
    if raw.get() == "null" {
        return Ok(Vec::new());
    }
    parse(host, raw, "an array")
}

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MembersVisitor;

        impl<'de> Visitor<'de> for MembersVisitor {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry::<Name<'de>, &RawValue>()? {
                    members.push((member.0.0, member.1));
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(MembersVisitor)
    }
}

/// A member's name, borrowed where it holds no escape.
#[derive(Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);
