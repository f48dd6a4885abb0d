//! Finds a realistic request: an action in the catalogue, on a resource of one of its types.
//!
//! The relation of actions and resource types is an additional part of the formula: nothing else
//! changes.

use super::answering::QuestionState;
use crate::answer::Witness;
use crate::atoms::{Atom, Dimension};
use crate::formula::NodeId;
use crate::scope::Scope;
use crate::solve::{Search, Solved};
use crate::statement::arn_pattern;
use crate::theory::text::Steps;
use crate::theory::text::symbol::{self, Class, Pattern};
use iam_catalog::{Action, Catalog};
use iam_syntax::pattern::whole::{self, Colons};
use std::collections::{BTreeMap, BTreeSet};

/// Services that are tried in addition to those that the policies name.
const USUAL: [&str; 6] = ["s3", "ec2", "iam", "lambda", "sqs", "dynamodb"];
/// A Region to show access in all of them but the question's.
const OTHER_REGIONS: [&str; 2] = ["eu-west-1", "us-east-1"];
/// The maximum number of steps for a typical request.
const MOST_STEPS: usize = 30_000;

/// What a formula for typical requests depends on: services, Region, account, and whether names
/// contain colons.
pub(super) type Typical = (BTreeSet<String>, Option<String>, Option<String>, bool);

/// A typical request that makes the formula true; `None` if the question has no catalogue.
pub(super) fn witness(
    asked: &mut QuestionState<'_>,
    scope: &Scope,
    root: NodeId,
) -> Option<Witness> {
    let catalog = asked.question.catalog?;
    let services = services(asked, root);
    let account = scope
        .account
        .clone()
        .or_else(|| scope.caller.account().map(str::to_owned));
    let region = asked.question.region.clone();
    // In the caller's account and Region, otherwise in an account and a Region that the policies
    // name or in another Region; a name with colons only if there is no other.
    let other = OTHER_REGIONS.into_iter().find(|other| *other != region);
    let places = [
        (Some(region.as_str()), account.as_deref(), false),
        (Some(region.as_str()), None, false),
        (other, None, false),
        (Some(region.as_str()), None, true),
        (None, None, true),
    ];
    for (region, account, has_colons) in places {
        let of = (
            services.clone(),
            region.map(str::to_owned),
            account.map(str::to_owned),
            has_colons,
        );
        let typical = match asked.typical.get(&of) {
            Some(known) => *known,
            None => {
                let typical = typical(asked, catalog, &of);
                asked.typical.insert(of, typical);
                typical
            }
        };
        let root = asked.problem.formulas.and([root, typical]);
        let mut search = Search::new(&mut asked.problem, scope, root);
        let mut steps = Steps::new(MOST_STEPS);
        if let Solved::Model(model) = search.solve(&mut asked.problem, &mut steps)
            && let Some(witness) = asked.witness(scope, &model)
        {
            return Some(Witness {
                is_typical: true,
                ..witness
            });
        }
    }
    None
}

/// The services whose names match the start of the patterns of actions.
fn services(asked: &QuestionState<'_>, root: NodeId) -> BTreeSet<String> {
    let problem = &asked.problem;
    let mut found: BTreeSet<String> = USUAL.map(str::to_owned).into();
    for atom in problem.formulas.atoms(root) {
        let Some(Atom::Text(Dimension::Action, language)) = problem.atoms.get(atom) else {
            continue;
        };
        for pattern in problem.languages.patterns(language) {
            let letters = pattern.iter().map_while(|symbol| match symbol.class {
                Class::Only(letter) if letter != ':' && !symbol.is_run => Some(letter),
                _ => None,
            });
            let service: String = letters.collect();
            if pattern.len() > service.len() && pattern[service.len()].class == Class::Only(':') {
                found.insert(service);
            }
        }
    }
    found
}

/// That the action is in the catalogue, and the resource is of one of its types.
fn typical(
    asked: &mut QuestionState<'_>,
    catalog: &Catalog,
    (services, region, account, has_colons): &Typical,
) -> NodeId {
    let mut by_types: BTreeMap<BTreeSet<String>, Vec<Pattern>> = BTreeMap::new();
    for service in services {
        for action in catalog.actions_of(service) {
            let name = symbol::literal(&action.name().to_ascii_lowercase());
            by_types
                .entry(patterns(action, region.as_deref(), account.as_deref()))
                .or_default()
                .push(name);
        }
    }
    let problem = &mut asked.problem;
    let mut ways = Vec::new();
    for (patterns, actions) in by_types {
        let actions = problem.text(Dimension::Action, actions);
        let resources = patterns.iter().map(|pattern| match pattern.as_str() {
            // A request without a resource.
            "*" => symbol::literal("*"),
            _ if *has_colons => arn_pattern(pattern),
            _ => symbol::of_bytes(&whole::pattern(pattern, Colons::Never)),
        });
        let resources = resources.collect();
        let resources = problem.text(Dimension::Resource, resources);
        ways.push(problem.formulas.and([actions, resources]));
    }
    problem.formulas.or(ways)
}

/// The ARNs of the action's types; `*` if it needs none.
fn patterns(action: Action<'_>, region: Option<&str>, account: Option<&str>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut is_needed = false;
    for of in action.resource_types() {
        is_needed |= of.is_required();
        found.extend(
            of.resource_type()
                .arn_patterns(Some("aws"), region, account),
        );
    }
    if !is_needed {
        found.insert("*".to_owned());
    }
    found
}
