//! From a model to a readable request, and its confirmation by the evaluator.

use crate::atoms::{Atom, Dimension};
use crate::callers::Named;
use crate::problem::Problem;
use crate::question::{Callers, Question};
use crate::scope::{Derived, Scope};
use crate::solve::Model;
use crate::theory::text::LanguageId;
use crate::theory::text::symbol::{Class, Symbol};
use iam_eval::{Context, Decision, OwnedRequest, PolicySet, Principal, Resource};

/// A request and the owner that it names.
#[derive(Debug, Clone)]
pub(crate) struct Candidate {
    pub(crate) request: OwnedRequest,
    pub(crate) owner: Option<String>,
}

/// The requests of a model, the most readable ones first. The last one is the model's own.
pub(crate) fn candidates(
    problem: &mut Problem,
    question: &Question<'_>,
    scope: &Scope,
    named: &Named,
    model: &Model,
) -> Vec<Candidate> {
    let mut actions = readable_actions(problem, question, model);
    actions.retain(|action| fits(problem, scope, model, Dimension::Action, action));
    actions.push(model.action.clone());
    let mut texts = readable_resources(problem, question, scope, named, model);
    texts.retain(|text| fits(problem, scope, model, Dimension::Resource, text));
    texts.push(model.resource.clone());
    let mut callers = Vec::new();
    if let Some(caller) = &model.caller {
        let plain = scope.caller.as_str().to_owned();
        callers.extend(
            Some(plain).filter(|plain| fits(problem, scope, model, Dimension::Caller, plain)),
        );
        callers.push(caller.clone());
    }
    let callers: Vec<Option<&str>> = match callers.is_empty() {
        true => vec![None],
        false => callers.iter().map(|caller| Some(caller.as_str())).collect(),
    };
    let mut found = Vec::new();
    for text in &texts {
        for action in &actions {
            for caller in &callers {
                found.extend(candidate(
                    problem, question, scope, model, *caller, action, text,
                ));
            }
        }
    }
    found
}

/// Whether another text is within the question, and meets what the model's text must meet. What
/// depends on variables is left to the evaluator.
fn fits(
    problem: &mut Problem,
    scope: &Scope,
    model: &Model,
    dimension: Dimension,
    text: &str,
) -> bool {
    let folded = text.to_ascii_lowercase();
    let (text, space) = match dimension {
        Dimension::Action => (folded.as_str(), Vec::new()),
        Dimension::Resource => (text, scope.resources.clone()),
        Dimension::Caller => (
            text,
            scope
                .any_name
                .as_ref()
                .map(|any| any.names.clone())
                .unwrap_or_default(),
        ),
    };
    let literals =
        model
            .literals
            .iter()
            .filter_map(|(atom, truth)| match problem.atoms.get(*atom) {
                Some(Atom::Text(of, language)) if of == dimension => Some((language, *truth)),
                _ => None,
            });
    let tests: Vec<(LanguageId, bool)> = literals
        .chain(space.iter().map(|test| (test.language, test.matches)))
        .collect();
    tests.into_iter().all(|(language, matches)| {
        !problem.languages.opaque_keys(language).is_empty()
            || problem.languages.matches(language, text) == matches
    })
}

fn candidate(
    problem: &Problem,
    question: &Question<'_>,
    scope: &Scope,
    model: &Model,
    caller: Option<&str>,
    action: &str,
    resource: &str,
) -> Option<Candidate> {
    let mut resource = Resource::parse(resource).ok()?;
    let mut owner = None;
    if let Some(account) = &scope.owner
        && resource.account().is_none()
    {
        resource = resource.owned_by(account);
        owner = Some(account.clone());
    }
    let caller = match caller {
        Some(caller) => Principal::parse(caller).ok()?,
        None => scope.caller.clone(),
    };
    // If nothing depends on the account, the caller is in the resource's.
    let is_any = question.callers == Callers::Any && scope.is_floating;
    let caller = match resource.account() {
        Some(account) if is_any && owner.is_none() && model.caller.is_none() => {
            let own = caller.account().unwrap_or_default();
            Principal::parse(&caller.as_str().replacen(own, account, 1)).ok()?
        }
        _ => caller,
    };
    let known = question.known.as_deref();
    let mut context = known.map_or_else(Context::new, |known| known.context.clone());
    for (key, state) in &model.keys {
        let name = &problem.atoms.keys[usize::from(*key)].name;
        if scope.derived(name) == Derived::Free && *state != crate::atoms::KeyState::Absent {
            context = state.add_to(name, context);
        }
    }
    let request = OwnedRequest::new(caller, action, resource).ok()?;
    Some(Candidate {
        request: request.with_context(context),
        owner,
    })
}

