//! Why AWS denied a request: the request in AWS's message, evaluated with the policies given for
//! the principal.

mod candidates;
mod comparison;
mod question;
mod remedy;

pub use candidates::Candidates;

use crate::check::{Knowledge, LayerNames, first_ones, reasons_for};
use crate::error::JudgeError;
use crate::report::{ActionStatus, Reason, Tool, clipped};
use iam_account::{DeniedRequest, MessageForm, PrincipalInput};
use iam_eval::{PartialDecision, Policy};
use question::Question;
use serde::Serialize;

/// What is known besides a denied request and its principal.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Surroundings<'a> {
    /// What is known about requests in general; what a message specifies about its request takes
    /// precedence.
    pub knowledge: &'a Knowledge,
    /// The resource-based policy of the request's resource: a key policy, or the trust policy of a
    /// role.
    pub resource_policy: Option<&'a Policy>,
}

impl<'a> Surroundings<'a> {
    /// Without a resource-based policy.
    #[must_use]
    pub const fn new(knowledge: &'a Knowledge) -> Self {
        Self {
            knowledge,
            resource_policy: None,
        }
    }
}

/// The answers of the given policies to denied requests, as JSON in the format of
/// `docs/schema/denial-1.schema.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct DenialReport {
    /// The version of the schema.
    pub schema_version: u32,
    /// The program that wrote the report.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tool: Option<Tool>,
    /// The requests, in the order of the message.
    pub requests: Vec<DenialOfRequest>,
}

impl DenialReport {
    /// A report.
    #[must_use]
    pub const fn new(requests: Vec<DenialOfRequest>) -> Self {
        Self {
            schema_version: 1,
            tool: None,
            requests,
        }
    }

    /// The answers about all requests.
    pub fn answers(&self) -> impl Iterator<Item = &DenialAnswer> {
        self.requests.iter().flat_map(|request| &request.principals)
    }
}

/// A denied request as its message describes it, and the answers of the given policies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct DenialOfRequest {
    /// The message's file.
    pub source: String,
    /// Its line in the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// The column, counted from 1, in characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<u32>,
    /// `decodedMessage`, `errorText` or `cloudTrailEvent`.
    pub form: &'static str,
    /// The caller, if the message contains it.
    pub principal: Option<String>,
    /// The action.
    pub action: String,
    /// The resource, if the message names one.
    pub resource: Option<String>,
    /// The reason given by AWS, as a sentence.
    pub stated: String,
    /// Notes about the message.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// The answer for each principal that may be the one of the message.
    pub principals: Vec<DenialAnswer>,
}

impl DenialOfRequest {
    /// A request without answers yet.
    #[must_use]
    pub fn new(request: &DeniedRequest) -> Self {
        Self {
            source: request.source.clone(),
            line: request.at.map(|at| at.line),
            column: request.at.map(|at| at.column),
            form: match request.form {
                MessageForm::DecodedMessage => "decodedMessage",
                MessageForm::CloudTrailEvent => "cloudTrailEvent",
                _ => "errorText",
            },
            principal: request.principal.clone(),
            action: request.action.clone(),
            resource: request.resource.clone(),
            stated: comparison::sentence(&request.stated),
            notes: request.notes.clone(),
            principals: Vec::new(),
        }
    }
}

/// The answer of a principal's policies to a denied request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct DenialAnswer {
    /// The principal's ARN; null if only documents were given.
    pub principal: Option<String>,
    /// Its file.
    pub source: String,
    /// Its line in the file, if that contains several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// The answer: `explicitDeny`, `implicitDeny`, `denied`, `depends` or `allowed`.
    pub decision: &'static str,
    /// How the layers together lead to it, as a clause.
    pub conclusion: String,
    /// The statements and layers that determine it.
    pub reasons: Vec<Reason>,
    /// The number of omitted ones.
    #[serde(skip_serializing_if = "is_zero")]
    pub reasons_left_out: usize,
    /// What an open answer depends on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// Whether this is the reason given by AWS; null if AWS gives none, or if it can't be compared.
    pub agrees: Option<bool>,
    /// The comparison of the answer with AWS's reason, as sentences.
    pub comparison: Vec<String>,
    /// What closes the gap. All of these are needed.
    pub remedies: Vec<Remedy>,
    /// The number of omitted ones.
    #[serde(skip_serializing_if = "is_zero")]
    pub remedies_left_out: usize,
    /// Layers for which nothing was supplied.
    pub layers_not_supplied: Vec<String>,
    /// What was assumed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub assumptions: Vec<String>,
}

