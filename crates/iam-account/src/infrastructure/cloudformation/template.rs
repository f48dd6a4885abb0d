//! The sections of a template.

use crate::json::{Members, Read, Value};
use crate::parameters::Parameters;
use crate::problem::{Problem, quoted};
use std::cell::RefCell;
use std::collections::HashMap;

/// Functions in functions; each level is read once more for those around it.
pub(super) const DEEPEST: usize = 24;

/// Transforms that only add resource types and functions: all else that is in the template stays as
/// it is written.
const HARMLESS_TRANSFORMS: [&str; 2] = ["AWS::LanguageExtensions", "AWS::Serverless-2016-10-31"];

const PROCESSED: &str =
    "the processed template: `aws cloudformation get-template --template-stage Processed`";

/// A resource of a template.
#[derive(Debug)]
pub(super) struct Resource<'a> {
    /// Such as `AWS::IAM::Role`.
    pub(super) kind: String,
    pub(super) properties: Option<Members<'a>>,
    /// The condition under which it exists.
    pub(super) condition: Option<String>,
    pub(super) at: Value<'a>,
}

/// A template, with the values of parameters that the user gave.
#[derive(Debug)]
pub(super) struct Template<'a> {
    pub(super) given: &'a Parameters,
    /// The type of each parameter, and its default.
    pub(super) parameters: HashMap<String, (String, Option<String>)>,
    pub(super) conditions: HashMap<String, Value<'a>>,
    /// The values of mappings, by the three names.
    pub(super) mappings: HashMap<(String, String, String), Value<'a>>,
    /// In their order, by their logical IDs.
    pub(super) resources: Vec<(String, Resource<'a>)>,
    by_id: HashMap<String, usize>,
    /// Which conditions are met, and which attributes resources have, once that was asked; `None`
    /// while it is looked for.
    pub(super) met: RefCell<HashMap<String, Option<Read<bool>>>>,
    pub(super) attributes: RefCell<HashMap<String, Option<Read<String>>>>,
}

impl<'a> Template<'a> {
    pub(super) fn read(value: Value<'a>, given: &'a Parameters) -> Read<Self> {
        let members = value.object("a template: an object")?;
        let mut template = Self {
            given,
            parameters: HashMap::new(),
            conditions: HashMap::new(),
            mappings: HashMap::new(),
            resources: Vec::new(),
            by_id: HashMap::new(),
            met: RefCell::default(),
            attributes: RefCell::default(),
        };
        if let Some(transform) = members.get("Transform") {
            check_transform(transform)?;
        }
        for (name, parameter) in section(&members, "Parameters")? {
            let parameter = parameter.object("a parameter: an object")?;
            let kind = parameter.string("Type")?.unwrap_or_default();
            // A default is shown, and never taken.
            let default = parameter.get("Default").map(shown);
            template.parameters.insert(name, (kind, default));
        }
        template.conditions.extend(section(&members, "Conditions")?);
        for (map, keys) in section(&members, "Mappings")? {
            for (key, values) in keys.object("an object")?.iter() {
                for (name, value) in values.object("an object")?.iter() {
                    let names = (map.clone(), key.to_owned(), name.to_owned());
                    template.mappings.insert(names, value);
                }
            }
        }
        for (id, resource) in section(&members, "Resources")? {
            template.add_resource(id, resource)?;
        }
        Ok(template)
    }

    fn add_resource(&mut self, id: String, value: Value<'a>) -> Read<()> {
        if id.starts_with("Fn::") {
            return Err(value.problem(format!("{} in `Resources`", quoted(&id)), PROCESSED));
        }
        let members = value.object("a resource: an object")?;
        let properties = members.get("Properties");
        let resource = Resource {
            kind: members.string("Type")?.unwrap_or_default(),
            properties: properties
                .map(|properties| properties.object("properties: an object"))
                .transpose()?,
            condition: members.string("Condition")?,
            at: value,
        };
        self.by_id.insert(id.clone(), self.resources.len());
        self.resources.push((id, resource));
        Ok(())
    }

    pub(super) fn resource(&self, id: &str) -> Option<&Resource<'a>> {
        let index = self.by_id.get(id)?;
        self.resources.get(*index).map(|(_, resource)| resource)
    }

    /// A value that would be found with the help of itself.
    pub(super) fn circle(at: Value<'_>, name: &str) -> Problem {
        let found = format!("{}, which depends on itself", quoted(name));
        at.problem(found, "no circles")
    }
}

fn section<'a>(members: &Members<'a>, name: &str) -> Read<Vec<(String, Value<'a>)>> {
    let Some(section) = members.get(name).filter(|section| !section.is_null()) else {
        return Ok(Vec::new());
    };
    let section = section.object("an object")?;
    let owned = section.iter().map(|(name, value)| (name.to_owned(), value));
    Ok(owned.collect())
}

fn check_transform(value: Value<'_>) -> Read<()> {
    let transforms = match value.is_array() {
        true => value.elements()?,
        false => vec![value],
    };
    for transform in transforms {
        let name = match transform.is_string() {
            true => transform.string("a transform")?,
            false => "a transform with parameters".to_owned(),
        };
        if !HARMLESS_TRANSFORMS.contains(&name.as_str()) {
            let found = format!("the transform {}", quoted(&name));
            return Err(transform.problem(found, PROCESSED));
        }
    }
    Ok(())
}

/// A default as people see it.
fn shown(value: Value<'_>) -> String {
    value
        .string("text")
        .unwrap_or_else(|_| value.text.to_owned())
}
