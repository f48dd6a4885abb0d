//! From an action to the statements that may name it, without trying each statement.

use super::Compiled;
use super::patterns::{ActionPattern, Patterns};
use super::statement::CompiledStatement;
use crate::request::Action;
use crate::text::fold;
use std::ops::ControlFlow;

/// The statements of a policy by action. Exact actions are found by their hash, patterns such as
/// `ec2:Describe*` by their service's; only patterns with a wildcard in the service and `NotAction`
/// are tried for every action.
#[derive(Debug)]
pub(crate) struct ActionIndex {
    exact: Buckets,
    by_service: Buckets,
    everywhere: Box<[Entry]>,
    complements: Box<[u32]>,
    /// A bit for each service that `exact` or `by_service` knows: most policies say nothing about
    /// most services.
    services: u64,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    hash: u64,
    pattern: u32,
    statement: u32,
}

impl ActionIndex {
    pub(super) fn new(
        statements: &[CompiledStatement],
        actions: &[ActionPattern],
        patterns: &Patterns,
    ) -> Self {
        let mut exact = Vec::with_capacity(actions.len());
        let mut by_service = Vec::new();
        let mut everywhere = Vec::new();
        let mut complements = Vec::new();
        let mut services = 0;
        for (statement, at) in statements.iter().zip(0..) {
            if statement.not_action {
                complements.push(at);
                continue;
            }
            for index in statement.actions.clone() {
                let pattern = &actions[index as usize];
                let entry = |hash| Entry {
                    hash,
                    pattern: index,
                    statement: at,
                };
                let Some(service_hash) = patterns.service_hash(pattern) else {
                    everywhere.push(entry(0));
                    continue;
                };
                services |= service_bit(service_hash);
                match patterns.exact_action(pattern) {
                    Some(action) => exact.push(entry(fold::hash(action))),
                    None => by_service.push(entry(service_hash)),
                }
            }
        }
        Self {
            exact: Buckets::new(&exact),
            by_service: Buckets::new(&by_service),
            everywhere: everywhere.into_boxed_slice(),
            complements: complements.into_boxed_slice(),
            services,
        }
    }

    /// Visits the statements that name the action, until `visit` breaks. A statement that names it
    /// in several ways may be visited as often.
    #[inline]
    pub(crate) fn for_each<'p>(
        &self,
        policy: &'p Compiled,
        action: &Action<'_>,
        mut visit: impl FnMut(&'p CompiledStatement) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let pattern = |entry: &Entry| &policy.actions[entry.pattern as usize];
        let statement = |entry: &Entry| &policy.statements[entry.statement as usize];
        if self.services & service_bit(action.service_hash) != 0 {
            for entry in self.exact.get(action.hash) {
                let exact = policy.patterns.exact_action(pattern(entry));
                if exact == Some(action.folded()) {
                    visit(statement(entry))?;
                }
            }
            for entry in self.by_service.get(action.service_hash) {
                let pattern = pattern(entry);
                if policy.patterns.matches_action(pattern, action) {
                    visit(statement(entry))?;
                }
            }
        }
        for entry in &self.everywhere {
            if policy.patterns.matches_action(pattern(entry), action) {
                visit(statement(entry))?;
            }
        }
        for index in &self.complements {
            let statement = &policy.statements[*index as usize];
            if statement.names_action(policy, action) {
                visit(statement)?;
            }
        }
        ControlFlow::Continue(())
    }
}

fn service_bit(hash: u64) -> u64 {
    1 << (hash & 63)
}

/// Entries by the high bits of their hash: those of one bucket stand together. Built by counting,
/// so that entries of one hash, however many, cost no more than others.
#[derive(Debug)]
struct Buckets {
    shift: u32,
    starts: Box<[u32]>,
    entries: Box<[Entry]>,
}

impl Buckets {
    fn new(entries: &[Entry]) -> Self {
        let bits = (entries.len() * 2).next_power_of_two().trailing_zeros();
        let shift = 63 - bits.min(24);
        let bucket = |entry: &Entry| ((entry.hash >> 1) >> shift) as usize;
        let buckets = 1usize << (63 - shift);
        let mut starts = vec![0u32; buckets + 1];
        for entry in entries {
            starts[bucket(entry) + 1] += 1;
        }
        for index in 0..buckets {
            starts[index + 1] += starts[index];
        }
        let mut sorted = entries.to_vec();
        let mut next = starts.clone();
        for entry in entries {
            let at = &mut next[bucket(entry)];
            sorted[*at as usize] = *entry;
            *at += 1;
        }
        Self {
            shift,
            starts: starts.into_boxed_slice(),
            entries: sorted.into_boxed_slice(),
        }
    }

    #[inline]
    fn get(&self, hash: u64) -> impl Iterator<Item = &Entry> {
        let bucket = ((hash >> 1) >> self.shift) as usize;
        let range = self.starts[bucket] as usize..self.starts[bucket + 1] as usize;
        self.entries[range]
            .iter()
            .filter(move |entry| entry.hash == hash)
    }
}
