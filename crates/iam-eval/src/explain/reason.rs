//! What a layer and a statement said of a request, as data.

use super::notes::Note;
use super::shared::{ConditionReason, Origin, PolicyValues};
use crate::evaluate::Layer;
use crate::logic::Truth;
use iam_syntax::document::Effect;
use iam_syntax::document::operator::{Comparison, SetOperator};
use serde::{Serialize, Serializer};

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

/// What a statement whose action is the request's did.
#[derive(Debug, Clone)]
pub struct StatementReason {
    /// Where the statement stands.
    pub origin: Origin,
    /// What it does where it applies.
    pub effect: Effect,
    /// What is easily overlooked in the parts that `outcome` and `holds` name.
    pub notes: Vec<Note>,
    pub(super) told: Told,
}

/// What is kept of how a statement came out: texts are read from the policy when they are asked for.
#[derive(Debug, Clone)]
pub(super) enum Told {
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
        match &self.told {
            Told::Applies(_) => StatementOutcome::Applies,
            Told::Fails(part) => match self.mismatch(part) {
                Some(mismatch) => StatementOutcome::Fails(mismatch),
                None => StatementOutcome::Depends(Vec::new()),
            },
            Told::Depends(parts) => StatementOutcome::Depends(
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
        matches!(self.told, Told::Applies(_))
    }

    /// True where the statement doesn't apply for certain.
    #[must_use]
    pub fn fails(&self) -> bool {
        matches!(self.told, Told::Fails(_))
    }

    /// True where it is open if the statement applies.
    #[must_use]
    pub fn depends(&self) -> bool {
        matches!(self.told, Told::Depends(_))
    }

    /// The conditions of a statement that applies: each holds.
    pub fn holds(&self) -> impl Iterator<Item = ConditionReason<'_>> {
        let parts = match &self.told {
            Told::Applies(parts) => parts.as_slice(),
            Told::Fails(_) | Told::Depends(_) => &[],
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

/// Whether a statement applies.
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

/// A part of a statement that the request doesn't meet, or may not meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
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

impl std::fmt::Display for Mismatch<'_> {
    /// The part as a sentence about what it asks for: `aws:RequestedRegion is eu-west-1`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Principal {
                negated,
                principals,
            } => {
                write!(f, "the caller is {}", any_of(*negated, principals.iter()))
            }
            Self::Resource { negated, patterns } => {
                write!(f, "the resource is {}", any_of(*negated, patterns.iter()))
            }
            Self::Condition(condition) => condition.fmt(f),
        }
    }
}

fn any_of<'v>(negated: bool, values: impl ExactSizeIterator<Item = &'v str>) -> String {
    match (negated, values.len()) {
        (true, 0 | 1) => format!("not {}", list(values, "nor")),
        (true, _) => format!("neither {}", list(values, "nor")),
        (false, _) => list(values, "or"),
    }
}

/// `a`, `a or b`, `a, b or c`; long lists are cut.
fn list<'v>(values: impl ExactSizeIterator<Item = &'v str>, word: &str) -> String {
    const LONGEST: usize = 6;
    // No ARN is longer than 2,048 characters. A sentence is about many actions and told of each.
    const LONGEST_VALUE: usize = 2_048;
    let all = values.len();
    let shown: Vec<String> = values
        .take(LONGEST)
        .map(|value| match value.char_indices().nth(LONGEST_VALUE) {
            _ if value.is_empty() => "\"\"".to_owned(),
            Some((at, _)) => format!("{}…", &value[..at]),
            None => value.to_owned(),
        })
        .collect();
    match shown.as_slice() {
        [] => "nothing".to_owned(),
        [one] => one.clone(),
        many if all > many.len() => {
            let rest = all - many.len();
            format!("{} {word} {rest} others", many.join(", "))
        }
        [rest @ .., last] => format!("{} {word} {last}", rest.join(", ")),
    }
}

impl ConditionReason<'_> {
    /// Why the condition holds: `ec2:MetadataHttpTokens is absent; StringNotEquals asks that it is other
    /// than required (or is absent)`.
    #[must_use]
    pub fn holding(&self) -> String {
        let key = self.condition.key();
        let operator = self.condition.operator_node();
        match self.request {
            RequestValues::Absent if operator.comparison() == Comparison::Null => {
                format!("{key} is absent")
            }
            request => format!("{key} is {request}; {operator} asks that {self}"),
        }
    }
}

impl std::fmt::Display for ConditionReason<'_> {
    /// What the condition asks for, as a sentence.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let key = self.condition.key();
        let operator = self.condition.operator_node();
        if operator.comparison() == Comparison::Null {
            let mut values = self.condition.values();
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
        let several = self.condition.values().len() > 1;
        let verb = match operator.verb() {
            "is not" if several => "is neither",
            "is not" => "is other than",
            verb => verb,
        };
        let word = if operator.is_negated() { "nor" } else { "or" };
        let values = list(self.condition.values(), word);
        write!(f, "{quantifier}{key} {verb} {values}")?;
        // S5.2, S5.12, S5.13: an absent key satisfies these. S5.14: `ForAnyValue` asks for a value.
        let negated = operator.is_negated() && self.condition.values().len() > 0;
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
