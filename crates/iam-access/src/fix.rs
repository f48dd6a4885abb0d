//! The policies that close a principal's gap. They are generated here only, so that every report
//! and every file shows the same ones.

mod exact;
mod keys;

pub(crate) use exact::Proofs;
pub(crate) use keys::{key_statements, with_added_statement};

use crate::check::ActionCatalog;
use crate::report::{FixPolicy, PrincipalReport};
use iam_eval::{Document, Policy, PolicyKind};
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};

/// The maximum length of a managed policy in AWS, in characters without white space.
pub const LONGEST_POLICY: usize = 6_144;

/// An action that a policy can add.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MissingAction<'a> {
    /// The resource for which it is required.
    pub resource: &'a str,
    /// The condition under which it is required, if any.
    pub condition: Option<&'a Value>,
    /// The action, in canonical spelling; in a policy it may be a pattern.
    pub action: &'a str,
}

/// The resource and the condition of a statement.
type Place<'a> = (&'a str, Option<&'a Value>);

impl<'a> MissingAction<'a> {
    fn place(&self) -> Place<'a> {
        (self.resource, self.condition)
    }
}

/// The actions that a policy can add: each with its resource and condition, in canonical spelling,
/// without duplicates. It excludes actions that are denied, and those that the principal's own
/// policies grant but another layer doesn't allow.
#[must_use]
pub fn missing_actions(report: &PrincipalReport) -> Vec<MissingAction<'_>> {
    let mut seen: HashSet<(&str, Option<&Value>, String)> = HashSet::new();
    let mut missing = Vec::new();
    for action in report.sets.iter().flat_map(|set| &set.actions) {
        if !action.needs_policy() {
            continue;
        }
        let found = MissingAction {
            resource: action.resource.as_deref().unwrap_or("*"),
            condition: action.condition.as_ref(),
            action: action.canonical_name(),
        };
        let key = (
            found.resource,
            found.condition,
            found.action.to_ascii_lowercase(),
        );
        if seen.insert(key) {
            missing.push(found);
        }
    }
    missing
}

