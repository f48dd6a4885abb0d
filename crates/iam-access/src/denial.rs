//! Why AWS denied a request: what AWS's message says, put to the policies that were given for the principal.

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

/// What is known beside a denied request and its principal.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Surroundings<'a> {
    /// What is known of requests in general; what a message says of its request comes first.
    pub knowledge: &'a Knowledge,
    /// The resource-based policy of the request's resource: a key policy, or the trust policy of a role.
    pub resource_policy: Option<&'a Policy>,
}

impl<'a> Surroundings<'a> {
    /// With no resource-based policy.
    #[must_use]
    pub const fn new(knowledge: &'a Knowledge) -> Self {
        Self {
            knowledge,
            resource_policy: None,
        }
    }
}

/// What the given policies say of denied requests. `docs/schema/denial-1.schema.json` describes its JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct DenialReport {
    /// The version of the schema.
    pub schema_version: u32,
    /// The program that made the report.
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

/// A denied request as its message describes it, and what the given policies say of it.
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
    /// Who asked, where the message says it.
    pub principal: Option<String>,
    /// The action.
    pub action: String,
    /// The resource, where the message names one.
    pub resource: Option<String>,
    /// What AWS says of the reason, as a sentence.
    pub stated: String,
    /// What a reader should know about the message.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// What the policies of each principal say that may be the one of the message.
    pub principals: Vec<DenialAnswer>,
}

impl DenialOfRequest {
    /// A request about which no principal was asked yet.
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

/// What the policies of a principal say of a denied request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct DenialAnswer {
    /// The principal's ARN; null where only documents were given.
    pub principal: Option<String>,
    /// Its file.
    pub source: String,
    /// Its line in the file, where that holds several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// The answer: `explicitDeny`, `implicitDeny`, `denied`, `depends` or `allowed`.
    pub decision: &'static str,
    /// How the layers together make it, as a clause.
    pub conclusion: String,
    /// The statements and silent layers on which it is based.
    pub reasons: Vec<Reason>,
    /// How many more there are.
    #[serde(skip_serializing_if = "is_zero")]
    pub reasons_left_out: usize,
    /// What an open answer depends on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// Whether this is the reason that AWS gives; null where AWS gives none, or that can't be compared.
    pub agrees: Option<bool>,
    /// The answer compared with what AWS says, as sentences.
    pub comparison: Vec<String>,
    /// What closes the gap. Each is needed.
    pub remedies: Vec<Remedy>,
    /// How many more there are.
    #[serde(skip_serializing_if = "is_zero")]
    pub remedies_left_out: usize,
    /// Layers of which nothing was supplied.
    pub layers_not_supplied: Vec<String>,
    /// What was assumed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub assumptions: Vec<String>,
}

impl DenialAnswer {
    /// True where the given policies allow the request, which AWS denied.
    #[must_use]
    pub fn is_allowed(&self) -> bool {
        self.decision == PartialDecision::Allowed.as_str()
    }
}

/// A change without which the request is not allowed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Remedy {
    /// The layer to change.
    pub layer: String,
    /// What to do, as a sentence.
    pub what: String,
    /// The statement to add, if that is what to do.
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
    reason = "the signature that serde asks for"
)]
const fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// Puts a denied request to the policies of a principal. What the message doesn't say is unknown, not absent: an
/// answer that depends on it says so.
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
/// [`JudgeError`] where the principal, the action or the resource is not one.
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
