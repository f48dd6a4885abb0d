//! Cases of a resource that isn't known: which patterns of statements it is assumed to match, and
//! which not.
//!
//! Whether a pattern may match such a resource is the same in every case. It is computed once, and
//! each case only looks it up.

use crate::logic::Truth;
use smallvec::SmallVec;
use std::collections::HashMap;
use std::ops::Range;

/// A pattern by which cases differ: an index into [`OpenPatterns::patterns`].
pub(crate) type PatternId = u32;

/// Whether the patterns of statements match one resource that isn't known.
#[derive(Debug, Default)]
pub(crate) struct OpenPatterns {
    /// By the policy's address: for each of its resource patterns what is known, if it was tested.
    pub(crate) policies: HashMap<usize, Vec<Option<PatternMatch>>>,
    /// In the form of [`whole`](iam_syntax::pattern::whole), without duplicates.
    pub(crate) patterns: Vec<SmallVec<[u8; 128]>>,
}

/// Whether a pattern matches the resource.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PatternMatch {
    pub(crate) truth: Truth,
    /// True if a variable has no value.
    pub(crate) lacks_value: bool,
    /// The pattern, if it is known and it is open whether it matches.
    pub(crate) open: Option<PatternId>,
}

/// A case.
#[derive(Debug, Clone)]
pub(crate) struct Assumed<'a> {
    all: &'a OpenPatterns,
    /// What is assumed about each pattern, if anything.
    matches: Vec<Option<bool>>,
}

impl<'a> Assumed<'a> {
    /// The case in which nothing is assumed.
    pub(crate) fn nothing(all: &'a OpenPatterns) -> Self {
        Self {
            all,
            matches: vec![None; all.patterns.len()],
        }
    }

    pub(crate) fn with(&self, pattern: PatternId, matches: bool) -> Self {
        let mut case = self.clone();
        if let Some(assumed) = case.matches.get_mut(pattern as usize) {
            *assumed = Some(matches);
        }
        case
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.matches.iter().all(Option::is_none)
    }

    pub(crate) fn of(&self, pattern: PatternId) -> Option<bool> {
        self.matches.get(pattern as usize).copied().flatten()
    }

    /// The patterns that the resource matches, or those that it doesn't match.
    pub(crate) fn patterns(&self, matched: bool) -> impl Iterator<Item = &[u8]> {
        let patterns = self.all.patterns.iter().zip(&self.matches);
        patterns.filter_map(move |(pattern, matches)| {
            (*matches == Some(matched)).then_some(pattern.as_slice())
        })
    }

    /// Whether the patterns of a statement match the resource, for the policy at an address; `None`
    /// for those that were not tested.
    pub(crate) fn matches(
        &self,
        policy: usize,
        resources: &Range<u32>,
    ) -> &'a [Option<PatternMatch>] {
        let range = resources.start as usize..resources.end as usize;
        let matches = self.all.policies.get(&policy);
        matches.and_then(|all| all.get(range)).unwrap_or_default()
    }
}
