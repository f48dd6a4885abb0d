//! Requests that AWS denied, in the forms in which AWS reports them: a decoded authorization
//! message, the text of an error, an event of CloudTrail.

mod cloud_trail;
mod decoded;
mod error_text;

use crate::json::{Members, Read, Value};
use crate::problem::Problem;
use iam_eval::{PolicyKind, Position};
use std::collections::HashSet;

pub(crate) use error_text::is_denial;

/// A request that AWS denied: as much of it as AWS's message says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct DeniedRequest {
    /// The message's file, as it was given.
    pub source: String,
    /// The start of the message in the file.
    pub at: Option<Position>,
    /// What kind of message it is.
    pub form: MessageForm,
    /// The caller: usually an ARN, `*` for an unsigned request.
    pub principal: Option<String>,
    /// The ARN of the role whose session made the request, if it is in the message: a session's ARN
    /// doesn't show its role's path.
    pub role: Option<String>,
    /// The action: `service:Name`.
    pub action: String,
    /// The resource, if the message names one.
    pub resource: Option<String>,
    /// The condition keys in the message, each with its values.
    pub context: Vec<(String, Vec<String>)>,
    /// The reason given by AWS.
    pub stated: StatedReason,
    /// Notes about the message.
    pub notes: Vec<String>,
}

/// What kind of message a [`DeniedRequest`] was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum MessageForm {
    /// The output of `aws sts decode-authorization-message`.
    DecodedMessage,
    /// The text of an error.
    #[default]
    ErrorText,
    /// An event of CloudTrail.
    CloudTrailEvent,
}

/// The reason given by AWS for denying a request.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub struct StatedReason {
    /// Whether a Deny applied; `None` if AWS doesn't say.
    pub explicit: Option<bool>,
    /// The kind of policy that denied it, or that doesn't allow it.
    pub policy: Option<PolicyKind>,
    /// The ARN of that policy.
    pub policy_arn: Option<String>,
    /// The statements that matched, by their `Sid`; the effect is in upper case, as AWS writes it.
    pub matched: Vec<MatchedStatement>,
    /// What failed, in AWS's words.
    pub failures: Vec<String>,
}

/// A statement that matched a denied request, in a decoded authorization message.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub struct MatchedStatement {
    /// Its `Sid`, if it has one.
    pub sid: Option<String>,
    /// `ALLOW` or `DENY`.
    pub effect: Option<String>,
}

/// The kinds of messages that can be read.
const A_MESSAGE: &str = "the output of `aws sts decode-authorization-message`, the text of an error that says who \
    is not authorized to perform which action, or an event of CloudTrail with such an error";

/// Reads the denied requests in a text: a decoded authorization message (bare, or in the output of
/// `aws sts decode-authorization-message`), the text of errors (also in a log), events of
/// CloudTrail (one, several, `Records`, the output of `aws cloudtrail lookup-events`). A request
/// that is reported several times in the same words is returned once.
///
/// ```
/// let text = "User: arn:aws:iam::111122223333:user/jo is not authorized to perform: ec2:RunInstances \
///     with an explicit deny in a service control policy";
/// let [request] = &iam_account::parse_denied_requests("error.txt", text)?[..] else { panic!() };
/// assert_eq!(request.action, "ec2:RunInstances");
/// assert_eq!(request.stated.policy, Some(iam_eval::PolicyKind::ServiceControl));
/// # Ok::<(), iam_account::Problem>(())
/// ```
///
/// # Errors
/// A [`Problem`] if the text is not such a message, or if it must be decoded first.
pub fn parse_denied_requests(name: &str, text: &str) -> Result<Vec<DeniedRequest>, Problem> {
    let mut start = text.trim_start().bytes();
    let requests = match (start.next(), start.find(|byte| !byte.is_ascii_whitespace())) {
        (None, _) => return Err(Problem::new(name, "an empty text", A_MESSAGE)),
        (Some(b'{' | b'"'), _) | (Some(b'['), Some(b'{' | b'[' | b'"' | b']')) => {
            let mut found = Vec::new();
            for value in Value::all_in(name, text)? {
                found.extend(of_value(value, 0)?);
            }
            found
        }
        _ => error_text::read(name, text, Position::START)?,
    };
    if requests.is_empty() {
        let found = "no event with an authorization error such as `AccessDenied`";
        return Err(Problem::new(name, found, A_MESSAGE));
    }
    Ok(each_once(requests))
}

