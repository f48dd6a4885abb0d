//! Policies over a universe: which actions each statement matches, computed once per policy.

use super::bits;
use super::universe::{ActionUniverse, Searched};
use crate::logic::Truth;
use crate::policy::{Grant, Policy};
use crate::request::Facts;
use iam_syntax::document::Effect;
use std::collections::HashMap;
use std::ops::Range;

/// The policies that sets share, each once.
#[derive(Debug, Default)]
pub(super) struct PolicyTable {
    policies: Vec<PolicyBits>,
    by_address: HashMap<usize, u32>,
    /// For each policy, the actions that it denies for every request, then those that it allows.
    certain: Vec<u64>,
    searched: Searched,
    /// The actions of the current statement.
    actions: Vec<u64>,
}

/// A policy, and the parts of it that depend on the request.
#[derive(Debug)]
pub(super) struct PolicyBits {
    /// Held so that no other policy gets its address.
    policy: Policy,
    dependent: Box<[DependentStatement]>,
}

/// A statement that depends on the request, and the actions that it matches.
#[derive(Debug)]
struct DependentStatement {
    index: u32,
    actions: Box<[Range<u32>]>,
}

impl PolicyBits {
    /// Visits the statements that apply to a request, with the actions that each matches.
    #[inline]
    pub(super) fn for_each_that_applies(
        &self,
        facts: &Facts<'_>,
        has_boundary: bool,
        mut visit: impl FnMut(Effect, Grant, &[Range<u32>]),
    ) {
        let compiled = self.policy.compiled();
        for dependent in &self.dependent {
            #[expect(
                clippy::indexing_slicing,
                reason = "the index was created with the list"
            )]
            let statement = &compiled.statements[dependent.index as usize];
            let (truth, grant) = statement.applies(compiled, facts, has_boundary, &mut ());
            // In a concrete request nothing is unknown; if something were, "no" would be the safe
            // answer.
            let counts = match statement.effect {
                Effect::Allow => truth == Truth::True,
                Effect::Deny => truth != Truth::False,
            };
            if counts {
                visit(statement.effect, grant, &dependent.actions);
            }
        }
    }
}

impl PolicyTable {
    /// The index of a policy, which is compiled now if it is new.
    pub(super) fn place(&mut self, universe: &ActionUniverse, policy: &Policy) -> u32 {
        if let Some(place) = self.by_address.get(&policy.address()) {
            return *place;
        }
        let place = u32::try_from(self.policies.len()).unwrap_or(u32::MAX);
        self.by_address.insert(policy.address(), place);
        self.add(universe, policy);
        place
    }

    #[expect(
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        reason = "the indices were created with the lists"
    )]
    fn add(&mut self, universe: &ActionUniverse, policy: &Policy) {
        let words = bits::words_for(universe.len());
        let compiled = policy.compiled();
        let from = self.certain.len();
        self.certain.resize(from + 2 * words, 0);
        let mut dependent = Vec::new();
        for (statement, index) in compiled.statements.iter().zip(0u32..) {
            self.actions.clear();
            self.actions.resize(words, 0);
            let mut any = statement.not_action;
            for pattern in compiled.action_patterns(statement) {
                universe.matching(
                    &compiled.arena.patterns,
                    pattern,
                    &mut self.searched,
                    |range| {
                        bits::set_range(&mut self.actions, range);
                        any = true;
                    },
                );
            }
            if !any {
                continue;
            }
            // S2.5, S2.6
            if statement.not_action {
                bits::complement(&mut self.actions, universe.len());
            }
            if statement.depends_on_request() {
                let actions = bits::ranges(&self.actions).into_boxed_slice();
                dependent.push(DependentStatement { index, actions });
                continue;
            }
            let start = match statement.effect {
                Effect::Deny => from,
                Effect::Allow => from + words,
            };
            let certain = &mut self.certain[start..start + words];
            for (word, named) in certain.iter_mut().zip(&self.actions) {
                *word |= named;
            }
        }
        self.policies.push(PolicyBits {
            policy: policy.clone(),
            dependent: dependent.into_boxed_slice(),
        });
    }

    /// A policy's denied and allowed actions, as far as they don't depend on the request, and the
    /// rest.
    #[inline]
    #[expect(
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        reason = "the indices were created with the lists"
    )]
    pub(super) fn get(&self, place: u32, words: usize) -> (&[u64], &[u64], &PolicyBits) {
        let from = place as usize * 2 * words;
        let (denied, allowed) = self.certain[from..from + 2 * words].split_at(words);
        (denied, allowed, &self.policies[place as usize])
    }
}
