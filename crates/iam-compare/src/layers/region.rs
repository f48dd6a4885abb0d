//! The requests for which the layers combine in the same way: services have special rules (S8).

use crate::atoms::Dimension;
use crate::formula::{FALSE, NodeId, TRUE};
use crate::problem::Problem;
use crate::scope::Scope;
use crate::statement::arn_pattern;
use crate::theory::text::symbol::{self, Class, Pattern};
use iam_eval::{
    Combination, PolicySet, Request, Resource, resources_with_rules, services_with_rules,
};

/// Where the sets' layers combine in this way.
#[derive(Debug)]
pub(crate) struct Region {
    pub(crate) when: NodeId,
    /// One for each set.
    pub(crate) combinations: Vec<Combination>,
}

/// The kinds of resource that a service's rules distinguish.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// One that the rules name.
    Named(&'static str),
    /// `*`
    None,
    Other,
    /// The rules don't distinguish them.
    Any,
}

struct Cell {
    service: &'static str,
    /// `None` for the actions of the service that no rule names.
    action: Option<&'static str>,
    kind: Kind,
    combinations: Vec<Combination>,
}

/// Every request of the scope is in exactly one region.
pub(crate) fn regions(problem: &mut Problem, scope: &Scope, sets: &[&PolicySet]) -> Vec<Region> {
    let combine = |action: &str, resource: &Resource| -> Option<Vec<Combination>> {
        let request = Request::new(&scope.caller, action, resource).ok()?;
        Some(
            sets.iter()
                .map(|set| Combination::of(set, &request))
                .collect(),
        )
    };
    let Some(anything) = scope.resource("x", "x") else {
        return Vec::new();
    };
    let Some(general) = combine("no-rules:Any", &anything) else {
        return Vec::new();
    };
    let mut groups: Vec<(Vec<Combination>, Vec<Cell>)> = Vec::new();
    for (service, names) in services_with_rules() {
        let unnamed = std::iter::once(None);
        for action in names.iter().copied().map(Some).chain(unnamed) {
            let text = format!("{service}:{}", action.unwrap_or("NoActionOfThisName"));
            for kind in kinds(service) {
                let resource = match kind {
                    Kind::Named(start) => scope.resource(service, &format!("{start}x")),
                    Kind::None => scope.no_resource(),
                    Kind::Other | Kind::Any => Some(anything.clone()),
                };
                let Some(combinations) = resource.and_then(|found| combine(&text, &found)) else {
                    continue;
                };
                // The rules of STS depend on the caller's kind: for all of them the same cells, so
                // that the rest is the same formula.
                if combinations == general && service != "sts" {
                    continue;
                }
                let cell = Cell {
                    service,
                    action,
                    kind,
                    combinations,
                };
                let known = groups
                    .iter_mut()
                    .find(|(known, _)| *known == cell.combinations);
                match known {
                    Some((_, cells)) => cells.push(cell),
                    None => groups.push((cell.combinations.clone(), vec![cell])),
                }
            }
        }
    }
    let mut regions = Vec::new();
    let mut special = Vec::new();
    for (combinations, cells) in groups {
        let when = when(problem, &cells);
        special.push(when);
        regions.push(Region { when, combinations });
    }
    let special = problem.formulas.or(special);
    let when = problem.formulas.not(special);
    regions.push(Region {
        when,
        combinations: general,
    });
    regions
}

/// The rules for resources are about actions of the same service.
fn kinds(service: &str) -> Vec<Kind> {
    let named = resources_with_rules()
        .into_iter()
        .filter(|(of, _)| *of == service);
    let mut kinds: Vec<Kind> = named.map(|(_, start)| Kind::Named(start)).collect();
    match kinds.is_empty() {
        true => kinds.push(Kind::Any),
        false => kinds.extend([Kind::None, Kind::Other]),
    }
    kinds
}

/// The actions of cells with the same kind of resource form one list.
fn when(problem: &mut Problem, cells: &[Cell]) -> NodeId {
    let mut left: Vec<&Cell> = cells.iter().collect();
    let mut ways = Vec::new();
    while let Some(first) = left.first().copied() {
        let (same, others): (Vec<&Cell>, Vec<&Cell>) = left
            .into_iter()
            .partition(|cell| (cell.service, cell.kind) == (first.service, first.kind));
        left = others;
        let named: Vec<Pattern> = same
            .iter()
            .filter_map(|cell| cell.action)
            .map(|action| {
                symbol::literal(&format!(
                    "{}:{}",
                    first.service,
                    action.to_ascii_lowercase()
                ))
            })
            .collect();
        let mut actions = match named.is_empty() {
            true => FALSE,
            false => problem.text(Dimension::Action, named),
        };
        if same.iter().any(|cell| cell.action.is_none()) {
            let rest = rest_of(problem, first.service);
            actions = problem.formulas.or([actions, rest]);
        }
        let resources = match first.kind {
            Kind::Any => TRUE,
            Kind::None => problem.text(Dimension::Resource, vec![symbol::literal("*")]),
            Kind::Named(start) => named_resource(problem, first.service, start),
            Kind::Other => {
                let none = problem.text(Dimension::Resource, vec![symbol::literal("*")]);
                let starts = resources_with_rules().into_iter();
                let starts = starts.filter(|(service, _)| *service == first.service);
                let mut named = vec![none];
                for (service, start) in starts {
                    named.push(named_resource(problem, service, start));
                }
                let named = problem.formulas.or(named);
                problem.formulas.not(named)
            }
        };
        ways.push(problem.formulas.and([actions, resources]));
    }
    problem.formulas.or(ways)
}

fn named_resource(problem: &mut Problem, service: &str, start: &str) -> NodeId {
    let pattern = arn_pattern(&format!("arn:*:{service}:*:*:{start}*"));
    problem.text(Dimension::Resource, vec![pattern])
}

/// The actions of a service that no rule names.
fn rest_of(problem: &mut Problem, service: &str) -> NodeId {
    let mut all = symbol::literal(&format!("{service}:"));
    all.push(symbol::run(Class::Any));
    let all = problem.text(Dimension::Action, vec![all]);
    let rules = services_with_rules();
    let names = rules.iter().find(|(known, _)| *known == service);
    let names: Vec<Pattern> = names
        .map(|(_, names)| names.as_slice())
        .unwrap_or_default()
        .iter()
        .map(|name| symbol::literal(&format!("{service}:{}", name.to_ascii_lowercase())))
        .collect();
    if names.is_empty() {
        return all;
    }
    let named = problem.text(Dimension::Action, names);
    let others = problem.formulas.not(named);
    problem.formulas.and([all, others])
}
