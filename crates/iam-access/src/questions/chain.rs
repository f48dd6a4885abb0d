//! Chains of roles: who reaches a grant by assuming roles that have it, one after the other.

use super::Accounts;
use super::assume::{Assuming, Role};
use super::extent::Extent;
use crate::error::JudgeError;

/// A way to a grant: the principal has it itself, or assumes a role that has a way to it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Way {
    pub(super) caller: usize,
    /// What the principal gets by it: no more than each step of it gives.
    pub(super) extent: Extent,
    /// The way of the role that is assumed next.
    pub(super) next: Option<usize>,
    /// How many roles are assumed.
    pub(super) length: usize,
}

/// The ways that were found.
#[derive(Debug)]
pub(super) struct Ways {
    pub(super) ways: Vec<Way>,
    /// The best way of each principal: the shortest one of those that give most.
    pub(super) best: Vec<Option<usize>>,
    /// False where there was too much to look at.
    pub(super) is_complete: bool,
}

impl Ways {
    /// Finds the ways, of at most so many roles each, to what principals have themselves.
    ///
    /// The search goes from the grants backwards, one role at a time. A principal is looked at
    /// again only for a way that gives it more than it has, which happens three times at most: so a
    /// circle of roles ends it, and its work grows with the number of pairs that trust policies
    /// name.
    pub(super) fn find(
        accounts: &Accounts<'_>,
        direct: &[Extent],
        longest: usize,
    ) -> Result<Self, JudgeError> {
        let mut found = Self {
            ways: Vec::new(),
            best: vec![None; direct.len()],
            is_complete: true,
        };
        for (caller, extent) in direct
            .iter()
            .enumerate()
            .filter(|(_, extent)| extent.is_open())
        {
            found.add(caller, *extent, None);
        }
        let mut assuming = Assuming::new(accounts)?;
        let mut last: Vec<usize> = (0..found.ways.len()).collect();
        for _ in 0..longest {
            let mut new = Vec::new();
            for at in last {
                let Some(way) = found.ways.get(at).copied() else {
                    continue;
                };
                let role = accounts.callers.get(way.caller);
                let role = role.map(Role::of).transpose()?.flatten();
                let Some(role) = role else { continue };
                for candidate in assuming.candidates(role.trust)? {
                    if candidate == way.caller || found.extent(candidate) >= way.extent {
                        continue;
                    }
                    let Some(caller) = accounts.callers.get(candidate) else {
                        continue;
                    };
                    let extent = assuming.extent(caller, &role)?.min(way.extent);
                    if extent.is_open() && extent > found.extent(candidate) {
                        new.push(found.add(candidate, extent, Some(at)));
                    }
                }
            }
            last = new;
        }
        found.is_complete = assuming.is_complete();
        Ok(found)
    }

    fn add(&mut self, caller: usize, extent: Extent, next: Option<usize>) -> usize {
        let length = next.and_then(|next| self.ways.get(next));
        let length = length.map_or(0, |way| way.length + 1);
        let at = self.ways.len();
        self.ways.push(Way {
            caller,
            extent,
            next,
            length,
        });
        if let Some(best) = self.best.get_mut(caller) {
            *best = Some(at);
        }
        at
    }

    fn extent(&self, caller: usize) -> Extent {
        let best = self.best.get(caller).copied().flatten();
        let way = best.and_then(|best| self.ways.get(best));
        way.map_or(Extent::None, |way| way.extent)
    }

    /// The steps of a way: each principal, and the role that it assumes.
    pub(super) fn steps(&self, at: usize) -> Vec<(usize, usize)> {
        let mut steps = Vec::new();
        let mut way = self.ways.get(at);
        while let Some(here) = way {
            way = here.next.and_then(|next| self.ways.get(next));
            steps.extend(way.map(|next| (here.caller, next.caller)));
        }
        steps
    }
}
