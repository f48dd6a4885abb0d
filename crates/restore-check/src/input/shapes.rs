//! What a text is: a policy document, what the AWS CLI prints round one, a role bundle, an account.

use super::account::Account;
use super::file::{Problem, SourceText};
use super::raw::Host;
use super::{Layer, PrincipalInput};
use iam_eval::{Policy, PolicyKind};
use serde::Deserialize;
use serde::de::{MapAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;

/// Reads one text: adds its principals to `principals`, or, of an account's dump, to `account`. A text
/// may hold several JSON values, one after the other or in an array.
///
/// # Errors
/// A [`Problem`] where the text is nothing that is known.
pub fn read_source(
    source: &SourceText,
    principals: &mut Vec<PrincipalInput>,
    account: &mut Account,
) -> Result<(), Problem> {
    let mut host = Host::new(&source.name, &source.text);
    let values: Result<Vec<&RawValue>, _> = serde_json::Deserializer::from_str(&source.text)
        .into_iter()
        .collect();
    // A text that isn't JSON goes to the engine, whose errors say best what is wrong.
    match values.as_deref() {
        Ok([value]) if is_list_of_objects(value) => {
            for value in list(&mut host, value)? {
                read_value(&mut host, value, principals, account)?;
            }
            Ok(())
        }
        Ok([value]) => read_value(&mut host, value, principals, account),
        Ok([_, _, ..]) if has_several_inputs(&source.text) => {
            for value in values.unwrap_or_default() {
                read_value(&mut host, value, principals, account)?;
            }
            Ok(())
        }
        _ => read_document(&mut host, &source.text, principals),
    }
}

/// True for an array whose first element is an object: bundles or pages. Any other array is left to
/// the engine to refuse.
fn is_list_of_objects(value: &RawValue) -> bool {
    let inner = value.get().strip_prefix('[').map(str::trim_start);
    inner.is_some_and(|inner| inner.starts_with('{') && !inner.starts_with("{\"Effect\""))
}

/// True where the first of several values is a bundle or a page: a policy document with something
/// behind it is no policy document (S1.1).
fn has_several_inputs(text: &str) -> bool {
    let first = serde_json::Deserializer::from_str(text)
        .into_iter::<Members<'_>>()
        .next();
    matches!(first, Some(Ok(members)) if members.is_bundle() || members.is_page())
}

fn read_value(
    host: &mut Host<'_>,
    value: &RawValue,
    principals: &mut Vec<PrincipalInput>,
    account: &mut Account,
) -> Result<(), Problem> {
    let Ok(members) = serde_json::from_str::<Members<'_>>(value.get()) else {
        return read_document(host, value.get(), principals);
    };
    if members.is_page() {
        return account.read_page(host, value.get());
    }
    if members.has("Statement") || members.has("Version") {
        return read_document(host, value.get(), principals);
    }
    if members.is_bundle() {
        principals.push(read_bundle(host, &members.0)?);
        return Ok(());
    }
    let wrapped = [
        ("PolicyDocument", None),
        ("PolicyVersion", Some("Document")),
        ("Role", Some("AssumeRolePolicyDocument")),
    ];
    for (member, inner) in wrapped {
        if let Some((_, raw)) = members.0.iter().find(|(name, _)| name == member) {
            principals.push(read_wrapped(host, member, inner, raw)?);
            return Ok(());
        }
    }
    read_document(host, value.get(), principals)
}

fn read_document(
    host: &mut Host<'_>,
    text: &str,
    principals: &mut Vec<PrincipalInput>,
) -> Result<(), Problem> {
    if let Some(format) = foreign_format(text) {
        let expected = "a policy document, a role bundle, or what the AWS CLI prints, as JSON";
        return Err(Problem::new(host.name, format, expected));
    }
    principals.push(PrincipalInput {
        identity: vec![host.document(PolicyKind::Identity, text)?],
        documents: 1,
        ..PrincipalInput::new(host.name)
    });
    Ok(())
}

/// Formats that people try and that are not read.
fn foreign_format(text: &str) -> Option<&'static str> {
    let start = text.trim_start();
    if start.starts_with("AWSTemplateFormatVersion") || start.starts_with("Resources:") {
        Some("a CloudFormation template in YAML")
    } else if start.starts_with('{') && text.contains("\"terraform_version\"") {
        Some("a Terraform state or plan")
    } else {
        None
    }
}

