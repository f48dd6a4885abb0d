//! The resources on which an action is granted: always, depending on the context, or never.

use super::answering::{QuestionState, Sides, reason};
use crate::answer::Reason;
use crate::atoms::{Atom, Dimension};
use crate::formula::{Formulas, Node, NodeId};
use crate::problem::Problem;
use crate::question::Question;
use crate::scope::Scope;
use crate::solve::{Search, Solved};
use crate::theory::text::symbol::written;
use crate::theory::text::{Found, LanguageId, Mode, OutOfSteps, Test, spelled};
use iam_eval::PolicySet;
use std::collections::HashMap;

/// Whether the requests on a class of resources are allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Granted {
    /// In every context.
    Always,
    /// In some contexts.
    Depends,
    /// In none.
    Never,
    /// It could not be decided.
    Undecided(Reason),
}

/// Resources that the policies don't distinguish.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ResourceClass {
    /// One of them.
    pub example: String,
    /// Lists of patterns in the policies, of each of which they match one.
    pub matches: Vec<Vec<String>>,
    /// Lists of patterns in the policies of which they match none.
    pub matches_not: Vec<Vec<String>>,
    /// Whether the action is allowed on them.
    pub granted: Granted,
}

/// The maximum number of classes that are distinguished.
const MOST_CLASSES: usize = 64;

/// The classes of the resources that match a pattern, and whether an action is allowed on each.
/// `None` if there are too many classes, or if the budget was exhausted.
///
/// ```
/// use iam_compare::{Granted, Question, granted};
/// use iam_eval::{Policy, PolicyKind, PolicySet};
/// let text = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::?/*"}}"#;
/// let policies = PolicySet::new().with(Policy::parse(PolicyKind::Identity, "role.json", text)?)?;
/// let classes = granted(&policies, "s3:PutObject", "arn:aws:s3:::b*", &Question::of_documents()).unwrap();
/// assert!(classes.iter().any(|class| class.granted == Granted::Always));
/// assert!(classes.iter().any(|class| class.granted == Granted::Never));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn granted(
    policies: &PolicySet,
    action: &str,
    within: &str,
    question: &Question<'_>,
) -> Option<Vec<ResourceClass>> {
    let question = question.clone().about([action], [within]);
    let mut asked = QuestionState::new(
        Sides {
            old: None,
            new: policies,
        },
        question,
    )?;
    let mut classes = Vec::new();
    let scopes = std::mem::take(&mut asked.scopes).into_iter();
    for scope in scopes.filter(|scope| scope.canonical.is_none()) {
        let mut allowed = asked.differs(&scope);
        if !action.contains(['*', '?']) {
            let action = action.to_ascii_lowercase();
            allowed = for_action(&mut asked.problem, allowed, &action, &mut HashMap::new());
        }
        let asked_about = asked.asked_about();
        for class in resource_classes(&mut asked, &scope, allowed, asked_about).ok()?? {
            let granted = of_class(&mut asked, &scope, allowed, class.formula);
            let lists = |matches: bool| {
                let tests = class.tests.iter().filter(|test| test.matches == matches);
                let lists = tests.map(|test| asked.problem.languages.patterns(test.language));
                let lists = lists.map(|list| list.iter().map(|pattern| written(pattern)).collect());
                lists.collect::<Vec<Vec<String>>>()
            };
            classes.push(ResourceClass {
                matches: lists(true),
                matches_not: lists(false),
                example: class.example,
                granted,
            });
        }
    }
    Some(classes)
}

/// The formula for one action, so that resources are only distinguished by what matters to it.
fn for_action(
    problem: &mut Problem,
    node: NodeId,
    action: &str,
    known: &mut HashMap<NodeId, NodeId>,
) -> NodeId {
    if let Some(known) = known.get(&node) {
        return *known;
    }
    let found = match problem.formulas.node(node).clone() {
        Node::Literal(atom, truth) => match problem.atoms.get(atom) {
            Some(Atom::Text(Dimension::Action, language)) => {
                Formulas::constant(problem.languages.matches(language, action) == truth)
            }
            _ => node,
        },
        // The depth of a formula is that of the layers and their statements: a few levels.
        Node::And(parts) => {
            let parts = parts
                .iter()
                .map(|part| for_action(problem, *part, action, known));
            let parts: Vec<NodeId> = parts.collect();
            problem.formulas.and(parts)
        }
        Node::Or(parts) => {
            let parts = parts
                .iter()
                .map(|part| for_action(problem, *part, action, known));
            let parts: Vec<NodeId> = parts.collect();
            problem.formulas.or(parts)
        }
        Node::True | Node::False => node,
    };
    known.insert(node, found);
    found
}

