//! A policy's elements in the form that rules use, created from a tree in which anything may be
//! missing or wrong.

mod action;
mod condition;
mod principal;
mod resource;
mod statement;

pub(crate) use action::Action;
pub(crate) use condition::{Condition, ConditionValue, OperatorName};
pub(crate) use principal::Principal;
pub(crate) use resource::{Arn, Resource, is_open};
pub(crate) use statement::Statement;

use crate::expectations::Expectations;
use crate::kind::ResourceKind;
use crate::names::Names;
use crate::tree::{Member, Node, Object, Tree, Value};
use iam_syntax::{PolicyKind, Span};

/// A string of the document with its span.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Text<'a> {
    pub(crate) value: &'a str,
    /// Without quotes.
    pub(crate) span: Span,
}

impl<'a> Text<'a> {
    /// The string of a value, if it is a string.
    pub(crate) fn of(node: &'a Node<'a>) -> Option<Self> {
        Some(Self {
            value: node.text()?,
            span: node.span,
        })
    }

    pub(crate) fn of_name(member: &'a Member<'a>) -> Self {
        Self {
            value: &member.name,
            span: member.name_span,
        }
    }

    /// The span of a part of the string, or of the whole string if escapes make the part's position
    /// unknown.
    pub(crate) fn part(&self, part: &str) -> Span {
        let offset = (part.as_ptr() as usize).wrapping_sub(self.value.as_ptr() as usize);
        let is_plain = (self.span.end - self.span.start) as usize == self.value.len();
        match u32::try_from(offset) {
            Ok(offset) if is_plain && offset as usize + part.len() <= self.value.len() => {
                let start = self.span.start + offset;
                let length = u32::try_from(part.len()).unwrap_or(0);
                Span {
                    start,
                    end: start + length,
                }
            }
            _ => self.span,
        }
    }

    /// Whether the string was written without escapes, so that a part of it can be replaced.
    pub(crate) fn is_plain(&self) -> bool {
        (self.span.end - self.span.start) as usize == self.value.len()
    }
}

/// A document, as far as it could be read.
#[derive(Debug)]
pub(crate) struct Policy<'a> {
    pub(crate) kind: PolicyKind,
    /// The type of resource that a resource-based policy is attached to, if known.
    pub(crate) resource_kind: Option<&'static ResourceKind>,
    pub(crate) names: &'a Names<'a>,
    pub(crate) expectations: &'a Expectations,
    pub(crate) text: &'a str,
    pub(crate) tree: &'a Tree<'a>,
    pub(crate) statements: Vec<Statement<'a>>,
}

impl<'a> Policy<'a> {
    pub(crate) fn new(
        kind: PolicyKind,
        resource_kind: Option<&'static ResourceKind>,
        (names, expectations): (&'a Names<'a>, &'a Expectations),
        text: &'a str,
        tree: &'a Tree<'a>,
    ) -> Self {
        let root = tree.root.as_ref().and_then(Node::object);
        let nodes = root.and_then(|root| root.get("Statement"));
        let nodes = match nodes.map(|member| &member.value) {
            Some(Node {
                value: Value::Array(items),
                ..
            }) => items.as_slice(),
            Some(node) => std::slice::from_ref(node),
            None => &[],
        };
        let objects = nodes.iter().enumerate();
        let objects = objects.filter_map(|(index, node)| Some((index, node, node.object()?)));
        let statements = objects
            .map(|(index, node, object)| {
                Statement::new(
                    u32::try_from(index).unwrap_or(u32::MAX),
                    node,
                    object,
                    names,
                )
            })
            .collect();
        Self {
            kind,
            resource_kind,
            names,
            expectations,
            text,
            tree,
            statements,
        }
    }

    pub(crate) fn root(&self) -> Option<&'a Object<'a>> {
        self.tree.root.as_ref().and_then(Node::object)
    }

    /// The version of the policy language; 2008-10-17 if none is given (S1.2).
    pub(crate) fn has_variables(&self) -> bool {
        let version = self.root().and_then(|root| root.get("Version"));
        version.and_then(|member| member.value.text()) == Some("2012-10-17")
    }

    /// Identity policies and session policies: an `Allow` in them grants something by itself. In a
    /// permissions boundary or a control policy it only limits.
    pub(crate) fn grants_to_its_identity(&self) -> bool {
        matches!(self.kind, PolicyKind::Identity | PolicyKind::Session)
    }

    /// Policies of users, groups and roles, which IAM itself checks.
    pub(crate) fn is_of_identity(&self) -> bool {
        self.grants_to_its_identity() || self.kind == PolicyKind::PermissionsBoundary
    }

    /// The span to delete in order to remove a member or an item of a list, including the comma
    /// that belongs to it. `None` if it is the only one: the rest must not be empty.
    pub(crate) fn without(&self, span: Span) -> Option<Span> {
        let bytes = self.text.as_bytes();
        let is_space = |byte: &u8| byte.is_ascii_whitespace();
        let (start, end) = (span.start as usize, span.end as usize);
        let behind = bytes.get(end..)?;
        let to_comma = behind.iter().take_while(|byte| is_space(byte)).count();
        if behind.get(to_comma) == Some(&b',') {
            let after = behind.get(to_comma + 1..)?;
            let space = after.iter().take_while(|byte| is_space(byte)).count();
            let end = u32::try_from(end + to_comma + 1 + space).ok()?;
            return Some(Span {
                start: span.start,
                end,
            });
        }
        let before = bytes.get(..start)?;
        let space = before
            .iter()
            .rev()
            .take_while(|byte| is_space(byte))
            .count();
        let comma = start.checked_sub(space + 1)?;
        (bytes.get(comma) == Some(&b',')).then_some(Span {
            start: u32::try_from(comma).ok()?,
            end: span.end,
        })
    }

    /// [`Policy::without`] for a string with its quotes.
    pub(crate) fn without_string(&self, text: Text<'_>) -> Option<Span> {
        self.without(Span {
            start: text.span.start.saturating_sub(1),
            end: text.span.end + 1,
        })
    }
}
