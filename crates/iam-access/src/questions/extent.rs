//! How far an answer reaches, and on what it is based.

use crate::check::Outcome;
use crate::report::{ActionReport, ActionStatus, MOST_REASONS, Reason, TypeCoverage};
use iam_eval::{Explanation, Mismatch, PartialDecision, Reach, StatementOutcome, StatementReason};
use serde::Serialize;
use std::sync::Arc;

/// How far a principal may do an action. In this order, so that the larger one is the better one
/// for who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Extent {
    /// Not at all: a statement denies it.
    Denied,
    /// Not at all: nothing allows it.
    None,
    /// In some contexts, or it is not known.
    Conditional,
    /// On some of the resources that were asked about.
    Some,
    /// On all of them.
    All,
}

impl Extent {
    /// Its name in the JSON.
    ///
    /// ```
    /// assert_eq!(iam_access::questions::Extent::Some.name(), "some");
    /// ```
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Denied => "denied",
            Self::None => "none",
            Self::Conditional => "conditional",
            Self::Some => "some",
            Self::All => "all",
        }
    }

    /// True where the principal may do it, on some of the resources at least, whatever is unknown.
    #[must_use]
    pub const fn is_certain(self) -> bool {
        matches!(self, Self::Some | Self::All)
    }

    /// True where the principal may do it, or where that depends on something.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Conditional | Self::Some | Self::All)
    }

    pub(super) fn of(outcome: &Outcome) -> Self {
        match outcome.status {
            ActionStatus::Granted => Self::All,
            ActionStatus::Limited => {
                // The checker calls a grant of every ARN limited, since it was asked about `*`.
                let mut reaches = outcome.coverage.iter().map(|found| found.reach);
                match !outcome.coverage.is_empty() && reaches.all(|reach| reach == Reach::All) {
                    true => Self::All,
                    false => Self::Some,
                }
            }
            ActionStatus::Conditional => Self::Conditional,
            ActionStatus::Missing => Self::None,
            ActionStatus::Denied => Self::Denied,
        }
    }

    pub(super) const fn of_decision(decision: PartialDecision) -> Self {
        match decision {
            PartialDecision::Allowed => Self::All,
            PartialDecision::Depends => Self::Conditional,
            PartialDecision::ExplicitDeny => Self::Denied,
            PartialDecision::ImplicitDeny | PartialDecision::Denied => Self::None,
        }
    }

    pub(super) const fn as_status(self) -> ActionStatus {
        match self {
            Self::All => ActionStatus::Granted,
            Self::Some => ActionStatus::Limited,
            Self::Conditional => ActionStatus::Conditional,
            Self::None => ActionStatus::Missing,
            Self::Denied => ActionStatus::Denied,
        }
    }
}

/// That a principal may do something, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Grant {
    /// How far.
    pub extent: Extent,
    /// The statements on which that is based: no more than
    /// [`MOST_REASONS`](crate::report::MOST_REASONS).
    pub reasons: Vec<Reason>,
    /// How many more there are.
    #[serde(skip_serializing_if = "is_zero")]
    pub reasons_left_out: usize,
    /// What it depends on, as a sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// The condition keys on which it depends, each once.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub keys: Vec<String>,
    /// How far it reaches over each type of resource, where that is known and differs from
    /// everything.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub coverage: Vec<TypeCoverage>,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the signature that serde asks for"
)]
const fn is_zero(count: &usize) -> bool {
    *count == 0
}

impl Grant {
    /// A grant without reasons.
    pub(super) const fn bare(extent: Extent) -> Self {
        Self {
            extent,
            reasons: Vec::new(),
            reasons_left_out: 0,
            when: None,
            keys: Vec::new(),
            coverage: Vec::new(),
        }
    }

    /// Adds the reasons and keys of another, each once.
    pub(super) fn add(&mut self, other: Self) {
        let reasons = other.reasons.into_iter();
        let new = reasons.filter(|reason| !self.reasons.contains(reason));
        let new: Vec<Reason> = new.collect();
        self.reasons.extend(new);
        self.reasons_left_out += other.reasons_left_out;
        self.keys.extend(other.keys);
        self.keys.sort_unstable();
        self.keys.dedup();
        let left_out = self.reasons.len().saturating_sub(MOST_REASONS);
        self.reasons.truncate(MOST_REASONS);
        self.reasons_left_out += left_out;
    }

    /// A grant as the checker reports it.
    pub(super) fn new(extent: Extent, report: Arc<ActionReport>, keys: Vec<String>) -> Self {
        let report = Arc::unwrap_or_clone(report);
        Self {
            extent,
            reasons: report.reasons,
            reasons_left_out: report.reasons_left_out,
            when: report.when,
            keys,
            coverage: report.coverage,
        }
    }
}

/// The condition keys on which open answers depend, each once, as the policies write them.
pub(super) fn keys<'e>(
    explanations: impl IntoIterator<Item = &'e Explanation<PartialDecision>>,
) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    let mut note = |statement: &StatementReason| {
        let StatementOutcome::Depends(mismatches) = statement.outcome() else {
            return;
        };
        for mismatch in mismatches {
            let Mismatch::Condition(reason) = mismatch else {
                continue;
            };
            let key = reason.condition.key();
            if !keys.iter().any(|known| known.eq_ignore_ascii_case(key)) && keys.len() < MOST_KEYS {
                keys.push(key.to_owned());
            }
        }
    };
    for explanation in explanations {
        let Some(residual) = explanation.residual() else {
            continue;
        };
        let groups = residual.when.iter().flat_map(|group| &group.any_of);
        groups.chain(&residual.unless).for_each(&mut note);
    }
    keys.sort_unstable();
    keys
}

/// More keys wouldn't be read.
const MOST_KEYS: usize = 50;

#[cfg(test)]
mod tests {
    use super::Extent;

    #[test]
    fn the_better_answer_is_the_larger_one() {
        let all = [
            Extent::Denied,
            Extent::None,
            Extent::Conditional,
            Extent::Some,
            Extent::All,
        ];
        assert!(all.is_sorted());
        assert!(
            all.iter()
                .all(|extent| extent.is_open() == (*extent >= Extent::Conditional))
        );
    }
}
