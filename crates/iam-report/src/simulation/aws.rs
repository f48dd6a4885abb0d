//! JSON of the shape that AWS's policy simulator answers in: the output of `aws iam
//! simulate-custom-policy` and `simulate-principal-policy`.
//!
//! The members and their meaning are those of IAM's service model in `botocore` 1.44.8 (November
//! 2026): one result for each action, whose top-level members stand for all resources together, and
//! one result for each resource in it.

mod position;

pub use position::{position_of_end, position_of_start};

use super::source::{SourcePolicies, SourceType};
use super::{ActionAnswers, Answer, strictest};
use crate::form::json::EscapingWriter;
use iam_eval::{
    Certainty, Explanation, LayerKind, LayerReason, LayerStatus, Origin, PartialDecision, Position,
};
use serde::Serialize;
use serde_json::ser::{PrettyFormatter, Serializer};
use std::collections::{BTreeMap, HashSet};
use std::io::{self, Write};

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Response {
    evaluation_results: Vec<EvaluationResult>,
    is_truncated: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct EvaluationResult {
    eval_action_name: String,
    eval_resource_name: String,
    eval_decision: &'static str,
    matched_statements: Vec<MatchedStatement>,
    missing_context_values: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    organizations_decision_detail: Option<OrganizationsDecisionDetail>,
    #[serde(skip_serializing_if = "Option::is_none")]
    permissions_boundary_decision_detail: Option<PermissionsBoundaryDecisionDetail>,
    #[serde(skip_serializing_if = "Option::is_none")]
    eval_decision_details: Option<BTreeMap<&'static str, &'static str>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    resource_specific_results: Vec<ResourceSpecificResult>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct ResourceSpecificResult {
    eval_resource_name: String,
    eval_resource_decision: &'static str,
    matched_statements: Vec<MatchedStatement>,
    missing_context_values: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    eval_decision_details: Option<BTreeMap<&'static str, &'static str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    permissions_boundary_decision_detail: Option<PermissionsBoundaryDecisionDetail>,
}

#[derive(Serialize, Clone, PartialEq, Eq, Hash)]
#[serde(rename_all = "PascalCase")]
struct MatchedStatement {
    source_policy_id: String,
    source_policy_type: &'static str,
    start_position: LineAndColumn,
    end_position: LineAndColumn,
}

#[derive(Serialize, Clone, Copy, PartialEq, Eq, Hash)]
#[serde(rename_all = "PascalCase")]
struct LineAndColumn {
    line: u32,
    column: u32,
}

#[derive(Serialize, Clone, Copy)]
#[serde(rename_all = "PascalCase")]
struct OrganizationsDecisionDetail {
    allowed_by_organizations: bool,
}

#[derive(Serialize, Clone, Copy)]
#[serde(rename_all = "PascalCase")]
struct PermissionsBoundaryDecisionDetail {
    allowed_by_permissions_boundary: bool,
}

impl From<Position> for LineAndColumn {
    fn from(position: Position) -> Self {
        Self {
            line: position.line,
            column: position.column,
        }
    }
}

/// Writes the answers as AWS's policy simulator does. A condition key that is not given is absent,
/// and is named in `MissingContextValues`.
///
/// # Errors
/// What the writer gives.
pub fn write_aws(
    actions: &[ActionAnswers],
    sources: &SourcePolicies,
    out: &mut dyn Write,
) -> io::Result<()> {
    let response = Response {
        evaluation_results: actions
            .iter()
            .map(|action| result(action, sources))
            .collect(),
        is_truncated: false,
    };
    // As the AWS CLI indents its output.
    let formatter = PrettyFormatter::with_indent(b"    ");
    let mut serializer = Serializer::with_formatter(EscapingWriter::new(&mut *out), formatter);
    response.serialize(&mut serializer)?;
    writeln!(out)
}

fn result(action: &ActionAnswers, sources: &SourcePolicies) -> EvaluationResult {
    let answers = &action.answers;
    let is_about_everything = answers.iter().all(|answer| answer.resource == "*");
    let decision = strictest(answers.iter().map(|answer| answer.if_absent.decision));
    let contributing = answers
        .iter()
        .filter(|answer| word(answer.if_absent.decision) == word(decision));
    let matched = contributing.flat_map(|answer| matched(&answer.if_absent, sources));
    let missing = answers.iter().flat_map(missing);
    let explanations = || answers.iter().map(|answer| &answer.if_absent);
    EvaluationResult {
        eval_action_name: action.action.clone(),
        eval_resource_name: action
            .arn_template
            .clone()
            .unwrap_or_else(|| "*".to_owned()),
        eval_decision: word(decision),
        matched_statements: each_once(matched),
        missing_context_values: each_once(missing),
        organizations_decision_detail: together(explanations().map(allowed_by_organizations)).map(
            |allowed_by_organizations| OrganizationsDecisionDetail {
                allowed_by_organizations,
            },
        ),
        permissions_boundary_decision_detail: together(explanations().map(allowed_by_boundary))
            .map(boundary_detail),
        eval_decision_details: (!is_about_everything)
            .then(|| strictest_details(answers))
            .flatten(),
        resource_specific_results: match is_about_everything {
            true => Vec::new(),
            false => answers
                .iter()
                .map(|answer| resource_result(answer, sources))
                .collect(),
        },
    }
}

fn resource_result(answer: &Answer, sources: &SourcePolicies) -> ResourceSpecificResult {
    let explanation = &answer.if_absent;
    ResourceSpecificResult {
        eval_resource_name: answer.resource.clone(),
        eval_resource_decision: word(explanation.decision),
        matched_statements: each_once(matched(explanation, sources)),
        missing_context_values: each_once(missing(answer)),
        eval_decision_details: details(answer),
        permissions_boundary_decision_detail: allowed_by_boundary(explanation).map(boundary_detail),
    }
}

const fn boundary_detail(allowed: bool) -> PermissionsBoundaryDecisionDetail {
    PermissionsBoundaryDecisionDetail {
        allowed_by_permissions_boundary: allowed,
    }
}

/// AWS has three words. What is denied either way, or not allowed on every resource of a pattern,
/// is not allowed.
const fn word(decision: PartialDecision) -> &'static str {
    match decision {
        PartialDecision::Allowed => "allowed",
        PartialDecision::ExplicitDeny => "explicitDeny",
        _ => "implicitDeny",
    }
}

fn each_once<T: Clone + Eq + std::hash::Hash>(items: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut seen = HashSet::new();
    items
        .into_iter()
        .filter(|item| seen.insert(item.clone()))
        .collect()
}

/// True where it is so of all that say anything; `None` where none does.
fn together(answers: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    answers.flatten().reduce(|one, other| one && other)
}

/// The statements on which the decision rests. Those of service control policies are not reported
/// by AWS; of other layers that its simulator doesn't know there is nothing to report either.
fn matched(
    explanation: &Explanation<PartialDecision>,
    sources: &SourcePolicies,
) -> Vec<MatchedStatement> {
    let layers = explanation.layers.iter().filter(|layer| {
        let is_boundary = layer.layer.kind() == LayerKind::PermissionsBoundary;
        is_reported(layer.layer.kind())
            // An Allow of the boundary grants nothing.
            && (!is_boundary || explanation.decision == PartialDecision::ExplicitDeny)
    });
    layers
        .flat_map(|layer| &layer.statements)
        .filter(|statement| explanation.rests_on(statement))
        .map(|statement| matched_statement(&statement.origin, sources))
        .collect()
}

const fn is_reported(kind: LayerKind) -> bool {
    matches!(
        kind,
        LayerKind::Identity | LayerKind::PermissionsBoundary | LayerKind::Resource
    )
}

fn matched_statement(origin: &Origin, sources: &SourcePolicies) -> MatchedStatement {
    let source = sources.of(origin);
    let id = source.map_or_else(|| origin.policy_id().name.to_owned(), |it| it.id.clone());
    let source_type = source.map_or(SourceType::None, |source| source.source_type);
    let (document, statement) = (origin.document(), origin.statement());
    MatchedStatement {
        source_policy_id: id,
        source_policy_type: source_type.as_str(),
        start_position: position_of_start(document, statement).into(),
        end_position: position_of_end(document, statement).into(),
    }
}

/// The keys that identity-based policies, the boundary and the resource-based policy ask for and
/// that are not given.
fn missing(answer: &Answer) -> Vec<String> {
    let is_of_reported = |origin: &Origin| is_reported(LayerKind::of(origin.policy_id().kind));
    let keys = answer
        .missing
        .iter()
        .filter(|missing| missing.statements.iter().any(is_of_reported));
    keys.map(|missing| missing.key.clone()).collect()
}

fn evaluated(
    explanation: &Explanation<PartialDecision>,
    kind: LayerKind,
) -> impl Iterator<Item = &LayerReason> {
    let layers = explanation.layers.iter();
    layers.filter(move |layer| layer.layer.kind() == kind && layer.status == LayerStatus::Evaluated)
}

fn decision_of(layer: &LayerReason) -> &'static str {
    match (layer.denies, layer.allows) {
        (Certainty::Certain, _) => "explicitDeny",
        (Certainty::Impossible, Certainty::Certain) => "allowed",
        _ => "implicitDeny",
    }
}

