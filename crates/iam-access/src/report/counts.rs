//! Counts of actions by status.

use super::{ActionReport, ActionStatus};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// How many actions of a set have which status. Ignored ones are counted only as such.
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
