//! What a check found, as data: the JSON of the report's schema, version 1, in `docs/schema`.
//!
//! Members are only ever added to version 1, as optional ones: readers must ignore those that they don't know.
//! The structs are deliberately not `#[non_exhaustive]`: programs that make reports build them with
//! `..Default::default()`, so that a new member breaks nothing. The enums are closed, as the schema has them.

mod baseline;
mod counts;
mod fix;
mod limits;
mod run;
mod status;

pub use baseline::{BaselineSummary, Gone, MOST_GONE};
pub use counts::Counts;
pub use fix::{Fix, FixPolicy, LeastPrivilege};
pub(crate) use limits::clipped;
pub use limits::{MOST_REASONS, MOST_REASONS_IN_ALL};
pub use run::{CatalogInfo, IgnoredAction, InputProblem, Inputs, Summary, Tool};
pub use status::{ActionStatus, Coverage, PrincipalKind, TrustStatus, Verdict};

use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The report of one run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// The version of the report's schema: 1.
    pub schema_version: u32,
    /// The program that made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool: Option<Tool>,
    /// The catalogue of actions that was consulted, if one was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub catalog: Option<CatalogInfo>,
    /// What was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inputs: Option<Inputs>,
    /// How many principals passed.
    pub summary: Summary,
    /// The inputs that could not be read or understood; what they held was not checked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<InputProblem>,
    /// The actions that the user wants ignored.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ignored: Vec<IgnoredAction>,
    /// How it compares with an earlier report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<BaselineSummary>,
    /// The one verdict whose principals are reported; the summary is about all that were judged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only: Option<Verdict>,
    /// One entry for each principal that was judged, and is to be reported.
    pub principals: Vec<PrincipalReport>,
}

impl Report {
    /// The version of the schema that this module writes.
    pub const SCHEMA_VERSION: u32 = 1;

    /// Puts a report together and counts.
    #[must_use]
    pub fn new(principals: Vec<PrincipalReport>, errors: Vec<InputProblem>) -> Self {
        Self {
            schema_version: Self::SCHEMA_VERSION,
            tool: None,
            catalog: None,
            inputs: None,
            summary: Summary::of(&principals),
            errors,
            ignored: Vec::new(),
            baseline: None,
            only: None,
            principals,
        }
    }
}

/// What was found of one principal.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PrincipalReport {
    /// The principal's ARN; null where only documents were given.
    pub principal: Option<String>,
    /// What it is.
    #[serde(default)]
    pub kind: PrincipalKind,
    /// Its name, without its path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// The file, as it was named.
    pub source: String,
    /// Its line in the file, where that holds several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// The column, counted from 1, in characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<u32>,
    /// How many policy documents were read for it.
    #[serde(default)]
    pub documents: usize,
    /// The worst of the sets' verdicts and the trust's.
    pub verdict: Verdict,
    /// The worst of what is new, where the report is compared with an earlier one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new_verdict: Option<Verdict>,
    /// Layers of which nothing was supplied: the verdict holds only as far as they don't limit.
    pub layers_not_supplied: Vec<String>,
    /// Layers that the user wants ignored: the verdict holds without them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub layers_left_out: Vec<String>,
    /// What the reader should know beside the verdict.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Whether the assumer may assume the role.
    pub trust: Trust,
    /// One entry for each set.
    pub sets: Vec<SetReport>,
    /// The policies that grant what is missing, with the proof, if they were asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fix: Option<Fix>,
    /// The same policies without the proof, for reports that show them; not part of the JSON.
    #[serde(skip)]
    pub proposal: Vec<FixPolicy>,
    /// What it is allowed beyond the sets, if that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub least_privilege: Option<LeastPrivilege>,
}

impl PrincipalReport {
    /// The principal's ARN, or else its source.
    #[must_use]
    pub fn title(&self) -> &str {
        self.principal.as_deref().unwrap_or(&self.source)
    }

    /// The policies that close the gap: proved ones, or else the proposal.
    #[must_use]
    pub fn fix_policies(&self) -> &[FixPolicy] {
        match &self.fix {
            Some(fix) => &fix.policies,
            None => &self.proposal,
        }
    }

    /// The worst of the sets' verdicts and the trust's.
    #[must_use]
    pub fn worst(&self) -> Verdict {
        let sets = self.sets.iter().map(|set| set.verdict);
        Verdict::worst(sets.chain([self.trust.status.verdict()]))
    }
}

/// The answer to the question of trust.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Trust {
    /// The answer.
    pub status: TrustStatus,
    /// The statements on which that is based: no more than [`MOST_REASONS`], and as many silent layers.
    pub reasons: Vec<Reason>,
    /// How many more statements and layers there are on which it is based.
    #[serde(default, skip_serializing_if = "limits::is_zero")]
    pub reasons_left_out: usize,
    /// What a conditional answer depends on, as a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// Whom the trust policy lets assume the role, in words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trusted: Vec<String>,
    /// What to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// True where it is not granted, and wasn't in the earlier report either.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub known: bool,
}

/// What was found of one set of permissions.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SetReport {
    /// The set's name.
    pub set: String,
    /// Where the set comes from: a page or a file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The version of the product that it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The worst of its actions' verdicts; ignored ones don't count.
    pub verdict: Verdict,
    /// How many of its actions have which status.
    #[serde(default)]
    pub counts: Counts,
    /// Every action of the set, in its order.
    pub actions: Vec<Arc<ActionReport>>,
}

