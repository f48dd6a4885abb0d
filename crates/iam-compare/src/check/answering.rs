//! Answers questions about the same two sides, scope by scope.

use super::redundant::StatementPlace;
use super::supplied_layers::{self, Present};
use super::typical::Typical;
use super::variants;
use crate::answer::{Comparison, Proof, Reason, Witness};
use crate::atoms::{Atom, Dimension, KeyId};
use crate::callers::{self, Named};
use crate::formula::{FALSE, NodeId, TRUE};
use crate::layers::{LayerAnswers, regions};
use crate::problem::Problem;
use crate::question::{Callers, Question};
use crate::scope::{Derived, Scope};
use crate::solve::{Model, Open, Search, Solved};
use crate::statement::{applies, arn_pattern, names, within, written_action};
use crate::theory::text::symbol;
use crate::theory::text::{Steps, Test};
use crate::witness;
use iam_eval::{Layer, PolicyKind, PolicySet, is_trust_policy_action};
use iam_syntax::document::TRUST_POLICY_ACTIONS;
use std::collections::{HashMap, HashSet};

/// The two sides of a comparison.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sides<'a> {
    /// If there is none, nothing is allowed.
    pub(super) old: Option<&'a PolicySet>,
    pub(super) new: &'a PolicySet,
}

/// How many further models are requested if the evaluator doesn't confirm one.
const MOST_REPLAYS: usize = 3;

/// The state for answering a question, which further questions about the same sides build on.
pub(super) struct QuestionState<'a> {
    pub(super) question: Question<'a>,
    pub(super) problem: Problem,
    pub(super) named: Named,
    pub(super) scopes: Vec<Scope>,
    pub(super) old: Option<PolicySet>,
    pub(super) new: PolicySet,
    /// The sides for the actions of trust policies, if a resource-based policy is supplied: the
    /// evaluator, when it reads a scenario, takes it for a trust policy (S1.19).
    with_trust: Option<(Option<PolicySet>, PolicySet)>,
    present: Present,
    /// Only what this statement of the new side allows.
    by: Option<StatementPlace>,
    pub(super) steps: Steps,
    /// What the new side allows and the old one doesn't, in each scope.
    ways: Vec<Option<Vec<NodeId>>>,
    pub(super) typical: HashMap<Typical, NodeId>,
}

impl<'a> QuestionState<'a> {
    pub(super) fn new(sides: Sides<'_>, question: Question<'a>) -> Option<Self> {
        if question
            .known
            .as_ref()
            .is_some_and(|known| known.has_lists())
        {
            return None;
        }
        let given: Vec<&PolicySet> = sides.old.into_iter().chain([sides.new]).collect();
        let present = Present::of(&given);
        let caller = match &question.callers {
            Callers::This(caller) => Some(caller),
            Callers::Any => None,
        };
        let mut named = Named::in_policies(&given, caller, question.owner.as_deref())?;
        if let Some(account) = caller.and_then(iam_eval::Principal::account)
            && !named.accounts.iter().any(|known| known == account)
        {
            named.accounts.push(account.to_owned());
        }
        let complete = |kind: PolicyKind| {
            let complete = |set: &PolicySet| match question.is_of_documents {
                true => supplied_layers::complete(set, present, &named, &question, kind),
                false => Some(set.clone()),
            };
            let old = match sides.old {
                Some(old) => Some(complete(old)?),
                None => None,
            };
            Some((old, complete(sides.new)?))
        };
        let (old, new) = complete(PolicyKind::Resource)?;
        let with_trust = match question.is_of_documents && !present.resource {
            true => Some(complete(PolicyKind::Trust)?),
            false => None,
        };
        let sets: Vec<&PolicySet> = old.iter().chain([&new]).collect();
        let mut problem = Problem::new(sets.iter().flat_map(|set| set.policies()));
        let is_caller_alone = present.is_caller_alone();
        let scopes = callers::scopes(
            &mut problem,
            &question,
            &sets,
            &named,
            is_caller_alone,
            present.identity,
        );
        Some(Self {
            problem,
            named,
            scopes,
            old,
            new,
            with_trust,
            present,
            by: None,
            steps: Steps::new(question.budget),
            ways: Vec::new(),
            typical: HashMap::new(),
            question,
        })
    }

