//! What the checks need to know about actions: the resources they act on, and the condition keys of
//! their requests.

use super::{ResourceTypes, Subject};
use std::sync::Arc;

/// Knows which resources an action acts on, in a principal's account.
pub trait ActionCatalog: std::fmt::Debug + Sync {
    /// The resource types of an action.
    fn resource_types(&self, action: &str, subject: &Subject) -> Arc<ResourceTypes>;

    /// What is known about an action, if it is known.
    fn facts(&self, action: &str) -> Option<ActionFacts>;

    /// Whether an action is known, or, for a pattern of names, whether it matches a known one.
    fn knows(&self, action: &str) -> bool;

    /// The action whose name is closest to an unknown one.
    fn nearest(&self, action: &str) -> Option<String>;

    /// Whether there is an action of which some request [lacks](Self::lacks_key) a key. If not, no
    /// other question about the key is asked.
    fn may_bind_key(&self, _key: &str) -> bool {
        true
    }

    /// Whether the type of resource determines if a request of the action has a condition key.
    fn binds_key(&self, _action: &str, _key: &str) -> bool {
        false
    }

    /// Whether no request of the action about a resource of this type has a condition key; without
    /// a type, about no particular resource.
    fn lacks_key(&self, _action: &str, _resource_type: Option<&str>, _key: &str) -> bool {
        false
    }

    /// Whether no request of the action has a condition key, whatever resource it is about.
    fn never_has_key(&self, _action: &str, _key: &str) -> bool {
        false
    }

    /// Fewer patterns that match the same actions and, as far as is known, no others.
    fn compact(&self, actions: &[&str]) -> Vec<String>;

    /// The known actions that a pattern of [`compact`](Self::compact) stands for: a pattern without
    /// a wildcard stands for itself.
    fn expand(&self, pattern: &str) -> Vec<String> {
        vec![pattern.to_owned()]
    }
}

/// A catalogue without actions: every question is about any resource at all.
#[derive(Debug, Clone, Copy)]
pub struct NoCatalog;

impl ActionCatalog for NoCatalog {
    fn resource_types(&self, _: &str, _: &Subject) -> Arc<ResourceTypes> {
        Arc::new(ResourceTypes::Unknown)
    }

    fn facts(&self, _: &str) -> Option<ActionFacts> {
        None
    }

    fn knows(&self, _: &str) -> bool {
        false
    }

    fn nearest(&self, _: &str) -> Option<String> {
        None
    }

    fn compact(&self, actions: &[&str]) -> Vec<String> {
        actions.iter().map(|action| (*action).to_owned()).collect()
    }
}

/// What the catalogue knows about an action.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ActionFacts {
    /// The action as AWS spells it.
    pub canonical: String,
    /// Its access levels, such as `Tagging, Write`.
    pub access_level: String,
}

impl ActionFacts {
    /// The action's spelling, and its access levels.
    #[must_use]
    pub fn new(canonical: impl Into<String>, access_level: impl Into<String>) -> Self {
        Self {
            canonical: canonical.into(),
            access_level: access_level.into(),
        }
    }
}
