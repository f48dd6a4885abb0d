//! Evaluates the layers one after the other.

use super::combine::{self, Findings};
use super::effects::Effects;
use super::services::SpecialRule;
use crate::layer::Layer;
use crate::logic::{Logic, Truth};
use crate::policy::{CompiledStatement, Grant, Policy, ResourceProbe, Steps};
use crate::policy_set::PolicySet;
use crate::request::{CallerKind, Facts, Principal};
use iam_syntax::document::Effect;
use smallvec::SmallVec;
use std::ops::ControlFlow;

/// Observes the evaluation of the layers. `()` observes nothing and permits shortcuts.
pub(crate) trait Observer {
    /// Records the outcome of each part of a statement.
    type Steps: Steps + Default;
    /// If false, the evaluation may use the index and stop as soon as the decision is certain.
    const WATCHES: bool;

    /// This number of statements of a policy come next.
    fn statements(&mut self, _count: usize) {}
    fn statement(
        &mut self,
        layer: Layer,
        policy: &Policy,
        index: usize,
        steps: Self::Steps,
        found: (Truth, Grant),
    );
    fn layer(&mut self, layer: Layer, effects: &Effects);
    fn outcome(&mut self, findings: &Findings);

    /// A statement applies, which the walk found without watching; a deny that doesn't count is
    /// none.
    #[inline]
    fn applies(&mut self, _policy: &Policy, _index: u32, _effect: Effect) {}
}

impl Observer for () {
    type Steps = ();
    const WATCHES: bool = false;

    #[inline]
    fn statement(&mut self, _: Layer, _: &Policy, _: usize, (): (), _: (Truth, Grant)) {}
    #[inline]
    fn layer(&mut self, _: Layer, _: &Effects) {}
    #[inline]
    fn outcome(&mut self, _: &Findings) {}
}

/// Whether a deny applies, and whether the request would be allowed without one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Outcome {
    pub(crate) deny: Truth,
    pub(crate) allow: Truth,
}

/// What is the same for all layers of a request.
#[derive(Debug)]
pub(crate) struct Scope<'a> {
    pub(crate) facts: &'a Facts<'a>,
    pub(crate) has_boundary: bool,
}

pub(crate) fn decide<O: Observer>(set: &PolicySet, facts: &Facts<'_>, observer: &mut O) -> Outcome {
    let may_be_short = !O::WATCHES && set.is_identity_alone() && identity_alone_decides(facts);
    if may_be_short
        && (SpecialRule::leaves_to_identity(&facts.action)
            || SpecialRule::of(false, facts).is_general())
    {
        return decide_by_identity(set, facts, observer);
    }
    decide_by_layers(set, facts, observer)
}

fn decide_by_layers<O: Observer>(set: &PolicySet, facts: &Facts<'_>, observer: &mut O) -> Outcome {
    let rule = SpecialRule::of(set.resource.is_some(), facts);
    let settled = rule
        .settles(facts, !set.session.is_empty())
        .map(|allow| Outcome {
            deny: Truth::False,
            allow,
        });
    if let Some(outcome) = settled
        && !O::WATCHES
    {
        return outcome;
    }
    let scope = Scope {
        facts,
        has_boundary: set.permissions_boundary.is_some(),
    };
    let mut walk = Walk {
        scope,
        observer,
        deny: Truth::False,
        resource_denies: rule.root_is_exempt.not(),
        rcps_deny: rule.rcps_are_exempt.not(),
    };
    let found = findings(set, facts.principal, rule, &mut walk);
    let allow = match found {
        Some(findings) => {
            walk.observer.outcome(&findings);
            combine::allows(&findings, facts)
        }
        None => Truth::False,
    };
    settled.unwrap_or(Outcome {
        deny: walk.deny,
        allow,
    })
}

