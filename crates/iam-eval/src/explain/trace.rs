//! Takes down what the walk through the layers sees.

use super::notes::{self, Assumption, Note};
use super::premises::Premises;
use super::reason::{
    Certainty, ConditionReason, LayerReason, LayerStatus, Mismatch, Origin, RequestValues,
    StatementOutcome, StatementReason,
};
use super::tree::Asked;
use super::{Explanation, ServiceRule};
use crate::evaluate::{Effects, Findings, Layer, Observer, PartialDecision, Truth};
use crate::policy::{Policy, Step, Steps};
use crate::policy_set::PolicySet;
use crate::request::{DerivedKey, Facts, Key, Lookup};
use iam_syntax::document::{Effect, Statement};
use std::collections::BTreeMap;
use std::sync::Arc;

pub(super) struct Trace<'a> {
    set: &'a PolicySet,
    facts: &'a Facts<'a>,
    statements: Vec<StatementReason>,
    layers: Vec<LayerReason>,
    service_rules: Vec<ServiceRule>,
    either_side_suffices: bool,
    findings: Option<Findings>,
    sees_role: bool,
}

/// The parts of a statement that were looked at.
#[derive(Debug, Default)]
pub(super) struct Parts(Vec<(Step, Truth)>);

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
            layers: Vec::new(),
            service_rules: Vec::new(),
            either_side_suffices: false,
            findings: None,
            sees_role: false,
        }
    }

    pub(super) fn explanation<D>(
        mut self,
        decision: D,
        answer: PartialDecision,
        deciding: Option<Effect>,
    ) -> Explanation<D> {
        let set = self.set;
        let single = [
            (Layer::Identity, !set.identity.is_empty()),
            (
                Layer::PermissionsBoundary,
                set.permissions_boundary.is_some(),
            ),
            (Layer::Session, !set.session.is_empty()),
            (Layer::Resource, set.resource.is_some()),
            (Layer::VpcEndpoint, set.vpc_endpoint.is_some()),
        ];
        let levels = [
            (Layer::Scp as fn(usize) -> Layer, set.scps.len()),
            (Layer::Rcp as fn(usize) -> Layer, set.rcps.len()),
        ];
        let levels = levels.iter().flat_map(|(layer, levels)| {
            // An organization of which no level was given is reported as one that wasn't supplied.
            (0..(*levels).max(1)).map(|level| (layer(level), *levels > 0))
        });
        // By their order: there may be as many levels as an input has room for.
        let mut known: BTreeMap<Layer, usize> = BTreeMap::new();
        for (index, reason) in self.layers.iter().enumerate() {
            known.entry(reason.layer).or_insert(index);
        }
        for (layer, supplied) in single.into_iter().chain(levels) {
            let index = known.get(&layer).copied();
            match index.and_then(|index| self.layers.get_mut(index)) {
                Some(reason) if !supplied => reason.status = LayerStatus::NotSupplied,
                Some(_) => {}
                None => self.layers.push(LayerReason {
                    layer,
                    status: if supplied {
                        LayerStatus::NotApplicable
                    } else {
                        LayerStatus::NotSupplied
                    },
                    allows: Certainty::No,
                    denies: Certainty::No,
                    statements: Vec::new(),
                }),
            }
        }
        self.layers.sort_by_key(|reason| reason.layer);
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
        }
    }

    fn mismatch(&self, statement: &Statement<'_>, step: Step) -> Mismatch {
        match step {
            Step::Principal => Mismatch::Principal {
                negated: statement.is_not_principal(),
                principals: statement
                    .principals()
                    .map(|(_, value)| value.into())
                    .collect(),
            },
            Step::Resource => {
                let resources = statement.resources();
                Mismatch::Resource {
                    negated: resources.is_some_and(|resources| resources.is_negated()),
                    patterns: resources
                        .iter()
                        .flat_map(|resources| resources.values().map(Into::into))
                        .collect(),
                }
            }
            Step::Condition(index) => Mismatch::Condition(self.condition(statement, index)),
        }
    }

    fn condition(&self, statement: &Statement<'_>, index: usize) -> ConditionReason {
        let condition = statement.condition(index);
        let operator = condition.map_or_else(String::new, |condition| condition.operator());
        let key = condition.map_or("", |condition| condition.key());
        ConditionReason {
            operator: operator.into(),
            key: key.into(),
            values: condition
                .iter()
                .flat_map(|condition| condition.values().map(Into::into))
                .collect(),
            request: self.request_values(key),
        }
    }

    fn request_values(&self, key: &str) -> RequestValues {
        let key = Key::new(key);
        match self.facts.lookup(&key, DerivedKey::of(key.folded())) {
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

    fn statement(&mut self, _: Layer, policy: &Policy, index: usize, steps: Parts, truth: Truth) {
        let document = policy.document();
        let Some(statement) = document.statement(index) else {
            return;
        };
        let mismatches = |wanted| {
            let doubts = steps.0.iter().filter(move |(_, truth)| *truth == wanted);
            doubts.map(|(step, _)| self.mismatch(&statement, *step))
        };
        let outcome = match truth {
            Truth::True => StatementOutcome::Applies,
            Truth::Unknown => StatementOutcome::Depends(mismatches(Truth::Unknown).collect()),
            Truth::False => match mismatches(Truth::False).next() {
                Some(mismatch) => StatementOutcome::Fails(mismatch),
                None => StatementOutcome::Depends(Vec::new()),
            },
        };
        let applies = truth == Truth::True;
        let mut holds = Vec::new();
        if applies {
            let conditions = steps.0.iter().filter_map(|(step, _)| match step {
                Step::Condition(index) => Some(self.condition(&statement, *index)),
                Step::Principal | Step::Resource => None,
            });
            holds.extend(conditions);
        }
        let mismatches = match &outcome {
            StatementOutcome::Applies => &[],
            StatementOutcome::Fails(mismatch) => std::slice::from_ref(mismatch),
            StatementOutcome::Depends(mismatches) => mismatches.as_slice(),
        };
        let lookup = |key: &str| self.request_values(key);
        let version = document.version();
        let notes = Note::on(&statement, version, mismatches, &holds, applies, lookup);
        self.sees_role = self.sees_role || notes::sees_role(&statement, self.facts);
        self.statements.push(StatementReason {
            origin: Origin {
                policy: Arc::clone(document.shared_name()),
                statement: index,
                sid: statement.sid().map(Into::into),
                position: statement.position(),
                span: statement.span(),
            },
            effect: statement.effect(),
            outcome,
            holds,
            notes,
        });
    }

    fn layer(&mut self, layer: Layer, effects: &Effects) {
        self.layers.push(LayerReason {
            layer,
            status: LayerStatus::Evaluated,
            allows: effects.allows_at_all().into(),
            denies: effects.deny.into(),
            statements: std::mem::take(&mut self.statements),
        });
    }

    fn outcome(&mut self, findings: &Findings) {
        self.service_rules =
            ServiceRule::all(&findings.rule, self.facts, findings.session.is_some());
        self.findings = Some(*findings);
        self.either_side_suffices = findings.either_side_suffices(self.facts);
    }
}
