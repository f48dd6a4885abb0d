//! Conditions (S5), as atoms or as what follows from the scope.

use super::variables::{self, Case, Value};
use crate::atoms::{ConditionSource, Dimension, KeyState, ValueKind, holds as engine_holds};
use crate::formula::{FALSE, Formulas, NodeId, TRUE};
use crate::problem::Problem;
use crate::scope::{Derived, Scope};
use crate::theory::text::LanguageId;
use crate::theory::text::symbol::{self, Class, Pattern};
use iam_eval::{Context, PatternPart, Policy, Principal, TextOperand};
use iam_syntax::document::operator::{Comparison, Operator};

/// The location of a condition.
#[derive(Clone, Copy)]
struct Place<'a> {
    policy: &'a Policy,
    statement: usize,
    condition: usize,
}

/// Whether a condition of a statement holds.
pub(super) fn holds(
    problem: &mut Problem,
    scope: &Scope,
    policy: &Policy,
    statement: usize,
    condition: usize,
) -> NodeId {
    let place = Place {
        policy,
        statement,
        condition,
    };
    let found = policy.document().statement(statement);
    let Some(found) = found.and_then(|found| found.conditions().nth(condition)) else {
        return FALSE;
    };
    let (operator, key) = (found.operator_node(), found.key());
    let operands = policy.condition_operands(statement, condition);
    let templates = operands.iter().filter_map(|operand| match operand {
        TextOperand::Template(parts) => Some(parts.iter()),
        _ => None,
    });
    let Some(cases) = variables::cases(problem, scope, templates.flatten()) else {
        return too_many(problem, place, operator, &operands);
    };
    let mut ways = Vec::new();
    for case in cases {
        let holds = in_case(problem, scope, place, key, operator, &operands, &case);
        ways.push(problem.formulas.and([case.when, holds]));
    }
    problem.formulas.or(ways)
}