/// The shortcut for the most frequent question: only identity policies, about the caller's own
/// account.
fn decide_by_identity<O: Observer>(
    set: &PolicySet,
    facts: &Facts<'_>,
    observer: &mut O,
) -> Outcome {
    let scope = Scope {
        facts,
        has_boundary: false,
    };
    let mut effects = Effects::NONE;
    for policy in &set.identity {
        look_up(&scope, policy, &mut effects, |index, effect| {
            observer.applies(policy, index, effect);
        });
        if effects.deny == Truth::True {
            break;
        }
    }
    Outcome {
        deny: effects.deny,
        allow: effects.allows(Grant::Direct),
    }
}

/// Whether the caller's identity policies alone decide, if no other layer was supplied and the
/// service has no special rule.
pub(crate) fn identity_alone_decides(facts: &Facts<'_>) -> bool {
    let has_identity_policies = matches!(
        facts.principal.kind(),
        CallerKind::User | CallerKind::Role | CallerKind::RoleSession
    );
    has_identity_policies && combine::is_same_account(facts) == Truth::True
}

/// Supplies the answer of a layer for one request, or for 64 at once.
pub(crate) trait Layers<T> {
    /// `None` if the answers of the other layers can no longer matter.
    fn layer(&mut self, layer: Layer, policies: &[Policy]) -> Option<Effects<T>>;
}

/// The answer of each layer that applies to the caller. `None` once a deny is certain and nothing
/// observes: it decides, whatever else applies (S7.2).
pub(crate) fn findings<T: Logic>(
    set: &PolicySet,
    caller: &Principal,
    rule: SpecialRule,
    layers: &mut impl Layers<T>,
) -> Option<Findings<T>> {
    // Every field is named, so that a new layer without evaluation here doesn't compile: it would
    // never limit.
    let PolicySet {
        identity,
        permissions_boundary,
        session,
        resource,
        scps,
        rcps,
        vpc_endpoint,
        has_other_layers: _,
    } = set;
    // S7.14, S7.15, S8.5: these callers have no identity side.
    let has_identity_side = !matches!(
        caller.kind(),
        CallerKind::Service
            | CallerKind::Anonymous
            | CallerKind::FederatedProvider
            | CallerKind::OriginAccessIdentity
    );
    let mut findings = Findings::new(rule);
    if has_identity_side {
        // S7.3: within a layer, one Allow in any policy is enough.
        findings.identity = layers.layer(Layer::Identity, identity)?.allows_at_all();
        if let Some(boundary) = permissions_boundary {
            let effects =
                layers.layer(Layer::PermissionsBoundary, std::slice::from_ref(boundary))?;
            findings.boundary = effects.allows_at_all();
        }
        if !session.is_empty() {
            let effects = layers.layer(Layer::Session, session)?;
            findings.session = Some(effects.allows_at_all());
        }
        // S7.12
        if !caller.is_service_linked() {
            for (level, policies) in scps.iter().enumerate() {
                let effects = layers.layer(Layer::Scp(level), policies)?;
                findings.scps = findings.scps.and(effects.allows_at_all());
            }
        }
    }
    if let Some(resource) = resource
        && rule.resource_policy_counts()
    {
        findings.resource = layers.layer(Layer::Resource, std::slice::from_ref(resource))?;
    }
    if !caller.is_service_linked() && rule.rcps_count() {
        // S7.7: every level has RCPFullAWSAccess, so that only denies count.
        for (level, policies) in rcps.iter().enumerate() {
            layers.layer(Layer::Rcp(level), policies)?;
        }
    }
    if let Some(endpoint) = vpc_endpoint {
        let effects = layers.layer(Layer::VpcEndpoint, std::slice::from_ref(endpoint))?;
        findings.vpc_endpoint = effects.allows_at_all();
    }
    Some(findings)
}

struct Walk<'a, O> {
    scope: Scope<'a>,
    observer: &'a mut O,
    deny: Truth,
    /// Whether the resource-based policy's denies count.
    resource_denies: Truth,
    /// Whether the denies of resource control policies count.
    rcps_deny: Truth,
}

