//! Compiled statements, and whether one applies to a request.

use super::filter::{Moves, ResourceFilter, ResourceProbe};
use super::open_patterns::address;
use super::principal::{Grant, PrincipalMatcher};
use super::resource::ResourceMatcher;
use super::{Compiled, slice};
use crate::condition::CompiledCondition;
use crate::logic::{Logic, Truth};
use crate::request::{Action, Assumed, CallerKind, DerivedKey, Facts, Key, PatternId};
use iam_syntax::document::Effect;
use iam_syntax::steps;
use smallvec::SmallVec;
use std::ops::Range;

#[derive(Debug)]
pub(crate) struct CompiledStatement {
    pub(crate) effect: Effect,
    pub(crate) not_action: bool,
    pub(super) not_resource: bool,
    /// `Resource` is `*` or absent: nothing to test.
    pub(super) any_resource: bool,
    pub(super) filter: ResourceFilter,
    pub(super) moves: Moves,
    pub(super) principal: PrincipalElement,
    pub(crate) actions: Range<u32>,
    pub(super) resources: Range<u32>,
    pub(super) principals: Range<u32>,
    pub(super) conditions: Range<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PrincipalElement {
    /// An identity-type policy.
    None,
    Principal,
    NotPrincipal,
}

/// A part of a statement that was tested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    Principal,
    Resource,
    /// The condition at this index in the statement.
    Condition(usize),
}

/// Records the outcome of each part of a statement. The evaluation without reasons records nothing,
/// at no cost.
pub(crate) trait Steps {
    fn note(&mut self, step: Step, truth: Truth);
}

impl Steps for () {
    #[inline]
    fn note(&mut self, _: Step, _: Truth) {}
}

impl CompiledStatement {
    /// The cost of evaluating it, relative to a statement of the usual size, which has a few
    /// resources and conditions.
    pub(crate) fn weight(&self) -> usize {
        let parts = [&self.resources, &self.principals, &self.conditions];
        let parts = parts.map(|range| range.len()).into_iter();
        1_usize.saturating_add(parts.fold(0, usize::saturating_add) / 8)
    }

    /// S2.5, S2.6.
    pub(crate) fn names_action(&self, policy: &Compiled, action: &Action<'_>) -> bool {
        steps::note(1);
        let named = policy
            .action_patterns(self)
            .iter()
            .any(|pattern| policy.arena.patterns.matches_action(pattern, action));
        named != self.not_action
    }

    /// True if the statement is about some resources only.
    pub(crate) fn is_about_some_resources(&self) -> bool {
        !self.any_resource
    }

    /// Patterns of resources that `Resource` or `NotResource` may match: see
    /// [`ResourceMatcher::patterns`].
    pub(crate) fn resource_patterns(
        &self,
        policy: &Compiled,
        facts: &Facts<'_>,
    ) -> Vec<SmallVec<[u8; 128]>> {
        let mut found = Vec::new();
        for matcher in slice(&policy.resources, &self.resources) {
            matcher.patterns(policy, facts, &mut found);
        }
        found
    }

    /// The first pattern for which it is open, and not assumed, whether the resource matches it.
    pub(crate) fn open_pattern(
        &self,
        policy: &Compiled,
        assumed: &Assumed<'_>,
    ) -> Option<PatternId> {
        let matches = assumed.matches(address(policy), &self.resources).iter();
        let mut open = matches.filter_map(|found| found.as_ref()?.open);
        open.find(|pattern| assumed.of(*pattern).is_none())
    }

    /// Whether it is open whether the statement is about the resource.
    pub(crate) fn is_open(&self, policy: &Compiled, facts: &Facts<'_>) -> bool {
        !self.any_resource && self.names_resource(policy, facts) == Truth::Unknown
    }