    /// The condition for a request of the scope, one for each way in which the layers combine.
    fn roots(&mut self, at: usize, scope: &Scope) -> Vec<NodeId> {
        let known = self.ways.get_mut(at).and_then(Option::take);
        let ways = known.unwrap_or_else(|| self.ways(scope));
        let asked = self.asked_about();
        let applies = self.applies(scope);
        let roots = ways
            .iter()
            .map(|way| self.problem.formulas.and([*way, asked, applies]))
            .collect();
        if self.ways.len() <= at {
            self.ways.resize(at.saturating_add(1), None);
        }
        self.ways[at] = Some(ways);
        roots
    }

    /// What the new side allows and the old one doesn't.
    pub(super) fn differs(&mut self, scope: &Scope) -> NodeId {
        let ways = self.ways(scope);
        self.problem.formulas.or(ways)
    }

    fn ways(&mut self, scope: &Scope) -> Vec<NodeId> {
        let problem = &mut self.problem;
        let new = LayerAnswers::of(problem, scope, &self.new);
        let old = self
            .old
            .as_ref()
            .map(|old| LayerAnswers::of(problem, scope, old));
        let sets: Vec<&PolicySet> = self.old.iter().chain([&self.new]).collect();
        let mut ways = Vec::new();
        for region in regions(problem, scope, &sets) {
            let [.., combination] = region.combinations.as_slice() else {
                continue;
            };
            let allowed = new.allowed(&mut problem.formulas, combination);
            if allowed == FALSE {
                continue;
            }
            let mut parts = vec![region.when, allowed];
            if let (Some(old), [combination, _]) = (&old, region.combinations.as_slice()) {
                let before = old.allowed(&mut problem.formulas, combination);
                parts.push(problem.formulas.not(before));
            }
            ways.push(problem.formulas.and(parts));
        }
        ways
    }

    /// That the statement in question applies.
    fn applies(&mut self, scope: &Scope) -> NodeId {
        let Some(place) = self.by else {
            return TRUE;
        };
        let has_boundary = self
            .new
            .layers()
            .any(|(layer, _)| layer == Layer::PermissionsBoundary);
        let policy = self
            .new
            .layers()
            .find(|(layer, _)| *layer == place.layer)
            .and_then(|(_, policies)| policies.get(place.policy));
        match policy {
            Some(policy) if names(scope, policy, place.statement, has_boundary).is_some() => {
                applies(&mut self.problem, scope, policy, place.statement)
            }
            _ => FALSE,
        }
    }

    /// The actions and resources of the question. A trust policy alone is only asked about its
    /// actions, another resource-based policy about all others (S1.19).
    pub(super) fn asked_about(&mut self) -> NodeId {
        let problem = &mut self.problem;
        let present = self.present;
        let is_alone = self.question.is_of_documents && !present.identity && !present.limits;
        let possible = match (present.trust && is_alone, present.not_trust) {
            (true, true) | (false, false) => TRUE,
            (is_trust, _) => {
                let names = TRUST_POLICY_ACTIONS.map(|action| action.to_ascii_lowercase());
                let names = names.iter().map(|action| symbol::literal(action)).collect();
                let of_trust = problem.text(Dimension::Action, names);
                problem.negated_if(!is_trust, of_trust)
            }
        };
        let actions: Vec<_> = self
            .question
            .actions
            .iter()
            .map(|text| written_action(text))
            .collect();
        let resources: Vec<_> = self
            .question
            .resources
            .iter()
            .map(|text| arn_pattern(text))
            .collect();
        let actions = within(problem, Dimension::Action, &actions);
        let resources = within(problem, Dimension::Resource, &resources);
        problem.formulas.and([actions, resources, possible])
    }

    /// The witness of a model, if the evaluator confirms it.
    pub(super) fn witness(&mut self, scope: &Scope, model: &Model) -> Option<Witness> {
        let candidates =
            witness::candidates(&mut self.problem, &self.question, scope, &self.named, model);
        candidates.into_iter().find_map(|candidate| {
            let (old, new) = match &self.with_trust {
                Some((old, new)) if is_trust_policy_action(candidate.request.action()) => {
                    (old, new)
                }
                _ => (&self.old, &self.new),
            };
            let decision = witness::confirm(&candidate, old.as_ref(), new)?;
            Some(Witness {
                request: candidate.request,
                owner: candidate.owner,
                old: old.clone().zip(decision),
                new: new.clone(),
                is_typical: false,
            })
        })
    }