/// Keeps the first one of each request, in order.
fn each_once(requests: Vec<DeniedRequest>) -> Vec<DeniedRequest> {
    let mut seen = HashSet::new();
    let mut is_new = |request: &DeniedRequest| {
        let DeniedRequest {
            principal,
            action,
            resource,
            context,
            stated,
            ..
        } = request.clone();
        // Events that differ only in their time are the same question.
        let context: Vec<_> = context
            .into_iter()
            .filter(|(key, _)| key != "aws:CurrentTime")
            .collect();
        seen.insert((principal, action, resource, context, stated))
    };
    requests
        .into_iter()
        .filter(|request| is_new(request))
        .collect()
}

/// The maximum nesting of messages: a list of events, each with the event as a string, each with a
/// message.
const DEEPEST: usize = 4;

fn of_value(value: Value<'_>, depth: usize) -> Read<Vec<DeniedRequest>> {
    if depth > DEEPEST {
        return Err(value.problem("a message inside of messages", A_MESSAGE));
    }
    if value.is_string() {
        return of_string(value, depth);
    }
    if value.is_array() {
        return of_all(value.elements()?, depth);
    }
    let members = value.object(A_MESSAGE)?;
    if let Some(message) = members.get("DecodedMessage") {
        return of_value(message, depth + 1);
    }
    if members.has("context") {
        return decoded::read(value, &members).map(|request| vec![request]);
    }
    for list in ["Records", "Events"] {
        if let Some(events) = members.get(list) {
            return of_all(events.elements()?, depth + 1);
        }
    }
    // The output of `lookup-events` contains the event as a string; EventBridge wraps it.
    for wrapped in ["CloudTrailEvent", "detail"] {
        if let Some(event) = members.get(wrapped) {
            return of_value(event, depth + 1);
        }
    }
    if members.has("eventName") {
        return Ok(cloud_trail::read(value, &members)?.into_iter().collect());
    }
    for text in ["errorMessage", "message", "Message"] {
        if let Some(text) = members.get(text).filter(|text| text.is_string()) {
            return of_string(text, depth);
        }
    }
    Err(value.problem(described(&members), A_MESSAGE))
}

fn described(members: &Members<'_>) -> String {
    match members.names().next() {
        Some(first) => format!(
            "an object with the member {}",
            crate::problem::quoted(first)
        ),
        None => "an empty object".to_owned(),
    }
}

fn of_all(values: Vec<Value<'_>>, depth: usize) -> Read<Vec<DeniedRequest>> {
    let mut found = Vec::new();
    for value in values {
        found.extend(of_value(value, depth + 1)?);
    }
    Ok(found)
}

/// A message inside a string. Positions in it are counted in the decoded text, and its name says
/// so; the request is located at the string.
fn of_string(value: Value<'_>, depth: usize) -> Read<Vec<DeniedRequest>> {
    let text = value.string(A_MESSAGE)?;
    if !text.trim_start().starts_with(['{', '[', '"']) {
        return error_text::read(value.name, &text, value.start).map(|found| at(found, value));
    }
    let name = format!("{} (a string, decoded)", value.name);
    let mut found = Vec::new();
    for inner in Value::all_in(&name, &text)? {
        found.extend(of_value(inner, depth + 1)?);
    }
    Ok(at(found, value))
}

fn at(mut requests: Vec<DeniedRequest>, value: Value<'_>) -> Vec<DeniedRequest> {
    for request in &mut requests {
        value.name.clone_into(&mut request.source);
        request.at = Some(value.start);
    }
    requests
}

/// Rejects what is not an action.
fn checked_action(action: &str, name: &str, at: Position) -> Read<()> {
    match iam_eval::Action::new(action) {
        Ok(_) => Ok(()),
        Err(_) => {
            let found = format!("the action {}", crate::problem::quoted(action));
            Err(Problem::new(name, found, "`service:Name`").at(at))
        }
    }
}

#[cfg(test)]
mod tests;
