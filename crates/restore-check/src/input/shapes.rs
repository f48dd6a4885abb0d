//! What a JSON value is: a policy document, what the AWS CLI prints round one, a role bundle.

use super::problem::Problem;
use super::raw::{Host, compile_text, json_problem, url_decoded};
use super::{Layer, PrincipalInput, hints};
use iam_eval::{Document, Policy, PolicyKind, Position};
use serde::Deserialize;
use serde::de::{MapAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;

/// The members of a role bundle.
pub(super) const BUNDLE: [&str; 7] = [
    "arn",
    "trustPolicy",
    "identity",
    "permissionsBoundary",
    "session",
    "scps",
    "rcps",
];

/// The members by which what the AWS CLI prints is told.
pub(super) const WRAPS: [&str; 4] = ["PolicyDocument", "PolicyVersion", "Role", "Policy"];

/// A text that is one policy document, or nothing that is known.
pub(super) fn read_document(
    name: &str,
    text: &str,
    start: Position,
) -> Result<PrincipalInput, Problem> {
    if let Some((found, expected)) = hints::by_text(text) {
        return Err(Problem::new(name, found, expected));
    }
    let decoded = url_decoded(text)
        .map_err(|error| Problem::new(name, error.to_string(), "URL-encoded text in UTF-8"))?;
    let document = match decoded {
        Cow::Borrowed(text) => Document::parse_at(PolicyKind::Identity, name, text, start),
        Cow::Owned(text) => {
            Document::parse(PolicyKind::Identity, &format!("{name} (decoded)"), &text)
        }
    };
    Ok(lone(name, Policy::compile(document?)))
}

/// A principal of which one document is known.
fn lone(name: &str, policy: Policy) -> PrincipalInput {
    PrincipalInput {
        identity: vec![policy],
        documents: 1,
        own_documents: 1,
        ..PrincipalInput::new(name)
    }
}

/// A value that stands at `start` in the file `name`.
pub(super) fn read_value(
    name: &str,
    text: &str,
    start: Position,
) -> Result<PrincipalInput, Problem> {
    if text.starts_with('"') {
        let policy = compile_text(name, PolicyKind::Identity, "a string", text, start)?;
        return Ok(lone(name, policy));
    }
    let Members(members) = serde_json::from_str(text)
        .map_err(|error| json_problem(name, text, start, &error, hints::EXPECTED))?;
    let mut host = Host::new(name, text, start);
    let has = |name: &str| members.iter().any(|(member, _)| member == name);
    let is_document = has("Statement") || has("Version");
    let mut principal = if !is_document && BUNDLE.iter().any(|member| has(member)) {
        let arn = find(&members, "arn");
        let arn: Option<String> = arn.and_then(|raw| serde_json::from_str(raw.get()).ok());
        read_bundle(&mut host, &members).map_err(|problem| problem.of(arn.as_deref()))?
    } else if !is_document && WRAPS.iter().any(|member| has(member)) {
        read_wrap(&mut host, &members)?
    } else {
        let document = Document::parse_at(PolicyKind::Identity, name, text, start)?;
        lone(name, Policy::compile(document))
    };
    principal.documents = principal.count_documents();
    principal.own_documents = principal.documents;
    Ok(principal)
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
    let start = host.position_of(raw.get());
    serde_json::from_str(raw.get())
        .map_err(|error| json_problem(host.name, raw.get(), start, &error, expected))
}

type MemberList<'a> = Vec<(Cow<'a, str>, &'a RawValue)>;

fn find<'a>(members: &MemberList<'a>, name: &str) -> Option<&'a RawValue> {
    let found = members.iter().find(|(member, _)| member == name);
    found.map(|(_, raw)| *raw)
}

/// What `get-role-policy` and its kin, `get-policy-version` and `get-role` print.
fn read_wrap(host: &mut Host<'_>, members: &MemberList<'_>) -> Result<PrincipalInput, Problem> {
    let mut principal = PrincipalInput::new(host.name);
    if let Some(document) = find(members, "PolicyDocument") {
        let policy_name = optional(host, find(members, "PolicyName"))?;
        let label = match policy_name {
            Some(name) => format!("inline policy {name}"),
            None => "PolicyDocument".to_owned(),
        };
        let policy = host.policy(PolicyKind::Identity, &label, document)?;
        principal.identity.push(policy);
        let holder = ["RoleName", "UserName", "GroupName"];
        let holder = holder.iter().find_map(|member| find(members, member));
        principal.name = optional(host, holder)?;
    } else if let Some(raw) = find(members, "PolicyVersion") {
        let Members(version) = parse(host, raw, "an object")?;
        let document = required(host, raw, &version, "PolicyVersion", "Document")?;
        let policy = host.policy(PolicyKind::Identity, "Document", document)?;
        principal.identity.push(policy);
    } else if let Some(raw) = find(members, "Role") {
        read_role(host, raw, &mut principal)?;
    } else if let Some(raw) = find(members, "Policy") {
        return Err(other_policy(host, raw));
    }
    Ok(principal)
}

/// What `get-role` prints: the trust policy, and whether there is a boundary.
fn read_role(
    host: &mut Host<'_>,
    raw: &RawValue,
    principal: &mut PrincipalInput,
) -> Result<(), Problem> {
    let Members(role) = parse(host, raw, "an object")?;
    let document = required(host, raw, &role, "Role", "AssumeRolePolicyDocument")?;
    principal.trust = Some(host.policy(PolicyKind::Trust, "trust policy", document)?);
    principal.arn = optional(host, find(&role, "Arn"))?;
    principal.name = optional(host, find(&role, "RoleName"))?;
    let boundary = find(&role, "PermissionsBoundary").filter(|raw| raw.get() != "null");
    let Some(boundary) = boundary else {
        principal.boundary = Layer::None;
        return Ok(());
    };
    let Members(boundary) = parse(host, boundary, "an object")?;
    let arn = optional(host, find(&boundary, "PermissionsBoundaryArn"))?;
    principal.notes.push(format!(
        "the role has the permissions boundary `{}`, whose document was not supplied",
        arn.unwrap_or_default()
    ));
    Ok(())
}

/// What `aws organizations describe-policy` and `aws iam get-policy` print is no principal's policy.
fn other_policy(host: &mut Host<'_>, raw: &RawValue) -> Problem {
    let (found, expected) = if raw.get().contains("RESOURCE_CONTROL_POLICY") {
        ("a resource control policy", "it with `--rcps`")
    } else if raw.get().contains("\"Content\"") {
        ("a service control policy", "it with `--scps`")
    } else {
        let expected = "the output of `aws iam get-policy-version`";
        ("a managed policy without its document", expected)
    };
    host.problem(raw.get(), found, expected)
}

fn required<'a>(
    host: &mut Host<'_>,
    raw: &RawValue,
    members: &MemberList<'a>,
    outer: &str,
    name: &str,
) -> Result<&'a RawValue, Problem> {
    find(members, name).ok_or_else(|| {
        let found = format!("`{outer}` without `{name}`");
        host.problem(raw.get(), &found, "what the AWS CLI prints")
    })
}

fn optional(host: &mut Host<'_>, raw: Option<&RawValue>) -> Result<Option<String>, Problem> {
    raw.map_or(Ok(None), |raw| parse(host, raw, "a string"))
}

/// The members of a JSON object, their values as they stand.
pub(super) struct Members<'a>(pub(super) Vec<(Cow<'a, str>, &'a RawValue)>);

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
