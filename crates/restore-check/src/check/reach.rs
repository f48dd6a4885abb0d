//! How far a grant reaches over the resources of one type.

use super::subject::{Questions, Target};
use iam_eval::{
    Action, Effect, Explanation, Mismatch, PartialDecision, ResourcePattern, StatementOutcome,
    StatementReason,
};
use std::cell::OnceCell;

/// How much of a set of resources a principal may use with an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reach {
    /// None; denied explicitly.
    Denied,
    /// None.
    None,
    /// Some of them, in some contexts.
    SomeIf,
    /// All of them, in some contexts.
    AllIf,
    /// Some of them, in every context.
    Some,
    /// All of them, in every context.
    All,
}

/// The resources that an action's statements name; found once, when the first answer hangs on them.
#[derive(Debug, Default)]
pub(crate) struct Named(OnceCell<Vec<ResourcePattern>>);

impl Named {
    fn of(&self, questions: &Questions<'_>, action: &Action<'_>) -> &[ResourcePattern] {
        self.0.get_or_init(|| {
            let anything = Target::Pattern(questions.anything());
            named_resources(&questions.explain(action, anything))
        })
    }
}

impl Questions<'_> {
    /// The reach over the resources that a pattern stands for.
    pub(crate) fn reach(
        &self,
        action: &Action<'_>,
        within: &ResourcePattern,
        named: &Named,
    ) -> Reach {
        match self.decide(action, Target::Pattern(within)) {
            PartialDecision::Allowed => Reach::All,
            PartialDecision::ExplicitDeny => Reach::Denied,
            PartialDecision::ImplicitDeny | PartialDecision::Denied => Reach::None,
            PartialDecision::Depends => self.partial_reach(action, within, named),
        }
    }

    fn partial_reach(&self, action: &Action<'_>, within: &ResourcePattern, named: &Named) -> Reach {
        // The resources that the statements themselves name, as far as they are of this set: if the
        // answer is certain for one of them, the grant reaches that far.
        let mut best = Reach::None;
        for pattern in named.of(self, action) {
            if pattern.covers(within) {
                continue;
            }
            let Some(part) = within.narrowed_to(pattern) else {
                continue;
            };
            best = best.max(match self.decide(action, Target::Pattern(&part)) {
                PartialDecision::Allowed => return Reach::Some,
                PartialDecision::Depends => self.undecided(action, &part),
                _ => Reach::None,
            });
        }
        let explanation = self.explain(action, Target::Pattern(within));
        let doubts: Vec<Doubt> = explanation.statements().filter_map(Doubt::of).collect();
        if doubts.iter().all(|doubt| !doubt.resource) {
            return Reach::AllIf;
        }
        // Where only denies and `NotResource` speak of resources, no pattern stands for the rest.
        if best == Reach::None {
            best = reach_of(&doubts);
        }
        best
    }

    /// The reach over a part for which the answer still hangs on something.
    fn undecided(&self, action: &Action<'_>, part: &ResourcePattern) -> Reach {
        let explanation = self.explain(action, Target::Pattern(part));
        let doubts: Vec<Doubt> = explanation.statements().filter_map(Doubt::of).collect();
        reach_of(&doubts)
    }
}

/// What a statement whose answer is open hangs on.
struct Doubt {
    effect: Effect,
    resource: bool,
    condition: bool,
}

impl Doubt {
    fn of(statement: &StatementReason) -> Option<Self> {
        let StatementOutcome::Depends(mismatches) = &statement.outcome else {
            return None;
        };
        let is_resource = |mismatch: &Mismatch| matches!(mismatch, Mismatch::Resource { .. });
        Some(Self {
            effect: statement.effect,
            resource: mismatches.iter().any(is_resource),
            condition: mismatches.iter().any(|mismatch| !is_resource(mismatch)),
        })
    }
}

/// Certain for some resources if no allow hangs on the context, and each deny leaves some out.
fn reach_of(doubts: &[Doubt]) -> Reach {
    let certain = doubts.iter().all(|doubt| match doubt.effect {
        Effect::Allow => !doubt.condition,
        Effect::Deny => doubt.resource,
    });
    if certain { Reach::Some } else { Reach::SomeIf }
}

/// The patterns of `Resource` on which allows of the explanation hang.
fn named_resources(explanation: &Explanation<PartialDecision>) -> Vec<ResourcePattern> {
    let mismatches = explanation
        .statements()
        .filter(|statement| statement.effect == Effect::Allow)
        .flat_map(|statement| match &statement.outcome {
            StatementOutcome::Depends(mismatches) => mismatches.as_slice(),
            _ => &[],
        });
    mismatches
        .filter_map(|mismatch| match mismatch {
            Mismatch::Resource {
                negated: false,
                patterns,
            } => Some(patterns),
            _ => None,
        })
        .flatten()
        .filter_map(|pattern| ResourcePattern::parse(pattern).ok())
        .collect()
}
