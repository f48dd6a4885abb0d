//! The policy that closes the gap.

use crate::report::{ActionStatus, PrincipalReport};
use iam_eval::{Document, PolicyKind};
use std::collections::BTreeMap;

/// A policy document that grants what a principal lacks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingPolicy {
    /// The document's text, ready to be attached.
    pub text: String,
    /// The actions that it grants.
    pub actions: Vec<String>,
}

/// The policy with exactly the actions that are missing; `None` where none is.
///
/// An action that is denied is not in it: no added permission can help it.
#[must_use]
pub fn missing_policy(report: &PrincipalReport) -> Option<MissingPolicy> {
    let mut by_resource: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for action in report.sets.iter().flat_map(|set| &set.actions) {
        if action.status != ActionStatus::Missing {
            continue;
        }
        let resource = action.resource.as_deref().unwrap_or("*");
        let actions = by_resource.entry(resource).or_default();
        if !actions
            .iter()
            .any(|known| known.eq_ignore_ascii_case(&action.action))
        {
            actions.push(&action.action);
        }
    }
    if by_resource.is_empty() {
        return None;
    }
    let statements: Vec<serde_json::Value> = by_resource
        .iter()
        .map(|(resource, actions)| {
            serde_json::json!({"Effect": "Allow", "Action": actions, "Resource": resource})
        })
        .collect();
    let policy = serde_json::json!({"Version": "2012-10-17", "Statement": statements});
    let text = format!("{policy:#}\n");
    let actions = by_resource
        .into_values()
        .flatten()
        .map(str::to_owned)
        .collect();
    Some(MissingPolicy { text, actions })
}

impl MissingPolicy {
    /// The document, as the engine reads it; it is one of ours, so that it is valid.
    #[must_use]
    pub fn document(&self, name: &str) -> Option<Document> {
        Document::parse(PolicyKind::Identity, name, &self.text).ok()
    }
}