/// The policies with exactly the [`missing_actions`]; empty if there are none.
///
/// If one policy would be longer than [`LONGEST_POLICY`], actions with a common prefix are combined
/// into a pattern if the catalogue knows no other action that it would grant; if that isn't enough,
/// there are several policies. A policy that is short enough names each action, so that its grants
/// don't grow with AWS.
#[must_use]
pub(crate) fn missing_policies(
    report: &PrincipalReport,
    catalog: &dyn ActionCatalog,
) -> Vec<FixPolicy> {
    let mut missing = missing_actions(report);
    // A stable sort: the actions for a resource stay in the order of the sets.
    missing.sort_by_cached_key(|found| (found.resource, found.condition.map(Value::to_string)));
    if characters(&document(&missing)) <= LONGEST_POLICY {
        return split(&missing);
    }
    let mut compacted: Vec<(Place<'_>, String)> = Vec::new();
    for group in missing.chunk_by(|a, b| a.place() == b.place()) {
        let actions: Vec<&str> = group.iter().map(|found| found.action).collect();
        let patterns = catalog.compact(&actions).into_iter();
        compacted.extend(patterns.map(|pattern| (group[0].place(), pattern)));
    }
    let compacted: Vec<MissingAction<'_>> = compacted
        .iter()
        .map(|((resource, condition), pattern)| MissingAction {
            resource,
            condition: *condition,
            action: pattern,
        })
        .collect();
    split(&compacted)
}

/// Distributes the actions over policies, filling each before the next.
fn split(missing: &[MissingAction<'_>]) -> Vec<FixPolicy> {
    let mut parts: Vec<Vec<MissingAction<'_>>> = Vec::new();
    // The length of the last part, so that it need not be written for each of its entries.
    let mut length = 0;
    for entry in missing {
        match parts.last_mut() {
            Some(part) => {
                let last = part.last().copied();
                length += added_characters(last, *entry);
                if length > LONGEST_POLICY {
                    parts.push(vec![*entry]);
                    length = characters(&document(&[*entry]));
                } else {
                    part.push(*entry);
                }
            }
            None => {
                parts.push(vec![*entry]);
                length = characters(&document(&[*entry]));
            }
        }
    }
    let policies = parts.iter().enumerate().map(|(index, part)| {
        let document = document(part);
        FixPolicy {
            name: match parts.len() {
                1 => "missing-permissions".to_owned(),
                _ => format!("missing-permissions-{}", index + 1),
            },
            file: None,
            characters: characters(&document),
            document,
        }
    });
    policies.collect()
}

/// The additional characters of a policy for one more entry after its last one.
fn added_characters(last: Option<MissingAction<'_>>, entry: MissingAction<'_>) -> usize {
    let comma = 1;
    match last {
        Some(last) if last.place() == entry.place() => comma + characters(&json!(entry.action)),
        _ => comma + characters(&statement(entry.place(), &[entry.action])),
    }
}

fn document(entries: &[MissingAction<'_>]) -> Value {
    let statements = entries
        .chunk_by(|a, b| a.place() == b.place())
        .map(|group| {
            let actions: Vec<&str> = group.iter().map(|found| found.action).collect();
            statement(group[0].place(), &actions)
        });
    in_document(statements.collect())
}

fn statement((resource, condition): Place<'_>, actions: &[&str]) -> Value {
    let mut statement = json!({"Effect": "Allow", "Action": actions, "Resource": resource});
    if let Some(condition) = condition {
        statement["Condition"] = condition.clone();
    }
    statement
}

fn in_document(statements: Vec<Value>) -> Value {
    json!({"Version": "2012-10-17", "Statement": statements})
}

/// The length as AWS counts it. Names and ARNs contain no white space, so the length of a compact
/// document is the relevant one.
fn characters(document: &Value) -> usize {
    document.to_string().chars().count()
}

/// The policy as the engine reads it. It is always valid, since it is generated here.
#[must_use]
pub fn compiled(policy: &FixPolicy) -> Option<Policy> {
    compile(&policy.name, &policy.document)
}

fn compile(name: &str, document: &Value) -> Option<Policy> {
    let document = Document::parse(PolicyKind::Identity, name, &document.to_string()).ok()?;
    Some(Policy::compile(document))
}

/// The statements of some policies, grouped by resource into one policy each.
pub(crate) fn by_resource(policies: &[FixPolicy]) -> HashMap<&str, Policy> {
    let mut statements: HashMap<&str, Vec<Value>> = HashMap::new();
    for policy in policies {
        let of_policy = policy.document["Statement"].as_array();
        for statement in of_policy.into_iter().flatten() {
            if let Some(resource) = statement["Resource"].as_str() {
                statements
                    .entry(resource)
                    .or_default()
                    .push(statement.clone());
            }
        }
    }
    let policies = statements.into_iter().filter_map(|(resource, statements)| {
        let policy = compile("missing-permissions", &in_document(statements))?;
        Some((resource, policy))
    });
    policies.collect()
}

#[cfg(test)]
mod tests {
    use super::{LONGEST_POLICY, MissingAction, missing_actions, missing_policies, split};
    use crate::ResourceCatalog;
    use crate::check::NoCatalog;
    use crate::report::{ActionReport, ActionStatus, PrincipalReport, SetReport};

    #[test]
    fn what_is_too_long_for_one_policy_is_split_without_loss() {
        let action = |index| ActionReport {
            action: format!("ec2:SomeQuiteLongActionNameNumber{index}"),
            status: ActionStatus::Missing,
            ..ActionReport::default()
        };
        let report = PrincipalReport {
            sets: vec![SetReport::new("s", (0..400).map(action))],
            ..PrincipalReport::default()
        };
        let policies = missing_policies(&report, &NoCatalog);
        assert_eq!(policies.len(), 3);
        assert!(
            policies
                .iter()
                .all(|policy| policy.characters <= LONGEST_POLICY)
        );
        let written = policies.iter().map(|policy| {
            let actions = &policy.document["Statement"][0]["Action"];
            actions.as_array().unwrap().len()
        });
        assert_eq!(written.sum::<usize>(), 400);
        assert_eq!(policies[2].name, "missing-permissions-3");
    }

    #[test]
    fn what_is_too_long_is_compacted_where_nothing_else_is_granted() {
        let catalog = iam_catalog::Catalog::embedded();
        let reads = catalog.actions_of("ec2").filter(|action| {
            let name = action.short_name();
            name.starts_with("Describe") || name == "RunInstances"
        });
        let action = |action: iam_catalog::Action<'_>| ActionReport {
            action: action.name().to_owned(),
            status: ActionStatus::Missing,
            ..ActionReport::default()
        };
        let report = PrincipalReport {
            sets: vec![SetReport::new("s", reads.map(action))],
            ..PrincipalReport::default()
        };
        let policies = missing_policies(&report, &ResourceCatalog::new(catalog, None));
        let granted = &policies[0].document["Statement"][0]["Action"];
        assert_eq!(
            *granted,
            serde_json::json!(["ec2:Describe*", "ec2:RunInstances"])
        );
        assert_eq!(policies.len(), 1);
        // What counts is the number of missing actions, not the number of patterns.
        assert!(missing_actions(&report).len() > 100);
    }

    #[test]
    fn policies_are_filled_as_far_as_they_go() {
        let resources: Vec<String> = (0..300)
            .map(|at| format!("arn:aws:s3:::\u{e9}\"{at}/*"))
            .collect();
        let actions: Vec<String> = (0..7)
            .map(|at| format!("s3:Action{}", "x".repeat(at)))
            .collect();
        let missing: Vec<MissingAction<'_>> = resources
            .iter()
            .enumerate()
            .flat_map(|(at, resource)| {
                let actions = actions.iter().take(1 + at % actions.len());
                actions.map(|action| MissingAction {
                    resource,
                    condition: None,
                    action,
                })
            })
            .collect();
        let policies = split(&missing);
        assert!(policies.len() > 5, "{}", policies.len());
        let (last, full) = policies.split_last().unwrap();
        for policy in full {
            // An entry of this set has at most 110 characters, including its resource.
            let room = LONGEST_POLICY - policy.characters;
            assert!(room < 110, "{room}");
        }
        assert!(last.characters <= LONGEST_POLICY);
        let of_policy = |policy: &crate::report::FixPolicy| {
            let statements = policy.document["Statement"].as_array().unwrap().clone();
            let actions = statements
                .iter()
                .map(|statement| statement["Action"].as_array().unwrap().len());
            actions.sum::<usize>()
        };
        assert_eq!(policies.iter().map(of_policy).sum::<usize>(), missing.len());
    }
}
