//! Many sets of policies against many actions at once.
//!
//! Which actions a statement matches doesn't depend on the request. So this is computed once, as
//! bits over a universe of actions, and a row of decisions is computed in words of 64 actions. The
//! rest of a statement (principal, resource, conditions) is the same for a whole row, and is tested
//! once by the code that answers single requests; that code also combines the layers.

mod bits;
mod compile;
mod request;
mod row;
mod universe;

pub use request::MatrixRequest;
pub use row::DecisionRow;
pub use universe::ActionUniverse;

use crate::evaluate::{self, Effects, Layers};
use crate::layer::Layer;
use crate::logic::Logic;
use crate::policy::{Grant, Policy};
use crate::policy_set::PolicySet;
use crate::request::{Action, Principal, Request, Resource};
use compile::PolicyTable;
use iam_syntax::document::Effect;
use iam_syntax::steps;
use request::RuleWord;
use std::ops::Range;

/// Sets of policies, compiled for questions about all actions of a universe at once: the answers
/// are those of [`PolicySet::evaluate`], one by one.
///
/// Policies shared by several sets (clones of one [`Policy`]) are compiled once. A policy takes two
/// bits for each action of the universe. Evaluation takes no lock and changes nothing, so threads
/// can share a matrix, each with its own [`DecisionRow`].
///
/// ```
/// use iam_eval::*;
/// let universe = ActionUniverse::new(["ec2:DescribeImages", "ec2:RunInstances", "s3:PutObject"])?;
/// let mut matrix = PolicyMatrix::new(universe);
/// for action in ["ec2:Describe*", "s3:*"] {
///     let text = format!(r#"{{"Version": "2012-10-17",
///         "Statement": {{"Effect": "Allow", "Action": "{action}", "Resource": "*"}}}}"#);
///     matrix.push(PolicySet::new().with(Policy::parse(PolicyKind::Identity, "p", &text)?)?);
/// }
/// let principal = Principal::parse("arn:aws:iam::111122223333:role/backup")?;
/// let resource = Resource::any();
/// let request = matrix.request(&principal, &resource);
///
/// let mut row = DecisionRow::new();
/// request.evaluate(0, &mut row);
/// assert_eq!(row.decision(0), Decision::Allowed);
/// let allowed: Vec<_> = request.rows().map(|row| row.count_allowed()).collect();
/// assert_eq!(allowed, [1, 1]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// A request belongs to its matrix: the API has no way to evaluate it on another one. The matrix
/// can't change while it has requests.
///
/// ```compile_fail,E0502
/// use iam_eval::*;
/// fn ask(matrix: &mut PolicyMatrix, principal: &Principal, resource: &Resource) {
///     let request = matrix.request(principal, resource);
///     matrix.push(PolicySet::new());
///     request.evaluate(0, &mut DecisionRow::new());
/// }
/// ```
///
/// ```compile_fail,E0599
/// use iam_eval::*;
/// fn ask(other: &PolicyMatrix, request: &MatrixRequest, row: &mut DecisionRow) {
///     other.evaluate(0, request, row);
/// }
/// ```
#[derive(Debug)]
pub struct PolicyMatrix {
    universe: ActionUniverse,
    words: usize,
    policies: PolicyTable,
    sets: Vec<CompiledSet>,
    /// Ranges of policies, one per layer.
    places: Vec<u32>,
}

#[derive(Debug)]
struct CompiledSet {
    is_identity_alone: bool,
    identity: Range<u32>,
    /// The other layers that have policies, in their order.
    layers: Box<[(Layer, Range<u32>)]>,
    set: PolicySet,
}

impl CompiledSet {
    /// The place of a layer among those that have policies. An organization may have many levels,
    /// and each is asked for.
    fn place(&self, layer: Layer) -> Option<usize> {
        let order = |(known, _): &(Layer, _)| {
            steps::note(1);
            known.cmp(&layer)
        };
        self.layers.binary_search_by(order).ok()
    }
}

impl PolicyMatrix {
    /// A matrix without rows.
    #[must_use]
    pub fn new(universe: ActionUniverse) -> Self {
        Self {
            words: bits::words_for(universe.len()),
            universe,
            policies: PolicyTable::default(),
            sets: Vec::new(),
            places: Vec::new(),
        }
    }

