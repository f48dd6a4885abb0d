//! The results of a check as data: the JSON of the report's schema, version 1, in `docs/schema`.
//!
//! Members are only ever added to version 1, as optional ones: readers must ignore unknown members.
//! The structs are deliberately not `#[non_exhaustive]`: programs that create reports construct
//! them with `..Default::default()`, so that a new member breaks nothing. The enums are closed, as
//! in the schema.

mod action;
mod answers;
mod baseline;
mod classes;
mod condition;
mod fix;
mod limits;
mod run;
mod set;
mod status;

pub use answers::{KeyAnswer, RegionAnswer};
pub use baseline::{BaselineSummary, Gone, MOST_GONE};
pub use classes::{ClassGrant, Classes, ResourceClass};
pub(crate) use condition::needed_on;
pub use fix::{Exactness, Fix, FixPolicy, FixProof, KeyStatement, LeastPrivilege};
pub(crate) use limits::clipped;
pub use limits::{MOST_REASONS, MOST_REASONS_IN_ALL};
pub use run::{AbsentRole, CatalogInfo, IgnoredAction, InputProblem, Inputs, Summary, Tool};
pub use set::{Counts, SetReport};
pub use status::{ActionStatus, Coverage, PrincipalKind, TrustStatus, Verdict};

use serde::{Deserialize, Serialize};

/// The report of one run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// The version of the report's schema: 1.
    pub schema_version: u32,
    /// The program that wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool: Option<Tool>,
    /// The catalogue of actions that was consulted, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub catalog: Option<CatalogInfo>,
    /// What was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inputs: Option<Inputs>,
    /// How many principals passed.
    pub summary: Summary,
    /// The inputs that could not be read or understood; their contents were not checked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<InputProblem>,
    /// The actions that the user ignores.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ignored: Vec<IgnoredAction>,
    /// The roles that were requested by name and that one of several accounts doesn't have.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub absent_roles: Vec<AbsentRole>,
    /// How it compares with an earlier report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<BaselineSummary>,
    /// The only verdict whose principals are reported, if any; the summary covers all that were
    /// judged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only: Option<Verdict>,
    /// One entry for each judged principal that is reported.
    pub principals: Vec<PrincipalReport>,
}

impl Report {
    /// The version of the schema that this module writes.
    pub const SCHEMA_VERSION: u32 = 1;

    /// Assembles a report and counts.
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
            absent_roles: Vec::new(),
            baseline: None,
            only: None,
            principals,
        }
    }
}

/// The results for one principal.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PrincipalReport {
    /// The principal's ARN; null if only documents were given.
    pub principal: Option<String>,
    /// Its kind.
    #[serde(default)]
    pub kind: PrincipalKind,
    /// Its name, without its path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// The file, as it was given.
    pub source: String,
    /// Its line in the file, if that contains several.
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
    /// The worst verdict among new findings, if the report is compared with an earlier one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new_verdict: Option<Verdict>,
    /// Layers for which nothing was supplied: the verdict is valid only as far as they don't limit.
    pub layers_not_supplied: Vec<String>,
    /// Layers that the user ignores: the verdict is valid without them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub layers_left_out: Vec<String>,
    /// Notes in addition to the verdict.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Whether the assumer may assume the role; with several assumers, the worst answer.
    pub trust: Trust,
    /// The answer for each assumer, the worst first, if there are several.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trusts: Vec<Trust>,
    /// One entry for each set.
    pub sets: Vec<SetReport>,
    /// The policies that grant what is missing, with the proof, if requested.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fix: Option<Fix>,
    /// The same policies without the proof, for reports that show them; not part of the JSON.
    #[serde(skip)]
    pub proposal: Vec<FixPolicy>,
    /// The proposed statements for key policies; not part of the JSON.
    #[serde(skip)]
    pub proposed_key_statements: Vec<KeyStatement>,
    /// What it is allowed beyond the sets, if requested.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub least_privilege: Option<LeastPrivilege>,
}

impl PrincipalReport {
    /// The principal's ARN, or else its source; of one that has no ARN yet and is in its source
    /// with others, its name.
    #[must_use]
    pub fn title(&self) -> &str {
        let name = self.name.as_deref().filter(|_| self.line.is_some());
        let title = self.principal.as_deref().or(name);
        title.unwrap_or(&self.source)
    }

