//! From an action to the statements that may match it, without trying each statement.

use super::Compiled;
use super::filter::ResourceProbe;
use super::statement::CompiledStatement;
use crate::arena::{ActionPattern, Patterns, Start};
use crate::request::Action;
use iam_syntax::document::Effect;
use iam_syntax::text::fold;
use std::ops::ControlFlow;

/// The statements of a policy by effect and action: a single deny decides, and a single allow is
/// enough.
#[derive(Debug)]
pub(crate) struct ActionIndex {
    denies: Statements,
    allows: Statements,
}

/// Statements by action. Exact actions are found by their hash, patterns such as `ec2:Describe*` by
/// the hash of their service; only `NotAction` and patterns with a wildcard in the service are
/// tried for every action.
#[derive(Debug, Default)]
struct Statements {
    exact: Buckets<ExactEntry>,
    by_service: Buckets<ServiceEntry>,
    everywhere: Box<[Candidate]>,
    complements: Box<[Complement]>,
    /// A bit for each service in `exact` or `by_service`: most policies contain nothing about most
    /// services.
    services: u64,
}

/// A pattern for actions, and the statement that contains it.
#[derive(Debug, Clone, Copy)]
struct Candidate {
    pattern: u32,
    statement: u32,
}

/// A statement with `NotAction`.
#[derive(Debug, Clone, Copy)]
struct Complement {
    statement: u32,
    /// A bit for each service in its patterns: the statement matches all actions of other services.
    services: u64,
}

#[derive(Debug, Clone, Copy)]
struct ExactEntry {
    hash: u64,
    /// With [`ALWAYS`] for a statement that applies to every request for its actions.
    candidate: Candidate,
}

/// No document has this many statements.
const ALWAYS: u32 = 1 << 31;

#[derive(Debug, Clone, Copy)]
struct ServiceEntry {
    hash: u64,
    name: Start,
    candidate: Candidate,
}

impl ActionIndex {
    pub(super) fn new(
        statements: &[CompiledStatement],
        actions: &[ActionPattern],
        patterns: &Patterns,
    ) -> Self {
        let of = |effect| Statements::new(effect, statements, actions, patterns);
        Self {
            denies: of(Effect::Deny),
            allows: of(Effect::Allow),
        }
    }

    /// Visits the statements of an effect that match the action and may match the resource, with
    /// their indices, until `visit` breaks. A statement that applies regardless of the rest of the
    /// request is visited by its index alone. One that matches the action in several ways may be
    /// visited several times.
    #[inline]
    pub(crate) fn for_each<'p>(
        &self,
        effect: Effect,
        policy: &'p Compiled,
        action: &Action<'_>,
        resource: &ResourceProbe,
        visit: impl FnMut(u32, Option<&'p CompiledStatement>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let statements = match effect {
            Effect::Deny => &self.denies,
            Effect::Allow => &self.allows,
        };
        statements.for_each(policy, action, resource, visit)
    }
}

