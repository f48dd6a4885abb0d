//! Decides whether a formula is satisfiable by a request: the loop of propositional reasoning and
//! the theories of the dimensions.

mod dimensions;
mod justification;
mod keys;
mod sat;
mod values;

use crate::atoms::{Atom, Dimension, KeyId, KeyState};
use crate::formula::{AtomId, FALSE, Literal, Node, NodeId};
use crate::problem::{Lemma, Problem};
use crate::scope::{Derived, Scope};
use crate::theory::text::{OutOfSteps, Steps};
use sat::{Batsat, Satisfiability, Verdict};
use std::collections::{BTreeMap, HashMap};

/// The values of a request in its dimensions.
#[derive(Debug, Clone, Default)]
pub(crate) struct Model {
    pub(crate) action: String,
    pub(crate) resource: String,
    /// If the scope leaves the caller's name open.
    pub(crate) caller: Option<String>,
    pub(crate) keys: BTreeMap<KeyId, KeyState>,
    /// The literals that make the formula true.
    pub(crate) literals: Vec<Literal>,
}

/// Why no answer was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Open {
    /// The budget was exhausted.
    Budget,
    /// It depends on the values of variables.
    Variables,
    /// One key is compared with values of different types.
    MixedTypes,
}

#[derive(Debug)]
pub(crate) enum Solved {
    Model(Box<Model>),
    None { lemmas: usize, rounds: usize },
    Open(Open),
}

/// The maximum number of clauses learnt from conflicts: a pigeonhole problem of ten takes some ten
/// thousand.
const MOST_CONFLICTS: usize = 100_000;

/// The search for models of one formula in one scope.
pub(crate) struct Search<'a> {
    scope: &'a Scope,
    root: NodeId,
    sat: Batsat,
    variables: HashMap<AtomId, usize>,
    space: dimensions::Space,
    lemmas: usize,
    rounds: usize,
    open: Option<Open>,
}

/// The result of checking a conjunction of literals.
pub(crate) enum Checked {
    Model(Box<Model>),
    /// These can't be true together.
    Core(Vec<Literal>),
    /// It isn't known whether these can be true together.
    Open(Open, Vec<Literal>),
}

impl<'a> Search<'a> {
    pub(crate) fn new(problem: &mut Problem, scope: &'a Scope, root: NodeId) -> Self {
        let mut search = Self {
            scope,
            root,
            sat: Batsat::new(MOST_CONFLICTS),
            variables: HashMap::new(),
            space: dimensions::Space::of(problem, scope),
            lemmas: 0,
            rounds: 0,
            open: None,
        };
        search.encode(problem, root);
        search.recall(problem);
        search
    }

    /// Reuses results of other searches, if they are about the atoms of this one.
    fn recall(&mut self, problem: &Problem) {
        for lemma in &problem.lemmas {
            let holds_here = match &lemma.space {
                None => true,
                Some((dimension, space)) => self.space.of_dimension(*dimension) == space,
            };
            let is_about = lemma
                .core
                .iter()
                .all(|(atom, _)| self.variables.contains_key(atom));
            if holds_here && is_about {
                self.exclude(&lemma.core);
            }
        }
    }

    /// Keeps a result for other searches: if it is about one dimension, and not about a key whose
    /// value is known in this scope.
    fn remember(&self, problem: &mut Problem, core: &[Literal]) {
        let mut spaces = Vec::new();
        for (atom, _) in core {
            spaces.push(match problem.atoms.get(*atom) {
                Some(Atom::Text(Dimension::Action, _)) => None,
                Some(Atom::Text(dimension, _)) => Some(dimension),
                Some(Atom::Key(key, _)) => {
                    let name = &problem.atoms.keys[usize::from(key)].name;
                    if self.scope.derived(name) != Derived::Free {
                        return;
                    }
                    None
                }
                None => return,
            });
        }
        spaces.sort_unstable();
        spaces.dedup();
        if let [space] = spaces.as_slice() {
            let space =
                space.map(|dimension| (dimension, self.space.of_dimension(dimension).to_vec()));
            problem.lemmas.push(Lemma {
                core: core.to_vec(),
                space,
            });
        }
    }