/// Whether the new policies allow the request and the old ones don't; with the decision of the old
/// ones.
pub(crate) fn confirm(
    candidate: &Candidate,
    old: Option<&PolicySet>,
    new: &PolicySet,
) -> Option<Option<Decision>> {
    let request = candidate.request.as_request();
    if new.evaluate(&request) != Decision::Allowed {
        return None;
    }
    match old.map(|old| old.evaluate(&request)) {
        Some(Decision::Allowed) => None,
        decision => Some(decision),
    }
}

/// The lists that the model's text must match, and all tests of the text.
fn lists(problem: &Problem, model: &Model, dimension: Dimension) -> Vec<LanguageId> {
    let literals = model.literals.iter().filter(|(_, truth)| *truth);
    let languages = literals.filter_map(|(atom, _)| match problem.atoms.get(*atom) {
        Some(Atom::Text(of, language)) if of == dimension => Some(language),
        _ => None,
    });
    languages.collect()
}

/// Names of actions in the catalogue's spelling. The evaluator rejects those that don't fit.
fn readable_actions(problem: &Problem, question: &Question<'_>, model: &Model) -> Vec<String> {
    const MOST: usize = 12;
    let Some(catalog) = question.catalog else {
        return Vec::new();
    };
    if let Some(action) = catalog.action(&model.action) {
        return vec![action.name().to_owned()];
    }
    let service = model.action.split(':').next().unwrap_or_default();
    let lists = lists(problem, model, Dimension::Action);
    let services = std::iter::once(service).chain(["s3", "ec2", "iam"]);
    let mut found = Vec::new();
    for service in services {
        for action in catalog.actions_of(service) {
            let folded = action.name().to_ascii_lowercase();
            let fits = |list: &LanguageId| {
                let mut patterns = problem.languages.patterns(*list).iter();
                patterns.any(|pattern| matches_simply(pattern, &folded))
            };
            if lists.iter().all(fits) && found.len() < MOST {
                found.push(action.name().to_owned());
            }
        }
    }
    found
}

/// Whether a pattern matches if its runs take as little as they can: enough for a guess.
fn matches_simply(pattern: &[Symbol], text: &str) -> bool {
    let literal: String = pattern
        .iter()
        .map_while(|symbol| match symbol.class {
            Class::Only(letter) if !symbol.is_run => Some(letter),
            _ => None,
        })
        .collect();
    text.starts_with(&literal) && (literal.chars().count() < pattern.len() || text == literal)
}

/// Resources in a usual form: the patterns of the policies with their wildcards filled in.
fn readable_resources(
    problem: &Problem,
    question: &Question<'_>,
    scope: &Scope,
    named: &Named,
    model: &Model,
) -> Vec<String> {
    const MOST: usize = 8;
    let mut found = Vec::new();
    let lists = lists(problem, model, Dimension::Resource);
    let account = scope.account.clone();
    let account = account
        .or_else(|| scope.caller.account().map(str::to_owned))
        .unwrap_or_else(|| named.other_account.clone());
    for list in lists {
        for pattern in problem.languages.patterns(list).iter().take(MOST) {
            found.push(filled_in(pattern, &question.region, &account));
        }
    }
    if model.resource == "*" {
        found.insert(0, "*".to_owned());
    } else if model.resource.ends_with(['/', ':']) {
        found.push(format!("{}x", model.resource));
    }
    found.retain(|text| Resource::parse(text).is_ok());
    found
}

fn filled_in(pattern: &[Symbol], region: &str, account: &str) -> String {
    let mut text = String::new();
    for symbol in pattern {
        if let Class::Only(letter) | Class::Fold(letter) = symbol.class {
            text.push(letter);
            continue;
        }
        let part = text.matches(':').count();
        let starts_part = text.ends_with(':');
        match (part, symbol.is_run) {
            (1, true) if starts_part => text.push_str("aws"),
            (3, true) if starts_part => text.push_str(region),
            (4, true) if starts_part => text.push_str(account),
            (5.., _) | (_, false) => text.push('x'),
            _ => {}
        }
    }
    text
}
