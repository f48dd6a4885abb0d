//! Case by case: a resource matches a pattern of a statement, or it doesn't.

use super::examples::{of_service, owned};
use super::{OpenStatements, Search};
use crate::evaluate::{PartialDecision, decide};
use crate::request::{Assumed, OpenPatterns};
use crate::request::{Facts, Resource, ResourceFact, ResourcePattern};
use iam_syntax::document::Effect;
use iam_syntax::pattern::intersection::{SharedText, SymbolSequence, shared_text};
use iam_syntax::pattern::whole::{self, Colons};

/// The result of exploring the cases.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// A resource for which the request is allowed, whatever else is unknown.
    Grant,
    /// The request is not allowed in any case, whatever else is unknown.
    NoGrant,
    /// Neither.
    Nothing,
}

/// The cases of a set of resources.
pub(super) struct Cases<'a> {
    search: &'a Search<'a>,
    within: &'a ResourcePattern,
    /// Resources for which the answer depends on other unknowns.
    pub(super) open: Vec<Resource>,
    /// How many symbols of patterns may be inspected.
    symbols: usize,
}

impl<'a> Cases<'a> {
    /// How many resources with an open answer are kept.
    const MOST_OPEN: usize = 8;

    pub(super) fn new(search: &'a Search<'a>, within: &'a ResourcePattern) -> Self {
        const MOST_SYMBOLS: usize = 300_000;
        Self {
            search,
            within,
            open: Vec::new(),
            symbols: MOST_SYMBOLS,
        }
    }

    /// Splits the set until each case is decided, or depends on something other than the resource.
    /// A case is skipped only if its answer is certain, or if no text is such a resource.
    pub(super) fn explore(&mut self) -> Found {
        let statements = self.search.set.about(&self.search.facts.action);
        let statements = statements.map(|(policy, index, _)| (policy, index));
        let patterns = OpenPatterns::of(statements, self.search.facts);
        let mut stack = vec![Assumed::nothing(&patterns)];
        let mut all_denied = true;
        let mut left = self.search.decisions;
        while let Some(case) = stack.pop() {
            let Some(rest) = left.checked_sub(1) else {
                return Found::Nothing;
            };
            left = rest;
            let facts = Facts {
                assumed: Some(&case),
                ..self.search.facts.clone()
            };
            let mut statements = OpenStatements::new(|policy, index| {
                let compiled = policy.compiled();
                let statement = compiled.statements.get(index)?;
                let pattern = statement.open_pattern(compiled, &case)?;
                // The case that is more likely to be allowed comes first.
                let wanted = (statement.effect == Effect::Allow) != statement.is_not_resource();
                Some((pattern, wanted))
            });
            let decision = decide(self.search.set, &facts, &mut statements).into();
            let open = match decision {
                PartialDecision::Allowed => None,
                PartialDecision::Depends => statements.found(),
                _ => continue,
            };
            if let Some((pattern, wanted)) = open {
                stack.push(case.with(pattern, !wanted));
                stack.push(case.with(pattern, wanted));
                continue;
            }
            if case.is_empty() {
                // It depends on no pattern: examples are sufficient.
                return Found::Nothing;
            }
            match self.examine(&case) {
                Found::Grant => return Found::Grant,
                Found::NoGrant => {}
                Found::Nothing => all_denied = false,
            }
        }
        if all_denied {
            Found::NoGrant
        } else {
            Found::Nothing
        }
    }

    /// Examines a case that may be allowed: `NoGrant` if there is no such resource.
    fn examine(&mut self, case: &Assumed<'_>) -> Found {
        let text = match self.resource_of(case) {
            SharedText::Found(text) => text,
            SharedText::None => return Found::NoGrant,
            SharedText::Unknown => return Found::Nothing,
        };
        let Ok(resource) = Resource::parse(&text) else {
            return Found::Nothing;
        };
        if !self.within.contains(&resource) {
            return Found::Nothing;
        }
        let caller = self.search.facts.principal.account().unwrap_or_default();
        for resource in owned(resource, self.within, caller) {
            match self.search.decide(ResourceFact::Known(&resource)) {
                PartialDecision::Allowed => return Found::Grant,
                PartialDecision::Depends if self.open.len() < Self::MOST_OPEN => {
                    self.open.push(resource);
                }
                _ => {}
            }
        }
        Found::Nothing
    }

    /// A resource of the set that matches the patterns of the case and none that it excludes.
    fn resource_of(&mut self, case: &Assumed<'_>) -> SharedText {
        let is_named = case.patterns(true).next().is_some();
        let own = match self.within.whole() {
            Some(pattern) => pattern,
            None if is_named => whole::pattern("arn:*:*:*:*:*", Colons::Sixth),
            None => whole::pattern(&of_service(self.search.facts), Colons::Sixth),
        };
        let length: usize = case
            .patterns(true)
            .chain(case.patterns(false))
            .map(<[u8]>::len)
            .sum();
        let Some(left) = self.symbols.checked_sub(length) else {
            return SharedText::Unknown;
        };
        self.symbols = left;
        let sequences = |matched| -> Option<Vec<SymbolSequence>> {
            case.patterns(matched).map(SymbolSequence::new).collect()
        };
        let (Some(own), Some(mut all), Some(none)) =
            (SymbolSequence::new(&own), sequences(true), sequences(false))
        else {
            return SharedText::Unknown;
        };
        all.push(own);
        match shared_text(&all, &none, &mut self.symbols) {
            // A resource that no pattern names may be of another service, or not an ARN.
            SharedText::None if self.within.arn().is_none() && !is_named => SharedText::Unknown,
            found => found,
        }
    }
}