fn of_class(
    asked: &mut QuestionState<'_>,
    scope: &Scope,
    allowed: NodeId,
    class: NodeId,
) -> Granted {
    let some = is_possible(asked, scope, allowed, class);
    if some == Ok(false) {
        return Granted::Never;
    }
    let denied = asked.problem.formulas.not(allowed);
    match (some, is_possible(asked, scope, denied, class)) {
        (Ok(_), Ok(false)) => Granted::Always,
        (Ok(_), Ok(true)) => Granted::Depends,
        (Err(reason), _) | (_, Err(reason)) => Granted::Undecided(reason),
    }
}

fn is_possible(
    asked: &mut QuestionState<'_>,
    scope: &Scope,
    wanted: NodeId,
    class: NodeId,
) -> Result<bool, Reason> {
    let root = asked.problem.formulas.and([wanted, class]);
    let mut search = Search::new(&mut asked.problem, scope, root);
    match search.solve(&mut asked.problem, &mut asked.steps) {
        Solved::Model(_) => Ok(true),
        Solved::None { .. } => Ok(false),
        Solved::Open(open) => Err(reason(open)),
    }
}

struct Class {
    example: String,
    tests: Vec<Test>,
    formula: NodeId,
}

/// The classes of the scope's resources; `None` if there are too many.
fn resource_classes(
    asked: &mut QuestionState<'_>,
    scope: &Scope,
    allowed: NodeId,
    asked_about: NodeId,
) -> Result<Option<Vec<Class>>, OutOfSteps> {
    let problem = &mut asked.problem;
    let languages_of = |problem: &Problem, node: NodeId| -> Vec<LanguageId> {
        let atoms = problem.formulas.atoms(node).into_iter();
        let languages = atoms.filter_map(|atom| match problem.atoms.get(atom) {
            Some(Atom::Text(Dimension::Resource, language)) => Some(language),
            _ => None,
        });
        // A pattern that depends on the values of variables doesn't form a class.
        languages
            .filter(|language| problem.languages.opaque_keys(*language).is_empty())
            .collect()
    };
    let mut space = scope.resources.clone();
    space.extend(
        languages_of(problem, asked_about)
            .into_iter()
            .map(|language| test(language, true)),
    );
    let mut classes: Vec<Vec<Test>> = vec![Vec::new()];
    for language in languages_of(problem, allowed) {
        let mut finer = Vec::new();
        for class in classes {
            for matches in [true, false] {
                let mut tests = class.clone();
                tests.push(test(language, matches));
                let found = problem.languages.search(&space, &tests, &mut asked.steps)?;
                if matches!(found, Found::Text(_)) {
                    finer.push(tests);
                }
            }
        }
        if finer.len() > MOST_CLASSES {
            return Ok(None);
        }
        classes = finer;
    }
    let mut found = Vec::new();
    for class in classes {
        let Found::Text(letters) = problem.languages.search(&space, &class, &mut asked.steps)?
        else {
            continue;
        };
        let literals: Vec<NodeId> = class
            .iter()
            .map(|test| {
                let literal = problem.language(Dimension::Resource, test.language);
                problem.negated_if(!test.matches, literal)
            })
            .chain([asked_about])
            .collect();
        let formula = problem.formulas.and(literals);
        found.push(Class {
            example: spelled(&letters).unwrap_or_default(),
            tests: class,
            formula,
        });
    }
    Ok(Some(found))
}

fn test(language: LanguageId, matches: bool) -> Test {
    let mode = if matches { Mode::Over } else { Mode::Under };
    Test {
        language,
        matches,
        mode,
    }
}
