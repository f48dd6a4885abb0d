//! A statement.

use super::{Action, Condition, Principal, Resource, Text, condition, principal};
use crate::names::Names;
use crate::tree::{Member, Node, Object, Value};
use iam_syntax::{Effect, Span};

/// The list in an element: of actions, resources or principals.
#[derive(Debug)]
pub(crate) struct Element<'a, T> {
    pub(crate) member: &'a Member<'a>,
    pub(crate) values: Vec<T>,
}

#[derive(Debug)]
pub(crate) struct Statement<'a> {
    /// The index, counted from 0.
    pub(crate) index: u32,
    pub(crate) object: &'a Object<'a>,
    pub(crate) span: Span,
    pub(crate) sid: Option<Text<'a>>,
    pub(crate) effect: Option<Effect>,
    pub(crate) action: Option<Element<'a, Action<'a>>>,
    pub(crate) not_action: Option<Element<'a, Action<'a>>>,
    pub(crate) resource: Option<Element<'a, Resource<'a>>>,
    pub(crate) not_resource: Option<Element<'a, Resource<'a>>>,
    pub(crate) principal: Option<Element<'a, Principal<'a>>>,
    pub(crate) not_principal: Option<Element<'a, Principal<'a>>>,
    pub(crate) conditions: Vec<Condition<'a>>,
}

impl<'a> Statement<'a> {
    pub(super) fn new(
        index: u32,
        node: &'a Node<'a>,
        object: &'a Object<'a>,
        names: &'a Names<'a>,
    ) -> Self {
        let text = |name| object.get(name).and_then(|member| Text::of(&member.value));
        let actions = |name: &str| {
            let make = |text| Action::new(text, name == "NotAction", names);
            strings(object.get(name)?, make)
        };
        let resources = |name: &str| strings(object.get(name)?, |text| Resource::new(text, names));
        let principals = |name: &str| {
            let member = object.get(name)?;
            let values = principal::list(member);
            Some(Element { member, values })
        };
        Self {
            index,
            object,
            span: node.span,
            sid: text("Sid"),
            effect: match text("Effect").map(|effect| effect.value) {
                Some("Allow") => Some(Effect::Allow),
                Some("Deny") => Some(Effect::Deny),
                _ => None,
            },
            action: actions("Action"),
            not_action: actions("NotAction"),
            resource: resources("Resource"),
            not_resource: resources("NotResource"),
            principal: principals("Principal"),
            not_principal: principals("NotPrincipal"),
            conditions: condition::list(object, names),
        }
    }

    pub(crate) fn is_allow(&self) -> bool {
        self.effect == Some(Effect::Allow)
    }

    pub(crate) fn is_deny(&self) -> bool {
        self.effect == Some(Effect::Deny)
    }

    /// Whether it has none of these elements, and isn't cut off.
    pub(crate) fn lacks(&self, names: &[&str]) -> bool {
        self.object.is_complete && names.iter().all(|name| self.object.get(name).is_none())
    }

    /// The values of `Action`.
    pub(crate) fn actions(&self) -> &[Action<'a>] {
        self.action.as_ref().map_or(&[], |element| &element.values)
    }

    /// The values of `NotAction`.
    pub(crate) fn not_actions(&self) -> &[Action<'a>] {
        self.not_action
            .as_ref()
            .map_or(&[], |element| &element.values)
    }

    /// The values of `Resource`.
    pub(crate) fn resources(&self) -> &[Resource<'a>] {
        self.resource
            .as_ref()
            .map_or(&[], |element| &element.values)
    }

    /// The values of `NotResource`.
    pub(crate) fn not_resources(&self) -> &[Resource<'a>] {
        self.not_resource
            .as_ref()
            .map_or(&[], |element| &element.values)
    }

    /// The values of `Principal`.
    pub(crate) fn principals(&self) -> &[Principal<'a>] {
        self.principal
            .as_ref()
            .map_or(&[], |element| &element.values)
    }

    /// The values of `NotPrincipal`.
    pub(crate) fn not_principals(&self) -> &[Principal<'a>] {
        self.not_principal
            .as_ref()
            .map_or(&[], |element| &element.values)
    }

    /// The conditions on a key, ignoring letter case.
    pub(crate) fn conditions_on(&self, key: &str) -> impl Iterator<Item = &Condition<'a>> {
        let is_meant = move |condition: &&Condition<'_>| condition.key.is(key);
        self.conditions.iter().filter(is_meant)
    }

    /// Whether a condition lets a request pass only if one of these keys has a certain value: a
    /// negated operator, or one that an absent key satisfies, restricts nothing.
    pub(crate) fn restricts(&self, keys: &[&str]) -> bool {
        let meant = |condition: &&Condition<'_>| keys.iter().any(|key| condition.key.is(key));
        self.conditions
            .iter()
            .filter(meant)
            .any(|condition| condition.is_restricting())
    }

    /// Whether the statement's `Action` has a pattern that matches an action, such as
    /// `iam:PassRole`.
    pub(crate) fn names_action(&self, action: &str) -> bool {
        self.actions().iter().any(|pattern| pattern.covers(action))
    }

    /// Whether the statement is about an action, by `Action` or by `NotAction`.
    pub(crate) fn is_about_action(&self, action: &str) -> bool {
        match &self.not_action {
            Some(element) => !element.values.iter().any(|pattern| pattern.covers(action)),
            None => self.names_action(action),
        }
    }
}

/// The strings of a member that is a string or a list of strings; other values are omitted.
fn strings<'a, T>(member: &'a Member<'a>, make: impl Fn(Text<'a>) -> T) -> Option<Element<'a, T>> {
    let nodes = match &member.value.value {
        Value::Array(items) => items.as_slice(),
        _ => std::slice::from_ref(&member.value),
    };
    let values = nodes.iter().filter_map(Text::of).map(make).collect();
    Some(Element { member, values })
}