    /// Formulas that are equal in everything relevant are solved once, whoever the callers are.
    fn fingerprint(&self, scope: &Scope, root: NodeId) -> Fingerprint {
        let mut pinned: Vec<(KeyId, Option<String>)> = Vec::new();
        let mut is_named = false;
        for atom in self.problem.formulas.atoms(root) {
            match self.problem.atoms.get(atom) {
                Some(Atom::Key(key, _)) => {
                    let name = &self.problem.atoms.keys[usize::from(key)].name;
                    if let Derived::Known(value) = scope.derived(name) {
                        pinned.push((key, value));
                    }
                }
                Some(Atom::Text(Dimension::Caller, _)) => is_named = true,
                _ => {}
            }
        }
        let names = scope.any_name.as_ref().filter(|_| is_named);
        let names = names.map(|any| any.names.clone()).unwrap_or_default();
        (root, scope.resources.clone(), names, pinned)
    }
}

type Fingerprint = (NodeId, Vec<Test>, Vec<Test>, Vec<(KeyId, Option<String>)>);

/// Two sides, and what was found out about them.
pub(super) struct Series<'a> {
    variants: Vec<Option<QuestionState<'a>>>,
}

impl<'a> Series<'a> {
    pub(super) fn new(sides: Sides<'_>, question: &Question<'a>) -> Self {
        let variants = variants::of(sides, question).into_iter();
        Self {
            variants: variants
                .map(|question| QuestionState::new(sides, question))
                .collect(),
        }
    }

    /// Whether something is newly allowed; or by this statement.
    pub(super) fn decide(&mut self, by: Option<StatementPlace>) -> Comparison {
        let mut proof = Proof::default();
        let mut undecided = None;
        for variant in &mut self.variants {
            let answer = match variant {
                Some(asked) => asked.decide(by),
                None => Comparison::Undecided(Reason::Budget),
            };
            match answer {
                Comparison::NewAccess(witness) => return Comparison::NewAccess(witness),
                Comparison::Undecided(reason) => undecided = undecided.or(Some(reason)),
                Comparison::NoNewAccess(found) => {
                    proof.scopes += found.scopes;
                    proof.lemmas += found.lemmas;
                    proof.rounds += found.rounds;
                }
            }
        }
        match undecided {
            Some(reason) => Comparison::Undecided(reason),
            None => Comparison::NoNewAccess(proof),
        }
    }
}

impl QuestionState<'_> {
    fn decide(&mut self, by: Option<StatementPlace>) -> Comparison {
        self.by = by;
        self.steps = Steps::new(self.question.budget);
        let scopes = std::mem::take(&mut self.scopes);
        let answer = self.in_scopes(&scopes);
        self.scopes = scopes;
        answer
    }

    fn in_scopes(&mut self, scopes: &[Scope]) -> Comparison {
        let mut proof = Proof::default();
        let mut undecided = None;
        let mut seen = HashSet::new();
        for (at, scope) in scopes.iter().enumerate() {
            // What callers of another kind have in common with these was examined with them.
            let mut roots = self.roots(at, scope);
            roots.retain(|root| *root != FALSE && seen.insert(self.fingerprint(scope, *root)));
            let root = self.problem.formulas.or(roots);
            if root == FALSE {
                continue;
            }
            proof.scopes += 1;
            let mut search = Search::new(&mut self.problem, scope, root);
            let mut replays = 0;
            loop {
                match search.solve(&mut self.problem, &mut self.steps) {
                    Solved::None { lemmas, rounds } => {
                        proof.lemmas += lemmas;
                        proof.rounds += rounds;
                    }
                    Solved::Open(open) => undecided = Some(undecided.unwrap_or(reason(open))),
                    Solved::Model(_) if scope.canonical.is_some() => {
                        undecided = undecided.or(Some(Reason::CanonicalUsers));
                    }
                    Solved::Model(model) => {
                        if let Some(witness) = self.witness(scope, &model) {
                            let typical = super::typical::witness(self, scope, root);
                            return Comparison::NewAccess(Box::new(typical.unwrap_or(witness)));
                        }
                        undecided = Some(Reason::Replay);
                        replays += 1;
                        if replays < MOST_REPLAYS {
                            search.exclude(&model.literals);
                            continue;
                        }
                    }
                }
                break;
            }
        }
        match undecided {
            Some(reason) => Comparison::Undecided(reason),
            None => Comparison::NoNewAccess(proof),
        }
    }
}

pub(super) fn reason(open: Open) -> Reason {
    match open {
        Open::Budget => Reason::Budget,
        Open::Variables => Reason::Variables,
        Open::MixedTypes => Reason::MixedTypes,
    }
}

#[cfg(test)]
mod tests;
