//! An event of CloudTrail with an authorization error (AWS CloudTrail User Guide, "CloudTrail
//! record contents").

use super::{DeniedRequest, MessageForm, checked_action, error_text};
use crate::json::{Members, Read, Value};
use iam_catalog::Catalog;
use std::net::IpAddr;

/// Event names that differ from the names of their actions (Amazon S3 User Guide, "Amazon S3 API
/// operations and their required permissions", 2026-11).
const OTHER_NAMES: [(&str, &str); 6] = [
    ("s3:HeadObject", "s3:GetObject"),
    ("s3:HeadBucket", "s3:ListBucket"),
    ("s3:ListObjects", "s3:ListBucket"),
    ("s3:ListObjectsV2", "s3:ListBucket"),
    ("s3:ListBuckets", "s3:ListAllMyBuckets"),
    ("s3:CopyObject", "s3:PutObject"),
];

/// Event sources whose services have a different prefix in actions.
const OTHER_PREFIXES: [(&str, &str); 2] = [("monitoring", "cloudwatch"), ("tagging", "tag")];

/// The denied request; `None` for an event without an authorization error.
pub(super) fn read(event: Value<'_>, members: &Members<'_>) -> Read<Option<DeniedRequest>> {
    let code = text(members, "errorCode")?.unwrap_or_default();
    if !error_text::is_denial(&code) {
        return Ok(None);
    }
    let message = text(members, "errorMessage")?.unwrap_or_default();
    let said = error_text::first(event.name, &message, event.start)?;
    let has_text = said.is_some();
    let mut request = said.unwrap_or_default();
    request.source = event.name.to_owned();
    request.at = Some(event.start);
    request.form = MessageForm::CloudTrailEvent;
    if !has_text {
        request.action = action(event, members)?;
        request.notes.extend(error_text::decoding(&message));
    }
    if let Some(identity) = part(members, "userIdentity")? {
        add_identity(&mut request, &identity)?;
    }
    if request.resource.is_none() {
        request.resource = resource(members)?;
    }
    add_context(&mut request, members)?;
    Ok(Some(request))
}

/// The action, derived from the names in the event.
fn action(event: Value<'_>, members: &Members<'_>) -> Read<String> {
    let source = text(members, "eventSource")?.unwrap_or_default();
    let name = text(members, "eventName")?.unwrap_or_default();
    let prefix = source.split('.').next().unwrap_or_default();
    let prefix = renamed(&OTHER_PREFIXES, prefix);
    // Lambda and CloudFront append a date to the name.
    let dated = name.find("20").map(|at| &name[..at]);
    let whole = format!("{prefix}:{name}");
    let shorter = dated.map(|name| format!("{prefix}:{name}"));
    let known = [Some(whole.clone()), shorter].into_iter().flatten();
    let mut known = known.map(|name| renamed(&OTHER_NAMES, &name).to_owned());
    let catalog = Catalog::embedded();
    let Some(action) = known.find(|name| catalog.action(name).is_some()) else {
        let found = format!(
            "the event {}, which has the name of no known action",
            crate::problem::quoted(&whole)
        );
        let expected = "an `errorMessage` that names the action";
        return Err(event.problem(found, expected));
    };
    checked_action(&action, event.name, event.start)?;
    Ok(action)
}

fn renamed<'a>(table: &[(&str, &'static str)], name: &'a str) -> &'a str {
    let found = table
        .iter()
        .find(|(other, _)| other.eq_ignore_ascii_case(name));
    found.map_or(name, |(_, name)| *name)
}

fn add_identity(request: &mut DeniedRequest, identity: &Members<'_>) -> Read<()> {
    let arn = text(identity, "arn")?;
    let service = match text(identity, "type")?.as_deref() {
        Some("AWSService") => text(identity, "invokedBy")?,
        _ => None,
    };
    request.principal = request.principal.take().or(arn).or(service);
    let kind = text(identity, "type")?.unwrap_or_default();
    if matches!(kind.as_str(), "AssumedRole" | "IAMUser")
        && let Some(id) = text(identity, "principalId")?
    {
        request.context.push(("aws:userid".to_owned(), vec![id]));
    }
    let Some(session) = part(identity, "sessionContext")? else {
        return Ok(());
    };
    if let Some(issuer) = part(&session, "sessionIssuer")? {
        let role = text(&issuer, "arn")?;
        request.role = role.filter(|role| role.contains(":role/"));
    }
    // `false` may mean that the request doesn't have the key.
    if let Some(attributes) = part(&session, "attributes")?
        && attributes
            .get("mfaAuthenticated")
            .is_some_and(|value| value.text.trim_matches('"') == "true")
    {
        let key = "aws:MultiFactorAuthPresent".to_owned();
        request.context.push((key, vec!["true".to_owned()]));
    }
    Ok(())
}

/// The resource, if the event names exactly one.
fn resource(members: &Members<'_>) -> Read<Option<String>> {
    let mut arns: Vec<String> = Vec::new();
    let listed = members.get("resources").filter(|list| list.is_array());
    for resource in listed.map(Value::elements).transpose()?.unwrap_or_default() {
        let resource = resource.object("a resource")?;
        arns.extend(text(&resource, "ARN")?);
    }
    if arns.is_empty()
        && let Some(parameters) = part(members, "requestParameters")?
    {
        for (_, value) in parameters.iter().filter(|(_, value)| value.is_string()) {
            let value = value.string("a parameter")?;
            arns.extend(value.starts_with("arn:").then_some(value));
        }
        let bucket = text(&parameters, "bucketName")?;
        let key = text(&parameters, "key")?;
        arns.extend(match (bucket, key) {
            (Some(bucket), Some(key)) => Some(format!("arn:aws:s3:::{bucket}/{key}")),
            (Some(bucket), None) => Some(format!("arn:aws:s3:::{bucket}")),
            (None, _) => None,
        });
    }
    arns.dedup();
    Ok(match arns.as_slice() {
        [one] => Some(one.clone()),
        _ => None,
    })
}

/// The condition keys that follow from an event. Other keys stay unknown.
fn add_context(request: &mut DeniedRequest, members: &Members<'_>) -> Read<()> {
    let mut add = |key: &str, value: Option<String>| {
        let entry = value.map(|value| (key.to_owned(), vec![value]));
        request.context.extend(entry);
    };
    add("aws:RequestedRegion", text(members, "awsRegion")?);
    add("aws:CurrentTime", text(members, "eventTime")?);
    let endpoint = text(members, "vpcEndpointId")?;
    let address = text(members, "sourceIPAddress")?;
    // Through an endpoint, the address is the value of another key.
    let address = address.filter(|it| endpoint.is_none() && it.parse::<IpAddr>().is_ok());
    add("aws:SourceIp", address);
    add("aws:SourceVpce", endpoint);
    let encrypted = part(members, "tlsDetails")?.filter(|details| details.has("tlsVersion"));
    add("aws:SecureTransport", encrypted.map(|_| "true".to_owned()));
    Ok(())
}

/// A member that is a non-empty string.
fn text(members: &Members<'_>, name: &str) -> Read<Option<String>> {
    let value = members.get(name).filter(|value| value.is_string());
    let said = value.map(|value| value.string("a string")).transpose()?;
    Ok(said.filter(|said| !said.is_empty()))
}

/// A member that is an object.
fn part<'a>(members: &Members<'a>, name: &str) -> Read<Option<Members<'a>>> {
    let value = members
        .get(name)
        .filter(|value| value.text.starts_with('{'));
    value.map(|value| value.object("an object")).transpose()
}
