//! What a partial decision depends on.

use super::Explanation;
use super::reason::{Certainty, LayerReason, Mismatch, StatementOutcome, StatementReason};
use crate::evaluate::PartialDecision;
use crate::layer::Layer;
use iam_syntax::document::Effect;
use serde::Serialize;
use std::collections::HashSet;

/// What must hold for a request to be allowed: each group must be satisfied, and no statement of
/// `unless` may apply.
///
/// `Display` writes it as a sentence: `when aws:RequestedRegion is eu-west-1 or eu-central-1`.
/// Returned by [`Explanation::residual`](crate::Explanation::residual). Not exhaustive: reasons
/// gain members.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Residual {
    /// At least one statement of each group must apply.
    pub when: Vec<ResidualGroup>,
    /// None of these statements, which deny, may apply.
    pub unless: Vec<StatementReason>,
}

/// Statements of which one must apply. Not exhaustive: reasons gain members.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ResidualGroup {
    /// The layers of the statements.
    pub layers: Vec<Layer>,
    /// The statements, each with what it depends on.
    pub any_of: Vec<StatementReason>,
}

impl Residual {
    pub(super) fn of(explanation: &Explanation<PartialDecision>) -> Self {
        let either = explanation.either_side_suffices || explanation.delegated.is_some();
        let grants =
            |layer: &&LayerReason| matches!(layer.layer, Layer::Identity | Layer::Resource);
        let settled = either
            && explanation
                .layers
                .iter()
                .filter(grants)
                .any(|layer| explanation.grants(layer) == Certainty::Certain);
        let mut when: Vec<ResidualGroup> = Vec::new();
        // The index of the identity-based policies' group.
        let mut of_identity: Option<usize> = None;
        for layer in &explanation.layers {
            if explanation.grants(layer) != Certainty::Possible {
                continue;
            }
            let any_of: Vec<_> = explanation.open_allows(layer).cloned().collect();
            if either && grants(&layer) {
                if settled {
                    continue;
                }
                if let Some(group) = of_identity.and_then(|at| when.get_mut(at)) {
                    group.layers.push(layer.layer);
                    group.any_of.extend(any_of);
                    continue;
                }
            }
            if layer.layer == Layer::Identity {
                of_identity = Some(when.len());
            }
            when.push(ResidualGroup {
                layers: vec![layer.layer],
                any_of,
            });
        }
        let denies =
            |statement: &&StatementReason| statement.effect == Effect::Deny && statement.depends();
        let unless = explanation.statements().filter(denies).cloned().collect();
        Self { when, unless }
    }
}

impl std::fmt::Display for Residual {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let shown = self.when.iter().take(MOST_SAID);
        let mut groups: Vec<String> = shown.map(|group| any(&group.any_of)).collect();
        let more = self.when.len().saturating_sub(groups.len());
        if more > 0 {
            groups.push(format!("{more} more layers allow it"));
        }
        let mut separator = "";
        if !groups.is_empty() {
            let bracketed = groups.len() > 1;
            let groups = groups
                .iter()
                .map(|group| match group.contains(", or ") && bracketed {
                    true => format!("({group})"),
                    false => group.clone(),
                });
            write!(f, "when {}", groups.collect::<Vec<_>>().join(" and "))?;
            separator = ", ";
        }
        // A positive requirement is easier to read: a deny unless the Region is one of two requires
        // one of those two.
        let (needs, unless): (Vec<_>, Vec<_>) = self
            .unless
            .iter()
            .map(|statement| opposite(statement).ok_or(statement))
            .partition(Result::is_ok);
        let needs = Sentences::of(needs.into_iter().flatten());
        if let Some(needs) = needs.joined(" and ") {
            let separator = if separator.is_empty() { "" } else { "; " };
            write!(f, "{separator}needs {needs}")?;
        }
        if !unless.is_empty() {
            let separator = if unless.len() < self.unless.len() {
                ", "
            } else {
                separator
            };
            let unless: Vec<&StatementReason> =
                unless.into_iter().filter_map(Result::err).collect();
            write!(f, "{separator}unless {}", any(unless))?;
        }
        Ok(())
    }
}

/// How many alternatives, parts and layers a sentence names; beyond that it gives the number of the
/// others.
const MOST_SAID: usize = 20;

/// The maximum total length, in bytes, of the alternatives in a sentence; the first one is always
/// named.
const LONGEST_SENTENCES: usize = 500;

/// Distinct sentences, up to a maximum number and length, and the number of the others.
#[derive(Default)]
struct Sentences {
    sentences: Vec<String>,
    seen: HashSet<String>,
    length: usize,
}

impl Sentences {
    fn of(sentences: impl IntoIterator<Item = String>) -> Self {
        let mut said = Self::default();
        for sentence in sentences {
            let longer = said.length.saturating_add(sentence.len());
            let first = said.sentences.is_empty();
            if said.seen.insert(sentence.clone())
                && said.sentences.len() < MOST_SAID
                && (first || longer <= LONGEST_SENTENCES)
            {
                said.length = longer;
                said.sentences.push(sentence);
            }
        }
        said
    }

    /// `None` if there are no sentences.
    fn joined(mut self, word: &str) -> Option<String> {
        let more = self.seen.len().saturating_sub(self.sentences.len());
        if more > 0 {
            self.sentences.push(format!("{more} more"));
        }
        (!self.sentences.is_empty()).then(|| self.sentences.join(word))
    }
}

/// What must hold for a statement not to apply, if it can be expressed: the statement depends on
/// one part, which requires a value to be different from some values.
fn opposite(statement: &StatementReason) -> Option<String> {
    match statement.outcome() {
        StatementOutcome::Depends(mismatches) => match mismatches.as_slice() {
            [only] => only.opposite(),
            _ => None,
        },
        _ => None,
    }
}

/// The statements' conditions, without duplicate sentences.
fn any<'s>(statements: impl IntoIterator<Item = &'s StatementReason>) -> String {
    let sentences = statements
        .into_iter()
        .map(|statement| match statement.outcome() {
            StatementOutcome::Depends(mismatches) if !mismatches.is_empty() => {
                let shown = mismatches.iter().take(MOST_SAID);
                let mut parts: Vec<String> = shown.map(Mismatch::to_string).collect();
                let more = mismatches.len().saturating_sub(parts.len());
                if more > 0 {
                    parts.push(format!("{more} more"));
                }
                parts.join(" and ")
            }
            _ => "it applies".to_owned(),
        });
    Sentences::of(sentences).joined(", or ").unwrap_or_default()
}
