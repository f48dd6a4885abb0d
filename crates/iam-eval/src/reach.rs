//! On how much of a set of resources a request would be allowed.

mod cases;
mod contexts;
mod equivalence;
mod examples;
#[cfg(test)]
mod tests;
mod values;

pub use equivalence::ActionClass;

use crate::evaluate::{Effects, Findings, Observer, PartialDecision, decide};
use crate::layer::Layer;
use crate::logic::Truth;
use crate::policy::{CompiledStatement, Grant, Policy};
use crate::policy_set::PolicySet;
use crate::request::{Action, Facts, PartialRequest, Resource, ResourceFact, ResourcePattern};
use cases::Cases;
use contexts::Contexts;
use iam_syntax::document::Effect;
use serde::{Deserialize, Serialize};
use std::ops::ControlFlow;

/// On how much of a set of resources a request is allowed. See [`PolicySet::reach`]. Exhaustive:
/// the scale is complete.
///
/// Each value states a certain lower bound: `Some` may be returned where all are allowed, `SomeIf`
/// where the context makes no difference. From `SomeIf` on there is a witness: a request that was
/// evaluated and is allowed. If neither a witness nor a proof that there is none was found, the
/// answer is `Unknown`.
///
/// "Whatever is unknown" refers to everything that a [`PartialRequest`] leaves open besides the
/// resource: condition keys, the caller, the session. "If what is unknown turns out so" means that
/// there are values for which the engine's answer is *allowed*, where each unknown key may have any
/// value or none, independently of other unknown keys. Whether requests with these values occur in
/// practice is not known here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Reach {
    /// On none, whatever is unknown: it is denied explicitly on all of them.
    Denied,
    /// On none, whatever is unknown.
    None,
    /// Not known: neither a resource and a context for which it is allowed was found, nor a proof
    /// that there are none.
    Unknown,
    /// On at least one of them, if what is unknown turns out so.
    SomeIf,
    /// On all of them, if what is unknown turns out so.
    AllIf,
    /// On at least one of them, whatever is unknown.
    Some,
    /// On all of them, whatever is unknown.
    All,
}

impl Reach {
    /// The reach that a partial decision determines, if it does.
    ///
    /// ```
    /// use iam_eval::{PartialDecision, Reach};
    /// assert_eq!(Reach::settled_by(PartialDecision::Allowed), Some(Reach::All));
    /// assert_eq!(Reach::settled_by(PartialDecision::Depends), None);
    /// ```
    #[must_use]
    pub fn settled_by(decision: PartialDecision) -> Option<Self> {
        match decision {
            PartialDecision::Allowed => Some(Self::All),
            PartialDecision::ExplicitDeny => Some(Self::Denied),
            PartialDecision::ImplicitDeny | PartialDecision::Denied => Some(Self::None),
            PartialDecision::Depends => None,
        }
    }
}

impl PolicySet {
    /// On how much of the resources that the request may be about (those of a pattern) it is
    /// allowed.
    ///
    /// Every value except [`Reach::Unknown`] is certain. The resources that the policies
    /// distinguish are explored case by case: a resource matches a pattern of a statement, or it
    /// doesn't. The work is limited; policies that are made to exceed the limit get
    /// [`Reach::Unknown`].
    ///
    /// If the resource may be anything at all, an example that no policy names is taken from the
    /// action's own service, in the caller's account.
    ///
    /// ```
    /// use iam_eval::*;
    /// let policies = PolicySet::new().with(Policy::parse(PolicyKind::Identity, "role.json", r#"{
    ///   "Statement": {"Effect": "Allow", "Action": "ec2:*", "Resource": "arn:aws:ec2:*:*:volume/*"}}"#)?)?;
    /// let principal = Principal::parse("arn:aws:iam::111122223333:role/backup")?;
    /// let reach = |pattern| Ok::<_, RequestError>(policies.reach(
    ///     &PartialRequest::new(&principal, "ec2:CreateTags")?.with_resource_pattern(&ResourcePattern::parse(pattern)?)));
    /// assert_eq!(reach("arn:aws:ec2:eu-west-1:111122223333:volume/*")?, Reach::All);
    /// assert_eq!(reach("arn:aws:ec2:*:111122223333:image/ami-1")?, Reach::None);
    /// assert_eq!(reach("*")?, Reach::Some);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn reach(&self, request: &PartialRequest<'_>) -> Reach {
        let settled = Reach::settled_by(self.evaluate_partial(request));
        settled.unwrap_or_else(|| Search::new(self, request.facts()).reach())
    }

    /// Whether a statement about the action is about some resources only. If none is, all resources
    /// of an owner have the same answer, unless the service distinguishes them.
    ///
    /// ```
    /// use iam_eval::*;
    /// let policies = PolicySet::new().with(Policy::parse(PolicyKind::Identity, "role.json", r#"{
    ///   "Statement": [{"Effect": "Allow", "Action": "ec2:*", "Resource": "*"},
    ///     {"Effect": "Deny", "Action": "ec2:Delete*", "NotResource": "arn:aws:ec2:*:*:volume/*"}]}"#)?)?;
    /// assert!(policies.distinguishes_resources(&Action::new("ec2:DeleteSnapshot")?));
    /// assert!(!policies.distinguishes_resources(&Action::new("ec2:CreateSnapshot")?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn distinguishes_resources(&self, action: &Action<'_>) -> bool {
        self.policies().any(|policy| {
            let compiled = policy.compiled();
            let mut statements = compiled.statements.iter();
            statements.any(|statement| {
                statement.is_about_some_resources() && statement.names_action(compiled, action)
            })
        })
    }

    /// The statements about an action, with their policies.
    fn about<'s>(
        &'s self,
        action: &Action<'s>,
    ) -> impl Iterator<Item = (&'s Policy, usize, &'s CompiledStatement)> {
        let action = *action;
        self.policies().flat_map(move |policy| {
            let compiled = policy.compiled();
            let statements = compiled.statements.iter().enumerate();
            statements.filter_map(move |(index, statement)| {
                statement
                    .names_action(compiled, &action)
                    .then_some((policy, index, statement))
            })
        })
    }
}

