//! What `Ref` and `Fn::GetAtt` refer to: parameters, pseudo parameters, names and ARNs of resources
//! that have a name of their own.

use super::DEPLOYED;
use super::function::{Known, unresolved};
use super::template::{Resource, Template};
use crate::json::{Read, Value};
use crate::next_step::NextStep;
use crate::problem::quoted;

/// Resource types whose names decide what `Ref` gives and how their ARNs end: type, the property
/// with the name, and the type in the ARN.
const NAMED: [(&str, &str, &str); 5] = [
    ("AWS::IAM::Role", "RoleName", "role"),
    ("AWS::IAM::User", "UserName", "user"),
    ("AWS::IAM::Group", "GroupName", "group"),
    (
        "AWS::IAM::InstanceProfile",
        "InstanceProfileName",
        "instance-profile",
    ),
    ("AWS::IAM::ManagedPolicy", "ManagedPolicyName", "policy"),
];

impl<'a> Template<'a> {
    /// What `Ref` gives.
    pub(super) fn referred(&self, name: &str, at: Value<'a>, depth: usize) -> Read<Known<'a>> {
        if name == "AWS::NoValue" {
            return Ok(Known::Nothing);
        }
        if name.starts_with("AWS::") {
            return self.pseudo(name, at).map(Known::Text);
        }
        if let Some((kind, default)) = self.parameters.get(name) {
            if kind.starts_with("AWS::SSM::Parameter::") {
                return Err(unresolved(name, at));
            }
            let Some(given) = self.given.get(name) else {
                let default = default.as_ref();
                let default = default.map_or_else(String::new, |default| {
                    format!(" (its default is {})", quoted(default))
                });
                let found = format!("the parameter `{name}` without a value{default}");
                return Err(at.problem(found, "").solved_by(NextStep::ParameterValue));
            };
            let is_list = kind == "CommaDelimitedList" || kind.starts_with("List<");
            return Ok(match is_list {
                true => Known::Items(given.split(',').map(|one| one.trim().to_owned()).collect()),
                false => Known::Text(given.to_owned()),
            });
        }
        match self.resource(name).map(|resource| resource.kind.as_str()) {
            Some("AWS::IAM::ManagedPolicy") => self.attribute(name, "PolicyArn", at, depth),
            Some(_) => self.attribute(name, "", at, depth),
            None => {
                let found = format!("a reference to {}", quoted(name));
                Err(at.problem(found, "a parameter or a resource of the template"))
            }
        }
        .map(Known::Text)
    }

    /// A pseudo parameter. The partition follows from the Region.
    fn pseudo(&self, name: &str, at: Value<'_>) -> Read<String> {
        if let Some(given) = self.given.get(name) {
            return Ok(given.to_owned());
        }
        let partition = match self.given.get("AWS::Partition") {
            Some(partition) => Some(partition),
            None => self.given.get("AWS::Region").and_then(partition_of),
        };
        let known = match (name, partition) {
            ("AWS::Partition", Some(partition)) => Some(partition),
            ("AWS::URLSuffix", Some("aws" | "aws-us-gov")) => Some("amazonaws.com"),
            ("AWS::URLSuffix", Some("aws-cn")) => Some("amazonaws.com.cn"),
            _ => None,
        };
        known.map(str::to_owned).ok_or_else(|| {
            let found = format!("the pseudo parameter `{name}` without a value");
            at.problem(found, "").solved_by(NextStep::ParameterValue)
        })
    }

    /// An attribute of a resource, or what `Ref` gives of it where `attribute` is empty. Each is
    /// looked for once.
    pub(super) fn attribute(
        &self,
        id: &str,
        attribute: &str,
        at: Value<'a>,
        depth: usize,
    ) -> Read<String> {
        let key = format!("{id}.{attribute}");
        let earlier = self.attributes.borrow().get(&key).cloned();
        match earlier {
            Some(Some(found)) => return found,
            Some(None) => return Err(Self::circle(at, &key)),
            None => {}
        }
        let Some(resource) = self.resource(id) else {
            let found = format!("a reference to {}", quoted(id));
            return Err(at.problem(found, "a resource of the template"));
        };
        self.attributes.borrow_mut().insert(key.clone(), None);
        let found = self.found(resource, (id, attribute), at, depth);
        self.attributes
            .borrow_mut()
            .insert(key, Some(found.clone()));
        found
    }

    fn found(
        &self,
        resource: &Resource<'a>,
        (id, attribute): (&str, &str),
        at: Value<'a>,
        depth: usize,
    ) -> Read<String> {
        let named = NAMED.iter().find(|(kind, _, _)| *kind == resource.kind);
        let is_policy = resource.kind == "AWS::IAM::ManagedPolicy";
        let arn = if is_policy { "PolicyArn" } else { "Arn" };
        let is_known = attribute.is_empty() || attribute == arn;
        let Some((_, property, ending)) = named.filter(|_| is_known) else {
            let dot = if attribute.is_empty() { "" } else { "." };
            return Err(unresolved(&format!("{id}{dot}{attribute}"), at));
        };
        let value_of = |name| {
            let properties = resource.properties.as_ref();
            properties.and_then(|properties| properties.get(name))
        };
        let Some(name) = value_of(property) else {
            let found = format!(
                "a reference to {}, whose name the stack makes up",
                quoted(id)
            );
            return Err(at.problem(found, DEPLOYED));
        };
        let name = self.text(name, depth + 1)?;
        if attribute.is_empty() {
            return Ok(name);
        }
        let path = match value_of("Path") {
            Some(path) => self.text(path, depth + 1)?,
            None => "/".to_owned(),
        };
        let partition = self.pseudo("AWS::Partition", at)?;
        let account = self.pseudo("AWS::AccountId", at)?;
        Ok(format!(
            "arn:{partition}:iam::{account}:{ending}{path}{name}"
        ))
    }
}

/// The partition of a Region, where its name says so.
fn partition_of(region: &str) -> Option<&'static str> {
    let (area, rest) = region.split_once('-')?;
    match (area, rest) {
        ("cn", _) => Some("aws-cn"),
        ("us", rest) if rest.starts_with("gov-") => Some("aws-us-gov"),
        (_, rest) if rest.starts_with("iso") => None,
        ("af" | "ap" | "ca" | "eu" | "il" | "me" | "mx" | "sa" | "us", _) => Some("aws"),
        _ => None,
    }
}
