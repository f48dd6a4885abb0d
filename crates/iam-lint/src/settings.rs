//! Reads the JSON files with which a user adjusts the checks: each problem with its position.

use crate::tree::{Node, Object, Tree, Value};
use iam_syntax::text::mistake::quoted;
use iam_syntax::{Position, Problem, Span};

/// A file of settings.
#[derive(Clone, Copy)]
pub(crate) struct Settings<'a> {
    pub(crate) name: &'a str,
    pub(crate) text: &'a str,
}

impl Settings<'_> {
    pub(crate) fn problem(
        self,
        span: Span,
        found: impl Into<Box<str>>,
        expected: impl Into<Box<str>>,
    ) -> Problem {
        let position = Position::START.advanced(self.text, span.start as usize);
        Problem::new(self.name, "settings", found, expected)
            .at(position)
            .spanning(span)
    }

    /// The whole value, if the text is JSON.
    pub(crate) fn root<'t, 'a>(self, tree: &'t Tree<'a>) -> Result<&'t Node<'a>, Problem> {
        if let Some(mistake) = tree.mistakes.first() {
            let (found, expected) = (mistake.found.clone(), mistake.expected.clone());
            return Err(self.problem(mistake.span, found, expected));
        }
        let start = Span { start: 0, end: 0 };
        tree.root
            .as_ref()
            .ok_or_else(|| self.problem(start, "no text", "a JSON value"))
    }

    /// An object that has only these members, each at most once.
    pub(crate) fn object<'t, 'a>(
        self,
        node: &'t Node<'a>,
        members: &[&str],
    ) -> Result<&'t Object<'a>, Problem> {
        let expected = || format!("an object with {}", listed(members));
        let Some(object) = node.object() else {
            return Err(self.problem(node.whole(), words(node), expected()));
        };
        for (at, member) in object.members.iter().enumerate() {
            let name = &*member.name;
            if !members.contains(&name) {
                let found = format!("the member {}", quoted(name));
                return Err(self.problem(member.name_span, found, listed(members)));
            }
            let earlier = object.members.get(..at).unwrap_or_default();
            if earlier.iter().any(|other| other.name == name) {
                let found = format!("the member {} a second time", quoted(name));
                return Err(self.problem(member.name_span, found, "each member once"));
            }
        }
        Ok(object)
    }

    /// The items of a member that is an array; none if the member is absent.
    pub(crate) fn items<'t, 'a>(
        self,
        object: &'t Object<'a>,
        name: &str,
    ) -> Result<&'t [Node<'a>], Problem> {
        match object.get(name).map(|member| &member.value) {
            Some(node) => self.array(node),
            None => Ok(&[]),
        }
    }

    pub(crate) fn array<'t, 'a>(self, node: &'t Node<'a>) -> Result<&'t [Node<'a>], Problem> {
        match &node.value {
            Value::Array(items) => Ok(items),
            _ => Err(self.problem(node.whole(), words(node), "an array")),
        }
    }

    /// A text that isn't blank.
    pub(crate) fn text(self, node: &Node<'_>, expected: &str) -> Result<String, Problem> {
        match node.text().filter(|text| !text.trim().is_empty()) {
            Some(text) => Ok(text.to_owned()),
            None => Err(self.problem(node.whole(), words(node), expected)),
        }
    }

    /// The text of a member that must exist.
    pub(crate) fn required(
        self,
        (node, object): (&Node<'_>, &Object<'_>),
        name: &str,
        expected: &str,
    ) -> Result<String, Problem> {
        match object.get(name) {
            Some(member) => self.text(&member.value, expected),
            None => {
                let found = format!("no {}", quoted(name));
                Err(self.problem(node.whole(), found, expected))
            }
        }
    }

    pub(crate) fn optional(
        self,
        object: &Object<'_>,
        name: &str,
        expected: &str,
    ) -> Result<Option<String>, Problem> {
        let member = object.get(name);
        member
            .map(|member| self.text(&member.value, expected))
            .transpose()
    }

    /// A member that is `true` or `false`; if it is absent, `default`.
    pub(crate) fn flag(
        self,
        object: &Object<'_>,
        name: &str,
        default: bool,
    ) -> Result<bool, Problem> {
        let Some(member) = object.get(name) else {
            return Ok(default);
        };
        match member.value.value {
            Value::Bool(flag) => Ok(flag),
            _ => {
                let found = words(&member.value);
                Err(self.problem(member.value.whole(), found, "`true` or `false`"))
            }
        }
    }
}

/// A value in words.
pub(crate) fn words(node: &Node<'_>) -> String {
    match &node.value {
        Value::Object(_) => "an object".to_owned(),
        Value::Array(_) => "an array".to_owned(),
        Value::String(text) => format!("the string {}", quoted(text)),
        Value::Number(text) => format!("the number {}", quoted(text)),
        Value::Bool(flag) => format!("`{flag}`"),
        Value::Null => "`null`".to_owned(),
        Value::Deep => "a deeply nested value".to_owned(),
    }
}

/// `a`, `b` or `c`.
pub(crate) fn listed(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => names.concat(),
    }
}
