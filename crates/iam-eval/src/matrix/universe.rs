//! The actions of a matrix, and which of them a pattern matches.

use crate::arena::{ActionPattern, Patterns};
use crate::request::{Action, RequestError};
use iam_syntax::text::fold;
use std::collections::HashMap;
use std::ops::Range;

/// The actions that a [`PolicyMatrix`](crate::PolicyMatrix) decides: without duplicates, ignoring
/// letter case (S2.1), in the order of their names in lower case.
///
/// ```
/// use iam_eval::ActionUniverse;
/// let universe = ActionUniverse::new(["s3:PutObject", "ec2:RunInstances", "S3:putobject"])?;
/// assert_eq!(universe.actions().collect::<Vec<_>>(), ["ec2:RunInstances", "s3:PutObject"]);
/// assert_eq!(universe.position("s3:PUTOBJECT"), Some(1));
/// # Ok::<(), iam_eval::RequestError>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct ActionUniverse {
    /// Sorted by their folded texts, so that the actions of a service, and those with a common
    /// prefix, are adjacent.
    actions: Box<[UniverseAction]>,
    /// By hash, then by index.
    services: Box<[Service]>,
    /// A bit for each service: most patterns of most policies are for other services.
    service_bits: u64,
}

#[derive(Debug, Clone)]
struct UniverseAction {
    given: Box<str>,
    folded: Box<str>,
    colon: usize,
}

#[derive(Debug, Clone)]
struct Service {
    hash: u64,
    actions: Range<u32>,
}

/// Caches the actions of patterns that required a search: most of these patterns occur in many
/// policies.
#[derive(Debug, Default)]
pub(super) struct Searched(HashMap<Box<[u8]>, Box<[Range<u32>]>>);

impl ActionUniverse {
    /// # Errors
    /// [`RequestError::Action`] or [`RequestError::ActionPattern`] if one of them is not a single
    /// `service:Name`.
    #[expect(
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        reason = "indices of actions, which fit 32 bits"
    )]
    pub fn new<A: AsRef<str>>(actions: impl IntoIterator<Item = A>) -> Result<Self, RequestError> {
        let mut all = Vec::new();
        for action in actions {
            let given = action.as_ref();
            let colon = Action::new(given)?.service().len();
            all.push(UniverseAction {
                given: given.into(),
                folded: given.to_ascii_lowercase().into_boxed_str(),
                colon,
            });
        }
        // Stable sort: the first of several spellings is kept.
        all.sort_by(|a, b| a.folded.cmp(&b.folded));
        all.dedup_by(|later, first| later.folded == first.folded);
        // Indices fit 32 bits.
        all.truncate(u32::MAX as usize);

        let mut services: Vec<Service> = Vec::new();
        for (action, at) in all.iter().zip(0u32..) {
            let hash = fold::hash(action.service());
            match services.last_mut() {
                Some(last) if all[last.actions.start as usize].service() == action.service() => {
                    last.actions.end = at + 1;
                }
                _ => services.push(Service {
                    hash,
                    actions: at..at + 1,
                }),
            }
        }
        services.sort_by_key(|service| service.hash);
        Ok(Self {
            actions: all.into_boxed_slice(),
            service_bits: services
                .iter()
                .fold(0, |bits, service| bits | bit(service.hash)),
            services: services.into_boxed_slice(),
        })
    }

    /// The number of actions.
    #[must_use]
    pub fn len(&self) -> usize {
        self.actions.len()
    }

    /// True if there are no actions.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.actions.is_empty()
    }

    /// The actions as they were given, in the order of the universe.
    pub fn actions(&self) -> impl ExactSizeIterator<Item = &str> {
        self.actions.iter().map(|action| &*action.given)
    }

    /// The index of an action, in any letter case.
    #[must_use]
    pub fn position(&self, action: &str) -> Option<usize> {
        let folded = action.to_ascii_lowercase();
        self.actions
            .binary_search_by(|known| (*known.folded).cmp(&folded))
            .ok()
    }

    /// Visits the actions that a pattern matches, as ranges.
    #[expect(
        clippy::indexing_slicing,
        reason = "`partition_point` is at most the length"
    )]
    pub(super) fn matching(
        &self,
        patterns: &Patterns,
        pattern: &ActionPattern,
        searched: &mut Searched,
        mut visit: impl FnMut(&Range<u32>),
    ) {
        let Some(hash) = patterns.service_hash(pattern) else {
            let all = 0..u32::try_from(self.len()).unwrap_or(u32::MAX);
            return match patterns.action_bytes(pattern) {
                None => visit(&all),
                Some(text) => searched.visit(text, || self.search(patterns, pattern, all), visit),
            };
        };
        if self.service_bits & bit(hash) == 0 {
            return;
        }
        let from = self.services.partition_point(|service| service.hash < hash);
        let services = self.services[from..].iter();
        let mut ranges = services
            .take_while(|service| service.hash == hash)
            .map(|service| service.actions.clone());
        // Actions that start with the pattern's literals are adjacent: if the pattern matches all
        // of these, no search is needed.
        if let Some((literals, open)) = patterns.literal_start(pattern) {
            ranges.for_each(|range| visit(&self.beginning_with(literals, open, range)));
        } else if let (Some(first), Some(text)) = (ranges.next(), patterns.action_bytes(pattern)) {
            let ranges = std::iter::once(first).chain(ranges);
            let search = || self.search(patterns, pattern, ranges.flatten());
            searched.visit(text, search, visit);
        }
    }

    /// The actions in a range whose folded text is the given one, or, if `open`, starts with it.
    #[expect(
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        reason = "indices of actions, which fit 32 bits"
    )]
    fn beginning_with(&self, literals: &[u8], open: bool, range: Range<u32>) -> Range<u32> {
        let actions = &self.actions[range.start as usize..range.end as usize];
        let place = |count: usize| range.start + u32::try_from(count).unwrap_or(u32::MAX);
        let from = actions.partition_point(|action| action.folded.as_bytes() < literals);
        let rest = &actions[from..];
        let length = if open {
            rest.partition_point(|action| action.folded.as_bytes().starts_with(literals))
        } else {
            usize::from(
                rest.first()
                    .is_some_and(|first| first.folded.as_bytes() == literals),
            )
        };
        place(from)..place(from + length)
    }

    #[expect(
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        reason = "indices of actions, which fit 32 bits"
    )]
    fn search(
        &self,
        patterns: &Patterns,
        pattern: &ActionPattern,
        places: impl Iterator<Item = u32>,
    ) -> Box<[Range<u32>]> {
        let mut found: Vec<Range<u32>> = Vec::new();
        for at in places {
            let action = Action::new(&self.actions[at as usize].folded);
            if !action.is_ok_and(|action| patterns.matches_action(pattern, &action)) {
                continue;
            }
            match found.last_mut() {
                Some(last) if last.end == at => last.end = at + 1,
                _ => found.push(at..at + 1),
            }
        }
        found.into_boxed_slice()
    }
}

impl UniverseAction {
    fn service(&self) -> &[u8] {
        self.folded.as_bytes().get(..self.colon).unwrap_or_default()
    }
}

impl Searched {
    fn visit(
        &mut self,
        pattern: &[u8],
        search: impl FnOnce() -> Box<[Range<u32>]>,
        visit: impl FnMut(&Range<u32>),
    ) {
        if !self.0.contains_key(pattern) {
            self.0.insert(pattern.into(), search());
        }
        self.0.get(pattern).into_iter().flatten().for_each(visit);
    }
}

fn bit(hash: u64) -> u64 {
    1 << (hash & 63)
}