impl Statements {
    #[expect(
        clippy::indexing_slicing,
        reason = "the indices are those of this policy's lists"
    )]
    fn new(
        effect: Effect,
        statements: &[CompiledStatement],
        actions: &[ActionPattern],
        patterns: &Patterns,
    ) -> Self {
        let mut exact = Vec::new();
        let mut by_service = Vec::new();
        let mut everywhere = Vec::new();
        let mut complements = Vec::new();
        let mut services = 0;
        for (statement, at) in statements.iter().zip(0..) {
            if statement.effect != effect {
                continue;
            }
            if statement.not_action {
                let named =
                    &actions[statement.actions.start as usize..statement.actions.end as usize];
                let services = named.iter().map(|pattern| {
                    let hash = patterns.service_hash(pattern);
                    hash.map_or(u64::MAX, service_bit)
                });
                complements.push(Complement {
                    statement: at,
                    services: services.fold(0, |all, service| all | service),
                });
                continue;
            }
            for index in statement.actions.clone() {
                let pattern = &actions[index as usize];
                let candidate = Candidate {
                    pattern: index,
                    statement: at,
                };
                let Some(service_hash) = patterns.service_hash(pattern) else {
                    everywhere.push(candidate);
                    continue;
                };
                services |= service_bit(service_hash);
                if exact.capacity() == 0 {
                    exact.reserve_exact(actions.len());
                }
                match patterns.exact_action(pattern) {
                    Some(action) => exact.push(ExactEntry {
                        hash: fold::hash(action),
                        candidate: match statement.depends_on_request() {
                            true => candidate,
                            false => Candidate {
                                statement: at | ALWAYS,
                                ..candidate
                            },
                        },
                    }),
                    None => by_service.push(ServiceEntry {
                        hash: service_hash,
                        name: patterns.name_start(pattern),
                        candidate,
                    }),
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

    #[inline]
    #[expect(
        clippy::indexing_slicing,
        reason = "the index has positions of this policy's lists: without them, a deny would be missed"
    )]
    fn for_each<'p>(
        &self,
        policy: &'p Compiled,
        action: &Action<'_>,
        resource: &ResourceProbe,
        mut visit: impl FnMut(u32, Option<&'p CompiledStatement>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let may_apply = |statement: u32| {
            let statement = &policy.statements[statement as usize];
            statement
                .filter
                .admits(statement.moves, resource)
                .then_some(statement)
        };
        let pattern = |candidate: &Candidate| &policy.actions[candidate.pattern as usize];
        let service = service_bit(action.service_hash);
        if self.services & service != 0 {
            for entry in self.exact.get(action.hash) {
                let exact = policy
                    .arena
                    .patterns
                    .exact_action(pattern(&entry.candidate));
                if !exact.is_some_and(|exact| fold::same(exact, action.as_str().as_bytes())) {
                    continue;
                }
                let statement = entry.candidate.statement;
                if statement & ALWAYS != 0 {
                    visit(statement & !ALWAYS, None)?;
                } else if let Some(found) = may_apply(statement) {
                    visit(statement, Some(found))?;
                }
            }
            for entry in self.by_service.get(action.service_hash) {
                if entry.name.admits(action.name_word)
                    && let Some(statement) = may_apply(entry.candidate.statement)
                    && let pattern = pattern(&entry.candidate)
                    && policy.arena.patterns.matches_action(pattern, action)
                {
                    visit(entry.candidate.statement, Some(statement))?;
                }
            }
        }
        for candidate in &self.everywhere {
            if let Some(statement) = may_apply(candidate.statement)
                && policy
                    .arena
                    .patterns
                    .matches_action(pattern(candidate), action)
            {
                visit(candidate.statement, Some(statement))?;
            }
        }
        for complement in &self.complements {
            if let Some(statement) = may_apply(complement.statement)
                && (complement.services & service == 0 || statement.names_action(policy, action))
            {
                visit(complement.statement, Some(statement))?;
            }
        }
        ControlFlow::Continue(())
    }
}

fn service_bit(hash: u64) -> u64 {
    1 << (hash & 63)
}

/// Something that is found by a hash.
trait Hashed: Copy {
    fn hash(&self) -> u64;
}

impl Hashed for ExactEntry {
    #[inline]
    fn hash(&self) -> u64 {
        self.hash
    }
}

impl Hashed for ServiceEntry {
    #[inline]
    fn hash(&self) -> u64 {
        self.hash
    }
}

/// Entries by the high bits of their hash; the entries of a bucket are adjacent. Built by counting,
/// so that any number of entries with the same hash cost no more than others.
#[derive(Debug)]
struct Buckets<E> {
    shift: u32,
    /// Empty if there are no entries.
    starts: Box<[u32]>,
    entries: Box<[E]>,
}

impl<E> Default for Buckets<E> {
    fn default() -> Self {
        Self {
            shift: 0,
            starts: Box::default(),
            entries: Box::default(),
        }
    }
}

impl<E: Hashed> Buckets<E> {
    #[expect(
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        reason = "a bucket has fewer bits than `shift` leaves, and no document has 2^31 statements"
    )]
    fn new(entries: &[E]) -> Self {
        if entries.is_empty() {
            return Self::default();
        }
        let bits = (entries.len() * 2).next_power_of_two().trailing_zeros();
        let shift = 63 - bits.min(24);
        let bucket = |entry: &E| ((entry.hash() >> 1) >> shift) as usize;
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
    #[expect(
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        reason = "the starts are positions of the entries, in rising order"
    )]
    fn get(&self, hash: u64) -> impl Iterator<Item = &E> {
        let bucket = ((hash >> 1) >> self.shift) as usize;
        let range = match self.starts.get(bucket..bucket + 2) {
            Some([start, end]) => *start as usize..*end as usize,
            _ => 0..0,
        };
        self.entries[range]
            .iter()
            .filter(move |entry| entry.hash() == hash)
    }
}
