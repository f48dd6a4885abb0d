//! An explanation as text, for people.

use super::reason::{LayerReason, LayerStatus, Mismatch, RequestValues, StatementOutcome};
use super::{Certainty, Explanation, StatementReason};
use crate::request::{Facts, ResourceFact};
use std::fmt::{Display, Formatter, Result};
use std::slice::SliceIndex;

/// The question: principal, action and, if known, resource, in one text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Asked {
    text: Box<str>,
    action_from: usize,
    resource_from: Option<usize>,
}

impl Asked {
    pub(super) fn of(facts: &Facts<'_>) -> Self {
        let (principal, action) = (facts.principal.as_str(), facts.action.as_str());
        let resource = match facts.resource {
            ResourceFact::Known(resource) => Some(resource.as_str()),
            ResourceFact::Within(pattern) => Some(pattern.as_str()),
            ResourceFact::Unknown => None,
        };
        let action_from = principal.len();
        Self {
            text: [principal, action, resource.unwrap_or_default()]
                .concat()
                .into(),
            action_from,
            resource_from: resource.map(|_| action_from.saturating_add(action.len())),
        }
    }

    fn part(&self, part: impl SliceIndex<str, Output = str>) -> &str {
        self.text.get(part).unwrap_or_default()
    }

    fn principal(&self) -> &str {
        self.part(..self.action_from)
    }

    fn action(&self) -> &str {
        self.part(self.action_from..self.resource_from.unwrap_or(self.text.len()))
    }

    fn resource(&self) -> &str {
        self.resource_from
            .map_or("an unknown resource", |from| self.part(from..))
    }

    /// What the request has instead of what a statement requires.
    fn given(&self, part: &Mismatch) -> String {
        match part {
            Mismatch::Principal { .. } => format!("it is {}", self.principal()),
            Mismatch::Resource { .. } => format!("it is {}", self.resource()),
            Mismatch::Condition(condition) => match condition.request {
                RequestValues::Unknown => "it is unknown".to_owned(),
                RequestValues::Absent => "the request doesn't have it".to_owned(),
                values => format!("the request has {values}"),
            },
        }
    }
}

impl<D> Explanation<D> {
    /// The outcome of a statement of this explanation, one line per fact: whether it applies, the
    /// conditions that hold, and what is easily overlooked.
    ///
    /// ```
    /// use iam_eval::*;
    /// let policies = PolicySet::new().with(Policy::parse(PolicyKind::Identity, "role.json", r#"{
    ///   "Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "ec2:*", "Resource": "*",
    ///   "Condition": {"StringNotEquals": {"ec2:MetadataHttpTokens": "required"}}}}"#)?)?;
    /// let role = "arn:aws:iam::111122223333:role/backup".parse()?;
    /// let anything = Resource::any();
    /// let explanation = policies.explain(&Request::new(&role, "ec2:RunInstances", &anything)?);
    /// let deny = explanation.deciding().next().unwrap();
    /// assert_eq!(explanation.lines_of(deny), ["applies",
    ///     "holds: ec2:MetadataHttpTokens is absent; StringNotEquals requires that \
    ///      ec2:MetadataHttpTokens is other than required (or is absent)"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn lines_of(&self, statement: &StatementReason) -> Vec<String> {
        let mut lines = Vec::new();
        lines.push(match statement.outcome() {
            StatementOutcome::Applies => "applies".to_owned(),
            StatementOutcome::Fails(part) => {
                let given = self.asked.given(&part);
                format!("doesn't apply: it requires that {part}; {given}")
            }
            StatementOutcome::Depends(parts) => {
                let parts: Vec<String> = parts.iter().map(Mismatch::to_string).collect();
                match parts.as_slice() {
                    [] => "may apply".to_owned(),
                    parts => format!("applies if {}", parts.join(" and ")),
                }
            }
        });
        lines.extend(
            statement
                .holds()
                .map(|condition| format!("holds: {}", condition.holding())),
        );
        lines.extend(statement.notes.iter().map(|note| format!("note: {note}")));
        lines
    }

    /// The lines after the layers: assumptions, special rules of the service, the layers that were
    /// not supplied, and last how the layers lead to the decision.
    #[must_use]
    pub fn closing_lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        let absent = self.layers.iter();
        let absent = absent.filter(|layer| layer.status == LayerStatus::NotSupplied);
        let absent: Vec<&str> = absent.map(|layer| layer.layer.kind().title()).collect();
        if !absent.is_empty() {
            lines.push(format!("not supplied: {}", absent.join(", ")));
        }
        lines.extend(
            self.service_rules
                .iter()
                .map(|rule| format!("rule: {rule} ({})", rule.source)),
        );
        lines.extend(self.assumptions.iter().map(|it| format!("assumed: {it}")));
        lines.push(self.conclusion.to_string());
        lines
    }
}

impl LayerReason {
    /// The answer of the layer in a few words: `a Deny applies`.
    #[must_use]
    pub fn summary(&self) -> &'static str {
        match self {
            layer if layer.status == LayerStatus::NotApplicable => "not applied to this caller",
            layer if layer.denies == Certainty::Certain => "a Deny applies",
            layer if layer.denies == Certainty::Possible => "a Deny may apply",
            layer if layer.allows == Certainty::Certain => "an Allow applies",
            layer if layer.allows == Certainty::Possible => "an Allow may apply",
            _ => "no Allow applies",
        }
    }
}

impl<D: Display> Display for Explanation<D> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let (principal, action) = (self.asked.principal(), self.asked.action());
        let resource = self.asked.resource();
        writeln!(f, "{}: {principal}, {action}, {resource}", self.decision)?;
        for layer in &self.layers {
            if layer.status == LayerStatus::NotSupplied {
                continue;
            }
            writeln!(f, "  {}: {}", layer.layer, layer.summary())?;
            if layer.statements.is_empty() && layer.status == LayerStatus::Evaluated {
                writeln!(f, "      no statement is about {action}")?;
            }
            for statement in &layer.statements {
                let mark = if self.rests_on(statement) { '>' } else { ' ' };
                writeln!(f, "    {mark} {} {}", statement.effect, statement.origin)?;
                for line in self.lines_of(statement) {
                    writeln!(f, "        {line}")?;
                }
            }
        }
        let closing = self.closing_lines();
        write!(f, "  {}", closing.join("\n  "))
    }
}
