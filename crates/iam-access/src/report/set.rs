//! The results for one set of permissions.

use super::{ActionReport, ActionStatus, Verdict};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The results for one set of permissions.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SetReport {
    /// The set's name.
    pub set: String,
    /// The source of the set: a page or a file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The version of the product that it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// What was assumed when the set was read, as sentences.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// The worst of its actions' verdicts; ignored ones don't count.
    pub verdict: Verdict,
    /// The number of its actions with each status.
    #[serde(default)]
    pub counts: Counts,
    /// Every action of the set, in order.
    pub actions: Vec<Arc<ActionReport>>,
}

impl SetReport {
    /// Assembles a set's report: determines the verdict and counts.
    #[must_use]
    pub fn new(
        set: impl Into<String>,
        actions: impl IntoIterator<Item = impl Into<Arc<ActionReport>>>,
    ) -> Self {
        let actions: Vec<Arc<ActionReport>> = actions.into_iter().map(Into::into).collect();
        let counted = actions.iter().filter(|action| action.ignored.is_none());
        Self {
            set: set.into(),
            source: None,
            version: None,
            notes: Vec::new(),
            verdict: Verdict::worst(counted.map(|action| action.status.verdict())),
            counts: Counts::of(&actions),
            actions,
        }
    }

    /// The number of its actions with this status, without ignored ones.
    #[must_use]
    pub fn count(&self, status: ActionStatus) -> usize {
        let counts = Counts::of(&self.actions);
        match status {
            ActionStatus::Granted => counts.granted,
            ActionStatus::Limited => counts.limited,
            ActionStatus::Conditional => counts.conditional,
            ActionStatus::Missing => counts.missing,
            ActionStatus::Denied => counts.denied,
        }
    }
}

/// The number of actions of a set with each status. Ignored ones are counted only as such.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    /// Granted.
    pub granted: usize,
    /// Granted in some contexts.
    pub conditional: usize,
    /// Granted on some resources.
    pub limited: usize,
    /// Denied.
    pub denied: usize,
    /// Missing.
    pub missing: usize,
    /// Ignored, whatever their status.
    pub ignored: usize,
    /// All of them.
    pub total: usize,
}

impl Counts {
    /// Counts.
    #[must_use]
    pub fn of(actions: &[Arc<ActionReport>]) -> Self {
        let mut counts = Self {
            total: actions.len(),
            ..Self::default()
        };
        for action in actions {
            let count = match (&action.ignored, action.status) {
                (Some(_), _) => &mut counts.ignored,
                (None, ActionStatus::Granted) => &mut counts.granted,
                (None, ActionStatus::Conditional) => &mut counts.conditional,
                (None, ActionStatus::Limited) => &mut counts.limited,
                (None, ActionStatus::Denied) => &mut counts.denied,
                (None, ActionStatus::Missing) => &mut counts.missing,
            };
            *count += 1;
        }
        counts
    }
}
