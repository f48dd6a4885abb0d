//! What a layer and a statement said of a request, as data.

use super::notes::Note;
use super::origin::Origin;
use super::policy_text::{ConditionReason, PolicyValues};
use crate::layer::Layer;
use crate::logic::Truth;
use iam_syntax::document::Effect;
use serde::{Serialize, Serializer};

/// How certain an answer is. Exhaustive: three-valued logic has no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Certainty {
    /// It is not so: `no` in JSON.
    #[serde(rename = "no")]
    Impossible,
    /// It depends on something unknown, for partial requests only: `maybe` in JSON.
    #[serde(rename = "maybe")]
    Possible,
    /// It is so: `yes` in JSON.
    #[serde(rename = "yes")]
    Certain,
}

impl From<Truth> for Certainty {
    fn from(truth: Truth) -> Self {
        match truth {
            Truth::False => Self::Impossible,
            Truth::Unknown => Self::Possible,
            Truth::True => Self::Certain,
        }
    }
}

/// Whether a layer was evaluated. Exhaustive: if it wasn't, there was nothing to evaluate, or it doesn't count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum LayerStatus {
    /// Its policies were evaluated.
    Evaluated,
    /// No policy was attached: it neither limits nor grants.
    NotSupplied,
    /// Its policies don't apply to this caller, such as SCPs on a service-linked role (S7.12).
    NotApplicable,
}

/// What a layer said of a request. Not exhaustive: reasons gain members.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct LayerReason {
    /// The layer.
    pub layer: Layer,
    /// Whether it was evaluated.
    pub status: LayerStatus,
    /// Whether a statement of it allows the request.
    pub allows: Certainty,
    /// Whether a statement of it denies the request.
    pub denies: Certainty,
    /// Its statements whose action is the request's.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub statements: Vec<StatementReason>,
}

/// What a statement whose action is the request's did.
#[derive(Debug, Clone)]
pub struct StatementReason {
    /// Which statement it is.
    pub origin: Origin,
    /// What it does where it applies.
    pub effect: Effect,
    /// What is easily overlooked in the parts that `outcome` and `holds` name.
    pub notes: Vec<Note>,
    pub(super) result: StatementResult,
}

/// How a statement came out: texts are read from the policy when they are asked for.
#[derive(Debug, Clone)]
pub(super) enum StatementResult {
    /// With the conditions, all of which hold.
    Applies(Vec<Part>),
    Fails(Part),
    Depends(Vec<Part>),
}

#[derive(Debug, Clone)]
pub(super) enum Part {
    Principal,
    Resource,
    /// The condition at this place among the statement's, and what the request has for its key.
    Condition(usize, RequestValues),
}

impl StatementReason {
    /// Whether the statement applies, and if not for certain, why.
    #[must_use]
    pub fn outcome(&self) -> StatementOutcome<'_> {
        match &self.result {
            StatementResult::Applies(_) => StatementOutcome::Applies,
            StatementResult::Fails(part) => match self.mismatch(part) {
                Some(mismatch) => StatementOutcome::Fails(mismatch),
                None => StatementOutcome::Depends(Vec::new()),
            },
            StatementResult::Depends(parts) => StatementOutcome::Depends(
                parts
                    .iter()
                    .filter_map(|part| self.mismatch(part))
                    .collect(),
            ),
        }
    }

    /// True where the statement applies for certain.
    #[must_use]
    pub fn applies(&self) -> bool {
        matches!(self.result, StatementResult::Applies(_))
    }

    /// True where the statement doesn't apply for certain.
    #[must_use]
    pub fn fails(&self) -> bool {
        matches!(self.result, StatementResult::Fails(_))
    }

    /// True where it is open if the statement applies.
    #[must_use]
    pub fn depends(&self) -> bool {
        matches!(self.result, StatementResult::Depends(_))
    }

    /// The conditions of a statement that applies: each holds.
    pub fn holds(&self) -> impl Iterator<Item = ConditionReason<'_>> {
        let parts = match &self.result {
            StatementResult::Applies(parts) => parts.as_slice(),
            StatementResult::Fails(_) | StatementResult::Depends(_) => &[],
        };
        parts.iter().filter_map(|part| self.condition(part))
    }

    fn condition<'a>(&'a self, part: &'a Part) -> Option<ConditionReason<'a>> {
        let Part::Condition(index, request) = part else {
            return None;
        };
        let condition = self.origin.node()?.condition(*index)?;
        Some(ConditionReason { condition, request })
    }

    fn mismatch<'a>(&'a self, part: &'a Part) -> Option<Mismatch<'a>> {
        let (document, statement) = (self.origin.document(), self.origin.node()?);
        Some(match part {
            Part::Principal => Mismatch::Principal {
                negated: statement.is_not_principal(),
                principals: PolicyValues::principals(document, &statement),
            },
            Part::Resource => Mismatch::Resource {
                negated: statement
                    .resources()
                    .is_some_and(|resources| resources.is_negated()),
                patterns: PolicyValues::resources(document, &statement),
            },
            Part::Condition(..) => Mismatch::Condition(self.condition(part)?),
        })
    }
}