    /// The actions in question, in the order of a row's decisions.
    #[must_use]
    pub fn universe(&self) -> &ActionUniverse {
        &self.universe
    }

    /// The number of sets, which is the number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.sets.len()
    }

    /// True if there are no sets.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sets.is_empty()
    }

    /// Adds a set as the last row.
    pub fn push(&mut self, set: PolicySet) {
        let identity = self.places_of(&set.identity);
        let others = set
            .layers()
            .filter(|(layer, policies)| *layer != Layer::Identity && !policies.is_empty());
        let layers: Vec<(Layer, Range<u32>)> = others
            .map(|(layer, policies)| (layer, self.places_of(policies)))
            .collect();
        debug_assert!(
            layers.is_sorted_by_key(|(layer, _)| *layer),
            "a set's layers are in their order"
        );
        self.sets.push(CompiledSet {
            is_identity_alone: set.is_identity_alone(),
            identity,
            layers: layers.into_boxed_slice(),
            set,
        });
    }

    fn places_of(&mut self, policies: &[Policy]) -> Range<u32> {
        let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        let from = count(self.places.len());
        for policy in policies {
            let place = self.policies.place(&self.universe, policy);
            self.places.push(place);
        }
        from..count(self.places.len())
    }

    /// A request without an action, which is evaluated for each action of the universe; its context
    /// is empty.
    #[must_use]
    pub fn request<'a>(
        &'a self,
        principal: &'a Principal,
        resource: &'a Resource,
    ) -> MatrixRequest<'a> {
        let request = Request::with_action(principal, Action::UNSPECIFIED, resource);
        self.request_like(&request)
    }

    /// The request with its action replaced by each of the universe's.
    #[must_use]
    pub fn request_like<'a>(&'a self, request: &Request<'a>) -> MatrixRequest<'a> {
        MatrixRequest::of(self, request)
    }

    /// Writes the decisions of the set at `index` into `row`.
    #[inline]
    fn evaluate(&self, index: usize, request: &MatrixRequest<'_>, row: &mut DecisionRow) {
        row.reset(self.universe.len());
        let Some(set) = self.sets.get(index) else {
            row.allowed.fill(0);
            row.denied.fill(0);
            return;
        };
        if set.is_identity_alone && request.identity_alone_decides {
            self.evaluate_by_identity(set, request, row);
        } else {
            self.evaluate_by_layers(set, request, row);
        }
    }

    /// S7.3 alone: an allow of any identity policy suffices, a deny of any decides.
    #[expect(
        clippy::indexing_slicing,
        reason = "the indices were created with the lists, and rows are as long as the universe"
    )]
    fn evaluate_by_identity(
        &self,
        set: &CompiledSet,
        request: &MatrixRequest<'_>,
        row: &mut DecisionRow,
    ) {
        let places = &self.places[set.identity.start as usize..set.identity.end as usize];
        row.allowed.fill(0);
        row.denied.fill(0);
        for place in places {
            let (denied, allowed, policy) = self.policies.get(*place, self.words);
            for (word, named) in row.denied.iter_mut().zip(denied) {
                *word |= named;
            }
            for (word, named) in row.allowed.iter_mut().zip(allowed) {
                *word |= named;
            }
            policy.for_each_that_applies(&request.facts, false, |effect, _, actions| {
                let words = match effect {
                    Effect::Deny => &mut row.denied,
                    Effect::Allow => &mut row.allowed,
                };
                for range in actions {
                    bits::set_range(words, range);
                }
            });
        }
        for of_rule in &request.rules(false).special {
            let identity = [Effects::of_identity(
                row.denied[of_rule.word],
                row.allowed[of_rule.word],
            )];
            let layers = WordOfLayers {
                set,
                effects: &identity,
                words: 1,
                word: 0,
                deny: 0,
            };
            let (allowed, denied) = combine(request, *of_rule, layers);
            let others = !of_rule.actions;
            row.allowed[of_rule.word] = (row.allowed[of_rule.word] & others) | allowed;
            row.denied[of_rule.word] = (row.denied[of_rule.word] & others) | denied;
        }
        for (allowed, denied) in row.allowed.iter_mut().zip(&row.denied) {
            *allowed &= !denied;
        }
    }

    #[expect(
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        reason = "the indices were created with the lists, and rows are as long as the universe"
    )]
    fn evaluate_by_layers(
        &self,
        set: &CompiledSet,
        request: &MatrixRequest<'_>,
        row: &mut DecisionRow,
    ) {
        let identity = (Layer::Identity, set.identity.clone());
        row.layers.clear();
        row.layers
            .resize((set.layers.len() + 1) * self.words, Effects::NONE);
        for (at, (_, places)) in std::iter::once(&identity).chain(&set.layers).enumerate() {
            let effects = &mut row.layers[at * self.words..(at + 1) * self.words];
            self.say(set, places, request, effects, &mut row.statement);
        }
        row.allowed.fill(0);
        row.denied.fill(0);
        let rules = request.rules(set.set.resource.is_some());
        for of_rule in rules.general.iter().chain(&rules.special) {
            let layers = WordOfLayers {
                set,
                effects: &row.layers,
                words: self.words,
                word: of_rule.word,
                deny: 0,
            };
            let (allowed, denied) = combine(request, *of_rule, layers);
            row.allowed[of_rule.word] |= allowed;
            row.denied[of_rule.word] |= denied;
        }
    }

    /// The answer of a layer's policies.
    #[expect(
        clippy::indexing_slicing,
        reason = "the indices were created with the lists, and rows are as long as the universe"
    )]
    fn say(
        &self,
        set: &CompiledSet,
        places: &Range<u32>,
        request: &MatrixRequest<'_>,
        effects: &mut [Effects<u64>],
        statement: &mut Vec<u64>,
    ) {
        let has_boundary = set.set.permissions_boundary.is_some();
        for place in &self.places[places.start as usize..places.end as usize] {
            let (denied, allowed, policy) = self.policies.get(*place, self.words);
            for ((effects, denied), allowed) in effects.iter_mut().zip(denied).zip(allowed) {
                effects.note(Effect::Deny, *denied, Grant::Direct);
                effects.note(Effect::Allow, *allowed, Grant::Direct);
            }
            policy.for_each_that_applies(&request.facts, has_boundary, |effect, grant, ranges| {
                statement.clear();
                statement.resize(self.words, 0);
                for range in ranges {
                    bits::set_range(statement, range);
                }
                for (effects, actions) in effects.iter_mut().zip(&*statement) {
                    effects.note(effect, *actions, grant);
                }
            });
        }
    }
}

