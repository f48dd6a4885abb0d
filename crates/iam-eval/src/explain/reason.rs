//! The answers of layers and statements to a request, as data.

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
    /// Certainly not: `no` in JSON.
    #[serde(rename = "no")]
    Impossible,
    /// It depends on something unknown; only in partial requests: `maybe` in JSON.
    #[serde(rename = "maybe")]
    Possible,
    /// Certainly: `yes` in JSON.
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

/// Whether a layer was evaluated. Exhaustive: otherwise there was nothing to evaluate, or it
/// doesn't count.
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

/// The answer of a layer to a request. Not exhaustive: reasons gain members.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct LayerReason {
    /// The layer.
    pub layer: Layer,
    /// Whether it was evaluated.
    pub status: LayerStatus,
    /// Whether a statement in it allows the request.
    pub allows: Certainty,
    /// Whether a statement in it denies the request.
    pub denies: Certainty,
    /// Its statements about the request's action.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub statements: Vec<StatementReason>,
}

/// The outcome of a statement about the request's action.
#[derive(Debug, Clone)]
pub struct StatementReason {
    /// The statement.
    pub origin: Origin,
    /// Its effect if it applies.
    pub effect: Effect,
    /// What is easily overlooked in the parts that `outcome` and `holds` name.
    pub notes: Vec<Note>,
    /// It names the caller's account only, and so leaves the decision to the identity-based
    /// policies.
    pub(super) delegates: bool,
    pub(super) result: StatementResult,
}

/// The outcome of a statement: texts are read from the policy on request.
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
    /// The condition at this index in the statement, and the request's values for its key.
    Condition(usize, RequestValues),
}

impl StatementReason {
    /// Whether the statement applies, and if this is not certain, why.
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

    /// True if the statement certainly applies.
    #[must_use]
    pub fn applies(&self) -> bool {
        matches!(self.result, StatementResult::Applies(_))
    }

    /// True if the statement certainly doesn't apply.
    #[must_use]
    pub fn fails(&self) -> bool {
        matches!(self.result, StatementResult::Fails(_))
    }

    /// True if it is open whether the statement applies.
    #[must_use]
    pub fn depends(&self) -> bool {
        matches!(self.result, StatementResult::Depends(_))
    }

    /// The conditions of a statement that applies, all of which hold.
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
    /// It doesn't: the first part that failed.
    Fails(Mismatch<'a>),
    /// It applies if all of these turn out to hold.
    Depends(Vec<Mismatch<'a>>),
}

impl<'a> StatementOutcome<'a> {
    /// The parts that failed, or for which it is open whether they hold.
    #[must_use]
    pub fn mismatches(&self) -> &[Mismatch<'a>] {
        match self {
            Self::Applies => &[],
            Self::Fails(mismatch) => std::slice::from_ref(mismatch),
            Self::Depends(mismatches) => mismatches,
        }
    }
}

/// A part of a statement that the request doesn't match, or may not match. Not exhaustive: AWS may
/// add elements to statements.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Mismatch<'a> {
    /// The caller is not one of the principals (or, for `NotPrincipal`, is one of them).
    Principal {
        /// True for `NotPrincipal`.
        negated: bool,
        /// The principals in the statement.
        principals: PolicyValues<'a>,
    },
    /// The resource matches none of the patterns (or, for `NotResource`, matches one of them).
    Resource {
        /// True for `NotResource`.
        negated: bool,
        /// The patterns.
        patterns: PolicyValues<'a>,
    },
    /// A condition.
    Condition(ConditionReason<'a>),
}

/// The values of a request for a condition key. Not exhaustive: there may be other ways to shorten
/// them.
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
    /// Too long to be repeated with each statement: the start of the values.
    #[serde(rename_all = "camelCase")]
    Long {
        /// The number of values.
        values: usize,
        /// The start of the first one.
        begins: Box<str>,
    },
}

impl RequestValues {
    /// The maximum length in bytes before values are shortened. A request has its values once, but
    /// its explanation repeats them with every statement that tests them.
    const LONGEST: usize = 1_024;

    pub(super) fn of<'v>(values: impl ExactSizeIterator<Item = &'v str> + Clone) -> Self {
        // An empty value takes space, too.
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
