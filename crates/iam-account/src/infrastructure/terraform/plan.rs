//! What a plan says beside the planned values: what is unknown until it is applied, what it takes
//! away, and to which resources an attribute refers.

use super::resource::{Resource, elements};
use crate::json::{Members, Read, Value};
use std::collections::HashMap;

/// As deep as modules may be.
const DEEPEST_MODULE: usize = 32;

#[derive(Debug)]
pub(super) struct Plan<'a> {
    /// By the addresses of their resources.
    changes: HashMap<String, Change<'a>>,
    /// The expressions of each resource of the configuration, by the path of its module and its own
    /// address.
    expressions: HashMap<String, Members<'a>>,
    has_configuration: bool,
    /// Where it says that something is left for another plan.
    pub(super) incomplete: Option<Value<'a>>,
}

/// What a plan does to a resource.
#[derive(Debug)]
pub(super) struct Change<'a> {
    pub(super) kind: String,
    pub(super) actions: Vec<String>,
    /// Its attributes before.
    pub(super) before: Option<Members<'a>>,
    /// Of each attribute, what of it is unknown.
    unknown: Option<Members<'a>>,
}

impl Change<'_> {
    pub(super) fn takes_away(&self) -> bool {
        let takes = |action: &String| matches!(action.as_str(), "delete" | "update");
        self.actions.iter().any(takes)
    }
}

impl<'a> Plan<'a> {
    pub(super) fn of(members: &Members<'a>) -> Read<Self> {
        let mut plan = Self {
            changes: HashMap::new(),
            expressions: HashMap::new(),
            has_configuration: false,
            incomplete: members
                .get("complete")
                .filter(|complete| complete.text == "false"),
        };
        for resource in elements(members, "resource_changes")? {
            let members = resource.object("a resource's change: an object")?;
            let kind = members.string("type")?.unwrap_or_default();
            let change = members
                .get("change")
                .filter(|_| kind.starts_with("aws_iam_"));
            // An object that was replaced earlier, and is deleted now.
            let is_deposed = members
                .get("deposed")
                .is_some_and(|deposed| !deposed.is_null());
            let Some(change) = change.filter(|_| !is_deposed) else {
                continue;
            };
            let change = change.object("a change: an object")?;
            let object = |member| match change.get(member) {
                Some(value) if value.text.starts_with('{') => value.object("an object").map(Some),
                _ => Ok(None),
            };
            let actions = elements(&change, "actions")?;
            let actions = actions.iter().map(|action| action.string("an action"));
            let address = members.string("address")?.unwrap_or_default();
            let change = Change {
                kind,
                actions: actions.collect::<Read<_>>()?,
                before: object("before")?,
                unknown: object("after_unknown")?,
            };
            plan.changes.insert(address, change);
        }
        let configuration = members.get("configuration");
        if let Some(configuration) = configuration.filter(|it| !it.is_null())
            && let Some(root) = configuration.object("an object")?.get("root_module")
        {
            plan.has_configuration = true;
            plan.add_module(root, "", 0)?;
        }
        Ok(plan)
    }

    fn add_module(&mut self, module: Value<'a>, path: &str, depth: usize) -> Read<()> {
        if depth == DEEPEST_MODULE {
            let expected = format!("at most {DEEPEST_MODULE} levels");
            return Err(module.problem("modules that are nested too deep", expected));
        }
        let members = module.object("a module: an object")?;
        for resource in elements(&members, "resources")? {
            let members = resource.object("a resource: an object")?;
            let kind = members.string("type")?.unwrap_or_default();
            let is_managed = members.string("mode")?.as_deref() != Some("data");
            if !is_managed || !kind.starts_with("aws_iam_") {
                continue;
            }
            let name = members.string("name")?.unwrap_or_default();
            if let Some(expressions) = members.get("expressions") {
                let expressions = expressions.object("expressions: an object")?;
                self.expressions
                    .insert(format!("{path}/{kind}.{name}"), expressions);
            }
        }
        let calls = members.get("module_calls").filter(|calls| !calls.is_null());
        let Some(calls) = calls else { return Ok(()) };
        for (name, call) in calls.object("an object")?.iter() {
            if let Some(module) = call.object("an object")?.get("module") {
                self.add_module(module, &joined(path, name), depth + 1)?;
            }
        }
        Ok(())
    }