fn allowed_by(explanation: &Explanation<PartialDecision>, kind: LayerKind) -> Option<bool> {
    let layers = evaluated(explanation, kind);
    together(layers.map(|layer| Some(decision_of(layer) == "allowed")))
}

fn allowed_by_organizations(explanation: &Explanation<PartialDecision>) -> Option<bool> {
    allowed_by(explanation, LayerKind::ServiceControl)
}

fn allowed_by_boundary(explanation: &Explanation<PartialDecision>) -> Option<bool> {
    allowed_by(explanation, LayerKind::PermissionsBoundary)
}

/// What each kind of policy says of a request across accounts. Empty within an account, and not
/// there where service control policies end the simulation.
fn details(answer: &Answer) -> Option<BTreeMap<&'static str, &'static str>> {
    let explanation = &answer.if_absent;
    if !answer.crosses_accounts {
        return Some(BTreeMap::new());
    }
    if allowed_by_organizations(explanation) == Some(false) {
        return None;
    }
    let kinds = [
        (LayerKind::Identity, "IAM Policy"),
        (LayerKind::Resource, "Resource Policy"),
        (
            LayerKind::PermissionsBoundary,
            "Permissions Boundary Policy",
        ),
    ];
    let said = kinds.into_iter().filter_map(|(kind, name)| {
        let layer = evaluated(explanation, kind).next()?;
        Some((name, decision_of(layer)))
    });
    Some(said.collect())
}

/// Of each kind of policy the most restrictive decision on any resource.
fn strictest_details(answers: &[Answer]) -> Option<BTreeMap<&'static str, &'static str>> {
    let rank = |decision: &str| match decision {
        "explicitDeny" => 0,
        "implicitDeny" => 1,
        _ => 2,
    };
    let mut all: Option<BTreeMap<&'static str, &'static str>> = None;
    for details in answers.iter().filter_map(details) {
        let all = all.get_or_insert_default();
        for (kind, decision) in details {
            let known = all.entry(kind).or_insert(decision);
            if rank(decision) < rank(known) {
                *known = decision;
            }
        }
    }
    all
}
