//! Records the evaluation of the layers.

use super::notes::{self, Assumption, Note};
use super::origin::Origin;
use super::premises::Premises;
use super::reason::{
    Certainty, LayerReason, LayerStatus, Part, RequestValues, StatementReason, StatementResult,
};
use super::tree::Asked;
use super::{Explanation, ServiceRule};
use crate::evaluate::{Effects, Findings, Observer, PartialDecision};
use crate::layer::{Layer, LayerKind};
use crate::logic::Truth;
use crate::policy::{Grant, Policy, Step, Steps};
use crate::policy_set::{Attached, PolicySet};
use crate::request::{CallerKind, DerivedKey, Facts, Key, Lookup};
use iam_syntax::document::Effect;
use smallvec::SmallVec;

pub(super) struct Trace<'a> {
    set: &'a PolicySet,
    facts: &'a Facts<'a>,
    statements: Vec<StatementReason>,
    layers: Vec<LayerReason>,
    /// The index of the last layer evaluated.
    walked: usize,
    service_rules: Vec<ServiceRule>,
    either_side_suffices: bool,
    delegated: Option<Certainty>,
    findings: Option<Findings>,
    /// The caller is a session: the answer of a statement may depend on its role's ARN.
    may_see_role: bool,
    sees_role: bool,
}

/// The parts of a statement that were tested.
#[derive(Debug, Default)]
pub(super) struct Parts(SmallVec<[(Step, Truth); 4]>);

impl Steps for Parts {
    fn note(&mut self, step: Step, truth: Truth) {
        self.0.push((step, truth));
    }
}

impl<'a> Trace<'a> {
    pub(super) fn new(set: &'a PolicySet, facts: &'a Facts<'a>) -> Self {
        Self {
            set,
            facts,
            statements: Vec::new(),
            layers: silent_layers(set),
            walked: 0,
            service_rules: Vec::new(),
            either_side_suffices: false,
            delegated: None,
            findings: None,
            may_see_role: facts.principal.kind() == CallerKind::RoleSession,
            sees_role: false,
        }
    }

    pub(super) fn explanation<D>(
        self,
        decision: D,
        answer: PartialDecision,
        deciding: Option<Effect>,
    ) -> Explanation<D> {
        let set = self.set;
        let premises = Premises {
            set,
            facts: self.facts,
            findings: self.findings,
            layers: &self.layers,
            service_rules: &self.service_rules,
        };
        Explanation {
            conclusion: premises.conclusion(answer),
            assumptions: Assumption::all(set, self.facts, self.sees_role),
            asked: Asked::of(self.facts),
            decision,
            deciding,
            layers: self.layers,
            service_rules: self.service_rules,
            either_side_suffices: self.either_side_suffices,
            delegated: self.delegated,
        }
    }

    /// The reported form of a tested part.
    fn part(&self, policy: &Policy, statement: usize, step: Step) -> Part {
        match step {
            Step::Principal => Part::Principal,
            Step::Resource => Part::Resource,
            Step::Condition(index) => {
                let compiled = policy.compiled();
                let statement = compiled.statements.get(statement);
                let conditions = statement.map(|statement| statement.conditions(compiled));
                let condition = conditions.and_then(|conditions| conditions.get(index));
                let values = condition.map(|it| self.request_values(&it.key, it.derived));
                Part::Condition(index, values.unwrap_or(RequestValues::Absent))
            }
        }
    }

    fn request_values(&self, key: &Key, derived: Option<DerivedKey>) -> RequestValues {
        match self.facts.lookup(key, derived) {
            Lookup::Unknown => RequestValues::Unknown,
            Lookup::Absent => RequestValues::Absent,
            Lookup::One(value) => RequestValues::of([value].into_iter()),
            Lookup::Many(values) => RequestValues::of(values.iter().map(|value| &**value)),
        }
    }
}

impl Observer for Trace<'_> {
    type Steps = Parts;
    const WATCHES: bool = true;

    fn statements(&mut self, count: usize) {
        self.statements.reserve_exact(count);
    }

    fn statement(
        &mut self,
        _: Layer,
        policy: &Policy,
        index: usize,
        steps: Parts,
        (truth, grant): (Truth, Grant),
    ) {
        let Some(statement) = policy.document().statement(index) else {
            return;
        };
        let parts = |wanted: fn(&(Step, Truth)) -> bool| {
            let parts = steps.0.iter().filter(move |step| wanted(step));
            parts.map(|(step, _)| self.part(policy, index, *step))
        };
        let result = match truth {
            Truth::True => StatementResult::Applies(
                parts(|(step, _)| matches!(step, Step::Condition(_))).collect(),
            ),
            Truth::Unknown => {
                StatementResult::Depends(parts(|(_, it)| *it == Truth::Unknown).collect())
            }
            Truth::False => match parts(|(_, it)| *it == Truth::False).next() {
                Some(part) => StatementResult::Fails(part),
                None => StatementResult::Depends(Vec::new()),
            },
        };
        let mut reason = StatementReason {
            origin: Origin::new(policy, index),
            effect: statement.effect(),
            notes: Vec::new(),
            delegates: grant == Grant::Account,
            result,
        };
        if Note::may_be_on(&reason) {
            reason.notes = Note::on(&reason, |key| {
                let key = Key::new(key);
                let derived = DerivedKey::of(key.folded());
                self.request_values(&key, derived)
            });
        }
        if self.may_see_role {
            self.sees_role = self.sees_role || notes::sees_role(&statement, self.facts);
        }
        self.statements.push(reason);
    }

    fn layer(&mut self, layer: Layer, effects: &Effects) {
        // The layers are evaluated in order.
        let rest = self.layers.iter_mut().skip(self.walked);
        if let Some((at, reason)) = (self.walked..).zip(rest).find(|(_, it)| it.layer == layer) {
            self.walked = at;
            if reason.status == LayerStatus::NotApplicable {
                reason.status = LayerStatus::Evaluated;
            }
            reason.allows = effects.allows_at_all().into();
            reason.denies = effects.deny.into();
            reason.statements = std::mem::take(&mut self.statements);
        }
    }

    fn outcome(&mut self, findings: &Findings) {
        self.service_rules = ServiceRule::all(&findings.rule, self.facts, self.set);
        self.findings = Some(*findings);
        self.either_side_suffices = findings.either_side_suffices(self.facts);
        self.delegated = findings.delegated(self.facts).map(Certainty::from);
    }
}

/// Every layer in order, as if none applied. An organization without levels is reported as not
/// supplied.
fn silent_layers(set: &PolicySet) -> Vec<LayerReason> {
    let silent = |layer, supplied| LayerReason {
        layer,
        status: match supplied {
            true => LayerStatus::NotApplicable,
            false => LayerStatus::NotSupplied,
        },
        allows: Certainty::Impossible,
        denies: Certainty::Impossible,
        statements: Vec::new(),
    };
    let mut layers = Vec::with_capacity(LayerKind::ALL.len());
    for kind in LayerKind::ALL {
        match set.attached(kind) {
            Attached::Lone(policies) => layers.push(silent(kind.layer(0), !policies.is_empty())),
            Attached::Levels([]) => layers.push(silent(kind.layer(0), false)),
            Attached::Levels(levels) => {
                layers.extend((0..levels.len()).map(|level| silent(kind.layer(level), true)));
            }
        }
    }
    layers
}
