//! When a statement applies, as a formula.

mod condition;
mod element;
mod variables;

use crate::formula::{FALSE, NodeId};
use crate::problem::Problem;
use crate::scope::Scope;
use iam_eval::{Naming, Policy, PrincipalType};

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
    let named = policy.names_caller(index, &scope.caller, has_boundary);
    let (Some(id), Some(statement)) = (&scope.canonical, policy.document().statement(index)) else {
        return named;
    };
    let mut principals = statement.principals();
    let is_listed =
        principals.any(|(kind, text)| kind == PrincipalType::CanonicalUser && text == id.as_str());
    match (is_listed, statement.is_not_principal()) {
        (false, _) => named,
        (true, true) => None,
        // The account's own policies have to allow, too, if it is the resource's.
        (true, false) => named.or(Some(Naming::Account)),
    }
}

pub(crate) use condition::{of_caller_name, of_federated_user_id};
pub(crate) use element::{arn_pattern, within, written_action};
