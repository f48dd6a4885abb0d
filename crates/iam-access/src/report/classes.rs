//! On exactly which resources an action is granted.

use serde::{Deserialize, Serialize};

/// Resources that the policies don't distinguish, and whether the action is granted on them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ResourceClass {
    /// Whether it is granted on them.
    pub granted: ClassGrant,
    /// The ARN of one of them.
    pub example: String,
    /// Lists of the policies' patterns: each resource matches a pattern of each of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub matches: Vec<Vec<String>>,
    /// Lists of the policies' patterns: no resource matches any of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub matches_not: Vec<Vec<String>>,
}

/// Whether an action is granted on all resources of a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ClassGrant {
    /// In every context.
    Always,
    /// In some contexts.
    Conditional,
    /// In none.
    #[default]
    Never,
}

/// What is known about the classes of a type's resources.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Classes {
    /// The question doesn't arise, or other policies than those of the principal may decide.
    #[default]
    Unasked,
    /// All of them.
    Exact(Vec<ResourceClass>),
    /// They would take too long to determine, or are too many.
    LeftOut,
}

impl ResourceClass {
    /// The length of its texts.
    pub(crate) fn size(&self) -> usize {
        let lists = self.matches.iter().chain(&self.matches_not);
        let patterns: usize = lists.flatten().map(String::len).sum();
        patterns.saturating_add(self.example.len())
    }
}
