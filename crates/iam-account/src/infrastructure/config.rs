//! AWS Config: items of roles, users, groups and managed policies.
//!
//! The configuration of an item has the members of `get-account-authorization-details`, with a
//! small first letter, as an object or as text in a string (resource schema
//! `aws-config-resource-schema`, `AWS::IAM::Role`; API reference of `GetResourceConfigHistory`,
//! `BatchGetResourceConfig` and `SelectResourceConfig`, November 2026).

use super::DOCUMENTS;
use crate::dump::account::Account;
use crate::dump::entity::{Description, Entity};
use crate::dump::page::List;
use crate::json::{Members, Read, Reader, Value};
use crate::problem::{Problem, quoted};
use crate::source::body::Source;
use std::collections::HashMap;
use std::sync::Arc;

/// Where the items are, in a snapshot and in what the AWS CLI prints.
const LISTS: [&str; 3] = ["configurationItems", "baseConfigurationItems", "Results"];

/// What the words in names of members mean.
const LISTED: [List; 4] = [List::Roles, List::Users, List::Groups, List::Policies];

/// What an item has of a resource.
struct Item<'a> {
    /// Such as `AWS::IAM::Role`, where the item says.
    kind: Option<String>,
    status: Option<String>,
    configuration: Option<Value<'a>>,
}

/// Reads items, or one.
pub(crate) fn read_items(
    source: &Arc<Source>,
    value: Value<'_>,
    account: &mut Account,
) -> Read<Vec<Entity>> {
    let members = value.object("an object")?;
    for (member, expected) in [
        (
            "unprocessedResourceKeys",
            "answers for all that was asked for",
        ),
        ("nextToken", "all pages"),
        ("NextToken", "all pages"),
    ] {
        let rest = members.get(member).filter(|rest| !rest.is_null());
        if let Some(rest) =
            rest.filter(|rest| !rest.text.trim_matches(['[', ']', ' ', '\n']).is_empty())
        {
            return Err(rest.problem(format!("items that are left out (`{member}`)"), expected));
        }
    }
    let mut reading = Reading::new(source, account);
    let mut is_list = false;
    for list in LISTS.iter().filter_map(|list| members.get(list)) {
        is_list = true;
        for item in list.elements()? {
            reading.add_item(item)?;
        }
    }
    if !is_list {
        let item = members.get("configurationItem").unwrap_or(value);
        reading.add_item(item)?;
    }
    reading.finish(value)
}

/// Reads the configuration of an item, without the item.
pub(crate) fn read_configuration(
    source: &Arc<Source>,
    value: Value<'_>,
    account: &mut Account,
) -> Read<Vec<Entity>> {
    let mut reading = Reading::new(source, account);
    reading.add_configuration(None, value)?;
    reading.finish(value)
}

struct Reading<'r> {
    source: &'r Arc<Source>,
    account: &'r mut Account,
    entities: Vec<Entity>,
    /// True once anything of IAM was read.
    is_any: bool,
}

impl<'r> Reading<'r> {
    fn new(source: &'r Arc<Source>, account: &'r mut Account) -> Self {
        Self {
            source,
            account,
            entities: Vec::new(),
            is_any: false,
        }
    }

    /// Adds an item, which `select-resource-config` prints as text.
    fn add_item(&mut self, value: Value<'_>) -> Read<()> {
        if !value.is_string() {
            return self.add(value);
        }
        let name = format!("{} (a result, decoded)", self.source.name);
        let text = value.string("an item")?;
        self.add(only(&name, &text)?)
    }

