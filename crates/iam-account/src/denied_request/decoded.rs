//! A decoded authorization message: the output of `aws sts decode-authorization-message` (AWS STS
//! API Reference, DecodeAuthorizationMessage).

use super::{DeniedRequest, MatchedStatement, MessageForm, StatedReason, checked_action};
use crate::json::{Members, Read, Value};
use iam_eval::CallerKind;
use iam_eval::Principal;
use std::collections::BTreeMap;

/// The maximum number of failures that are kept, and their maximum length.
const MOST_FAILURES: usize = 10;
const LONGEST_FAILURE: usize = 200;

pub(super) fn read(message: Value<'_>, members: &Members<'_>) -> Read<DeniedRequest> {
    if let Some(allowed) = members.get("allowed").filter(|value| value.text == "true") {
        return Err(allowed.problem("a message of an allowed request", "one of a denied request"));
    }
    let outer = members.required("context", ("the message", message))?;
    let context = outer.object("the context of the request")?;
    let action = context.required("action", ("context", outer))?;
    let name = action.string("an action")?;
    checked_action(&name, action.name, action.start)?;
    let mut request = DeniedRequest {
        source: message.name.to_owned(),
        at: Some(message.start),
        form: MessageForm::DecodedMessage,
        action: name,
        resource: context.string("resource")?.filter(|text| !text.is_empty()),
        stated: stated(members)?,
        ..DeniedRequest::default()
    };
    if let Some(principal) = context.get("principal").filter(|value| !value.is_null()) {
        let principal = principal.object("the principal of the request")?;
        request.principal = principal.string("arn")?.filter(|text| !text.is_empty());
        let has_id = |arn: &String| {
            let kind = Principal::parse(arn).map(|principal| principal.kind());
            matches!(kind, Ok(CallerKind::User | CallerKind::RoleSession))
        };
        if request.principal.as_ref().is_some_and(has_id)
            && let Some(id) = principal.string("id")?.filter(|id| !id.is_empty())
        {
            request.context.push(("aws:userid".to_owned(), vec![id]));
        }
    }
    if let Some(conditions) = context.get("conditions") {
        add_conditions(&mut request, conditions)?;
    }
    Ok(request)
}

/// The condition keys. A key that occurs twice with different values is omitted: it is unknown
/// then.
fn add_conditions(request: &mut DeniedRequest, conditions: Value<'_>) -> Read<()> {
    let mut seen: BTreeMap<String, (String, Vec<String>)> = BTreeMap::new();
    let mut contradicted = Vec::new();
    for condition in items(conditions)? {
        let members = condition.object("a condition key with its values")?;
        let key = members.required("key", ("conditions", condition))?;
        let key = key.string("a condition key")?;
        let mut values = Vec::new();
        for item in members
            .get("values")
            .map(items)
            .transpose()?
            .unwrap_or_default()
        {
            // A value is `{"value": "…"}`.
            let value = match item.text.starts_with('{') {
                true => item.object("a value")?.get("value"),
                false => Some(item),
            };
            values.extend(value.map(plain).transpose()?);
        }
        let entry = (key.clone(), values);
        match seen.get(&key.to_ascii_lowercase()) {
            Some((_, other)) if *other != entry.1 => contradicted.push(key),
            _ => {
                seen.insert(key.to_ascii_lowercase(), entry);
            }
        }
    }
    for key in contradicted {
        if seen.remove(&key.to_ascii_lowercase()).is_some() {
            let note = format!("the message has several values for {key}: it was omitted");
            request.notes.push(note);
        }
    }
    // EC2 has its own key for the Region.
    if !seen.contains_key("aws:requestedregion")
        && let Some((_, region)) = seen.get("aws:region").or_else(|| seen.get("ec2:region"))
    {
        let region = region.clone();
        let entry = ("aws:RequestedRegion".to_owned(), region);
        seen.insert("aws:requestedregion".to_owned(), entry);
    }
    if seen.contains_key("aws:userid") {
        request
            .context
            .retain(|(key, _)| !key.eq_ignore_ascii_case("aws:userid"));
    }
    let given = seen.into_values().filter(|(_, values)| !values.is_empty());
    request.context.extend(given);
    Ok(())
}

fn stated(members: &Members<'_>) -> Read<StatedReason> {
    let explicit = match members.get("explicitDeny").map(|value| value.text) {
        Some("true") => Some(true),
        Some("false") => Some(false),
        _ => None,
    };
    let mut stated = StatedReason {
        explicit,
        ..StatedReason::default()
    };
    for item in members
        .get("matchedStatements")
        .map(items)
        .transpose()?
        .unwrap_or_default()
    {
        let members = item.object("a statement that matched")?;
        let of = |name: &str| {
            let text = members.get(name).filter(|value| value.is_string());
            text.map(plain).transpose()
        };
        stated.matched.push(MatchedStatement {
            sid: of("statementId")?.filter(|sid| !sid.is_empty()),
            effect: of("effect")?.map(|effect| effect.to_ascii_uppercase()),
        });
    }
    let failures = members.get("failures").map(items).transpose()?;
    for item in failures.into_iter().flatten().take(MOST_FAILURES) {
        let said = plain(item)?;
        stated
            .failures
            .push(said.chars().take(LONGEST_FAILURE).collect());
    }
    Ok(stated)
}

/// The content of a string, and the text of any other value.
fn plain(value: Value<'_>) -> Read<String> {
    match value.is_string() {
        true => value.string("a string"),
        false => Ok(value.text.to_owned()),
    }
}

/// The elements of a list, which AWS writes as `{"items": […]}`.
fn items(list: Value<'_>) -> Read<Vec<Value<'_>>> {
    if list.is_null() || list.is_array() {
        return list.elements();
    }
    let members = list.object("a list: `{\"items\": […]}`")?;
    match members.get("items") {
        Some(items) => items.elements(),
        None => Ok(Vec::new()),
    }
}