impl PartialEq for StatementReason {
    fn eq(&self, other: &Self) -> bool {
        self.origin == other.origin
            && self.effect == other.effect
            && self.notes == other.notes
            && self.outcome() == other.outcome()
            && self.holds().eq(other.holds())
    }
}

impl Eq for StatementReason {}

impl Serialize for StatementReason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Fields<'a> {
            #[serde(flatten)]
            origin: &'a Origin,
            effect: Effect,
            outcome: StatementOutcome<'a>,
            #[serde(skip_serializing_if = "Vec::is_empty")]
            holds: Vec<ConditionReason<'a>>,
            #[serde(skip_serializing_if = "<[Note]>::is_empty")]
            notes: &'a [Note],
        }
        let fields = Fields {
            origin: &self.origin,
            effect: self.effect,
            outcome: self.outcome(),
            holds: self.holds().collect(),
            notes: &self.notes,
        };
        fields.serialize(serializer)
    }
}

/// Whether a statement applies. Exhaustive: three-valued logic has no more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum StatementOutcome<'a> {
    /// It applies.
    Applies,
    /// It doesn't: the first part of it that failed.
    Fails(Mismatch<'a>),
    /// It applies if all of these turn out to hold.
    Depends(Vec<Mismatch<'a>>),
}

impl<'a> StatementOutcome<'a> {
    /// The parts that failed, or of which it is open if they hold.
    #[must_use]
    pub fn mismatches(&self) -> &[Mismatch<'a>] {
        match self {
            Self::Applies => &[],
            Self::Fails(mismatch) => std::slice::from_ref(mismatch),
            Self::Depends(mismatches) => mismatches,
        }
    }
}

/// A part of a statement that the request doesn't meet, or may not meet. Not exhaustive: AWS may add elements to
/// statements.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Mismatch<'a> {
    /// The caller is none of the principals (or, for `NotPrincipal`, one of them).
    Principal {
        /// True for `NotPrincipal`.
        negated: bool,
        /// The principals that the statement names.
        principals: PolicyValues<'a>,
    },
    /// The resource matches none of the patterns (or, for `NotResource`, one of them).
    Resource {
        /// True for `NotResource`.
        negated: bool,
        /// The patterns.
        patterns: PolicyValues<'a>,
    },
    /// A condition.
    Condition(ConditionReason<'a>),
}

/// What a request has for a condition key. Not exhaustive: there may be other ways to shorten it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum RequestValues {
    /// The values are unknown.
    Unknown,
    /// The request doesn't have the key.
    Absent,
    /// These values.
    Values(Vec<Box<str>>),
    /// More than is repeated with each statement: how they begin.
    #[serde(rename_all = "camelCase")]
    Long {
        /// How many values there are.
        values: usize,
        /// How the first one begins.
        begins: Box<str>,
    },
}

impl RequestValues {
    /// A request has the values once, but its explanation repeats them with every statement that asks for them: what
    /// is longer than this, in bytes, is shortened.
    const LONGEST: usize = 1_024;

    pub(super) fn of<'v>(values: impl ExactSizeIterator<Item = &'v str> + Clone) -> Self {
        // An empty value takes room, too.
        let lengths = values.clone().map(|value| value.len().saturating_add(1));
        let length = lengths.fold(0, usize::saturating_add);
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