    fn add(&mut self, value: Value<'_>) -> Read<()> {
        let item = item(&value.object("an item: an object")?)?;
        let kind = item.kind.as_deref();
        if kind.is_some_and(|kind| list_of(kind).is_none()) {
            return Ok(());
        }
        let is_deleted = item
            .status
            .is_some_and(|status| status.starts_with("ResourceDeleted"));
        match item.configuration.filter(|it| !it.is_null()) {
            _ if is_deleted => {
                Err(value.problem("an item of a deleted resource", "one that exists"))
            }
            None => Err(value.problem("an item without `configuration`", "its configuration")),
            Some(configuration) if configuration.is_string() => {
                let name = format!("{} (configuration, decoded)", self.source.name);
                let text = configuration.string("a configuration")?;
                self.add_configuration(item.kind.as_deref(), only(&name, &text)?)
            }
            Some(configuration) => self.add_configuration(item.kind.as_deref(), configuration),
        }
    }

    /// Reads a configuration as the page of a dump has it.
    fn add_configuration(&mut self, kind: Option<&str>, value: Value<'_>) -> Read<()> {
        let members = value.object("a configuration: an object")?;
        let list = match kind {
            Some(kind) => list_of(kind),
            None => ["role", "user", "group", "policy"]
                .iter()
                .position(|word| members.has(&format!("{word}Name")))
                .and_then(|index| LISTED.get(index).copied()),
        };
        let Some(list) = list else {
            let expected = "the configuration of a role, a user, a group or a managed policy";
            return Err(value.problem("a configuration of something else", expected));
        };
        self.is_any = true;
        let source = Source::in_memory(value.name, value.text.as_bytes().to_vec());
        let mut reader = Reader::of_text(value.name, value.text, value.start);
        reader.capitalize_members();
        let entity = list.read_one(&mut reader, &Arc::new(source), self.account)?;
        let Some(mut entity) = entity else {
            return Ok(());
        };
        entity.described = Some(Box::new(Description {
            is_whole: true,
            expected: DOCUMENTS,
            ..Description::default()
        }));
        self.entities.push(entity);
        Ok(())
    }

    /// Of several items of one principal, which one is the latest is not guessed.
    fn finish(self, value: Value<'_>) -> Read<Vec<Entity>> {
        if !self.is_any {
            let found = "items of AWS Config without roles, users and policies of IAM";
            return Err(value.problem(found, "an item of a role"));
        }
        let mut entities: Vec<Entity> = Vec::new();
        let mut first: HashMap<String, usize> = HashMap::new();
        for entity in self.entities {
            let next = entities.len();
            match *first.entry(entity.arn.clone()).or_insert(next) {
                index if index == next => entities.push(entity),
                index => {
                    let found = format!("a second item of {}", quoted(&entity.arn));
                    let expected = "the latest one alone (`get-resource-config-history --limit 1`)";
                    let problem = entity.problem(found, expected);
                    // One problem of it is enough.
                    let first = entities.get_mut(index);
                    let first = first.filter(|first| first.problems.is_empty());
                    first
                        .into_iter()
                        .for_each(|first| first.problems.push(problem.clone()));
                }
            }
        }
        Ok(entities)
    }
}

fn item<'a>(members: &Members<'a>) -> Read<Item<'a>> {
    let string = |name: &str| {
        let value = members.get(name).filter(|value| !value.is_null());
        value.map(|value| value.string("text")).transpose()
    };
    Ok(Item {
        kind: string("resourceType")?,
        status: string("configurationItemStatus")?,
        configuration: members.get("configuration"),
    })
}

fn list_of(kind: &str) -> Option<List> {
    Some(match kind {
        "AWS::IAM::Role" => List::Roles,
        "AWS::IAM::User" => List::Users,
        "AWS::IAM::Group" => List::Groups,
        "AWS::IAM::Policy" => List::Policies,
        _ => return None,
    })
}

/// The only value of a text.
fn only<'t>(name: &'t str, text: &'t str) -> Read<Value<'t>> {
    match Value::all_in(name, text)?.as_slice() {
        [one] => Ok(*one),
        values => {
            let found = format!("{} values", values.len());
            Err(Problem::new(name, found, "one object"))
        }
    }
}