    /// The policies that close the gap: proved ones, otherwise the proposal.
    #[must_use]
    pub fn fix_policies(&self) -> &[FixPolicy] {
        match &self.fix {
            Some(fix) => &fix.policies,
            None => &self.proposal,
        }
    }

    /// The answers for all assumers, the worst first.
    #[must_use]
    pub fn all_trusts(&self) -> &[Trust] {
        match self.trusts.as_slice() {
            [] => std::slice::from_ref(&self.trust),
            several => several,
        }
    }

    /// The statements for key policies: proved ones, otherwise the proposal.
    #[must_use]
    pub fn key_statements(&self) -> &[KeyStatement] {
        match &self.fix {
            Some(fix) => &fix.key_statements,
            None => &self.proposed_key_statements,
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
    /// The principal that assumes the role, if it is one of several, or an AWS service: its ARN or
    /// the service's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assumer: Option<String>,
    /// The statements that determine the answer: at most [`MOST_REASONS`], and as many layers
    /// without a statement.
    pub reasons: Vec<Reason>,
    /// The number of omitted statements and layers.
    #[serde(default, skip_serializing_if = "limits::is_zero")]
    pub reasons_left_out: usize,
    /// What a conditional answer depends on, as a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// The principals that the trust policy allows to assume the role, in words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trusted: Vec<String>,
    /// What to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// True if it is not granted, and wasn't in the earlier report either.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub known: bool,
}

/// The results for one action.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ActionReport {
    /// The action as written in the set.
    pub action: String,
    /// The action in AWS's spelling, if that differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub canonical: Option<String>,
    /// Its access level: `Read`, `Write` and so on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_level: Option<String>,
    /// The resource for which the set requires it; absent for `*`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    /// The condition under which the set requires it, as in a policy: the answer is about requests
    /// that meet it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<serde_json::Value>,
    /// The answer.
    pub status: ActionStatus,
    /// The statements that determine the answer: at most [`MOST_REASONS`], and as many layers
    /// without a statement.
    pub reasons: Vec<Reason>,
    /// The number of omitted statements and layers.
    #[serde(default, skip_serializing_if = "limits::is_zero")]
    pub reasons_left_out: usize,
    /// What a limited or conditional answer depends on, as a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// How far the grant reaches over each resource type of the action, if known and if the action
    /// is not granted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub coverage: Vec<TypeCoverage>,
    /// What to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// The answer for each KMS key whose policy was supplied, if the action is not granted on all
    /// of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keys: Vec<KeyAnswer>,
    /// The answer for each Region, if several were checked and the answers differ.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub regions: Vec<RegionAnswer>,
    /// True if it is not granted, and wasn't in the earlier report either.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub known: bool,
    /// Present if the user ignores the action.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ignored: Option<Ignored>,
}

/// Why an action doesn't count.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Ignored {
    /// The reason given by the user.
    pub reason: String,
}

/// How far a grant reaches over the resources of one type.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TypeCoverage {
    /// The type's name, such as `volume`.
    pub resource_type: String,
    /// True if a request always names a resource of the type.
    pub required: bool,
    /// True if the operation uses resources of the type.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub used: bool,
    /// How far the grant reaches.
    pub coverage: Coverage,
    /// True if it depends on the context, or on something unknown.
    #[serde(default)]
    pub conditional: bool,
    /// True if all resources of the type are explicitly denied.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub denied: bool,
    /// On exactly which resources it is granted, if the grant is limited and this could be
    /// determined.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub classes: Vec<ResourceClass>,
    /// True if it is limited, and on exactly which resources would take too long to determine.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub classes_left_out: bool,
}

/// A statement, or a layer without an applicable statement, that determines an answer.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Reason {
    /// The layer: `identity`, `permissionsBoundary`, `scps[0]`, `trust` and so on.
    pub layer: String,
    /// The document; null if the reason is the layer as a whole.
    pub policy: Option<String>,
    /// The policy's name, if the document's file contains several: `managed policy …`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy_name: Option<String>,
    /// The statement's index in the document, counted from 0.
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
