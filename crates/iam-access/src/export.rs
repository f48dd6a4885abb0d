//! The policies that close the gap.

use crate::check::Catalogue;
use crate::report::{FixPolicy, PrincipalReport};
use iam_eval::{Document, PolicyKind};
use serde_json::{Value, json};
use std::collections::HashSet;

/// The longest managed policy that AWS takes, in characters, white space not counted.
pub const LONGEST_POLICY: usize = 6_144;

/// The actions that a policy can add: each with its resource, in canonical spelling, once. An action
/// that is denied is not among them, nor one that the principal's own policies grant and another layer
/// holds back.
#[must_use]
pub fn missing_actions(report: &PrincipalReport) -> Vec<(&str, &str)> {
    let mut seen: HashSet<(&str, String)> = HashSet::new();
    let mut missing: Vec<(&str, &str)> = Vec::new();
    for action in report.sets.iter().flat_map(|set| &set.actions) {
        if !action.needs_policy() {
            continue;
        }
        let resource = action.resource.as_deref().unwrap_or("*");
        let name = action.canonical_name();
        if seen.insert((resource, name.to_ascii_lowercase())) {
            missing.push((resource, name));
        }
    }
    missing
}

/// The policies with exactly the [`missing_actions`]; none where there is none.
///
/// Where one policy would be longer than [`LONGEST_POLICY`], what begins alike is put under one pattern
/// if the catalogue knows no other action that it would grant; if that isn't enough, there are several
/// policies. A policy that is short enough names each action: what it grants doesn't grow with AWS.
#[must_use]
pub fn missing_policies(report: &PrincipalReport, catalogue: &dyn Catalogue) -> Vec<FixPolicy> {
    let mut missing = missing_actions(report);
    // A stable sort: within a resource the actions stay in the order of the sets.
    missing.sort_by_key(|(resource, _)| *resource);
    if characters(&document(&missing)) <= LONGEST_POLICY {
        return split(&missing);
    }
    let mut compacted: Vec<(&str, String)> = Vec::new();
    for group in missing.chunk_by(|a, b| a.0 == b.0) {
        let actions: Vec<&str> = group.iter().map(|(_, action)| *action).collect();
        let patterns = catalogue.compact(&actions).into_iter();
        compacted.extend(patterns.map(|pattern| (group[0].0, pattern)));
    }
    let compacted: Vec<(&str, &str)> = compacted
        .iter()
        .map(|(resource, pattern)| (*resource, pattern.as_str()))
        .collect();
    split(&compacted)
}

/// Fills one policy after the other as far as it goes.
fn split(missing: &[(&str, &str)]) -> Vec<FixPolicy> {
    let mut parts: Vec<Vec<(&str, &str)>> = Vec::new();
    for entry in missing {
        match parts.last_mut() {
            Some(part) => {
                part.push(*entry);
                if characters(&document(part)) > LONGEST_POLICY && part.len() > 1 {
                    part.pop();
                    parts.push(vec![*entry]);
                }
            }
            None => parts.push(vec![*entry]),
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

fn document(entries: &[(&str, &str)]) -> Value {
    let statements = entries.chunk_by(|a, b| a.0 == b.0).map(|group| {
        let actions: Vec<&str> = group.iter().map(|(_, action)| *action).collect();
        json!({"Effect": "Allow", "Action": actions, "Resource": group[0].0})
    });
    json!({"Version": "2012-10-17", "Statement": statements.collect::<Vec<_>>()})
}

/// The length as AWS counts it. Names and ARNs hold no white space, so that a document without any
/// is what counts.
fn characters(document: &Value) -> usize {
    document.to_string().chars().count()
}

/// The policy as the engine reads it; it is one of ours, so that it is valid.
#[must_use]
pub fn compiled(policy: &FixPolicy) -> Option<iam_eval::Policy> {
    let text = policy.document.to_string();
    let document = Document::parse(PolicyKind::Identity, &policy.name, &text).ok()?;
    Some(iam_eval::Policy::compile(document))
}

#[cfg(test)]
mod tests {
    use super::{LONGEST_POLICY, missing_actions, missing_policies};
    use crate::ResourceCatalogue;
    use crate::check::NoCatalogue;
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
        let policies = missing_policies(&report, &NoCatalogue);
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
        let policies = missing_policies(&report, &ResourceCatalogue::new(catalog, None));
        let granted = &policies[0].document["Statement"][0]["Action"];
        assert_eq!(
            *granted,
            serde_json::json!(["ec2:Describe*", "ec2:RunInstances"])
        );
        assert_eq!(policies.len(), 1);
        // What is counted is what is missing, however few patterns say it.
        assert!(missing_actions(&report).len() > 100);
    }
}
