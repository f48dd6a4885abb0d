//! The propositional part.
//!
//! The problems are small (about ten atoms, occasionally a few hundred) and grow by a clause at a
//! time. batsat, a Rust port of MiniSat, solves them without C++ or an external process; our own
//! solver with clause learning would be some five hundred more lines to maintain. This trait is the
//! part of it that is used.

use batsat::{Callbacks, ClauseKind, Lit, Solver, SolverInterface, SolverOpts, Var, lbool};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Satisfiable,
    Unsatisfiable,
    GivenUp,
}

/// Finds assignments that satisfy clauses.
pub(crate) trait Satisfiability {
    fn new_variable(&mut self) -> usize;
    /// Adds a clause: one of the literals, each a variable and its truth value, must hold.
    fn add_clause(&mut self, literals: &[(usize, bool)]);
    /// Whether there is an assignment.
    fn solve(&mut self) -> Verdict;
    /// The truth of a variable in the last assignment.
    fn truth(&self, variable: usize) -> bool;
}

pub(crate) struct Batsat {
    solver: Solver<Conflicts>,
    variables: Vec<Var>,
}

/// Counts the clauses learnt from conflicts, and stops at a limit.
struct Conflicts {
    left: usize,
}

impl Callbacks for Conflicts {
    fn on_new_clause(&mut self, _: &[Lit], source: ClauseKind) {
        if source == ClauseKind::Learnt {
            self.left = self.left.saturating_sub(1);
        }
    }

    fn stop(&self) -> bool {
        self.left == 0
    }
}

impl Batsat {
    pub(crate) fn new(most_conflicts: usize) -> Self {
        let conflicts = Conflicts {
            left: most_conflicts,
        };
        Self {
            solver: Solver::new(SolverOpts::default(), conflicts),
            variables: Vec::new(),
        }
    }
}

impl Batsat {
    fn literal(&self, (variable, truth): (usize, bool)) -> Option<Lit> {
        self.variables
            .get(variable)
            .map(|variable| Lit::new(*variable, truth))
    }
}

impl Satisfiability for Batsat {
    fn new_variable(&mut self) -> usize {
        // By default nothing is true: keys are absent, lists don't match.
        self.variables.push(self.solver.new_var_default());
        self.variables.len() - 1
    }

    fn add_clause(&mut self, literals: &[(usize, bool)]) {
        let mut clause: Vec<Lit> = literals
            .iter()
            .filter_map(|literal| self.literal(*literal))
            .collect();
        self.solver.add_clause_reuse(&mut clause);
    }

    fn solve(&mut self) -> Verdict {
        match self.solver.solve_limited(&[]) {
            answer if answer == lbool::TRUE => Verdict::Satisfiable,
            answer if answer == lbool::FALSE => Verdict::Unsatisfiable,
            _ => Verdict::GivenUp,
        }
    }

    fn truth(&self, variable: usize) -> bool {
        let variable = self.variables.get(variable);
        variable.is_some_and(|variable| self.solver.value_var(*variable) == lbool::TRUE)
    }
}
