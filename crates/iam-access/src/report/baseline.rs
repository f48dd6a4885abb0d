//! How a report compares with an earlier one: see [`crate::baseline`].

use serde::{Deserialize, Serialize};

/// The maximum number of gone findings that a report lists.
pub const MOST_GONE: usize = 1_000;

/// What is new, known and gone. These terms are defined in [`crate::baseline`].
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BaselineSummary {
    /// The file of the earlier report, as it was given.
    pub source: String,
    /// Findings that are new.
    pub new: usize,
    /// Findings that are also in the earlier report.
    pub known: usize,
    /// Principals with something new that is missing or denied.
    pub new_failing: usize,
    /// Principals whose new findings are all limited or conditional.
    pub new_conditional: usize,
    /// Findings of the earlier report whose status became better, or that are granted.
    pub gone_in_all: usize,
    /// These findings, up to [`MOST_GONE`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gone: Vec<Gone>,
    /// Principals of the earlier report that were not judged now.
    pub principals_not_judged: usize,
}

/// A finding that is gone.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Gone {
    /// The principal's ARN, otherwise its source.
    pub principal: String,
    /// The set; absent for trust.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub set: Option<String>,
    /// The action.
    pub action: String,
    /// The resource for which the set requires it, with the condition if there is one; absent for
    /// `*`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    /// The principal that assumes the role, if it was one of several, or an AWS service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assumer: Option<String>,
    /// Its former status: `conditional` (also for limited), `missing` or `denied`.
    pub status: String,
}
