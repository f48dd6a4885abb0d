//! `Action`, `NotAction`, `Resource` and `NotResource` (S2, S3).

use super::variables::{self, Case};
use crate::atoms::Dimension;
use crate::formula::{FALSE, Formulas, NodeId, TRUE};
use crate::problem::Problem;
use crate::scope::Scope;
use crate::theory::text::symbol::{self, Class, Pattern};
use iam_eval::{PatternPart, Policy};
use iam_syntax::pattern::whole::{self, Colons};
use iam_syntax::pattern::wildcard;

/// The pattern of an action, folded; a `*` in the service's prefix matches no colon.
pub(crate) fn action_pattern(bytes: &[u8]) -> Pattern {
    let mut pattern = symbol::of_bytes(bytes);
    for symbol in &mut pattern {
        match symbol.class {
            Class::Only(':') => break,
            Class::Any => symbol.class = Class::But(':'),
            _ => {}
        }
    }
    pattern
}

/// A pattern of actions as written in a policy; `*` is any.
pub(crate) fn written_action(text: &str) -> Pattern {
    match text {
        "*" => vec![symbol::ANYTHING],
        _ => action_pattern(&wildcard::pattern(&text.to_ascii_lowercase())),
    }
}

/// A pattern of ARNs with six parts, the last of which may contain colons; `*` is any resource.
pub(crate) fn arn_pattern(text: &str) -> Pattern {
    match text {
        "*" => vec![symbol::ANYTHING],
        _ => symbol::of_bytes(&whole::pattern(text, Colons::Sixth)),
    }
}

pub(super) fn actions(problem: &mut Problem, policy: &Policy, index: usize) -> NodeId {
    let Some(statement) = policy.document().statement(index) else {
        return FALSE;
    };
    let is_negated = statement.actions().is_negated();
    let patterns: Option<Vec<Pattern>> = policy
        .action_patterns(index)
        .iter()
        .map(|bytes| bytes.as_deref().map(action_pattern))
        .collect();
    match patterns {
        None => Formulas::constant(!is_negated),
        Some(patterns) => {
            let named = problem.text(Dimension::Action, patterns);
            problem.negated_if(is_negated, named)
        }
    }
}

pub(super) fn resources(
    problem: &mut Problem,
    scope: &Scope,
    policy: &Policy,
    index: usize,
) -> NodeId {
    let statement = policy.document().statement(index);
    let is_negated = statement
        .and_then(|statement| statement.resources())
        .is_some_and(|resources| resources.is_negated());
    let lists = policy.resource_patterns(index);
    let Some(lists) = lists.into_iter().collect::<Option<Vec<_>>>() else {
        return Formulas::constant(!is_negated);
    };
    let mut plain = Vec::new();
    let mut named = Vec::new();
    let mut resolved = Vec::new();
    for parts in &lists {
        if let [PatternPart::Bytes(bytes)] = parts.as_slice() {
            plain.push(symbol::of_bytes(bytes));
            continue;
        }
        let Some(cases) = variables::cases(problem, scope, parts.iter()) else {
            named.push(too_many(problem, parts));
            continue;
        };
        let mut has_values = Vec::new();
        for Case { when, values } in cases {
            let pattern =
                symbol::of_template(parts, |key, default| values.get(key)?.replacement(default));
            if let Some(pattern) = pattern {
                let matches = problem.text(Dimension::Resource, vec![pattern]);
                named.push(problem.formulas.and([when, matches]));
                has_values.push(when);
            }
        }
        resolved.push(problem.formulas.or(has_values));
    }
    if !plain.is_empty() {
        named.push(problem.text(Dimension::Resource, plain));
    }
    let named = problem.formulas.or(named);
    if !is_negated {
        return named;
    }
    // S6.6: if a variable has no value, `NotResource` doesn't apply.
    let others = problem.formulas.not(named);
    resolved.push(others);
    problem.formulas.and(resolved)
}

/// A template with too many variables for considering all cases: some unknown resources of its
/// outline.
fn too_many(problem: &mut Problem, parts: &[PatternPart<'_>]) -> NodeId {
    let mut key = 0;
    let pattern = symbol::of_template(parts, |_, _| {
        key += 1;
        Some(symbol::Replacement::Opaque(u16::MAX - key))
    });
    let outline = problem.text(Dimension::Resource, Vec::from_iter(pattern));
    problem.is_inexact(outline);
    outline
}

/// The resources of a question, given by patterns: any if there are none.
pub(crate) fn within(problem: &mut Problem, dimension: Dimension, patterns: &[Pattern]) -> NodeId {
    match patterns {
        [] => TRUE,
        _ => problem.text(dimension, patterns.to_vec()),
    }
}
