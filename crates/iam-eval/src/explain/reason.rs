//! What a layer and a statement said of a request, as data.

use super::notes::Note;
use crate::evaluate::{Layer, Truth};
use iam_syntax::document::Effect;
use iam_syntax::document::operator::{Comparison, Operator, SetOperator};
use iam_syntax::text::{Position, Span};
use serde::Serialize;
use std::sync::Arc;

/// How sure an answer is: `Maybe` occurs for partial requests only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Certainty {
    /// It is not so.
    No,
    /// It hangs on something unknown.
    Maybe,
    /// It is so.
    Yes,
}

impl From<Truth> for Certainty {
    fn from(truth: Truth) -> Self {
        match truth {
            Truth::False => Self::No,
            Truth::Unknown => Self::Maybe,
            Truth::True => Self::Yes,
        }
    }
}

/// Whether a layer had a say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum LayerStatus {
    /// Its policies were evaluated.
    Evaluated,
    /// No policy was attached: it neither limits nor grants.
    NotSupplied,
    /// Its policies don't bear on this caller, such as SCPs on a service-linked role (S7.12).
    NotApplicable,
}

/// What a layer said of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LayerReason {
    /// The layer.
    pub layer: Layer,
    /// Whether it had a say.
    pub status: LayerStatus,
    /// Whether a statement of it allows the request.
    pub allows: Certainty,
    /// Whether a statement of it denies the request.
    pub denies: Certainty,
    /// Its statements whose action is the request's.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub statements: Vec<StatementReason>,
}

/// Where a statement stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Origin {
    /// The name of the document.
    pub policy: Arc<str>,
    /// The statement's place in the document, counted from 0.
    pub statement: usize,
    /// The statement's `Sid`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sid: Option<Box<str>>,
    /// Line and column of the statement.
    #[serde(flatten)]
    pub position: Position,
    /// The bytes that the statement takes in the document's text.
    #[serde(skip)]
    pub span: Span,
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.sid {
            Some(sid) if !sid.is_empty() => write!(f, "statement \"{sid}\", ")?,
            _ => write!(f, "statement {}, ", self.statement)?,
        }
        write!(f, "{}:{}", self.policy, self.position)
    }
}

/// What a statement whose action is the request's did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StatementReason {
    /// Where the statement stands.
    #[serde(flatten)]
    pub origin: Origin,
    /// What it does where it applies.
    pub effect: Effect,
    /// Whether it applies, and if not for certain, why.
    pub outcome: StatementOutcome,
    /// The conditions of a statement that applies: each holds.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub holds: Vec<ConditionReason>,
    /// What is easily overlooked in the parts that `outcome` and `holds` name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
}

/// Whether a statement applies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum StatementOutcome {
    /// It applies.
    Applies,
    /// It doesn't: the first part of it that failed.
    Fails(Mismatch),
    /// It applies if all of these turn out to hold.
    Depends(Vec<Mismatch>),
}

/// A part of a statement that the request doesn't meet, or may not meet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Mismatch {
    /// The caller is none of the principals (or, for `NotPrincipal`, one of them).
    Principal {
        /// True for `NotPrincipal`.
        negated: bool,
        /// The principals that the statement names.
        principals: Vec<Box<str>>,
    },
    /// The resource matches none of the patterns (or, for `NotResource`, one of them).
    Resource {
        /// True for `NotResource`.
        negated: bool,
        /// The patterns.
        patterns: Vec<Box<str>>,
    },
    /// A condition.
    Condition(ConditionReason),
}

/// A condition, and what the request has for its key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ConditionReason {
    /// The operator as written, such as `ForAnyValue:StringLike`.
    pub operator: Box<str>,
    /// The key as written.
    pub key: Box<str>,
    /// The policy's values.
    pub values: Vec<Box<str>>,
    /// The request's values.
    pub request: RequestValues,
}

/// What a request has for a condition key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum RequestValues {
    /// It is not known.
    Unknown,
    /// The key is not there.
    Absent,
    /// These values.
    Values(Vec<Box<str>>),
    /// More than can be told with each statement: how it begins.
    #[serde(rename_all = "camelCase")]
    Long {
        /// How many values there are.
        values: usize,
        /// How the first one begins.
        begins: Box<str>,
    },
}

impl RequestValues {
    /// A request says it once, but its explanation tells it with every statement that asks: what is
    /// longer than this, in bytes, is told in short.
    const LONGEST: usize = 1_024;