fn in_case(
    problem: &mut Problem,
    scope: &Scope,
    place: Place<'_>,
    key: &str,
    operator: Operator,
    operands: &[TextOperand<'_>],
    case: &Case,
) -> NodeId {
    let derived = scope.derived(key);
    let has_open = case
        .values
        .values()
        .any(|value| !matches!(value, Value::Text(_) | Value::Empty));
    if let Derived::Known(value) = &derived
        && !has_open
    {
        let state = value.clone().map_or(KeyState::Absent, KeyState::One);
        return Formulas::constant(asked(place, key, &state, case));
    }
    let (patterns, is_exact) = patterns(operator, operands, case);
    if let (Derived::Known(Some(value)), Some(patterns), true) = (&derived, &patterns, is_exact)
        && let Some(named) = as_resource_account(problem, scope, value, patterns)
    {
        return problem.negated_if(operator.is_complement(), named);
    }
    let dimension = match derived {
        Derived::CallerText | Derived::CallerName | Derived::CallerUserId => Dimension::Caller,
        Derived::ResourceAccount => Dimension::Resource,
        Derived::Free | Derived::Known(_) => {
            let language = patterns.map(|patterns| problem.languages.add(patterns));
            return atom(problem, place, language, is_exact);
        }
    };
    // The key has one value, which is a part of the text.
    let Some(patterns) = patterns else {
        let value = KeyState::One("111122223333".to_owned());
        let constant = Formulas::constant(asked(place, key, &value, case));
        return constant;
    };
    let lifted = patterns.iter().flat_map(|pattern| match derived {
        Derived::CallerName => of_caller_name(pattern),
        Derived::CallerUserId => of_federated_user_id(&scope.caller, pattern),
        Derived::ResourceAccount => vec![of_resource_account(pattern)],
        _ => vec![pattern.clone()],
    });
    let lifted: Vec<Pattern> = lifted.collect();
    // A value may also be in a part that is not in the ARN.
    let all = patterns.iter().chain(&lifted);
    let holds_values = all
        .into_iter()
        .any(|pattern| symbol::opaque_keys(pattern).next().is_some());
    let named = problem.text(dimension, lifted);
    if !is_exact || holds_values {
        problem.is_inexact(named);
    }
    problem.negated_if(operator.is_complement(), named)
}

/// Whether a known value is one of some texts or the resource's account, which is the value of a
/// variable: a test of the resource's ARN. `None` if there are other variables.
fn as_resource_account(
    problem: &mut Problem,
    scope: &Scope,
    value: &str,
    patterns: &[Pattern],
) -> Option<NodeId> {
    let mut plain = Vec::new();
    let mut is_compared = false;
    for pattern in patterns {
        if symbol::opaque_keys(pattern).next().is_none() {
            plain.push(pattern.clone());
            continue;
        }
        let [only] = pattern.as_slice() else {
            return None;
        };
        let key = only.class.value_of()?;
        let name = problem.atoms.keys.get(usize::from(key))?.name.clone();
        if scope.derived(&name) != Derived::ResourceAccount {
            return None;
        }
        is_compared = true;
    }
    if value.is_empty() || !is_compared {
        return None;
    }
    let plain = problem.languages.add(plain);
    if problem.languages.matches(plain, value) {
        return Some(TRUE);
    }
    let account = of_resource_account(&symbol::literal(value));
    Some(problem.text(Dimension::Resource, vec![account]))
}

/// Evaluates with the engine, in a context with the values of the case.
fn asked(place: Place<'_>, key: &str, state: &KeyState, case: &Case) -> bool {
    let values = case.values.iter();
    let context = values.fold(Context::new(), |context, (name, value)| {
        let state = match value {
            Value::Text(text) => KeyState::One(text.clone()),
            _ => KeyState::Absent,
        };
        state.add_to(name, context)
    });
    let context = state.add_to(key, context);
    engine_holds(place.policy, place.statement, place.condition, &context)
}

fn atom(
    problem: &mut Problem,
    place: Place<'_>,
    language: Option<LanguageId>,
    is_exact: bool,
) -> NodeId {
    let source = ConditionSource {
        policy: place.policy,
        statement: place.statement,
        condition: place.condition,
        language,
    };
    let Some((atom, truth)) = problem.atoms.condition(&source) else {
        return FALSE;
    };
    if !is_exact {
        problem.atoms.inexact.insert(atom);
    }
    problem.formulas.literal(atom, truth)
}

/// The texts that the operands match, if texts are compared, and whether they are exactly those.
fn patterns(
    operator: Operator,
    operands: &[TextOperand<'_>],
    case: &Case,
) -> (Option<Vec<Pattern>>, bool) {
    let comparison = operator.comparison();
    if !matches!(ValueKind::of(comparison), ValueKind::Text | ValueKind::Bool) {
        return (None, true);
    }
    let ignores_case = matches!(comparison, Comparison::Text(test) if test.ignores_case());
    let mut is_exact = true;
    let mut patterns = Vec::new();
    for operand in operands {
        let pattern = match operand {
            TextOperand::Pattern(bytes) => Some(symbol::of_bytes(bytes)),
            TextOperand::Bool(value) => {
                let folded =
                    symbol::ignoring_case(&symbol::literal(if *value { "true" } else { "false" }));
                patterns.push(folded);
                continue;
            }
            TextOperand::Template(parts) => {
                let (pattern, exact) = of_template(comparison, parts, case);
                is_exact &= exact;
                pattern
            }
            _ => None,
        };
        patterns.extend(pattern.map(|pattern| match ignores_case {
            true => symbol::ignoring_case(&pattern),
            false => pattern,
        }));
    }
    (Some(patterns), is_exact)
}

fn of_template(
    comparison: Comparison,
    parts: &[PatternPart<'_>],
    case: &Case,
) -> (Option<Pattern>, bool) {
    let replace = |key: &str, default: Option<&str>| case.values.get(key)?.replacement(default);
    let Some(pattern) = symbol::of_template(parts, replace) else {
        return (None, true);
    };
    let holds_values = symbol::opaque_keys(&pattern).next().is_some();
    match comparison {
        Comparison::Arn => match symbol::limited_to_parts(pattern.clone()) {
            Some(limited) => (Some(limited), true),
            None if holds_values => (Some(pattern), false),
            None => (None, true),
        },
        Comparison::Bool => (Some(pattern), !holds_values),
        _ => (Some(pattern), true),
    }
}

fn too_many(
    problem: &mut Problem,
    place: Place<'_>,
    operator: Operator,
    operands: &[TextOperand<'_>],
) -> NodeId {
    let case = Case {
        when: FALSE,
        values: std::collections::HashMap::new(),
    };
    let (patterns, _) = patterns(operator, operands, &case);
    let language = patterns.map(|mut patterns| {
        patterns.push(vec![symbol::one(Class::Opaque(u16::MAX))]);
        problem.languages.add(patterns)
    });
    atom(problem, place, language, false)
}

/// ARNs of users with this name, with or without a path.
pub(crate) fn of_caller_name(name: &[symbol::Symbol]) -> Vec<Pattern> {
    let start = symbol::of_bytes(&iam_syntax::pattern::whole::pattern(
        "arn:*:iam::*:user/",
        iam_syntax::pattern::whole::Colons::Never,
    ));
    let name: Pattern = limited(name, '/');
    let path = [symbol::run(Class::Any), symbol::one(Class::Only('/'))];
    vec![
        [start.clone(), name.clone()].concat(),
        [start, path.to_vec(), name].concat(),
    ]
}

/// ARNs of federated users in the account of this one with this `aws:userid` (S9.7).
pub(crate) fn of_federated_user_id(user: &Principal, id: &[symbol::Symbol]) -> Vec<Pattern> {
    let account = user.account().unwrap_or_default();
    let name_at = user
        .as_str()
        .rfind('/')
        .map_or(0, |slash| slash.saturating_add(1));
    let start = symbol::literal(user.as_str().get(..name_at).unwrap_or_default());
    let names = symbol::after(id, &format!("{account}:"));
    names
        .into_iter()
        .map(|name| [start.clone(), name].concat())
        .collect()
}

/// ARNs with this account.
fn of_resource_account(account: &[symbol::Symbol]) -> Pattern {
    let start = symbol::of_bytes(&iam_syntax::pattern::whole::pattern(
        "arn:*:*:*:",
        iam_syntax::pattern::whole::Colons::Never,
    ));
    let rest = [symbol::one(Class::Only(':')), symbol::ANYTHING];
    [start, limited(account, ':'), rest.to_vec()].concat()
}

fn limited(pattern: &[symbol::Symbol], stop: char) -> Pattern {
    let mut pattern = pattern.to_vec();
    for symbol in &mut pattern {
        if symbol.class == Class::Any {
            symbol.class = Class::But(stop);
        }
    }
    pattern
}
