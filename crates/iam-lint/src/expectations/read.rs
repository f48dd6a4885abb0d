//! Reads a file of expectations.

use super::{BUILT_IN, Entry, Expectations, KeyWanted, List};
use crate::finding::Severity;
use crate::settings::{Settings, listed, words};
use crate::tree::{self, Node, Object};
use iam_syntax::text::mistake::quoted;
use iam_syntax::{PolicyKind, Problem};

const LISTS: [&str; 4] = [
    "sensitiveActions",
    "sensitiveResources",
    "requiredConditions",
    "forbiddenActions",
];

/// The kinds of policy by the names that the command uses.
const KINDS: [(&str, PolicyKind); 4] = [
    ("identity", PolicyKind::Identity),
    ("session", PolicyKind::Session),
    ("resource", PolicyKind::Resource),
    ("trust", PolicyKind::Trust),
];

pub(super) fn read(name: &str, text: &str) -> Result<Expectations, Problem> {
    let settings = Settings { name, text };
    let tree = tree::read(text);
    let root = settings.root(&tree)?;
    let members = [&["builtIn", "without"], &LISTS[..]].concat();
    let object = settings.object(root, &members)?;
    let mut lists = match settings.flag(object, "builtIn", true)? {
        true => Lists::built_in()?,
        false => Lists::default(),
    };
    for node in settings.items(object, "without")? {
        let name = settings.text(node, "the name of a built-in entry")?;
        if !lists.remove(&name) {
            let names = lists.names();
            let expected = format!("the name of a built-in entry: {}", listed(&names));
            return Err(settings.problem(node.whole(), words(node), expected));
        }
    }
    lists.read(settings, object)?;
    Ok(lists.finish())
}

pub(super) fn built_in() -> Result<Expectations, Problem> {
    Lists::built_in().map(Lists::finish)
}

/// The entries of each list.
#[derive(Default)]
struct Lists([Vec<Entry>; LISTS.len()]);

impl Lists {
    fn built_in() -> Result<Self, Problem> {
        let settings = Settings {
            name: "built-in",
            text: BUILT_IN,
        };
        let tree = tree::read(BUILT_IN);
        let mut lists = Self::default();
        lists.read(settings, settings.object(settings.root(&tree)?, &LISTS)?)?;
        Ok(lists)
    }

    fn finish(self) -> Expectations {
        let [
            sensitive_actions,
            sensitive_resources,
            required_conditions,
            forbidden_actions,
        ] = self.0.map(List::new);
        Expectations {
            sensitive_actions,
            sensitive_resources,
            required_conditions,
            forbidden_actions,
        }
    }

    fn names(&self) -> Vec<&str> {
        let entries = self.0.iter().flatten();
        entries.map(|entry| entry.name.as_str()).collect()
    }

    fn remove(&mut self, name: &str) -> bool {
        let before = self.names().len();
        for list in &mut self.0 {
            list.retain(|entry| entry.name != name);
        }
        self.names().len() < before
    }

    /// Adds the entries of a file; those with a name that is already there replace it.
    fn read(&mut self, settings: Settings<'_>, object: &Object<'_>) -> Result<(), Problem> {
        let mut own: Vec<String> = Vec::new();
        for (at, kind) in LISTS.into_iter().enumerate() {
            for node in settings.items(object, kind)? {
                let entry = entry(settings, kind, node)?;
                if own.contains(&entry.name) {
                    let found = format!("the name {} a second time", quoted(&entry.name));
                    return Err(settings.problem(node.whole(), found, "each name once"));
                }
                self.remove(&entry.name);
                own.push(entry.name.clone());
                if let Some(list) = self.0.get_mut(at) {
                    list.push(entry);
                }
            }
        }
        Ok(())
    }
}

fn entry(settings: Settings<'_>, kind: &str, node: &Node<'_>) -> Result<Entry, Problem> {
    let own: &[&str] = match kind {
        "sensitiveResources" => &["resources"],
        "requiredConditions" => &["anyOf", "noneOf", "onEveryResource"],
        _ => &[],
    };
    let common = ["name", "actions", "reason", "severity", "kinds"];
    let object = settings.object(node, &[&common, own].concat())?;
    let required = |name: &str, expected: &str| settings.required((node, object), name, expected);
    let severity = settings.optional(object, "severity", "a severity")?;
    let severity = severity.map(|code| {
        let known = Severity::ALL
            .into_iter()
            .find(|known| known.code().eq_ignore_ascii_case(&code));
        let codes = Severity::ALL.map(Severity::code);
        let member = object.get("severity").map_or(node, |member| &member.value);
        known.ok_or_else(|| settings.problem(member.whole(), words(member), listed(&codes)))
    });
    let entry = Entry {
        name: required("name", "the entry's name")?,
        actions: texts(settings, object, "actions", "an action")?,
        reason: required("reason", "the reason, for messages")?,
        severity: severity.transpose()?,
        kinds: kinds(settings, object)?,
        resources: texts(settings, object, "resources", "the ARN of a resource")?,
        any_of: keys(settings, object, "anyOf")?,
        none_of: keys(settings, object, "noneOf")?,
        on_every_resource: settings.flag(object, "onEveryResource", false)?,
    };
    let is_void = match kind {
        "requiredConditions" => entry.any_of.is_empty() && entry.none_of.is_empty(),
        "sensitiveResources" => entry.resources.is_empty(),
        _ => false,
    };
    let missing = match entry.actions.is_empty() {
        true => Some(vec!["actions"]),
        false => is_void.then(|| own.iter().copied().take(2).collect()),
    };
    if let Some(missing) = missing {
        let found = format!("an entry without {}", listed(&missing));
        return Err(settings.problem(node.whole(), found, "at least one"));
    }
    for (action, node) in entry.actions.iter().zip(settings.items(object, "actions")?) {
        let is_action = action == "*" || action.split_once(':').is_some_and(is_pair);
        if !is_action {
            let expected = "`service:Name`, such as `ec2:RunInstances`, with `*` and `?`, or `*`";
            return Err(settings.problem(node.whole(), words(node), expected));
        }
    }
    Ok(entry)
}

fn is_pair((service, name): (&str, &str)) -> bool {
    !service.is_empty() && !name.is_empty() && !name.contains(':')
}

fn texts(
    settings: Settings<'_>,
    object: &Object<'_>,
    name: &str,
    expected: &str,
) -> Result<Vec<String>, Problem> {
    let items = settings.items(object, name)?.iter();
    items.map(|node| settings.text(node, expected)).collect()
}

fn kinds(settings: Settings<'_>, object: &Object<'_>) -> Result<Vec<PolicyKind>, Problem> {
    let items = settings.items(object, "kinds")?.iter();
    let kinds = items.map(|node| {
        let known = KINDS.iter().find(|(name, _)| node.text() == Some(name));
        let names = KINDS.map(|(name, _)| name);
        known
            .map(|(_, kind)| *kind)
            .ok_or_else(|| settings.problem(node.whole(), words(node), listed(&names)))
    });
    kinds.collect()
}

fn keys(
    settings: Settings<'_>,
    object: &Object<'_>,
    name: &str,
) -> Result<Vec<KeyWanted>, Problem> {
    let items = settings.items(object, name)?.iter();
    let keys = items.map(|node| {
        let object = settings.object(node, &["key", "values"])?;
        let key = settings.required((node, object), "key", "a condition key")?;
        let values = texts(settings, object, "values", "a value of the key")?;
        Ok(KeyWanted { key, values })
    });
    keys.collect()
}
