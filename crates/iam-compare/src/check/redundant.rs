//! Statements that could be removed.

use super::{compare, supplied_layers};
use crate::answer::{Comparison, Reason, Witness};
use crate::question::Question;
use iam_eval::{Effect, Layer, Policy, PolicyKind, PolicySet, Version};

/// A statement of a set of policies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StatementPlace {
    /// The layer of its policy.
    pub layer: Layer,
    /// The index of the policy in the layer, counted from 0.
    pub policy: usize,
    /// The index of the statement in the policy, counted from 0.
    pub statement: usize,
}

/// The statements that make no difference, each considered by itself: of two equal ones, both.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Redundancy {
    /// Allows without which the same requests are allowed.
    pub redundant: Vec<StatementPlace>,
    /// Denies without which the same requests are allowed, as long as these policies are considered
    /// alone: a deny may be intended for use together with others.
    pub idle_denies: Vec<StatementPlace>,
    /// Necessary statements, each with a request that shows it.
    pub needed: Vec<(StatementPlace, Box<Witness>)>,
    /// Statements for which it could not be decided.
    pub undecided: Vec<(StatementPlace, Reason)>,
}

/// The statements of the policies that make no difference. For a resource-based policy this depends
/// on the owner of the resource (S7.10): see [`Question::owned_by`].
///
/// ```
/// use iam_compare::{Question, redundant};
/// use iam_eval::{Policy, PolicyKind, PolicySet};
/// let text = r#"{"Statement": [
///   {"Effect": "Allow", "Action": "s3:*", "Resource": "*"},
///   {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}]}"#;
/// let policies = PolicySet::new().with(Policy::parse(PolicyKind::Identity, "role.json", text)?)?;
/// let found = redundant(&policies, &Question::of_documents());
/// assert_eq!(found.redundant[0].statement, 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn redundant(policies: &PolicySet, question: &Question<'_>) -> Redundancy {
    let mut found = Redundancy::default();
    for effect in [Effect::Allow, Effect::Deny] {
        for place in places(policies, effect) {
            found.judge(policies, place, effect, question);
        }
    }
    found
}

/// The Denies that others cover: without one of them the same requests are denied, whatever else
/// allows. The answer is in [`Redundancy::idle_denies`]; Allows are not looked at.
///
/// Unlike a Deny that is idle in these policies, such a one is idle beside any others. A Deny that
/// denies nothing even by itself is in no list: it may be about callers that no question is about.
/// Trust policies are not looked at: no statement allows every service and identity provider, which
/// a Deny may be about.
///
/// ```
/// use iam_compare::{Question, shadowed};
/// use iam_eval::{Policy, PolicyKind, PolicySet};
/// let text = r#"{"Statement": [
///   {"Effect": "Deny", "Action": "iam:*", "Resource": "*"},
///   {"Effect": "Deny", "Action": "iam:CreateUser", "Resource": "*"}]}"#;
/// let policies = PolicySet::new().with(Policy::parse(PolicyKind::Identity, "role.json", text)?)?;
/// let found = shadowed(&policies, &Question::of_documents());
/// assert_eq!(found.idle_denies.iter().map(|place| place.statement).collect::<Vec<_>>(), [1]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn shadowed(policies: &PolicySet, question: &Question<'_>) -> Redundancy {
    let mut found = Redundancy::default();
    let mut kinds = policies.policies().map(|policy| policy.document().kind());
    if kinds.any(|kind| kind == PolicyKind::Trust) {
        return found;
    }
    let everything =
        |_, _, policy: &Policy| edited(policy, |_| true, Some(supplied_layers::everything));
    let Some(open) = supplied_layers::rebuilt(policies, everything) else {
        let denies = places(policies, Effect::Deny);
        found
            .undecided
            .extend(denies.map(|place| (place, Reason::Replay)));
        return found;
    };
    for place in places(policies, Effect::Deny) {
        let mut judged = Redundancy::default();
        judged.judge(&open, place, Effect::Deny, question);
        if judged.idle_denies.is_empty() || denies_alone(policies, place, question) {
            found.idle_denies.append(&mut judged.idle_denies);
            found.needed.append(&mut judged.needed);
            found.undecided.append(&mut judged.undecided);
        }
    }
    found
}

