//! One expectation.

use crate::finding::Severity;
use crate::policy::{Condition, Policy, Statement};
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
    pub(crate) fn is_about(&self, policy: &Policy<'_>) -> bool {
        match self.kinds.is_empty() {
            false => self.kinds.contains(&policy.kind),
            true => {
                policy.grants_to_its_identity()
                    || matches!(policy.kind, PolicyKind::Resource | PolicyKind::Trust)
            }
        }
    }
}

impl KeyWanted {
    pub(crate) fn is_on(&self, condition: &Condition<'_>) -> bool {
        fits(&self.key, condition.key.text.value)
    }

    fn has(&self, text: &str) -> bool {
        self.values.is_empty()
            || self
                .values
                .iter()
                .any(|value| value.eq_ignore_ascii_case(text))
    }

    /// Whether a request passes only if the key has one of the values.
    pub(crate) fn is_met_by(&self, statement: &Statement<'_>) -> bool {
        let meets = |condition: &Condition<'_>| {
            self.is_on(condition)
                && condition.is_restricting()
                && condition.values.iter().all(|value| self.has(value.text))
        };
        statement.conditions.iter().any(meets)
    }

    /// The condition of the statement that has one of the values.
    pub(crate) fn used_in<'s, 'a>(
        &self,
        statement: &'s Statement<'a>,
    ) -> Option<&'s Condition<'a>> {
        let uses = |condition: &&Condition<'_>| {
            self.is_on(condition)
                && !condition.operator.is_negated()
                && !condition.operator.is_null()
                && condition.values.iter().any(|value| self.has(value.text))
        };
        statement.conditions.iter().find(uses)
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