    /// A key without a known value, used by a variable in `Resource` or `NotResource`.
    pub(crate) fn unknown_key_of_resources<'p>(
        &self,
        policy: &'p Compiled,
        facts: &Facts<'_>,
    ) -> Option<(&'p Key, Option<DerivedKey>)> {
        let mut matchers = slice(&policy.resources, &self.resources).iter();
        matchers.find_map(|matcher| match matcher {
            ResourceMatcher::Template(template) => policy.arena.unknown_variable(*template, facts),
            ResourceMatcher::Any | ResourceMatcher::Arn { .. } => None,
        })
    }

    /// False in identity-type policies.
    pub(super) fn has_principal(&self) -> bool {
        self.principal != PrincipalElement::None
    }

    pub(crate) fn is_not_resource(&self) -> bool {
        self.not_resource
    }

    pub(crate) fn conditions<'p>(&self, policy: &'p Compiled) -> &'p [CompiledCondition] {
        policy.conditions(&self.conditions)
    }

    /// False if a statement whose action matches applies regardless of the rest of the request.
    pub(crate) fn depends_on_request(&self) -> bool {
        !self.any_resource
            || self.principal != PrincipalElement::None
            || !self.conditions.is_empty()
    }

    /// Whether the start of the resource already shows that the statement, whose action matches,
    /// doesn't apply. Records the same as [`CompiledStatement::applies`].
    #[inline]
    pub(crate) fn fails_by_resource(
        &self,
        resource: &ResourceProbe,
        steps: &mut impl Steps,
    ) -> bool {
        let fails = self.principal == PrincipalElement::None
            && !self.any_resource
            && !self.filter.admits(self.moves, resource);
        if fails {
            steps.note(Step::Resource, Truth::False);
        }
        fails
    }

    /// Whether the statement, whose action matches, applies to the request, and how directly it
    /// names the caller. Parts are tested until one is false, the cheap ones first.
    #[inline]
    pub(crate) fn applies(
        &self,
        policy: &Compiled,
        facts: &Facts<'_>,
        has_boundary: bool,
        steps: &mut impl Steps,
    ) -> (Truth, Grant) {
        steps::note(1);
        let mut grant = Grant::Direct;
        let mut truth = Truth::True;
        if self.principal != PrincipalElement::None {
            (truth, grant) = self.names_caller(policy, facts, has_boundary);
            steps.note(Step::Principal, truth);
            if truth == Truth::False {
                return (truth, grant);
            }
        }
        if !self.any_resource {
            let named = self.names_resource(policy, facts);
            steps.note(Step::Resource, named);
            truth = truth.and(named);
            if truth == Truth::False {
                return (truth, grant);
            }
        }
        let conditions = policy.conditions(&self.conditions);
        for (index, condition) in conditions.iter().enumerate() {
            let holds = policy.holds(condition, facts);
            steps.note(Step::Condition(index), holds);
            truth = truth.and(holds);
            if truth == Truth::False {
                break;
            }
        }
        (truth, grant)
    }

    /// S4.10, S4.12, S4.15: whether the statement matches the caller, and how directly it names it.
    pub(super) fn names_caller(
        &self,
        policy: &Compiled,
        facts: &Facts<'_>,
        has_boundary: bool,
    ) -> (Truth, Grant) {
        let caller = facts.principal;
        let principals = slice(&policy.principals, &self.principals);
        let document = &policy.arena.document;
        let is_certain = |principal: &&PrincipalMatcher| {
            facts.caller_is_known || principal.may_be(document, caller) == Truth::True
        };
        let granted = principals
            .iter()
            .filter(is_certain)
            .filter_map(|principal| principal.grants(document, caller))
            .max();
        let named = match granted {
            Some(_) => Truth::True,
            None if !facts.caller_is_known => {
                Truth::any(principals, |principal| principal.may_be(document, caller))
            }
            None if !facts.session_is_known => Truth::any(principals, |principal| {
                principal.may_be_session(document, caller)
            }),
            None => Truth::False,
        };
        if self.principal == PrincipalElement::Principal {
            return (named, granted.unwrap_or(Grant::Direct));
        }
        // S4.13: an allow means everyone who is not named in any way.
        let exempt = match self.effect {
            Effect::Deny => PrincipalMatcher::exempt(principals, &policy.arena.document, facts),
            Effect::Allow => named,
        };
        let always = self.effect == Effect::Deny
            && has_boundary
            && matches!(
                caller.kind(),
                CallerKind::User | CallerKind::Role | CallerKind::RoleSession
            );
        let truth = if always { Truth::True } else { exempt.not() };
        (truth, Grant::Direct)
    }

    /// For an unknown caller that the statement certainly names by its account: whether the
    /// statement may also name it directly, in which case nothing else has to allow the request
    /// (S7.10).
    pub(crate) fn may_name_directly(&self, policy: &Compiled, facts: &Facts<'_>) -> bool {
        if facts.caller_is_known || self.principal != PrincipalElement::Principal {
            return false;
        }
        let mut principals = slice(&policy.principals, &self.principals).iter();
        principals.any(|principal| {
            principal.may_be(&policy.arena.document, facts.principal) == Truth::Unknown
        })
    }

    /// S3.5, S3.9, S6.6.
    fn names_resource(&self, policy: &Compiled, facts: &Facts<'_>) -> Truth {
        let mut unresolved = false;
        let matchers = slice(&policy.resources, &self.resources);
        let named = match facts.assumed {
            None => Truth::any(matchers, |matcher| {
                let (truth, lacks_value) = matcher.matches(policy, facts);
                unresolved |= lacks_value;
                truth
            }),
            Some(assumed) => {
                let matches = assumed.matches(address(policy), &self.resources).iter();
                let matches = matches.copied().chain(std::iter::repeat(None));
                Truth::any(matchers.iter().zip(matches), |(matcher, found)| {
                    let Some(found) = found else {
                        let (truth, lacks_value) = matcher.matches(policy, facts);
                        unresolved |= lacks_value;
                        return truth;
                    };
                    unresolved |= found.lacks_value;
                    let known = found.open.and_then(|pattern| assumed.of(pattern));
                    known.map_or(found.truth, Truth::from)
                })
            }
        };
        if !self.not_resource {
            named
        } else if unresolved {
            // OPEN: an element with a variable that has no value matches no resource.
            Truth::False
        } else {
            named.not()
        }
    }
}
