//! In which context: the condition keys that are given, and those that the request doesn't have.

use super::arguments::QuestionArgs;
use super::caller::Caller;
use super::context_entries::ContextEntry;
use crate::failure::{Failure, complain};
use iam_catalog::{Catalog, GlobalKey};
use iam_cli_support::condition_keys::{Checked, check, check_key};
use iam_eval::{Context, ContextValue, Policy};
use std::collections::{BTreeMap, BTreeSet};

/// What is known of the condition keys.
#[derive(Debug)]
pub(super) struct GivenContext {
    pub(super) values: Context,
    /// The keys that the request doesn't have.
    pub(super) absent: Vec<String>,
}

const TAG: &str = "aws:principaltag/";

impl GivenContext {
    pub(super) fn read<'p>(
        args: &QuestionArgs,
        caller: &Caller,
        policies: impl Iterator<Item = &'p Policy>,
    ) -> Result<Self, Failure> {
        let mut given: BTreeMap<String, ContextValue> = BTreeMap::new();
        for entry in ContextEntry::read(&args.context_entries).map_err(Failure::Call)? {
            let (key, value) = entry.value().map_err(Failure::Call)?;
            // AWS takes any key. One that is misspelt leaves the right one unknown.
            if let Err(remark) | Ok(Some(remark)) = check_key("--context-entries ", key) {
                complain(&remark);
            }
            put(&mut given, key, value)?;
        }
        for (key, values) in pairs(&args.context)? {
            put(&mut given, &key, of_type(&key, &values))?;
        }
        let mut absent: Vec<String> = Vec::new();
        for key in &args.absent {
            remark(check_key("--absent ", key))?;
            if given.contains_key(&key.to_ascii_lowercase()) {
                let found = format!("found a value for {key}, and `--absent {key}`");
                return Err(Failure::Call(format!("{found}, expected one of the two")));
            }
            absent.push(key.clone());
        }
        if let Some(tags) = &caller.tags {
            absent.extend(absent_tags(tags, &given, policies));
            for (name, value) in tags {
                let key = format!("{TAG}{}", name.to_ascii_lowercase());
                let value = ContextValue::One(value.as_str().into());
                given.entry(key).or_insert(value);
            }
        }
        // The absent ones are given as keys without values, so that nothing is derived for them
        // either.
        for key in &absent {
            let none = ContextValue::Many(Box::new([]));
            given.entry(key.to_ascii_lowercase()).or_insert(none);
        }
        let values = Context::from_pairs(given)
            .map_err(|key| Failure::Call(format!("found {key} twice")))?;
        Ok(Self { values, absent })
    }
}

/// The tags that the policies ask for and that a principal whose tags are known doesn't have.
fn absent_tags<'p>(
    tags: &[(String, String)],
    given: &BTreeMap<String, ContextValue>,
    policies: impl Iterator<Item = &'p Policy>,
) -> BTreeSet<String> {
    let has: BTreeSet<String> = tags
        .iter()
        .map(|(name, _)| name.to_ascii_lowercase())
        .collect();
    let mut absent = BTreeSet::new();
    for policy in policies {
        for statement in policy.document().statements() {
            for key_use in statement.key_uses() {
                let key = key_use.key.to_ascii_lowercase();
                let tag = key.strip_prefix(TAG);
                if tag.is_some_and(|tag| !has.contains(tag)) && !given.contains_key(&key) {
                    absent.insert(key);
                }
            }
        }
    }
    absent
}

fn put(
    given: &mut BTreeMap<String, ContextValue>,
    key: &str,
    value: ContextValue,
) -> Result<(), Failure> {
    match given.insert(key.to_ascii_lowercase(), value) {
        None => Ok(()),
        Some(_) => Err(Failure::Call(format!(
            "found the condition key {key} a second time, expected it once"
        ))),
    }
}

/// The values of `--context` by key, in lower case: a key that is given several times has several
/// values.
fn pairs(options: &[String]) -> Result<BTreeMap<String, Vec<&str>>, Failure> {
    let mut values: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for pair in options {
        let (key, value) = pair
            .split_once('=')
            .filter(|(key, _)| !key.is_empty())
            .ok_or_else(|| {
                Failure::Call(format!("found `--context {pair}`, expected KEY=VALUE"))
            })?;
        remark(check(key, value))?;
        values
            .entry(key.to_ascii_lowercase())
            .or_default()
            .push(value);
    }
    Ok(values)
}

/// One value, or several; a key that is multivalued by the catalogue has a list even of one.
fn of_type(key: &str, values: &[&str]) -> ContextValue {
    let global = GlobalKey::named(key).map(GlobalKey::is_multivalued);
    let of_service = || {
        Catalog::embedded()
            .condition_key(key)
            .map(|known| known.is_multivalued())
    };
    let is_multivalued = global.or_else(of_service).unwrap_or_default();
    match values {
        [value] if !is_multivalued => ContextValue::One((*value).into()),
        values => ContextValue::Many(values.iter().map(|value| (*value).into()).collect()),
    }
}

fn remark(checked: Checked) -> Result<(), Failure> {
    if let Some(remark) = checked.map_err(Failure::Call)? {
        complain(&remark);
    }
    Ok(())
}