/// How many times all statements may be evaluated for one question: fewer times for many
/// statements, so that the time grows linearly with their number. AWS's limits allow a principal no
/// more than some hundred statements.
fn affordable(set: &PolicySet) -> usize {
    const MOST_STATEMENTS: usize = 60_000;
    let policies = set.policies();
    let statements = policies.flat_map(|policy| &policy.compiled().statements);
    let statements: usize = statements.map(|statement| statement.weight()).sum();
    MOST_STATEMENTS
        .checked_div(statements)
        .unwrap_or(MOST_STATEMENTS)
}

/// Searches for a resource and a context for which a request is allowed that depends on unknowns.
struct Search<'a> {
    set: &'a PolicySet,
    facts: &'a Facts<'a>,
    /// How many times all statements may be evaluated: for resources, and for contexts.
    decisions: usize,
}

impl<'a> Search<'a> {
    fn new(set: &'a PolicySet, facts: &'a Facts<'a>) -> Self {
        Self {
            set,
            facts,
            decisions: affordable(set).clamp(4, 400),
        }
    }

    fn reach(self) -> Reach {
        let within = match self.facts.resource {
            ResourceFact::Known(_) => None,
            ResourceFact::Within(pattern) => Some(pattern.clone()),
            ResourceFact::Unknown => Some(ResourcePattern::any()),
        };
        let mut contexts = Contexts::new(self.set, self.facts, self.decisions);
        // Most questions depend only on the context.
        let is_context_tried = within.as_ref().is_none_or(|within| self.is_alike(within));
        if is_context_tried && contexts.grant(self.facts.resource) {
            return Reach::AllIf;
        }
        // Resources for which the answer depends on other unknowns.
        let mut examples = Vec::new();
        if let Some(within) = &within {
            let try_one = |example: Resource| {
                match self.decide(ResourceFact::Known(&example)) {
                    PartialDecision::Allowed => return ControlFlow::Break(()),
                    PartialDecision::Depends => examples.push(example),
                    _ => {}
                }
                ControlFlow::Continue(())
            };
            if examples::try_each(self.set, self.facts, within, try_one).is_break() {
                return Reach::Some;
            }
            let mut cases = Cases::new(&self, within);
            match cases.explore() {
                cases::Found::Grant => return Reach::Some,
                cases::Found::NoGrant => return Reach::None,
                cases::Found::Nothing => {}
            }
            // The policies distinguish the resources that the cases found; there may be many
            // others.
            cases.open.append(&mut examples);
            examples = cases.open;
        }
        if !is_context_tried && contexts.grant(self.facts.resource) {
            return Reach::AllIf;
        }
        let found = examples
            .iter()
            .any(|example| contexts.grant(ResourceFact::Known(example)))
            || within.is_some_and(|within| contexts.grant_by_variable(&within));
        if found { Reach::SomeIf } else { Reach::Unknown }
    }

    /// Whether no statement that affects the answer distinguishes the set's resources, and all have
    /// one owner.
    fn is_alike(&self, within: &ResourcePattern) -> bool {
        let mut statements = OpenStatements::new(|policy, index| {
            let compiled = policy.compiled();
            let statement = compiled.statements.get(index)?;
            statement.is_open(compiled, self.facts).then_some(())
        });
        let _ = decide(self.set, self.facts, &mut statements);
        within.account().is_some() && statements.found().is_none()
    }

    fn decide(&self, resource: ResourceFact<'_>) -> PartialDecision {
        let facts = Facts {
            resource,
            ..self.facts.clone()
        };
        decide(self.set, &facts, &mut ()).into()
    }
}

/// Finds something in a statement that may apply and affects the answer, preferring one that
/// allows.
struct OpenStatements<F, T> {
    find: F,
    /// In the current layer.
    of_layer: Option<T>,
    allow: Option<T>,
    deny: Option<T>,
}

impl<T, F: Fn(&Policy, usize) -> Option<T>> OpenStatements<F, T> {
    fn new(find: F) -> Self {
        Self {
            find,
            of_layer: None,
            allow: None,
            deny: None,
        }
    }

    fn found(self) -> Option<T> {
        self.allow.or(self.deny)
    }
}

impl<T, F: Fn(&Policy, usize) -> Option<T>> Observer for OpenStatements<F, T> {
    type Steps = ();
    const WATCHES: bool = true;

    fn statement(
        &mut self,
        _: Layer,
        policy: &Policy,
        index: usize,
        (): (),
        found: (Truth, Grant),
    ) {
        let (truth, _) = found;
        let Some(statement) = policy.compiled().statements.get(index) else {
            return;
        };
        let found = match statement.effect {
            Effect::Allow => &mut self.of_layer,
            Effect::Deny => &mut self.deny,
        };
        if truth == Truth::Unknown && found.is_none() {
            *found = (self.find)(policy, index);
        }
    }

    fn layer(&mut self, _: Layer, effects: &Effects) {
        let of_layer = self.of_layer.take();
        // A layer that certainly allows doesn't depend on its other statements.
        if effects.allows(Grant::Direct) != Truth::True && self.allow.is_none() {
            self.allow = of_layer;
        }
    }

    fn outcome(&mut self, _: &Findings) {}
}
