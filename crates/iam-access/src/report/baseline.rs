//! How a report compares with an earlier one: see [`crate::baseline`].

use serde::{Deserialize, Serialize};

/// How many findings that are gone a report lists.
pub const MOST_GONE: usize = 1_000;

/// What is new, known and gone. What each of these means is written at [`crate::baseline`].
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BaselineSummary {
    /// The file of the earlier report, as it was named.
    pub source: String,
    /// Findings that are new.
    pub new: usize,
    /// Findings that the earlier report has, too.
    pub known: usize,
    /// Principals with something new that is missing or denied.
    pub new_failing: usize,
    /// Principals of which everything new is limited or conditional.
    pub new_conditional: usize,
    /// Findings of the earlier report that became better, or are granted.
    pub gone_in_all: usize,
    /// Those, but no more than [`MOST_GONE`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gone: Vec<Gone>,
    /// Principals of the earlier report that were not judged now.
    pub principals_not_judged: usize,
}

/// A finding that is gone.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Gone {
    /// The principal's ARN, or else its source.
    pub principal: String,
    /// The set; left out for the trust.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub set: Option<String>,
    /// The action.
    pub action: String,
    /// On what the set needs it, with the condition if there is one; left out for `*`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    /// Who was to assume the role, where it was one of several, or an AWS service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assumer: Option<String>,
    /// What it was: `conditional` (also for limited), `missing` or `denied`.
    pub status: String,
}