    pub(super) fn changes(&self) -> impl Iterator<Item = &Change<'a>> {
        self.changes.values()
    }

    /// Whether anything of an attribute is known after apply alone. Of a resource whose change
    /// isn't there, that is unknown, too.
    pub(super) fn is_unknown(&self, resource: &Resource<'_>, attribute: &str) -> bool {
        let Some(change) = self.changes.get(&resource.address) else {
            return true;
        };
        let unknown = change.unknown.as_ref();
        let unknown = unknown.and_then(|unknown| unknown.get(attribute));
        // `true` in whatever is nested there; a name that has the word in it does no harm.
        unknown.is_some_and(|unknown| unknown.text.contains("true"))
    }

    /// True where an attribute that the provider fills in is left to it, and the resource is made
    /// by this plan: there is nothing yet that it could be filled with.
    pub(super) fn is_new_and_unset(&self, resource: &Resource<'_>, attribute: &str) -> bool {
        let change = self.changes.get(&resource.address);
        let is_new = change.is_some_and(|change| change.actions.iter().any(|it| it == "create"));
        is_new && self.has_configuration && !self.is_set(resource, attribute)
    }

    /// Whether the configuration has an attribute.
    pub(super) fn is_set(&self, resource: &Resource<'_>, attribute: &str) -> bool {
        let expressions = self.expressions_of(resource);
        expressions.is_some_and(|expressions| expressions.has(attribute))
    }

    fn expressions_of(&self, resource: &Resource<'_>) -> Option<&Members<'a>> {
        let path = without_indices(&resource.module);
        let key = format!("{path}/{}.{}", resource.kind, resource.name);
        self.expressions.get(&key)
    }

    /// The resource to which an attribute refers, of the same module: `None` where it also refers
    /// to anything else.
    pub(super) fn referred(&self, resource: &Resource<'_>, attribute: &str) -> Option<Reference> {
        let expression = self.expressions_of(resource)?.get(attribute)?;
        let members = expression.object("an expression").ok()?;
        let references = elements(&members, "references").ok()?;
        let mut found: Option<Reference> = None;
        for reference in references {
            let reference = Reference::parse(&reference.string("a reference").ok()?)?;
            let merged = match found {
                None => reference,
                Some(earlier) => earlier.and(reference)?,
            };
            found = Some(merged);
        }
        found.filter(|found| found.attribute.is_some())
    }
}

/// A reference such as `aws_iam_role.restore[0].name`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reference {
    pub(super) kind: String,
    pub(super) name: String,
    /// Such as `[0]`.
    pub(super) index: Option<String>,
    pub(super) attribute: Option<String>,
}

impl Reference {
    fn parse(text: &str) -> Option<Self> {
        let (kind, rest) = text.split_once('.')?;
        let end = rest.find(['.', '[']).unwrap_or(rest.len());
        let (name, rest) = rest.split_at_checked(end)?;
        let (index, rest) = match rest.starts_with('[') {
            true => {
                let end = rest.find(']')?;
                let (index, rest) = rest.split_at_checked(end + 1)?;
                (Some(index.to_owned()), rest)
            }
            false => (None, rest),
        };
        let attribute = match rest.strip_prefix('.') {
            Some(attribute) => Some(attribute.to_owned()),
            None if rest.is_empty() => None,
            None => return None,
        };
        Some(Self {
            kind: kind.to_owned(),
            name: name.to_owned(),
            index,
            attribute,
        })
    }

    /// Two references to one attribute of one resource, together. A plan lists with each reference
    /// those to what is around it.
    fn and(self, other: Self) -> Option<Self> {
        fn one(own: Option<String>, other: Option<String>) -> Option<Option<String>> {
            match (own, other) {
                (Some(own), Some(other)) if own != other => None,
                (own, other) => Some(own.or(other)),
            }
        }
        let is_same = self.kind == other.kind && self.name == other.name;
        is_same.then_some(())?;
        Some(Self {
            index: one(self.index, other.index)?,
            attribute: one(self.attribute, other.attribute)?,
            ..other
        })
    }
}

fn joined(path: &str, name: &str) -> String {
    let dot = if path.is_empty() { "" } else { "." };
    format!("{path}{dot}module.{name}")
}

/// The address of a module without the indices of its instances, in which there may be brackets in
/// quotes.
fn without_indices(address: &str) -> String {
    let mut path = String::new();
    let (mut is_index, mut is_quoted, mut is_escaped) = (false, false, false);
    for character in address.chars() {
        match character {
            _ if is_escaped => is_escaped = false,
            '\\' if is_quoted => is_escaped = true,
            '"' if is_index => is_quoted = !is_quoted,
            _ if is_quoted => {}
            '[' => is_index = true,
            ']' => is_index = false,
            _ if is_index => {}
            other => path.push(other),
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::{Reference, without_indices};

    #[test]
    fn an_address_without_indices_is_the_path_in_the_configuration() {
        for (address, path) in [
            ("", ""),
            ("module.a", "module.a"),
            ("module.a[0].module.b", "module.a.module.b"),
            (
                r#"module.a["x].module.c[\"y"].module.b"#,
                "module.a.module.b",
            ),
        ] {
            assert_eq!(without_indices(address), path);
        }
    }

    #[test]
    fn references_to_one_attribute_are_one() {
        let all = |references: &[&str]| {
            let mut references = references.iter().map(|one| Reference::parse(one));
            let first = references.next().flatten()?;
            references.try_fold(first, |first, next| first.and(next?))
        };
        let found = all(&[
            "aws_iam_policy.p[0].arn",
            "aws_iam_policy.p[0]",
            "aws_iam_policy.p",
        ]);
        let found = found.unwrap();
        assert_eq!(found.index.as_deref(), Some("[0]"));
        assert_eq!(found.attribute.as_deref(), Some("arn"));
        for others in [
            ["aws_iam_policy.p.arn", "aws_iam_policy.q.arn"],
            ["aws_iam_policy.p.arn", "var.choice"],
            ["aws_iam_policy.p.arn", "aws_iam_policy.p.name"],
            ["aws_iam_policy.p[0].arn", "aws_iam_policy.p[1]"],
        ] {
            assert_eq!(all(&others), None, "{others:?}");
        }
    }
}