impl<O: Observer> Layers<Truth> for Walk<'_, O> {
    #[inline]
    fn layer(&mut self, layer: Layer, policies: &[Policy]) -> Option<Effects> {
        let mut effects = Effects::NONE;
        let denies = match layer {
            Layer::Resource => self.resource_denies,
            Layer::Rcp(_) => self.rcps_deny,
            _ => Truth::True,
        };
        for policy in policies {
            if O::WATCHES {
                self.watch(layer, policy, &mut effects);
            } else {
                let observer = &mut *self.observer;
                look_up(&self.scope, policy, &mut effects, |index, effect| {
                    if effect == Effect::Allow || denies == Truth::True {
                        observer.applies(policy, index, effect);
                    }
                });
                if effects.deny == Truth::True && denies == Truth::True {
                    self.deny = Truth::True;
                    return None;
                }
            }
        }
        effects.deny = effects.deny.and(denies);
        self.observer.layer(layer, &effects);
        self.deny = self.deny.or(effects.deny);
        Some(effects)
    }
}

impl<O: Observer> Walk<'_, O> {
    /// Evaluates every statement about the action in order, and reports each.
    fn watch(&mut self, layer: Layer, policy: &Policy, effects: &mut Effects) {
        let compiled = policy.compiled();
        let (facts, boundary) = (self.scope.facts, self.scope.has_boundary);
        let mut about: SmallVec<[u32; 32]> = SmallVec::new();
        let index = &compiled.index;
        for effect in [Effect::Deny, Effect::Allow] {
            let visit = |at, _: Option<&_>| {
                about.push(at);
                ControlFlow::Continue(())
            };
            let everything = ResourceProbe::Unknown;
            let _ = index.for_each(effect, compiled, &facts.action, &everything, visit);
        }
        about.sort_unstable();
        about.dedup();
        self.observer.statements(about.len());
        let resource = ResourceProbe::of(facts);
        for at in about {
            let at = at as usize;
            #[expect(
                clippy::indexing_slicing,
                reason = "the index contains positions of statements"
            )]
            let statement = &compiled.statements[at];
            let mut steps = O::Steps::default();
            let found = match statement.fails_by_resource(&resource, &mut steps) {
                true => (Truth::False, Grant::Direct),
                false => statement.applies(compiled, facts, boundary, &mut steps),
            };
            self.observer.statement(layer, policy, at, steps, found);
            let (truth, grant) = found;
            effects.note(statement.effect, truth, grant);
            effects.note_direct(Some(statement), truth, grant, compiled, facts);
        }
    }
}

/// Evaluates only the statements that the index finds, until the policy's answer is certain: first
/// the denies, then, if no deny is certain, the allows. `applies` gets the statements that apply.
#[inline]
fn look_up(
    scope: &Scope<'_>,
    policy: &Policy,
    effects: &mut Effects,
    mut applies: impl FnMut(u32, Effect),
) {
    let compiled = policy.compiled();
    let (facts, boundary) = (scope.facts, scope.has_boundary);
    let resource = ResourceProbe::of(facts);
    for effect in [Effect::Deny, Effect::Allow] {
        let visit = |index, statement: Option<&CompiledStatement>| {
            let (truth, grant) = match statement {
                Some(statement) => statement.applies(compiled, facts, boundary, &mut ()),
                None => (Truth::True, Grant::Direct),
            };
            effects.note(effect, truth, grant);
            effects.note_direct(statement, truth, grant, compiled, facts);
            if truth == Truth::True {
                applies(index, effect);
            }
            if effects.is_certain(effect) {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        };
        let index = &compiled.index;
        let _ = index.for_each(effect, compiled, &facts.action, &resource, visit);
        if effects.deny == Truth::True || effects.is_certain(Effect::Allow) {
            return;
        }
    }
}