/// `{"arn", "trustPolicy", "identity", "permissionsBoundary", "session", "scps", "rcps"}`
fn read_bundle(
    host: &mut Host<'_>,
    members: &[(Cow<'_, str>, &RawValue)],
) -> Result<PrincipalInput, Problem> {
    let mut principal = PrincipalInput::new(host.name);
    for (index, (name, raw)) in members.iter().enumerate() {
        if members[..index].iter().any(|(earlier, _)| earlier == name) {
            let found = format!("the member `{name}` a second time");
            return Err(host.problem(raw.get(), &found, "each member once"));
        }
        let is_null = raw.get() == "null";
        let label = name.as_ref();
        match label {
            "arn" => principal.arn = parse(host, raw, "the principal's ARN")?,
            "identity" => {
                for raw in list(host, raw)? {
                    principal
                        .identity
                        .push(host.policy(PolicyKind::Identity, label, raw)?);
                }
            }
            "trustPolicy" if is_null => {}
            "trustPolicy" => principal.trust = Some(host.policy(PolicyKind::Trust, label, raw)?),
            "permissionsBoundary" if is_null => principal.boundary = Layer::None,
            "permissionsBoundary" => {
                principal.boundary =
                    Layer::Some(host.policy(PolicyKind::PermissionsBoundary, label, raw)?);
            }
            "session" => {
                let mut policies = Vec::new();
                for raw in list(host, raw)? {
                    policies.push(host.policy(PolicyKind::Session, label, raw)?);
                }
                principal.session = Layer::Some(policies);
            }
            "scps" => principal.scps = levels(host, PolicyKind::ServiceControl, label, raw)?,
            "rcps" => principal.rcps = levels(host, PolicyKind::ResourceControl, label, raw)?,
            other => {
                let found = format!("the member `{other}`");
                let expected = "`arn`, `trustPolicy`, `identity`, `permissionsBoundary`, \
                    `session`, `scps` or `rcps`";
                return Err(host.problem(raw.get(), &found, expected));
            }
        }
    }
    principal.documents = principal.count_documents();
    Ok(principal)
}

impl PrincipalInput {
    pub(super) fn count_documents(&self) -> usize {
        let levels = |levels: &Layer<Vec<Vec<Policy>>>| {
            levels
                .as_ref()
                .map_or(0, |levels| levels.iter().map(Vec::len).sum())
        };
        self.identity.len()
            + usize::from(self.trust.is_some())
            + usize::from(self.boundary.as_ref().is_some())
            + self.session.as_ref().map_or(0, Vec::len)
            + levels(&self.scps)
            + levels(&self.rcps)
    }
}

pub(super) fn levels(
    host: &mut Host<'_>,
    kind: PolicyKind,
    label: &str,
    raw: &RawValue,
) -> Result<Layer<Vec<Vec<Policy>>>, Problem> {
    if raw.get() == "null" {
        return Ok(Layer::None);
    }
    let mut levels = Vec::new();
    for level in list(host, raw)? {
        let mut policies = Vec::new();
        for raw in list(host, level)? {
            policies.push(host.policy(kind, label, raw)?);
        }
        levels.push(policies);
    }
    Ok(Layer::Some(levels))
}

fn list<'r>(host: &mut Host<'_>, raw: &'r RawValue) -> Result<Vec<&'r RawValue>, Problem> {
    if raw.get() == "null" {
        return Ok(Vec::new());
    }
    parse(host, raw, "an array")
}

pub(super) fn parse<'r, T: Deserialize<'r>>(
    host: &mut Host<'_>,
    raw: &'r RawValue,
    expected: &str,
) -> Result<T, Problem> {
    serde_json::from_str(raw.get())
        .map_err(|error| host.problem(raw.get(), &error.to_string(), expected))
}

/// What `get-role-policy`, `get-policy-version` and `get-role` print.
fn read_wrapped(
    host: &mut Host<'_>,
    member: &str,
    inner: Option<&str>,
    raw: &RawValue,
) -> Result<PrincipalInput, Problem> {
    let mut principal = PrincipalInput::new(host.name);
    let Some(inner) = inner else {
        principal
            .identity
            .push(host.policy(PolicyKind::Identity, member, raw)?);
        principal.documents = 1;
        return Ok(principal);
    };
    let Members(members) = parse(host, raw, "an object")?;
    let find = |name: &str| {
        members
            .iter()
            .find(|(member, _)| member == name)
            .map(|(_, raw)| *raw)
    };
    let Some(document) = find(inner) else {
        let found = format!("`{member}` without `{inner}`");
        return Err(host.problem(raw.get(), &found, "what the AWS CLI prints"));
    };
    if member == "PolicyVersion" {
        principal
            .identity
            .push(host.policy(PolicyKind::Identity, inner, document)?);
        principal.documents = 1;
        return Ok(principal);
    }
    principal.trust = Some(host.policy(PolicyKind::Trust, inner, document)?);
    if let Some(arn) = find("Arn") {
        principal.arn = Some(parse(host, arn, "the role's ARN")?);
    }
    if find("PermissionsBoundary").is_none() {
        principal.boundary = Layer::None;
    }
    principal.documents = 1;
    Ok(principal)
}

/// The members of a JSON object, their values as they stand.
pub(super) struct Members<'a>(pub(super) Vec<(Cow<'a, str>, &'a RawValue)>);

impl Members<'_> {
    fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(member, _)| member == name)
    }

    /// A page of `get-account-authorization-details`.
    fn is_page(&self) -> bool {
        ["UserDetailList", "RoleDetailList", "GroupDetailList"]
            .iter()
            .any(|name| self.has(name))
    }

    fn is_bundle(&self) -> bool {
        [
            "arn",
            "trustPolicy",
            "identity",
            "permissionsBoundary",
            "session",
            "scps",
            "rcps",
        ]
        .iter()
        .any(|name| self.has(name))
    }
}

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MembersVisitor;

        impl<'de> Visitor<'de> for MembersVisitor {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry::<Name<'de>, &RawValue>()? {
                    members.push((member.0.0, member.1));
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(MembersVisitor)
    }
}

/// A member's name, borrowed where it holds no escape.
#[derive(Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);
