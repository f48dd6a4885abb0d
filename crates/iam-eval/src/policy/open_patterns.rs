//! Whether the patterns of statements match a resource that isn't known.

use super::{Compiled, Policy};
use crate::logic::Truth;
use crate::request::{Facts, OpenPatterns, PatternId, PatternMatch};
use smallvec::SmallVec;
use std::collections::HashMap;

impl OpenPatterns {
    /// For the statements of some policies, given by index.
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
            let matches = found.policies.entry(address(compiled));
            let matches = matches.or_insert_with(|| vec![None; compiled.resources.len()]);
            let range = &statement.resources;
            let range = range.start as usize..range.end as usize;
            let (Some(matchers), Some(matches)) = (
                compiled.resources.get(range.clone()),
                matches.get_mut(range),
            ) else {
                continue;
            };
            for (matcher, known_match) in matchers.iter().zip(matches) {
                let (truth, lacks_value) = matcher.matches(compiled, facts);
                let pattern = match truth {
                    Truth::Unknown => matcher.pattern(compiled, facts),
                    Truth::True | Truth::False => None,
                };
                let open = pattern.map(|pattern| {
                    *known.entry(pattern).or_insert_with_key(|pattern| {
                        let id = PatternId::try_from(found.patterns.len());
                        found.patterns.push(pattern.clone());
                        id.unwrap_or(PatternId::MAX)
                    })
                });
                *known_match = Some(PatternMatch {
                    truth,
                    lacks_value,
                    open,
                });
            }
        }
        found
    }
}

/// Identifies a policy while it exists.
pub(super) fn address(policy: &Compiled) -> usize {
    std::ptr::from_ref(policy).addr()
}