    /// Encodes that the root is true, and that each true node makes enough of its parts true.
    fn encode(&mut self, problem: &Problem, root: NodeId) {
        // In order, so that the solver always finds the same model.
        let mut nodes: BTreeMap<NodeId, usize> = BTreeMap::new();
        let mut open = vec![root];
        while let Some(id) = open.pop() {
            if nodes.contains_key(&id) {
                continue;
            }
            nodes.insert(id, self.sat.new_variable());
            if let Node::And(parts) | Node::Or(parts) = problem.formulas.node(id) {
                open.extend(parts);
            }
        }
        for (id, variable) in &nodes {
            let variable = *variable;
            match problem.formulas.node(*id) {
                Node::True => {}
                Node::False => self.sat.add_clause(&[(variable, false)]),
                Node::Literal(atom, truth) => {
                    let atom = self.variable(*atom);
                    self.sat.add_clause(&[(variable, false), (atom, *truth)]);
                }
                Node::And(parts) => {
                    for part in parts {
                        self.sat
                            .add_clause(&[(variable, false), (nodes[part], true)]);
                    }
                }
                Node::Or(parts) => {
                    let mut clause = vec![(variable, false)];
                    clause.extend(parts.iter().map(|part| (nodes[part], true)));
                    self.sat.add_clause(&clause);
                }
            }
        }
        self.sat.add_clause(&[(nodes[&root], true)]);
    }

    fn variable(&mut self, atom: AtomId) -> usize {
        match self.variables.get(&atom) {
            Some(variable) => *variable,
            None => {
                let variable = self.sat.new_variable();
                self.variables.insert(atom, variable);
                variable
            }
        }
    }

    /// The next model, or that there is none.
    pub(crate) fn solve(&mut self, problem: &mut Problem, steps: &mut Steps) -> Solved {
        if self.root == FALSE {
            return self.none();
        }
        loop {
            self.rounds += 1;
            if steps.take(1).is_err() {
                return Solved::Open(Open::Budget);
            }
            match self.sat.solve() {
                Verdict::Satisfiable => {}
                Verdict::Unsatisfiable => return self.none(),
                Verdict::GivenUp => return Solved::Open(Open::Budget),
            }
            let truth = |atom: AtomId| {
                let variable = self.variables.get(&atom);
                variable.is_some_and(|variable| self.sat.truth(*variable))
            };
            let literals = justification::of(&problem.formulas, self.root, truth);
            let mut cores = Vec::new();
            let checked = dimensions::check(
                problem,
                self.scope,
                &self.space,
                &literals,
                steps,
                &mut cores,
            );
            match checked {
                Err(OutOfSteps) => return Solved::Open(Open::Budget),
                Ok(Checked::Model(model)) => return Solved::Model(model),
                Ok(Checked::Core(core)) => cores.push(core),
                Ok(Checked::Open(open, literals)) => {
                    self.open = Some(self.open.unwrap_or(open));
                    self.exclude(&literals);
                    continue;
                }
            }
            for core in cores {
                if core
                    .iter()
                    .any(|(atom, _)| problem.atoms.inexact.contains(atom))
                {
                    self.open = Some(self.open.unwrap_or(Open::Variables));
                } else {
                    self.remember(problem, &core);
                }
                self.lemmas += 1;
                self.exclude(&core);
            }
        }
    }

    fn none(&self) -> Solved {
        match self.open {
            Some(open) => Solved::Open(open),
            None => Solved::None {
                lemmas: self.lemmas,
                rounds: self.rounds,
            },
        }
    }

    /// Excludes that all of these are true again.
    pub(crate) fn exclude(&mut self, literals: &[Literal]) {
        let clause: Vec<(usize, bool)> = literals
            .iter()
            .map(|(atom, truth)| (self.variable(*atom), !truth))
            .collect();
        self.sat.add_clause(&clause);
    }
}
