//! Cases of a resource that isn't known: which patterns of statements it is assumed to match, and which not.
//!
//! Whether a pattern may match such a resource is the same in every case. It is found once, and each case only looks
//! it up.

use super::{Compiled, Policy, slice};
use crate::logic::Truth;
use crate::request::Facts;
use smallvec::SmallVec;
use std::collections::HashMap;
use std::ops::Range;

/// A pattern that cases tell apart: a place in [`OpenPatterns::patterns`].
pub(crate) type PatternId = u32;

/// How the patterns of statements stand to one resource that isn't known.
#[derive(Debug, Default)]
pub(crate) struct OpenPatterns {
    /// By the policy's address; for each of its resource patterns what is known, if it was looked at.
    policies: HashMap<usize, Vec<Option<Standing>>>,
    /// In the form of [`whole`](iam_syntax::pattern::whole), none twice.
    patterns: Vec<SmallVec<[u8; 128]>>,
}

/// How a pattern stands to the resource.
#[derive(Debug, Clone, Copy)]
pub(super) struct Standing {
    pub(super) truth: Truth,
    /// True where a variable has no value.
    pub(super) lacks_value: bool,
    /// The pattern, where it is open whether it matches and the pattern is known.
    pub(super) open: Option<PatternId>,
}

impl OpenPatterns {
    /// Of some policies' statements, given by their places.
    pub(crate) fn of<'p>(
        statements: impl Iterator<Item = (&'p Policy, usize)>,
        facts: &Facts<'_>,
    ) -> Self {
        let mut found = Self::default();
        let mut known: HashMap<SmallVec<[u8; 128]>, PatternId> = HashMap::new();
        for (policy, index) in statements {
            let compiled = policy.compiled();
            let Some(statement) = compiled.statements.get(index) else {
                continue;
            };
            let standings = found.policies.entry(address(compiled));
            let standings = standings.or_insert_with(|| vec![None; compiled.resources.len()]);
            let range = &statement.resources;
            let range = range.start as usize..range.end as usize;
            let (Some(matchers), Some(standings)) = (
                compiled.resources.get(range.clone()),
                standings.get_mut(range),
            ) else {
                continue;
            };
            for (matcher, standing) in matchers.iter().zip(standings) {
                let (truth, lacks_value) = matcher.matches(compiled, facts);
                let pattern = match truth {
                    Truth::Unknown => matcher.pattern(compiled, facts),
                    Truth::True | Truth::False => None,
                };
                let open = pattern.map(|pattern| {
                    *known.entry(pattern).or_insert_with_key(|pattern| {
                        found.patterns.push(pattern.clone());
                        PatternId::try_from(found.patterns.len() - 1).unwrap_or(PatternId::MAX)
                    })
                });
                *standing = Some(Standing {
                    truth,
                    lacks_value,
                    open,
                });
            }
        }
        found
    }
}

/// The same for each look at one policy, and for no other policy while it is held.
fn address(policy: &Compiled) -> usize {
    std::ptr::from_ref(policy).addr()
}

/// A case.
#[derive(Debug, Clone)]
pub(crate) struct Assumed<'a> {
    all: &'a OpenPatterns,
    /// What is assumed of each pattern, if anything is.
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

    pub(super) fn of(&self, pattern: PatternId) -> Option<bool> {
        self.matches.get(pattern as usize).copied().flatten()
    }

    /// The patterns that the resource matches, or those that it doesn't.
    pub(crate) fn patterns(&self, matched: bool) -> impl Iterator<Item = &[u8]> {
        let patterns = self.all.patterns.iter().zip(&self.matches);
        patterns.filter_map(move |(pattern, matches)| {
            (*matches == Some(matched)).then_some(pattern.as_slice())
        })
    }

    /// How a statement's patterns stand to the resource; nothing for those that were not looked at.
    pub(super) fn standings(
        &self,
        policy: &Compiled,
        resources: &Range<u32>,
    ) -> &'a [Option<Standing>] {
        let standings = self.all.policies.get(&address(policy));
        standings.map_or(&[], |standings| slice(standings, resources))
    }
}