/// Whether a Deny has an effect where everything is allowed and nothing else denied.
fn denies_alone(policies: &PolicySet, place: StatementPlace, question: &Question<'_>) -> bool {
    let everything = Some(supplied_layers::everything as fn(PolicyKind) -> &'static str);
    let bare = supplied_layers::rebuilt(policies, |_, _, policy| {
        edited(policy, |_| false, everything)
    });
    let alone = supplied_layers::rebuilt(policies, |layer, at, policy| {
        let is_of = layer == place.layer && at == place.policy;
        let keeps = |statement| is_of && statement == place.statement;
        edited(policy, keeps, everything)
    });
    match (alone, bare) {
        (Some(alone), Some(bare)) => compare(&alone, &bare, question).witness().is_some(),
        _ => false,
    }
}

/// The statements of an effect.
fn places(policies: &PolicySet, effect: Effect) -> impl Iterator<Item = StatementPlace> {
    let levels = policies.layers();
    levels.flat_map(move |(layer, level)| {
        let documents = level.iter().map(Policy::document).enumerate();
        documents.flat_map(move |(policy, document)| {
            let statements = document
                .statements()
                .filter(move |statement| statement.effect() == effect);
            statements.map(move |statement| StatementPlace {
                layer,
                policy,
                statement: statement.index(),
            })
        })
    })
}

impl Redundancy {
    /// Puts a statement into one of the lists.
    fn judge(
        &mut self,
        policies: &PolicySet,
        place: StatementPlace,
        effect: Effect,
        question: &Question<'_>,
    ) {
        let Some(rest) = without(policies, place) else {
            self.undecided.push((place, Reason::Replay));
            return;
        };
        let (comparison, list) = match effect {
            Effect::Allow => (compare(&rest, policies, question), &mut self.redundant),
            Effect::Deny => (compare(policies, &rest, question), &mut self.idle_denies),
        };
        match comparison {
            Comparison::NoNewAccess(_) => list.push(place),
            Comparison::NewAccess(witness) => self.needed.push((place, witness)),
            Comparison::Undecided(reason) => self.undecided.push((place, reason)),
        }
    }
}

/// The set without a statement.
fn without(set: &PolicySet, left_out: StatementPlace) -> Option<PolicySet> {
    supplied_layers::rebuilt(set, |layer, at, policy| {
        match layer == left_out.layer && at == left_out.policy {
            true => edited(policy, |statement| statement != left_out.statement, None),
            false => Some(policy.clone()),
        }
    })
}

/// The policy with some of its statements, or with one more at the end. Where none is left, one
/// takes their place that never applies: a policy that says nothing is not a policy that isn't
/// there.
fn edited(
    policy: &Policy,
    keeps: impl Fn(usize) -> bool,
    added: Option<fn(PolicyKind) -> &'static str>,
) -> Option<Policy> {
    let document = policy.document();
    let mut statements: Vec<&str> = document
        .statements()
        .filter(|other| keeps(other.index()))
        .filter_map(|other| {
            let span = other.span();
            document
                .source()
                .get(span.start as usize..span.end as usize)
        })
        .collect();
    statements.extend(added.map(|added| added(document.kind())));
    if statements.is_empty() {
        statements.push(supplied_layers::never(document.kind()));
    }
    let version = match document.version() {
        Version::V2012 => r#""Version": "2012-10-17", "#,
        Version::V2008 => "",
    };
    let text = format!(r#"{{{version}"Statement": [{}]}}"#, statements.join(", "));
    Policy::parse(document.kind(), document.name(), &text).ok()
}