impl DenialAnswer {
    /// True if the given policies allow the request, which AWS denied.
    #[must_use]
    pub fn is_allowed(&self) -> bool {
        self.decision == PartialDecision::Allowed.as_str()
    }
}

/// A change that is necessary for the request to be allowed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Remedy {
    /// The layer to change.
    pub layer: String,
    /// What to do, as a sentence.
    pub what: String,
    /// The statement to add, if one has to be added.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statement: Option<serde_json::Value>,
    /// The document with the Deny to change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy: Option<String>,
    /// The Deny's line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// The Deny's column.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<u32>,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde requires this signature"
)]
const fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// Evaluates a denied request with the policies of a principal. What the message doesn't contain is
/// unknown, not absent; an answer that depends on it says so.
///
/// ```
/// use iam_access::check::Knowledge;
/// use iam_access::denial::{Surroundings, explain};
/// let text = "User: arn:aws:iam::111122223333:role/r is not authorized to perform: sqs:SendMessage on resource: \
///     arn:aws:sqs:eu-west-1:111122223333:q because no identity-based policy allows the sqs:SendMessage action";
/// let requests = iam_account::parse_denied_requests("error.txt", text)?;
/// let policy = r#"{"Statement": {"Effect": "Allow", "Action": "sqs:Get*", "Resource": "*"}}"#;
/// let inputs = iam_account::read_text("role.json", policy);
/// let answer = explain(&requests[0], &inputs.principal(0)?, &Surroundings::new(&Knowledge::nothing()))?;
/// assert_eq!((answer.decision, answer.agrees), ("implicitDeny", Some(true)));
/// assert_eq!(answer.remedies[0].statement.as_ref().unwrap()["Action"], "sqs:SendMessage");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`JudgeError`] if the principal, the action or the resource is malformed.
pub fn explain(
    request: &DeniedRequest,
    input: &PrincipalInput,
    surroundings: &Surroundings<'_>,
) -> Result<DenialAnswer, JudgeError> {
    let question = Question::new(request, input, surroundings)?;
    let explanation = question.explain(input, question.resource_policy.as_ref())?;
    let status = match explanation.decision {
        PartialDecision::Allowed => ActionStatus::Granted,
        PartialDecision::ExplicitDeny => ActionStatus::Denied,
        PartialDecision::ImplicitDeny => ActionStatus::Missing,
        PartialDecision::Denied | PartialDecision::Depends => ActionStatus::Conditional,
    };
    let names = LayerNames {
        identity: "identity",
        resource: question.resource_layer(),
        identity_silent: "no identity-based policy allows it",
        resource_silent: "the resource's policy does not allow it",
    };
    let (reasons, reasons_left_out) = first_ones(reasons_for(status, &explanation, &names));
    let compared = comparison::compare(request, input, &question, &explanation);
    let (remedies, remedies_left_out) = remedy::remedies(request, input, &question, &explanation)?;
    let mut assumptions: Vec<String> = explanation
        .assumptions
        .iter()
        .map(ToString::to_string)
        .collect();
    assumptions.extend(question.assumptions.iter().cloned());
    let residual = explanation.residual();
    Ok(DenialAnswer {
        principal: input.arn.clone(),
        source: input.source.clone(),
        line: input.at.map(|at| at.line),
        decision: explanation.decision.as_str(),
        conclusion: clipped(explanation.conclusion.to_string()),
        reasons,
        reasons_left_out,
        when: residual.map(|residual| clipped(residual.to_string())),
        agrees: compared.agrees,
        comparison: compared.sentences,
        remedies,
        remedies_left_out,
        layers_not_supplied: question.layers_not_supplied(input),
        assumptions,
    })
}

#[cfg(test)]
mod tests;