/// The allowed and the explicitly denied ones among the actions with one rule.
fn combine(
    request: &MatrixRequest<'_>,
    of_rule: RuleWord,
    mut layers: WordOfLayers<'_>,
) -> (u64, u64) {
    let (facts, set) = (&request.facts, &layers.set.set);
    let has_session = !set.session.is_empty();
    if let Some(allow) = of_rule.rule.settles::<u64>(facts, has_session) {
        return (of_rule.actions & allow, 0);
    }
    let found = evaluate::findings(set, facts.principal, of_rule.rule, &mut layers);
    let allow = found.map_or(0, |found| evaluate::allows(&found, facts));
    let denied = of_rule.actions & layers.deny;
    (of_rule.actions & allow & !denied, denied)
}

/// One word of each layer's answer.
struct WordOfLayers<'a> {
    set: &'a CompiledSet,
    /// Layer by layer, the identity policies first.
    effects: &'a [Effects<u64>],
    words: usize,
    word: usize,
    /// What the evaluated layers deny.
    deny: u64,
}

impl Layers<u64> for WordOfLayers<'_> {
    #[expect(
        clippy::arithmetic_side_effects,
        reason = "the product is at most the length of `effects`, or nothing is found"
    )]
    fn layer(&mut self, layer: Layer, _: &[Policy]) -> Option<Effects<u64>> {
        let place = match layer {
            Layer::Identity => Some(0),
            _ => self.set.place(layer).map(|at| at + 1),
        };
        let effects = place
            .and_then(|place| self.effects.get(place * self.words + self.word))
            .copied()
            .unwrap_or(Effects::NONE);
        self.deny = self.deny.or(effects.deny);
        Some(effects)
    }
}
