//! One expectation.

use crate::finding::Severity;
use iam_catalog::fits;
use iam_syntax::PolicyKind;

/// An entry of a list: about which actions it is, and what it expects.
#[derive(Debug, Clone, Default)]
pub(crate) struct Entry {
    pub(crate) name: String,
    /// Actions, or patterns of actions.
    pub(crate) actions: Vec<String>,
    /// What an action does that needs care, or why the condition is required.
    pub(crate) reason: String,
    /// The severity of its findings, if it is not the rule's.
    pub(crate) severity: Option<Severity>,
    /// The kinds of policy it is about; empty for every kind that grants something.
    pub(crate) kinds: Vec<PolicyKind>,
    /// Patterns of resources, of sensitive ones.
    pub(crate) resources: Vec<String>,
    /// At least one of these conditions is required.
    pub(crate) any_of: Vec<KeyWanted>,
    /// None of these conditions may be used.
    pub(crate) none_of: Vec<KeyWanted>,
    /// Only about statements that aren't limited to some resources.
    pub(crate) on_every_resource: bool,
}

/// A condition key, with the values that are meant; empty for any value.
#[derive(Debug, Clone)]
pub(crate) struct KeyWanted {
    pub(crate) key: String,
    pub(crate) values: Vec<String>,
}

impl Entry {
    /// Whether it is about this kind of policy.
    pub(crate) fn is_about(&self, kind: PolicyKind) -> bool {
        use PolicyKind::{Identity, Resource, Session, Trust};
        match self.kinds.is_empty() {
            false => self.kinds.contains(&kind),
            true => matches!(kind, Identity | Session | Resource | Trust),
        }
    }
}

impl KeyWanted {
    /// Whether it is about a condition key.
    pub(crate) fn is_on(&self, key: &str) -> bool {
        fits(&self.key, key)
    }

    /// Whether it is about a value.
    pub(crate) fn has(&self, text: &str) -> bool {
        self.values.is_empty()
            || self
                .values
                .iter()
                .any(|value| value.eq_ignore_ascii_case(text))
    }

    /// `aws:SecureTransport` with `true`.
    pub(crate) fn words(&self) -> String {
        let values: Vec<String> = self
            .values
            .iter()
            .map(|value| format!("`{value}`"))
            .collect();
        match values.is_empty() {
            true => format!("`{}`", self.key),
            false => format!("`{}` with {}", self.key, values.join(" or ")),
        }
    }
}
