//! The words for answers.

use super::Answer;
use iam_eval::{Explanation, Layer, LayerReason, PartialDecision, StatementReason};

/// So many statements are named in a sentence; of more, it says how many.
const MOST_NAMED: usize = 3;

/// The decision in a word: `unknown` where it depends on what is not known.
///
/// ```
/// use iam_eval::PartialDecision;
/// use iam_report::simulation::decision_word;
/// assert_eq!(decision_word(PartialDecision::ExplicitDeny), "explicitDeny");
/// assert_eq!(decision_word(PartialDecision::Depends), "unknown");
/// ```
#[must_use]
pub const fn decision_word(decision: PartialDecision) -> &'static str {
    match decision {
        PartialDecision::Depends => "unknown",
        decided => decided.as_str(),
    }
}

/// What decides, in a sentence: the statements with their files and lines, what no layer allows, or
/// what the answer depends on.
///
/// ```
/// use iam_eval::*;
/// use iam_report::simulation::because;
/// let policies = PolicySet::new().with(Policy::parse(PolicyKind::Identity, "role.json",
///     r#"{"Statement": {"Effect": "Deny", "Action": "s3:*", "Resource": "*"}}"#)?)?;
/// let alice = Principal::parse("arn:aws:iam::111122223333:user/alice")?;
/// let explanation = policies.explain_partial(&PartialRequest::new(&alice, "s3:GetObject")?);
/// assert_eq!(because(&explanation), "statement 0, role.json:1:15");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn because(explanation: &Explanation<PartialDecision>) -> String {
    if let Some(residual) = explanation.residual() {
        let residual = residual.to_string();
        return match residual.is_empty() {
            true => "it depends on what is unknown".to_owned(),
            false => format!("allowed {residual}"),
        };
    }
    let mut deciding = deciding(explanation);
    if explanation.decision == PartialDecision::Allowed {
        // What limits grants nothing.
        deciding.retain(|(layer, _)| matches!(layer.layer, Layer::Identity | Layer::Resource));
    }
    if deciding.is_empty() {
        let text = explanation.conclusion.to_string();
        return text.strip_prefix("because ").unwrap_or(&text).to_owned();
    }
    // In the identity-based policies of most questions the layer goes without saying.
    let is_plain = deciding
        .iter()
        .all(|(layer, _)| layer.layer == Layer::Identity);
    let named = deciding
        .iter()
        .take(MOST_NAMED)
        .map(|(layer, statement)| match is_plain {
            true => statement.origin.to_string(),
            false => format!("{}: {}", layer.layer, statement.origin),
        });
    let mut named: Vec<String> = named.collect();
    let more = deciding.len() - named.len();
    if more > 0 {
        named.push(format!("and {more} more"));
    }
    named.join("; ")
}

/// The statements that decide, each with its layer.
pub(super) fn deciding(
    explanation: &Explanation<PartialDecision>,
) -> Vec<(&LayerReason, &StatementReason)> {
    let mut found = Vec::new();
    for layer in &explanation.layers {
        let statements = layer.statements.iter();
        let statements = statements.filter(|statement| explanation.rests_on(statement));
        found.extend(statements.map(|statement| (layer, statement)));
    }
    found
}

/// `aws:SourceIp, s3:prefix`: the keys on which the answer depends, or those that are merely asked
/// for.
pub(super) fn missing(answer: &Answer, decides: bool) -> Vec<&str> {
    let keys = answer.missing.iter();
    let keys = keys.filter(|missing| missing.decides == decides);
    keys.map(|missing| &*missing.key).collect()
}