    pub(super) fn of<'v>(values: impl ExactSizeIterator<Item = &'v str> + Clone) -> Self {
        // An empty value takes room, too.
        let length: usize = values.clone().map(|value| value.len() + 1).sum();
        if length <= Self::LONGEST {
            return Self::Values(values.map(Into::into).collect());
        }
        const BEGINNING: usize = 100;
        let first = values.clone().next().unwrap_or_default();
        Self::Long {
            values: values.len(),
            begins: first.chars().take(BEGINNING).collect(),
        }
    }
}

impl std::fmt::Display for RequestValues {
    /// `a, b`; `absent`; `unknown`; `2000 values, of which the first begins with a`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unknown => f.write_str("unknown"),
            Self::Absent => f.write_str("absent"),
            Self::Values(values) => f.write_str(&values.join(", ")),
            Self::Long { values: 1, begins } => write!(f, "a long value that begins with {begins}"),
            Self::Long { values, begins } => {
                write!(
                    f,
                    "{values} values, of which the first begins with {begins}"
                )
            }
        }
    }
}

impl std::fmt::Display for Mismatch {
    /// The part as a sentence about what it asks for: `aws:RequestedRegion is eu-west-1`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Principal {
                negated,
                principals,
            } => {
                write!(f, "the caller is {}", any_of(*negated, principals))
            }
            Self::Resource { negated, patterns } => {
                write!(f, "the resource is {}", any_of(*negated, patterns))
            }
            Self::Condition(condition) => condition.fmt(f),
        }
    }
}

fn any_of(negated: bool, values: &[Box<str>]) -> String {
    if negated {
        format!("neither {}", list(values, "nor")).replacen(
            "neither ",
            if values.len() > 1 { "neither " } else { "not " },
            1,
        )
    } else {
        list(values, "or")
    }
}

/// `a`, `a or b`, `a, b or c`; long lists are cut.
fn list(values: &[Box<str>], word: &str) -> String {
    const LONGEST: usize = 6;
    // No ARN is longer than 2,048 characters. A sentence is about many actions and told of each.
    const LONGEST_VALUE: usize = 2_048;
    let shown: Vec<String> = values
        .iter()
        .take(LONGEST)
        .map(|value| match value.char_indices().nth(LONGEST_VALUE) {
            _ if value.is_empty() => "\"\"".to_owned(),
            Some((at, _)) => format!("{}…", &value[..at]),
            None => value.to_string(),
        })
        .collect();
    match shown.as_slice() {
        [] => "nothing".to_owned(),
        [one] => one.clone(),
        many if values.len() > many.len() => {
            let rest = values.len() - many.len();
            format!("{} {word} {rest} others", many.join(", "))
        }
        [rest @ .., last] => format!("{} {word} {last}", rest.join(", ")),
    }
}

impl ConditionReason {
    /// Why the condition holds: `ec2:MetadataHttpTokens is absent; StringNotEquals asks that it is other
    /// than required (or is absent)`.
    #[must_use]
    pub fn holding(&self) -> String {
        let key = &self.key;
        match &self.request {
            RequestValues::Absent if &*self.operator == "Null" => format!("{key} is absent"),
            request => format!("{key} is {request}; {} asks that {self}", self.operator),
        }
    }
}

impl std::fmt::Display for ConditionReason {
    /// What the condition asks for, as a sentence.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let key = &self.key;
        let Some(operator) = Operator::parse(&self.operator) else {
            return write!(f, "{} holds for {key}", self.operator);
        };
        if operator.comparison() == Comparison::Null {
            let mut values = self.values.iter();
            let asks_for_absence = values.any(|value| value.eq_ignore_ascii_case("true"));
            return write!(
                f,
                "{key} is {}",
                if asks_for_absence {
                    "absent"
                } else {
                    "present"
                }
            );
        }
        let quantifier = match operator.set {
            SetOperator::None => "",
            SetOperator::ForAllValues => "every value of ",
            SetOperator::ForAnyValue => "a value of ",
        };
        let several = self.values.len() > 1;
        let verb = match operator.verb() {
            "is not" if several => "is neither",
            "is not" => "is other than",
            verb => verb,
        };
        let values = list(
            &self.values,
            if operator.is_negated() { "nor" } else { "or" },
        );
        write!(f, "{quantifier}{key} {verb} {values}")?;
        // S5.2, S5.12, S5.13: an absent key satisfies these. S5.14: `ForAnyValue` asks for a value.
        let negated = operator.is_negated() && !self.values.is_empty();
        let holds_without_key = match operator.set {
            SetOperator::ForAllValues => true,
            SetOperator::None => operator.if_exists || negated,
            SetOperator::ForAnyValue => operator.if_exists,
        };
        if holds_without_key {
            write!(f, " (or is absent)")?;
        }
        Ok(())
    }
}
