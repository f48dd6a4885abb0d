//! What a check found, as data: the JSON of `docs/schema/restore-check-report-1.schema.json`.

use serde::{Deserialize, Serialize};

/// The report of one run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// The version of the report's schema: 1.
    pub schema_version: u32,
    /// How many principals passed.
    pub summary: Summary,
    /// The inputs that could not be read or understood; nothing is said of what they held.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<InputProblem>,
    /// One entry for each principal that was judged.
    pub principals: Vec<PrincipalReport>,
}

/// Counts over all principals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// Principals judged.
    pub principals: usize,
    /// Principals whose verdict is `pass`.
    pub pass: usize,
    /// Principals whose verdict is `conditional`.
    pub conditional: usize,
    /// Principals whose verdict is `fail`.
    pub fail: usize,
}

/// An input that could not be read or understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InputProblem {
    /// The file, as it was named.
    pub source: String,
    /// What is wrong, in one line.
    pub message: String,
    /// Where, if there is a place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// Where, if there is a place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<u32>,
}

/// The verdict on a principal or on one set of permissions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Verdict {
    /// Everything is granted.
    Pass,
    /// Something is granted on some resources or in some contexts only; nothing is missing.
    Conditional,
    /// Something is denied or missing.
    Fail,
}

impl Verdict {
    /// The worst of several; `Pass` of none.
    pub fn worst(verdicts: impl IntoIterator<Item = Self>) -> Self {
        verdicts.into_iter().max().unwrap_or(Self::Pass)
    }
}

/// How an action comes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ActionStatus {
    /// Allowed on `*`, in every context.
    Granted,
    /// Allowed on some resources only.
    Limited,
    /// Allowed in some contexts only.
    Conditional,
    /// Not allowed: an implicit deny.
    Missing,
    /// Denied explicitly: no added permission can help.
    Denied,
}

impl ActionStatus {
    /// The verdict that an action of this status leads to.
    #[must_use]
    pub const fn verdict(self) -> Verdict {
        match self {
            Self::Granted => Verdict::Pass,
            Self::Limited | Self::Conditional => Verdict::Conditional,
            Self::Missing | Self::Denied => Verdict::Fail,
        }
    }
}

/// How the question comes out whether the appliance may assume the role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum TrustStatus {
    /// It may.
    Granted,
    /// It may in some contexts.
    Conditional,
    /// It is denied explicitly.
    Denied,
    /// It may not.
    Missing,
    /// No trust policy was supplied, or no appliance was named.
    NotSupplied,
    /// An IAM user has no trust policy.
    NotApplicable,
}

impl TrustStatus {
    /// The verdict that this status leads to; what was not asked for doesn't count.
    #[must_use]
    pub const fn verdict(self) -> Verdict {
        match self {
            Self::Granted | Self::NotSupplied | Self::NotApplicable => Verdict::Pass,
            Self::Conditional => Verdict::Conditional,
            Self::Denied | Self::Missing => Verdict::Fail,
        }
    }
}

/// What was found of one principal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PrincipalReport {
    /// The principal's ARN; null where only documents were given.
    pub principal: Option<String>,
    /// The file, as it was named.
    pub source: String,
    /// How many policy documents were read for it.
    pub documents: usize,
    /// The worst of the sets' verdicts and the trust's.
    pub verdict: Verdict,
    /// Layers of which nothing was supplied: the verdict holds only as far as they don't limit.
    pub layers_not_supplied: Vec<String>,
    /// What should be known beside the verdict.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// May the appliance assume the role?
    pub trust: Trust,
    /// One entry for each set.
    pub sets: Vec<SetReport>,
    /// The policy that grants what is missing, if one was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fix: Option<Fix>,
}

/// The policy that grants what is missing, and what it cannot mend.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Fix {
    /// The file to which it was written; null where nothing is missing that it could grant.
    pub file: Option<String>,
    /// How many actions it grants.
    pub actions: usize,
    /// What is still not granted with it attached, found by checking again.
    pub still_not_granted: Vec<String>,
}

/// The answer to the question of trust.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Trust {
    /// How it comes out.
    pub status: TrustStatus,
    /// The statements on which that rests.
    pub reasons: Vec<Reason>,
    /// On what a conditional answer hangs, as a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// Whom the trust policy lets assume the role, in words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trusted: Vec<String>,
}

/// What was found of one set of permissions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SetReport {
    /// The set's name.
    pub set: String,
    /// The worst of its actions' verdicts.
    pub verdict: Verdict,
    /// Every action of the set, in its order.
    pub actions: Vec<ActionReport>,
}

impl SetReport {
    /// How many of its actions have this status.
    #[must_use]
    pub fn count(&self, status: ActionStatus) -> usize {
        let with_status = |action: &&ActionReport| action.status == status;
        self.actions.iter().filter(with_status).count()
    }
}

/// What was found of one action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ActionReport {
    /// The action as the set writes it.
    pub action: String,
    /// The resource on which the set needs it; left out for `*`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    /// How it comes out.
    pub status: ActionStatus,
    /// The statements on which that rests.
    pub reasons: Vec<Reason>,
    /// On what a limited or conditional answer hangs, as a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// How far the grant reaches over each resource type of the action, where that is known and
    /// the action is not granted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub coverage: Vec<TypeCoverage>,
    /// What to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

/// How far a grant reaches over the resources of one type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TypeCoverage {
    /// The type's name, such as `volume`.
    pub resource_type: String,
    /// True where a request always names a resource of the type.
    pub required: bool,
    /// How far the grant reaches.
    pub coverage: Coverage,
    /// True where it hangs on the context.
    pub conditional: bool,
}

/// How much of something is covered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Coverage {
    /// All of it.
    Complete,
    /// Some of it.
    Partial,
    /// Nothing of it.
    None,
}

/// A statement, or a silent layer, on which an answer rests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Reason {
    /// The layer: `identity`, `permissionsBoundary`, `scps[0]`, `trust` and so on.
    pub layer: String,
    /// The document; null where the layer as a whole is meant.
    pub policy: Option<String>,
    /// The statement's place in the document, counted from 0.
    pub statement: Option<usize>,
    /// The statement's `Sid`.
    pub sid: Option<String>,
    /// Where the statement stands.
    pub line: Option<u32>,
    /// Where the statement stands.
    pub column: Option<u32>,
    /// `Allow` or `Deny`.
    pub effect: Option<String>,
    /// What it does, in words.
    pub why: String,
}

impl Report {
    /// Puts a report together and counts.
    #[must_use]
    pub fn new(principals: Vec<PrincipalReport>, errors: Vec<InputProblem>) -> Self {
        let count = |verdict| {
            let with_verdict = |principal: &&PrincipalReport| principal.verdict == verdict;
            principals.iter().filter(with_verdict).count()
        };
        let summary = Summary {
            principals: principals.len(),
            pass: count(Verdict::Pass),
            conditional: count(Verdict::Conditional),
            fail: count(Verdict::Fail),
        };
        Self {
            schema_version: 1,
            summary,
            errors,
            principals,
        }
    }
}
