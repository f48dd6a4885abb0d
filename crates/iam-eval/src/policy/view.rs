//! The contents of a compiled policy, for analysis: patterns, operands and principals in the form
//! that evaluation uses.
//!
//! Exact comparison (`iam-compare`) reasons about all requests at once. It takes the patterns from
//! here and uses the engine for everything else, so that no rule is implemented twice.

use super::{Compiled, CompiledCondition, Grant, Policy, ResourceMatcher, slice};
use crate::arena::PatternPart;
use crate::condition::TextOperand;
use crate::logic::Truth;
use crate::request::{Action, Facts, Principal, Request, ResourceFact};

/// How directly a statement names a caller. Exhaustive: the table of S7.10 has these three.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Naming {
    /// By its account.
    Account,
    /// By the role of a session, or the user of a federated user.
    Limited,
    /// Itself, or everyone; in identity-based policies.
    Direct,
}

impl From<Grant> for Naming {
    fn from(grant: Grant) -> Self {
        match grant {
            Grant::Account => Self::Account,
            Grant::Limited => Self::Limited,
            Grant::Direct => Self::Direct,
        }
    }
}

impl Policy {
    /// The patterns of `Action` or `NotAction` of a statement in lower case, in the form of
    /// `iam_syntax::pattern::wildcard`; `None` for `*`.
    #[must_use]
    pub fn action_patterns(&self, statement: usize) -> Vec<Option<Vec<u8>>> {
        let compiled = self.compiled();
        let Some(statement) = compiled.statements.get(statement) else {
            return Vec::new();
        };
        let patterns = compiled.action_patterns(statement).iter();
        let bytes = |pattern| {
            compiled
                .arena
                .patterns
                .action_bytes(pattern)
                .map(<[u8]>::to_vec)
        };
        patterns.map(bytes).collect()
    }

    /// The patterns of `Resource` or `NotResource` of a statement, each in parts; `None` for `*` in
    /// the list. A statement without the element has `*`.
    #[must_use]
    pub fn resource_patterns(&self, statement: usize) -> Vec<Option<Vec<PatternPart<'_>>>> {
        let compiled = self.compiled();
        let node = self.document().statement_nodes().get(statement);
        let Some(statement) = compiled.statements.get(statement) else {
            return Vec::new();
        };
        if node.is_none_or(|node| node.resource.is_none()) {
            return vec![None];
        }
        let arena = &compiled.arena;
        let parts = |matcher: &ResourceMatcher| match matcher {
            ResourceMatcher::Any => None,
            ResourceMatcher::Template(template) => Some(arena.template_parts(*template)),
            ResourceMatcher::Arn { arn, crossing } => {
                let bytes = match arena.patterns.crossing(*crossing) {
                    Some(crossing) => crossing.pattern(&arena.document).to_vec(),
                    None => arena.limited_arn(arn),
                };
                Some(vec![PatternPart::Bytes(bytes)])
            }
        };
        let matchers = slice(&compiled.resources, &statement.resources);
        matchers.iter().map(parts).collect()
    }

    /// The values of a condition of a statement in the form in which they are compared.
    #[must_use]
    pub fn condition_operands(&self, statement: usize, condition: usize) -> Vec<TextOperand<'_>> {
        let compiled = self.compiled();
        let condition = compiled.condition(statement, condition);
        condition.map_or_else(Vec::new, |condition| {
            condition.text_operands(&compiled.arena, &compiled.operands)
        })
    }

    /// Whether a condition of a statement holds for a request.
    #[must_use]
    pub fn condition_holds(
        &self,
        statement: usize,
        condition: usize,
        request: &Request<'_>,
    ) -> bool {
        let compiled = self.compiled();
        let condition = compiled.condition(statement, condition);
        condition.is_some_and(|condition| compiled.holds(condition, request.facts()) == Truth::True)
    }

    /// Whether the principal of a statement matches a caller, and how directly it names it.
    /// Statements of identity-based policies match everyone directly. With a permissions boundary,
    /// `NotPrincipal` in a `Deny` exempts no user and no role (S4.15).
    #[must_use]
    pub fn names_caller(
        &self,
        statement: usize,
        caller: &Principal,
        has_boundary: bool,
    ) -> Option<Naming> {
        let compiled = self.compiled();
        let statement = compiled.statements.get(statement)?;
        if !statement.has_principal() {
            return Some(Naming::Direct);
        }
        let facts = Facts::new(caller, Action::UNSPECIFIED, ResourceFact::Unknown);
        let (truth, grant) = statement.names_caller(compiled, &facts, has_boundary);
        (truth == Truth::True).then(|| grant.into())
    }
}

impl Compiled {
    /// The condition at an index of a statement.
    fn condition(&self, statement: usize, condition: usize) -> Option<&CompiledCondition> {
        let statement = self.statements.get(statement)?;
        statement.conditions(self).get(condition)
    }
}
