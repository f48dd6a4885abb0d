//! Answers to comparisons.

use iam_eval::{Decision, OwnedRequest, PolicySet};

/// Whether something is newly allowed.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Comparison {
    /// No: it isn't, for any of the requests in question.
    NoNewAccess(Proof),
    /// Yes: for example this request is.
    NewAccess(Box<Witness>),
    /// It could not be decided.
    Undecided(Reason),
}

impl Comparison {
    /// The request that shows new access.
    #[must_use]
    pub fn witness(&self) -> Option<&Witness> {
        match self {
            Self::NewAccess(witness) => Some(witness),
            _ => None,
        }
    }

    /// True if it is proven that there is no new access.
    #[must_use]
    pub fn is_none(&self) -> bool {
        matches!(self, Self::NoNewAccess(_))
    }
}

/// Statistics about the proof that there is no such request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Proof {
    /// The number of kinds of callers and resources examined.
    pub scopes: usize,
    /// The number of contradictory sets of literals found.
    pub lemmas: usize,
    /// The number of assignments examined.
    pub rounds: usize,
}

/// A request that the evaluator has confirmed: the new policies allow it, the old ones don't.
#[derive(Debug, Clone)]
pub struct Witness {
    pub(crate) request: OwnedRequest,
    pub(crate) owner: Option<String>,
    pub(crate) old: Option<(PolicySet, Decision)>,
    pub(crate) new: PolicySet,
    pub(crate) is_typical: bool,
}

impl Witness {
    /// The request.
    #[must_use]
    pub fn request(&self) -> &OwnedRequest {
        &self.request
    }

    /// The account that owns the resource, if the request names it.
    #[must_use]
    pub fn resource_account(&self) -> Option<&str> {
        self.owner.as_deref()
    }

    /// The decision of the old policies; `None` if there were none to compare with.
    #[must_use]
    pub fn old_decision(&self) -> Option<Decision> {
        self.old.as_ref().map(|(_, decision)| *decision)
    }

    /// The old policies, with the supplied layers for a question about documents alone.
    #[must_use]
    pub fn old_policies(&self) -> Option<&PolicySet> {
        self.old.as_ref().map(|(policies, _)| policies)
    }

    /// The policies that allow it, with the supplied layers for a question about documents alone.
    #[must_use]
    pub fn policies(&self) -> &PolicySet {
        &self.new
    }

    /// True if the catalogue knows the action, and the resource is of one of its types.
    #[must_use]
    pub fn is_typical(&self) -> bool {
        self.is_typical
    }
}

/// Why a question is undecided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// The budget was exhausted.
    Budget,
    /// It depends on the values of policy variables, and none of the tried values shows it.
    Variables,
    /// One key is compared with values of different types, including texts with wildcards.
    MixedTypes,
    /// It depends on who the canonical users in a policy are (S4.9).
    CanonicalUsers,
    /// The evaluator doesn't confirm the request that was found: a bug in this crate.
    Replay,
}

impl std::fmt::Display for Reason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Budget => "the budget was exhausted",
            Self::Variables => {
                "it depends on the values of policy variables, and none of the tried values shows it"
            }
            Self::MixedTypes => {
                "a condition key is compared with wildcards and with numbers, dates or addresses"
            }
            Self::CanonicalUsers => {
                "it depends on the account of a canonical user, which its ID doesn't show"
            }
            Self::Replay => "the evaluator doesn't confirm the request that was found",
        })
    }
}
