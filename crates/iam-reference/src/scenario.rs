//! A scenario: the request and the policies that apply to it.

use crate::Result;
use crate::document::{Document, Kind};
use crate::json::{self, Json, member, only_known};
use crate::request::Request;
use crate::services;

/// One question.
#[derive(Debug)]
pub(crate) struct Scenario {
    /// The request.
    pub(crate) request: Request,
    /// Every policy that applies to it.
    pub(crate) policies: Policies,
}

/// The policies of a scenario, by layer.
#[derive(Debug)]
pub(crate) struct Policies {
    /// `identity`
    pub(crate) identity: Vec<Document>,
    /// `permissionsBoundary`
    pub(crate) boundary: Option<Document>,
    /// `session`
    pub(crate) session: Vec<Document>,
    /// `resource`
    pub(crate) resource: Option<Document>,
    /// `scps`: levels of policies
    pub(crate) scps: Vec<Vec<Document>>,
    /// `rcps`: levels of policies
    pub(crate) rcps: Vec<Vec<Document>>,
    /// `vpcEndpoint`
    pub(crate) endpoint: Option<Document>,
}

/// The members of `policies`.
const MEMBERS: [&str; 7] = [
    "identity",
    "permissionsBoundary",
    "session",
    "resource",
    "scps",
    "rcps",
    "vpcEndpoint",
];

/// Reads one scenario. S1.21: an invalid policy in any layer makes it an error.
pub(crate) fn read(line: &str) -> Result<Scenario> {
    let json = json::parse(line)?;
    let members = json.members().ok_or("a scenario is a JSON object")?;
    let mut request = Request::read(member(members, "request").ok_or("no request")?)?;
    let policies = member(members, "policies").ok_or("no policies")?;
    let policies = read_policies(policies, &request)?;
    let has_session = !policies.session.is_empty();
    request
        .keys
        .derive_assumed_root(&request.caller, has_session);
    Ok(Scenario { request, policies })
}

fn read_policies(json: &Json, request: &Request) -> Result<Policies> {
    let members = json.members().ok_or("policies: not an object")?;
    only_known(members, &MEMBERS, "policies")?;
    let given = |name: &str| member(members, name).unwrap_or(&Json::Null);
    let resource_kind = if services::has_trust_policy(request) {
        Kind::Trust
    } else {
        Kind::Resource
    };
    Ok(Policies {
        identity: list(given("identity"), Kind::Identity)?,
        boundary: one(given("permissionsBoundary"), Kind::Boundary)?,
        session: list(given("session"), Kind::Session)?,
        resource: one(given("resource"), resource_kind)?,
        scps: levels(given("scps"), Kind::Scp)?,
        rcps: levels(given("rcps"), Kind::Rcp)?,
        endpoint: one(given("vpcEndpoint"), Kind::Endpoint)?,
    })
}

/// A policy, or null for none.
fn one(json: &Json, kind: Kind) -> Result<Option<Document>> {
    match json {
        Json::Null => Ok(None),
        policy => Document::read(policy, kind).map(Some),
    }
}

/// An array of policies, or null for none.
fn list(json: &Json, kind: Kind) -> Result<Vec<Document>> {
    match json {
        Json::Null => Ok(Vec::new()),
        Json::Array(policies) => policies
            .iter()
            .map(|policy| Document::read(policy, kind))
            .collect(),
        _ => Err(format!("policies: {kind:?} policies are not an array")),
    }
}

/// An array of levels, each an array of policies; or null for none.
fn levels(json: &Json, kind: Kind) -> Result<Vec<Vec<Document>>> {
    match json {
        Json::Null => Ok(Vec::new()),
        Json::Array(levels) => levels
            .iter()
            .map(|level| match level {
                Json::Array(_) => list(level, kind),
                _ => Err(format!("policies: a level of {kind:?}s is not an array")),
            })
            .collect(),
        _ => Err(format!("policies: {kind:?} levels are not an array")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fine(policies: &str) -> bool {
        let request = r#"{"principal":"*","action":"s3:GetObject","resource":"*"}"#;
        read(&format!(
            r#"{{"id":1,"request":{request},"policies":{policies},"expect":{{}}}}"#
        ))
        .is_ok()
    }

    #[test]
    fn shapes() {
        for policies in ["{}", r#"{"identity":null,"scps":[[]],"rcps":[]}"#] {
            assert!(fine(policies), "{policies}");
        }
        for policies in [
            "null",
            "[]",
            r#"{"Identity":[]}"#,
            r#"{"identity":{"Statement":[]}}"#,
            r#"{"identity":[null]}"#,
            r#"{"scps":[{"Statement":[]}]}"#,
            r#"{"scps":[null]}"#,
            r#"{"resource":[]}"#,
            r#"{"resource":""}"#,
        ] {
            assert!(!fine(policies), "{policies}");
        }
    }

    #[test]
    fn request_and_policies_are_required() {
        assert!(read("{}").is_err());
        assert!(read(r#"{"policies":{}}"#).is_err());
        assert!(read("[]").is_err());
    }
}
