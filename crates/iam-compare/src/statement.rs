//! When a statement applies, as a formula.

mod condition;
mod element;
mod variables;

use crate::formula::{FALSE, NodeId};
use crate::problem::Problem;
use crate::scope::Scope;
use iam_eval::{Naming, Policy};

/// The statement's action, resource and conditions; its principal is handled separately.
pub(crate) fn applies(
    problem: &mut Problem,
    scope: &Scope,
    policy: &Policy,
    index: usize,
) -> NodeId {
    let Some(statement) = policy.document().statement(index) else {
        return FALSE;
    };
    let mut parts = vec![element::actions(problem, policy, index)];
    if parts[0] != FALSE {
        parts.push(element::resources(problem, scope, policy, index));
    }
    for place in 0..statement.conditions().len() {
        if parts.last() == Some(&FALSE) {
            return FALSE;
        }
        parts.push(condition::holds(problem, scope, policy, index, place));
    }
    problem.formulas.and(parts)
}

/// How directly a statement names the scope's callers.
pub(crate) fn names(
    scope: &Scope,
    policy: &Policy,
    index: usize,
    has_boundary: bool,
) -> Option<Naming> {
    policy.names_caller(index, &scope.caller, has_boundary)
}

pub(crate) use condition::of_caller_name;
pub(crate) use element::{arn_pattern, within, written_action};
