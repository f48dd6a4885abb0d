//! Answers.

use iam_eval::{Decision, OwnedRequest, PolicySet};

/// Whether something is newly allowed.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Comparison {
    /// Nothing is, of all requests that were asked about.
    NoNewAccess(Proof),
    /// This request is, for one.
    NewAccess(Box<Witness>),
    /// It isn't known.
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

    /// True where it is proven that there is none.
    #[must_use]
    pub fn is_none(&self) -> bool {
        matches!(self, Self::NoNewAccess(_))
    }
}

/// How it was found out that there is no such request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Proof {
    /// How many kinds of callers and resources were looked at.
    pub scopes: usize,
    /// How many times literals were found that can't be true together.
    pub lemmas: usize,
    /// How many assignments were looked at.
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

    /// The account that owns the resource, where the request names it.
    #[must_use]
    pub fn resource_account(&self) -> Option<&str> {
        self.owner.as_deref()
    }

    /// What the old policies decide; none where there were none to compare with.
    #[must_use]
    pub fn old_decision(&self) -> Option<Decision> {
        self.old.as_ref().map(|(_, decision)| *decision)
    }

    /// The old policies, with what was supplied for a question about documents alone.
    #[must_use]
    pub fn old_policies(&self) -> Option<&PolicySet> {
        self.old.as_ref().map(|(policies, _)| policies)
    }

    /// The policies that allow it, with what was supplied for a question about documents alone.
    #[must_use]
    pub fn policies(&self) -> &PolicySet {
        &self.new
    }

    /// True where the catalogue knows the action and the resource is of one of its types.
    #[must_use]
    pub fn is_typical(&self) -> bool {
        self.is_typical
    }
}

/// Why a question is undecided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// The budget was used up.
    Budget,
    /// It depends on the values of policy variables, and none of the values that were tried shows it.
    Variables,
    /// Values of different types are compared with one key, texts with wildcards among them.
    MixedTypes,
    /// The evaluator doesn't confirm the request that was found: a mistake of this crate.
    Replay,
}

impl std::fmt::Display for Reason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Budget => "the budget was used up",
            Self::Variables => {
                "it depends on the values of policy variables, and no value that was tried shows it"
            }
            Self::MixedTypes => {
                "a condition key is compared with wildcards and with numbers, dates or addresses"
            }
            Self::Replay => "the evaluator doesn't confirm the request that was found",
        })
    }
}
