//! Questions under the condition of a requirement: only about the requests that meet it.
//!
//! If the condition allows a key only single values, each of them is put into the context of a
//! question. The rest of the condition can't be put into a context; but a test in a policy that all
//! of these requests pass doesn't affect them, and is removed from the policy. So a policy with the
//! same condition as the requirement grants it. taken out of the policy. So a policy with the same
//! condition as the requirement grants it.

use super::Knowledge;
use super::subject::{Questions, Subject};
use crate::requirements::{KeyValue, RequiredCondition};
use iam_eval::{AttachError, Document, Layer, LevelKind, Policy, PolicySet, Span, Statement};
use std::sync::Arc;

/// The questions about one subject under the conditions of requirements. Requirements with the same
/// condition are usually adjacent, so what was prepared for the last one is kept.
#[derive(Debug)]
pub(crate) struct Conditioned<'a> {
    questions: &'a Questions<'a>,
    last: Option<(Arc<RequiredCondition>, Subject)>,
}

impl<'a> Conditioned<'a> {
    pub(crate) fn new(questions: &'a Questions<'a>) -> Self {
        Self {
            questions,
            last: None,
        }
    }

    /// Asks in each context of a condition.
    pub(super) fn ask(
        &mut self,
        condition: &Arc<RequiredCondition>,
        mut ask: impl FnMut(&Questions<'_>),
    ) -> Result<(), AttachError> {
        let plain = self.questions;
        let last = self
            .last
            .take()
            .filter(|(known, _)| Arc::ptr_eq(known, condition));
        let (known, subject) = match last {
            Some(last) => last,
            None => (Arc::clone(condition), subject(plain.subject, condition)?),
        };
        for context in condition.contexts() {
            let knowledge = Knowledge {
                required: context.clone(),
                ..plain.knowledge.clone()
            };
            ask(&Questions::new(
                &subject,
                &knowledge,
                plain.catalog,
                plain.explained,
            )?);
        }
        self.last = Some((known, subject));
        Ok(())
    }
}

/// A context of a condition, in words.
pub(super) fn in_words(context: &[KeyValue]) -> String {
    let keys = context.iter().map(|(key, value)| match value {
        Some(value) => format!("{key} is {value}"),
        None => format!("{key} is absent"),
    });
    keys.collect::<Vec<_>>().join(" and ")
}

fn subject(subject: &Subject, condition: &RequiredCondition) -> Result<Subject, AttachError> {
    let mut policies = PolicySet::new();
    for (layer, of_layer) in subject.policies.layers() {
        let of_layer = of_layer
            .iter()
            .map(|policy| policy_under(policy, condition));
        policies = match layer {
            Layer::Scp(_) => policies.with_level(LevelKind::ServiceControl, of_layer)?,
            Layer::Rcp(_) => policies.with_level(LevelKind::ResourceControl, of_layer)?,
            _ => {
                for policy in of_layer {
                    policies = policies.with(policy)?;
                }
                policies
            }
        };
    }
    Ok(Subject {
        policies,
        key_policy: policy_under(&subject.key_policy, condition),
        ..subject.clone()
    })
}

/// The policy without the tests that the condition implies. They are blanked out, so that all other
/// positions stay.
fn policy_under(policy: &Policy, condition: &RequiredCondition) -> Policy {
    let document = policy.document();
    let statements = document.statements();
    let blanks: Vec<Span> = statements
        .flat_map(|statement| implied(&statement, condition))
        .collect();
    if blanks.is_empty() {
        return policy.clone();
    }
    let mut bytes = document.source().as_bytes().to_vec();
    for span in blanks {
        let range = span.start as usize..span.end as usize;
        for byte in bytes.get_mut(range).into_iter().flatten() {
            if !matches!(byte, b'\n' | b'\r') {
                *byte = b' ';
            }
        }
    }
    let read = || {
        let text = String::from_utf8(bytes).ok()?;
        Document::parse_at(
            document.kind(),
            document.name(),
            &text,
            document.position(0),
        )
        .ok()
    };
    // If the rest can't be parsed, the tests are kept: that is stricter.
    let Some(shorter) = read() else {
        return policy.clone();
    };
    let compiled = Policy::compile(shorter);
    match policy.given_name() {
        Some(name) => compiled.named(name),
        None => compiled,
    }
}

/// The spans to blank out in a statement.
fn implied(statement: &Statement<'_>, condition: &RequiredCondition) -> Vec<Span> {
    let is_implied: Vec<bool> = statement
        .conditions()
        .map(|found| condition.implies(&found))
        .collect();
    if !is_implied.contains(&true) {
        return Vec::new();
    }
    let mut implied = is_implied.into_iter();
    let layout = statement.layout();
    let operators = layout.operators.iter().map(|operator| {
        let keys: Vec<(Span, bool)> = operator
            .keys
            .iter()
            .map(|key| (key.whole(), implied.next().unwrap_or_default()))
            .collect();
        members(&keys)
    });
    operators.flatten().collect()
}

/// The spans to blank out in a list of members, some of which are removed, with the commas that
/// separate them from the rest.
fn members(members: &[(Span, bool)]) -> Vec<Span> {
    let last_kept = members.iter().rposition(|(_, goes)| !goes);
    let mut spans = Vec::new();
    for (index, (span, goes)) in members.iter().enumerate() {
        let next = members
            .get(index + 1)
            .map_or(span.end, |(next, _)| next.start);
        match last_kept {
            _ if !goes => {}
            Some(kept) if index > kept => {
                let before = index.checked_sub(1).and_then(|before| members.get(before));
                let start = before.map_or(span.start, |(before, _)| before.end);
                spans.push(Span {
                    start,
                    end: span.end,
                });
            }
            _ => spans.push(Span {
                start: span.start,
                end: next,
            }),
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::policy_under;
    use crate::RequirementSet;
    use iam_catalog::Catalog;
    use iam_eval::{Policy, PolicyKind};

    #[test]
    fn implied_tests_are_blanked_out_in_place() {
        let set = |json: &str| {
            let text = format!(
                r#"{{"Effect": "Allow", "Action": "a:B", "Resource": "*", "Condition": {json}}}"#
            );
            RequirementSet::parse("set.json", &text, Catalog::embedded()).unwrap()
        };
        let required = set(
            r#"{"StringLike": {"kms:ViaService": ["ec2.*", "rds.*"]}, "Null": {"a:k": "true"},
                "StringNotEquals": {"aws:RequestedRegion": ["a", "b"]}, "Bool": {"a:v": "true"}}"#,
        );
        let required = required.requirements()[0].condition.as_ref().unwrap();
        for (condition, left) in [
            (
                r#"{"StringLike": {"kms:viaservice": ["rds.*", "ec2.*", "s3.*"]}}"#,
                0,
            ),
            (
                r#"{"StringLikeIfExists": {"kms:ViaService": ["rds.*", "ec2.*"]}}"#,
                0,
            ),
            (r#"{"StringLike": {"kms:ViaService": "ec2.*"}}"#, 1),
            (
                r#"{"StringEquals": {"kms:ViaService": ["ec2.*", "rds.*"]}}"#,
                1,
            ),
            (r#"{"Null": {"a:k": "true"}}"#, 0),
            (r#"{"Null": {"a:k": "false"}}"#, 1),
            (r#"{"Null": {"a:k": ["true", "false"]}}"#, 1),
            (r#"{"StringNotEquals": {"aws:RequestedRegion": "b"}}"#, 0),
            (
                r#"{"StringNotEquals": {"aws:RequestedRegion": ["b", "c"]}}"#,
                1,
            ),
            (r#"{"Bool": {"x": "true", "a:v": "true"}}"#, 1),
            (r#"{"Bool": {"a:v": "true", "x": "true"}}"#, 1),
            (
                r#"{"Bool": {"y": "true", "a:v": "true", "x": "true"}, "Null": {"a:k": "true"}}"#,
                2,
            ),
            (
                r#"{"Bool": {"a:v": "true"}, "StringEquals": {"x": "1"}}"#,
                1,
            ),
        ] {
            let text = format!(
                "{{\"Statement\": [\n{{\"Effect\": \"Allow\", \"Condition\": {condition},\n \"Action\": \"a:B\", \"Resource\": \"*\"}}]}}"
            );
            let policy = Policy::parse(PolicyKind::Identity, "role.json", &text)
                .unwrap()
                .named("mine");
            let under = policy_under(&policy, required);
            let statement = under.document().statement(0).unwrap();
            assert_eq!(statement.conditions().len(), left, "{condition}");
            assert_eq!(under.given_name(), Some("mine"));
            assert_eq!(statement.position().line, 2);
            assert_eq!(under.document().source().len(), text.len());
        }
    }
}
