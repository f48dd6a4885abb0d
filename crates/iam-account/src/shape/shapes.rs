//! What a JSON value is: a policy document, what the AWS CLI prints round one, a role bundle.

use crate::principal::{BOUNDARY, Layer, PrincipalInput};
use crate::problem::{Problem, quoted};
use crate::shape::hints;
use crate::shape::json_members::{Members, list, parse};
use crate::shape::known::Object;
use crate::shape::raw::{Host, compile_text, json_problem, url_decoded};
use iam_eval::{CallerKind, Document, Policy, PolicyKind, Position};
use serde_json::value::RawValue;
use std::borrow::Cow;

/// The members of a role bundle.
pub(crate) const BUNDLE: [&str; 7] = [
    "arn",
    "trustPolicy",
    "identity",
    "permissionsBoundary",
    "session",
    "scps",
    "rcps",
];

/// The members by which what the AWS CLI prints is told.
pub(crate) const WRAPS: [&str; 4] = ["PolicyDocument", "PolicyVersion", "Role", "Policy"];

/// A text that is one policy document, or nothing that is known.
pub(crate) fn read_document(
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
pub(crate) fn read_value(
    name: &str,
    text: &str,
    start: Position,
) -> Result<PrincipalInput, Problem> {
    if text.starts_with('"') {
        let policy = compile_text(name, PolicyKind::Identity, "a string", text, start)?;
        return Ok(lone(name, policy));
    }
    let members: Members<'_> = serde_json::from_str(text)
        .map_err(|error| json_problem(name, text, start, &error, hints::EXPECTED))?;
    let mut host = Host::new(name, text, start);
    let is_document = members.is_document();
    let mut principal = if !is_document && BUNDLE.iter().any(|member| members.has(member)) {
        let arn = members.get("arn");
        let arn: Option<String> = arn.and_then(|raw| serde_json::from_str(raw.get()).ok());
        read_bundle(&mut host, &members).map_err(|problem| problem.of(arn.as_deref()))?
    } else if !is_document && WRAPS.iter().any(|member| members.has(member)) {
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
fn read_bundle(host: &mut Host<'_>, members: &Members<'_>) -> Result<PrincipalInput, Problem> {
    members.once(host)?;
    let mut principal = PrincipalInput::new(host.name);
    for (label, raw) in members.iter() {
        let is_null = raw.get() == "null";
        match label {
            "arn" => principal.arn = parse(host, raw, "the principal's ARN")?,
            "identity" => {
                principal.identity_is_known = true;
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
                let found = format!("the member {}", quoted(other));
                let expected = "`arn`, `trustPolicy`, `identity`, `permissionsBoundary`, \
                    `session`, `scps` or `rcps`";
                return Err(host.problem(raw.get(), &found, expected));
            }
        }
    }
    Ok(principal)
}

impl PrincipalInput {
    pub(crate) fn count_documents(&self) -> usize {
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

fn levels(
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
    if levels.is_empty() {
        let expected = "an array of levels, or `null` where there are none";
        return Err(host.problem(raw.get(), "no levels", expected));
    }
    Ok(Layer::Some(levels))
}

/// What `get-role-policy` and its kin, `get-policy-version` and `get-role` print.
fn read_wrap(host: &mut Host<'_>, members: &Members<'_>) -> Result<PrincipalInput, Problem> {
    let mut principal = PrincipalInput::new(host.name);
    if let Some(policy) = wrapped(host, PolicyKind::Identity, members)? {
        principal.identity.push(policy);
        for (member, kind) in [
            ("RoleName", CallerKind::Role),
            ("UserName", CallerKind::User),
        ] {
            if let Some(name) = members.string(host, member)? {
                principal.name = Some(name);
                principal.kind = Some(kind);
            }
        }
    } else if let Some(raw) = members.get("Role") {
        read_role(host, raw, &mut principal)?;
    } else if let Some(raw) = members.get("Policy") {
        return Err(other_policy(host, raw));
    }
    Ok(principal)
}

/// The document in what `get-role-policy` and its kin or `get-policy-version` print.
pub(crate) fn wrapped(
    host: &mut Host<'_>,
    kind: PolicyKind,
    members: &Members<'_>,
) -> Result<Option<Policy>, Problem> {
    members.once(host)?;
    members.all_known(host, Object::Wrap)?;
    let mut there = WRAPS.iter().filter(|member| members.has(member));
    if let (Some(one), Some(other)) = (there.next(), there.next()) {
        let found = format!("`{other}` beside `{one}`");
        let at = members.get(other).map_or("", RawValue::get);
        return Err(host.problem(at, &found, "what one call of the AWS CLI prints"));
    }
    if let Some(document) = members.get("PolicyDocument") {
        let label = match members.string(host, "PolicyName")? {
            Some(name) => format!("inline policy {name}"),
            None => "PolicyDocument".to_owned(),
        };
        return host.policy(kind, &label, document).map(Some);
    }
    let Some(raw) = members.get("PolicyVersion") else {
        return Ok(None);
    };
    let version = Members::read(host, raw, "an object")?;
    version.all_known(host, Object::Version)?;
    let document = version.required(host, raw, "PolicyVersion", "Document")?;
    if let Some(is_default) = version.get("IsDefaultVersion")
        && is_default.get() != "true"
    {
        parse::<bool>(host, is_default, "`true`")?;
        let id = version.string(host, "VersionId")?.unwrap_or_default();
        let found = format!("the version {}, which is not the default one", quoted(&id));
        let expected = "the default version: no other one is in force";
        return Err(host.problem(is_default.get(), &found, expected));
    }
    host.policy(kind, "Document", document).map(Some)
}

/// What `get-role` prints: the trust policy, and whether there is a boundary.
fn read_role(
    host: &mut Host<'_>,
    raw: &RawValue,
    principal: &mut PrincipalInput,
) -> Result<(), Problem> {
    let role = Members::read(host, raw, "an object")?;
    role.all_known(host, Object::LoneRole)?;
    let document = role.required(host, raw, "Role", "AssumeRolePolicyDocument")?;
    principal.trust = Some(host.policy(PolicyKind::Trust, "trust policy", document)?);
    principal.arn = role.string(host, "Arn")?;
    principal.name = role.string(host, "RoleName")?;
    principal.kind = Some(CallerKind::Role);
    let boundary = role.get("PermissionsBoundary");
    let Some(raw) = boundary.filter(|raw| raw.get() != "null") else {
        principal.boundary = Layer::None;
        return Ok(());
    };
    let boundary = Members::read(host, raw, "an object")?;
    boundary.all_known(host, Object::Boundary)?;
    let arn = boundary.string(host, "PermissionsBoundaryArn")?;
    let found = format!(
        "the permissions boundary `{}` without its document",
        arn.unwrap_or_default()
    );
    // Without it, the verdict would be too good.
    let expected = "its document: as `permissionsBoundary` of a role bundle (`--as-role` puts it \
        together with this one), or in the output of `aws iam get-account-authorization-details`";
    let problem = host.problem(raw.get(), &found, expected);
    principal.problems.push(problem.of_layer(BOUNDARY));
    Ok(())
}

/// What `aws organizations describe-policy` and `aws iam get-policy` print is no principal's policy.
fn other_policy(host: &mut Host<'_>, raw: &RawValue) -> Problem {
    let (found, expected) = if raw.get().contains("RESOURCE_CONTROL_POLICY") {
        ("a resource control policy", "it with `--rcps`")
    } else if raw.get().contains("\"Content\"") {
        ("a service control policy", "it with `--scps`")
    } else if raw.get().starts_with('"') {
        (
            "a resource's policy",
            "that of a KMS key with `--key-policy`",
        )
    } else {
        let expected = "the output of `aws iam get-policy-version`";
        ("a managed policy without its document", expected)
    };
    host.problem(raw.get(), found, expected)
}
