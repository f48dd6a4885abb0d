//! Statements that could be removed.

use super::{compare, supply};
use crate::answer::{Comparison, Reason, Witness};
use crate::question::Question;
use iam_eval::{Effect, Layer, Policy, PolicySet, Version};

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
    /// Denies without which the same requests are allowed, as long as these policies are considered alone: a
    /// deny may be intended for use together with others.
    pub idle_denies: Vec<StatementPlace>,
    /// Necessary statements, each with a request that shows it.
    pub needed: Vec<(StatementPlace, Box<Witness>)>,
    /// Statements for which it could not be decided.
    pub undecided: Vec<(StatementPlace, Reason)>,
}

/// The statements of the policies that make no difference. For a resource-based policy this depends on the
/// owner of the resource (S7.10): see [`Question::owned_by`].
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
    for (layer, level) in policies.layers() {
        for (policy, document) in level.iter().map(Policy::document).enumerate() {
            for statement in document.statements() {
                let place = StatementPlace {
                    layer,
                    policy,
                    statement: statement.index(),
                };
                let Some(rest) = without(policies, place) else {
                    found.undecided.push((place, Reason::Replay));
                    continue;
                };
                let (comparison, list) = match statement.effect() {
                    Effect::Allow => (compare(&rest, policies, question), &mut found.redundant),
                    Effect::Deny => (compare(policies, &rest, question), &mut found.idle_denies),
                };
                match comparison {
                    Comparison::NoNewAccess(_) => list.push(place),
                    Comparison::NewAccess(witness) => found.needed.push((place, witness)),
                    Comparison::Undecided(reason) => found.undecided.push((place, reason)),
                }
            }
        }
    }
    found
}

/// The set without a statement.
fn without(set: &PolicySet, left_out: StatementPlace) -> Option<PolicySet> {
    supply::rebuilt(set, |layer, at, policy| {
        match layer == left_out.layer && at == left_out.policy {
            true => policy_without(policy, left_out.statement),
            false => Some(policy.clone()),
        }
    })
}

/// The policy without a statement. If it has no other, it is replaced by one that never applies: a policy that
/// says nothing is not an absent policy.
fn policy_without(policy: &Policy, statement: usize) -> Option<Policy> {
    let document = policy.document();
    let mut statements: Vec<&str> = document
        .statements()
        .filter(|other| other.index() != statement)
        .filter_map(|other| {
            let span = other.span();
            document
                .source()
                .get(span.start as usize..span.end as usize)
        })
        .collect();
    if statements.is_empty() {
        statements.push(supply::never(document.kind()));
    }
    let version = match document.version() {
        Version::V2012 => r#""Version": "2012-10-17", "#,
        Version::V2008 => "",
    };
    let text = format!(r#"{{{version}"Statement": [{}]}}"#, statements.join(", "));
    Policy::parse(document.kind(), document.name(), &text).ok()
}
