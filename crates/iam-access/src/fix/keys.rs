//! The other half of a fix: the statements to add to key policies.

use crate::report::{ActionReport, KeyAnswer, KeyStatement, PrincipalReport};
use iam_eval::{Document, Policy, PolicyKind};
use serde_json::{Value, json};
use std::collections::HashSet;

/// The layer of a key policy.
const KEY_POLICY: &str = "keyPolicy";

/// The statements that allow the principal what a key policy doesn't allow: one for each key that
/// lacks something; none if the principal's ARN is not known, since a statement must name it.
#[must_use]
pub(crate) fn key_statements(report: &PrincipalReport) -> Vec<KeyStatement> {
    let Some(principal) = &report.principal else {
        return Vec::new();
    };
    let mut statements: Vec<(KeyStatement, Vec<&str>)> = Vec::new();
    let mut seen: HashSet<(usize, String)> = HashSet::new();
    for action in report.sets.iter().flat_map(|set| &set.actions) {
        for answer in lacking(action) {
            let is_of = |of: &KeyStatement| of.key == answer.key && of.policy == answer.policy;
            let known = statements
                .iter()
                .position(|(statement, _)| is_of(statement));
            let at = known.unwrap_or_else(|| {
                let statement = KeyStatement {
                    key: answer.key.clone(),
                    policy: answer.policy.clone(),
                    ..KeyStatement::default()
                };
                statements.push((statement, Vec::new()));
                statements.len() - 1
            });
            let name = action.canonical_name();
            if let Some((_, actions)) = statements.get_mut(at)
                && seen.insert((at, name.to_ascii_lowercase()))
            {
                actions.push(name);
            }
        }
    }
    let finished = statements
        .into_iter()
        .map(|(statement, actions)| KeyStatement {
            // In a key policy, `*` is the key. A `Sid` might already be in use.
            statement: json!({
                "Effect": "Allow",
                "Principal": {"AWS": principal},
                "Action": actions,
                "Resource": "*",
            }),
            ..statement
        });
    finished.collect()
}

/// The keys whose policies must allow an action and don't.
fn lacking(action: &ActionReport) -> impl Iterator<Item = &KeyAnswer> {
    let counts = action.ignored.is_none();
    let keys = action.keys.iter();
    keys.filter(move |key| counts && key.lacks_layer(KEY_POLICY))
}

/// A key policy with the statement made for it, or unchanged if there is none.
pub(crate) fn with_added_statement(
    policy: &Policy,
    key: Option<&str>,
    statements: &[KeyStatement],
) -> Policy {
    let name = policy.document().name();
    let is_meant = |of: &&KeyStatement| of.key.as_deref() == key && of.policy == name;
    let statement = statements.iter().find(is_meant);
    let changed = statement.and_then(|added| with_statement(policy.document(), &added.statement));
    changed.unwrap_or_else(|| policy.clone())
}

fn with_statement(document: &Document, statement: &Value) -> Option<Policy> {
    let mut value = serde_json::to_value(document).ok()?;
    let statements = value.get_mut("Statement")?;
    match statements {
        Value::Array(statements) => statements.push(statement.clone()),
        only => *only = json!([only.clone(), statement]),
    }
    let document =
        Document::parse(PolicyKind::Resource, document.name(), &value.to_string()).ok()?;
    Some(Policy::compile(document))
}

#[cfg(test)]
mod tests {
    use super::{key_statements, with_added_statement};
    use crate::report::{ActionReport, ActionStatus, KeyAnswer, PrincipalReport, SetReport};
    use iam_eval::Policy;
    use std::sync::Arc;

    const KEY: &str = "arn:aws:kms:eu-west-1:111122223333:key/k";
    const ROLE: &str = "arn:aws:iam::111122223333:role/r";

    fn report(lacks: &str, principal: Option<&str>) -> PrincipalReport {
        let action = ActionReport {
            action: "kms:CreateGrant".to_owned(),
            status: ActionStatus::Missing,
            keys: vec![KeyAnswer {
                key: Some(KEY.to_owned()),
                policy: "default key policy".to_owned(),
                status: ActionStatus::Missing,
                lacks: vec![lacks.to_owned()],
            }],
            ..ActionReport::default()
        };
        PrincipalReport {
            principal: principal.map(str::to_owned),
            sets: vec![SetReport::new("s", [Arc::new(action)])],
            ..PrincipalReport::default()
        }
    }

    #[test]
    fn only_what_the_key_policy_lacks_is_in_the_statement() {
        let statements = key_statements(&report("keyPolicy", Some(ROLE)));
        assert_eq!(statements.len(), 1);
        let statement = &statements[0].statement;
        assert_eq!(statement["Principal"]["AWS"], ROLE);
        assert_eq!(statement["Action"], serde_json::json!(["kms:CreateGrant"]));
        for other in ["identity", "service", "scps[0]"] {
            assert!(key_statements(&report(other, Some(ROLE))).is_empty());
        }
        // A statement for an unknown role would have to name everyone.
        assert!(key_statements(&report("keyPolicy", None)).is_empty());
    }

    #[test]
    fn a_policy_gets_its_own_statement_only() {
        let policy = Policy::default_key_policy("aws", "111122223333").unwrap();
        let mut statements = key_statements(&report("keyPolicy", Some(ROLE)));
        statements[0].policy = policy.document().name().to_owned();
        let count = |policy: &Policy| policy.document().statements().count();
        assert_eq!(count(&policy), 1);
        assert_eq!(
            count(&with_added_statement(&policy, Some(KEY), &statements)),
            2
        );
        assert_eq!(count(&with_added_statement(&policy, None, &statements)), 1);
    }
}
