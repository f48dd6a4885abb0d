//! The answers for one set of policies.

use super::bits;
use crate::evaluate::{Decision, Effects};

/// The decisions over all actions of a universe for one set of policies, in a reusable buffer. See
/// [`MatrixRequest::evaluate`](crate::MatrixRequest::evaluate).
///
/// ```
/// use iam_eval::*;
/// let universe = ActionUniverse::new(["ec2:RunInstances", "ec2:StopInstances", "s3:PutObject"])?;
/// let mut matrix = PolicyMatrix::new(universe);
/// matrix.push(PolicySet::new().with(Policy::parse(PolicyKind::Identity, "p",
///     r#"{"Statement": {"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}}"#)?)?);
/// let role = Principal::parse("arn:aws:iam::111122223333:role/backup")?;
/// let anything = Resource::any();
/// let request = matrix.request(&role, &anything);
/// let mut row = DecisionRow::new();
/// request.evaluate(0, &mut row);
/// assert_eq!((row.len(), row.count_allowed()), (3, 2));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct DecisionRow {
    pub(super) actions: usize,
    pub(super) allowed: Vec<u64>,
    pub(super) denied: Vec<u64>,
    /// The answer of each layer; kept to reuse its memory.
    pub(super) layers: Vec<Effects<u64>>,
    /// The actions of the current statement; kept to reuse its memory.
    pub(super) statement: Vec<u64>,
}

impl DecisionRow {
    /// An empty row.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The number of actions.
    #[must_use]
    pub fn len(&self) -> usize {
        self.actions
    }

    /// True if there are no actions.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.actions == 0
    }

    /// The decision for the universe's action at `position`; an implicit deny past the end.
    #[must_use]
    pub fn decision(&self, position: usize) -> Decision {
        if bits::is_set(&self.denied, position) {
            Decision::ExplicitDeny
        } else if bits::is_set(&self.allowed, position) {
            Decision::Allowed
        } else {
            Decision::ImplicitDeny
        }
    }

    /// The decisions, in the order of the universe's actions.
    pub fn decisions(&self) -> impl ExactSizeIterator<Item = Decision> {
        (0..self.actions).map(|position| self.decision(position))
    }

    /// The allowed actions: bit `n % 64` of word `n / 64` is the universe's action `n`.
    #[must_use]
    pub fn allowed(&self) -> &[u64] {
        &self.allowed
    }

    /// The explicitly denied actions, in the format of [`DecisionRow::allowed`].
    #[must_use]
    pub fn explicitly_denied(&self) -> &[u64] {
        &self.denied
    }

    /// The number of allowed actions.
    #[must_use]
    pub fn count_allowed(&self) -> usize {
        self.allowed
            .iter()
            .map(|word| word.count_ones() as usize)
            .sum()
    }

    pub(super) fn reset(&mut self, actions: usize) {
        if self.actions != actions {
            let words = bits::words_for(actions);
            self.actions = actions;
            self.allowed.resize(words, 0);
            self.denied.resize(words, 0);
        }
    }
}