impl SetReport {
    /// Puts a set's report together: rolls the verdict up and counts.
    #[must_use]
    pub fn new(
        set: impl Into<String>,
        actions: impl IntoIterator<Item = impl Into<Arc<ActionReport>>>,
    ) -> Self {
        let actions: Vec<Arc<ActionReport>> = actions.into_iter().map(Into::into).collect();
        let counted = actions.iter().filter(|action| action.ignored.is_none());
        Self {
            set: set.into(),
            source: None,
            version: None,
            verdict: Verdict::worst(counted.map(|action| action.status.verdict())),
            counts: Counts::of(&actions),
            actions,
        }
    }

    /// How many of its actions have this status, without ignored ones.
    #[must_use]
    pub fn count(&self, status: ActionStatus) -> usize {
        let counts = Counts::of(&self.actions);
        match status {
            ActionStatus::Granted => counts.granted,
            ActionStatus::Limited => counts.limited,
            ActionStatus::Conditional => counts.conditional,
            ActionStatus::Missing => counts.missing,
            ActionStatus::Denied => counts.denied,
        }
    }
}

/// What was found of one action.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ActionReport {
    /// The action as the set writes it.
    pub action: String,
    /// The action as AWS writes it, where that differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub canonical: Option<String>,
    /// Its access level: `Read`, `Write` and so on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_level: Option<String>,
    /// The resource on which the set needs it; left out for `*`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    /// The answer.
    pub status: ActionStatus,
    /// The statements on which that is based: no more than [`MOST_REASONS`], and as many silent layers.
    pub reasons: Vec<Reason>,
    /// How many more statements and layers there are on which it is based.
    #[serde(default, skip_serializing_if = "limits::is_zero")]
    pub reasons_left_out: usize,
    /// What a limited or conditional answer depends on, as a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// How far the grant reaches over each resource type of the action, where that is known and
    /// the action is not granted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub coverage: Vec<TypeCoverage>,
    /// What to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// True where it is not granted, and wasn't in the earlier report either.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub known: bool,
    /// Present where the user wants the action ignored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ignored: Option<Ignored>,
}

impl ActionReport {
    /// The action as AWS writes it.
    #[must_use]
    pub fn canonical_name(&self) -> &str {
        self.canonical.as_deref().unwrap_or(&self.action)
    }

    /// The layers that don't allow it, although it is missing unless they do.
    pub fn silent_layers(&self) -> impl Iterator<Item = &str> {
        let silent = self.reasons.iter().filter(|reason| reason.policy.is_none());
        silent.map(|reason| reason.layer.as_str())
    }

    /// True where it counts, is missing, and the principal's own policies lack it. Where they grant it
    /// and another layer alone is silent, one more of them can't help.
    ///
    /// ```
    /// use iam_access::report::{ActionReport, ActionStatus, Reason};
    /// let silent = |layer: &str| Reason { layer: layer.to_owned(), ..Reason::default() };
    /// let missing = |layers: &[&str]| ActionReport {
    ///     status: ActionStatus::Missing,
    ///     reasons: layers.iter().map(|layer| silent(layer)).collect(),
    ///     ..ActionReport::default()
    /// };
    /// assert!(missing(&["identity", "scps[0]"]).needs_policy());
    /// assert!(!missing(&["scps[0]"]).needs_policy());
    /// ```
    #[must_use]
    pub fn needs_policy(&self) -> bool {
        let is_granted_by_own = || {
            let own = self.reasons.iter().any(|reason| reason.layer == "identity");
            !own && self.silent_layers().next().is_some()
        };
        self.status == ActionStatus::Missing && self.ignored.is_none() && !is_granted_by_own()
    }

    /// The prefix of the action's service, such as `ec2`.
    #[must_use]
    pub fn service(&self) -> &str {
        self.action.split(':').next().unwrap_or_default()
    }
}

/// Why an action doesn't count.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Ignored {
    /// The user's words.
    pub reason: String,
}

/// How far a grant reaches over the resources of one type.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TypeCoverage {
    /// The type's name, such as `volume`.
    pub resource_type: String,
    /// True where a request always names a resource of the type.
    pub required: bool,
    /// True where the operation uses resources of the type.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub used: bool,
    /// How far the grant reaches.
    pub coverage: Coverage,
    /// True where it depends on the context, or on what is not known.
    #[serde(default)]
    pub conditional: bool,
    /// True where all resources of the type are explicitly denied.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub denied: bool,
}

/// A statement, or a silent layer, on which an answer is based.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Reason {
    /// The layer: `identity`, `permissionsBoundary`, `scps[0]`, `trust` and so on.
    pub layer: String,
    /// The document; null where the layer as a whole is meant.
    pub policy: Option<String>,
    /// The policy's name, where the document's file holds several: `managed policy …`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy_name: Option<String>,
    /// The statement's place in the document, counted from 0.
    pub statement: Option<usize>,
    /// The statement's `Sid`.
    pub sid: Option<String>,
    /// The statement's line in the document's file, counted from 1.
    pub line: Option<u32>,
    /// The statement's column, counted from 1.
    pub column: Option<u32>,
    /// `Allow` or `Deny`.
    pub effect: Option<String>,
    /// What it does, in words.
    pub why: String,
}

#[cfg(test)]
mod tests;
