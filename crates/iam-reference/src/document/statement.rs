//! One statement (S1.4 to S1.19).

use crate::Result;
use crate::action::{ActionElement, ActionPattern};
use crate::condition::Condition;
use crate::document::Kind;
use crate::json::{Json, member, only_known};
use crate::principal::{Grant, PrincipalElement, Principals};
use crate::request::Request;
use crate::resource::{ResourceElement, ResourcePattern};

/// A statement of a policy.
#[derive(Debug)]
pub(super) struct Statement {
    /// `Sid`
    pub(super) sid: Option<String>,
    /// Whether `Effect` is `Deny`.
    pub(super) denies: bool,
    principal: PrincipalElement,
    action: ActionElement,
    resource: ResourceElement,
    conditions: Vec<Condition>,
}

type Members = [(String, Json)];

/// S1.4: the members of a statement.
const MEMBERS: [&str; 9] = [
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
];

impl Statement {
    /// S1.3, S1.4: a statement is an object of known members.
    pub(super) fn parse(json: &Json, kind: Kind, variables: bool) -> Result<Statement> {
        let members = json.members().ok_or("a statement is not an object")?;
        only_known(members, &MEMBERS, "statement")?;
        let statement = Statement {
            sid: parse_sid(members)?,
            denies: parse_effect(members)?,
            principal: parse_principal(members, kind, variables)?,
            action: parse_action(members, kind, variables)?,
            resource: parse_resource(members, kind, variables)?,
            conditions: Condition::parse_element(member(members, "Condition"), variables)?,
        };
        if kind == Kind::Rcp {
            check_rcp(members, &statement)?;
        }
        Ok(statement)
    }

    /// How directly the statement names the request's caller; `Grant::None` if it does not apply.
    /// S5.1: everything in a statement must hold.
    pub(super) fn grant(&self, request: &Request, has_boundary: bool) -> Grant {
        let applies = self.action.covers(&request.action)
            && self.resource.covers(&request.resource, &request.keys)
            && self
                .conditions
                .iter()
                .all(|condition| condition.holds(&request.keys));
        if applies {
            self.principal
                .grant(&request.caller, self.denies, has_boundary)
        } else {
            Grant::None
        }
    }
}

/// S1.14: `Sid` is an optional string.
fn parse_sid(members: &Members) -> Result<Option<String>> {
    match member(members, "Sid") {
        None => Ok(None),
        Some(Json::Text(text)) => Ok(Some(text.clone())),
        Some(_) => Err("Sid is not a string".to_string()),
    }
}

/// S1.5: `Effect` is `Allow` or `Deny`.
fn parse_effect(members: &Members) -> Result<bool> {
    match member(members, "Effect").and_then(Json::text) {
        Some("Allow") => Ok(false),
        Some("Deny") => Ok(true),
        _ => Err("Effect is not \"Allow\" or \"Deny\"".to_string()),
    }
}

/// S1.9, S1.11, S1.17, S1.19: which kinds of policies may have which principal element.
fn parse_principal(members: &Members, kind: Kind, variables: bool) -> Result<PrincipalElement> {
    let principal = member(members, "Principal");
    let not_principal = member(members, "NotPrincipal");
    match (principal, not_principal) {
        (None, None) if kind.is_identity_type() => Ok(PrincipalElement::Absent),
        (None, None) => Err("neither Principal nor NotPrincipal".to_string()),
        _ if kind.is_identity_type() => {
            Err("Principal and NotPrincipal are for resource-based policies".to_string())
        }
        (Some(_), Some(_)) => Err("both Principal and NotPrincipal".to_string()),
        (Some(json), None) => Ok(PrincipalElement::Principal(Principals::parse(
            json, variables, kind,
        )?)),
        (None, Some(_)) if matches!(kind, Kind::Trust | Kind::Rcp) => {
            Err("NotPrincipal is not supported here".to_string())
        }
        (None, Some(json)) => Ok(PrincipalElement::NotPrincipal(Principals::parse(
            json, variables, kind,
        )?)),
    }
}

/// S1.6, S1.19, S8.10: exactly one of `Action` and `NotAction`.
fn parse_action(members: &Members, kind: Kind, variables: bool) -> Result<ActionElement> {
    let (json, negated) = match (member(members, "Action"), member(members, "NotAction")) {
        (Some(json), None) => (json, false),
        (None, Some(json)) => (json, true),
        _ => return Err("there must be one of Action and NotAction".to_string()),
    };
    let mut patterns = Vec::new();
    for text in strings(json, "Action")? {
        let pattern = ActionPattern::parse(text, variables)?;
        if kind == Kind::Trust && !pattern.is_for_trust_policies() {
            return Err(format!("action {text:?} in a trust policy"));
        }
        if kind == Kind::Resource && pattern.is_backup_wildcard() {
            return Err(format!("action {text:?}: AWS Backup takes no wildcard"));
        }
        patterns.push(pattern);
    }
    Ok(ActionElement { negated, patterns })
}

/// S1.8, S1.19: `Resource` or `NotResource`, not both; in some kinds required, in others not
/// allowed.
fn parse_resource(members: &Members, kind: Kind, variables: bool) -> Result<ResourceElement> {
    let read = |json: &Json| -> Result<Vec<ResourcePattern>> {
        strings(json, "Resource")?
            .into_iter()
            .map(|text| ResourcePattern::parse(text, variables, kind))
            .collect()
    };
    match (member(members, "Resource"), member(members, "NotResource")) {
        (None, None) if matches!(kind, Kind::Resource | Kind::Trust) => Ok(ResourceElement::Absent),
        (None, None) => Err("neither Resource nor NotResource".to_string()),
        _ if kind == Kind::Trust => Err("a trust policy has no Resource".to_string()),
        (Some(_), Some(_)) => Err("both Resource and NotResource".to_string()),
        (Some(json), None) => Ok(ResourceElement::Resource(read(json)?)),
        (None, Some(json)) => Ok(ResourceElement::NotResource(read(json)?)),
    }
}

/// S1.6, S1.8, S1.16: a string or a non-empty array of strings.
fn strings<'a>(json: &'a Json, element: &str) -> Result<Vec<&'a str>> {
    if json.elements().is_empty() {
        return Err(format!("{element} is an empty array"));
    }
    json.elements()
        .iter()
        .map(|value| {
            value
                .text()
                .ok_or(format!("{element}: value is not a string"))
        })
        .collect()
}

/// S1.17: an RCP is about everyone, denies actions of named services, and has no NotAction; its
/// only Allow is that of RCPFullAWSAccess.
fn check_rcp(members: &Members, statement: &Statement) -> Result<()> {
    if member(members, "Principal").and_then(Json::text) != Some("*") {
        return Err("the Principal of an RCP must be \"*\"".to_string());
    }
    if statement.action.negated {
        return Err("NotAction is not supported in an RCP".to_string());
    }
    let every_action = matches!(statement.action.patterns.as_slice(), [ActionPattern::Every]);
    let every_resource = matches!(
        &statement.resource,
        ResourceElement::Resource(patterns)
            if matches!(patterns.as_slice(), [ResourcePattern::Every])
    );
    let full_access = every_action && every_resource && statement.conditions.is_empty();
    if !statement.denies && !full_access {
        return Err("an RCP allows only in RCPFullAWSAccess".to_string());
    }
    let names_services = statement
        .action
        .patterns
        .iter()
        .all(ActionPattern::names_a_service);
    if statement.denies && !names_services {
        return Err("the Action of an RCP must name a service".to_string());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json;

    fn fine(text: &str, kind: Kind) -> bool {
        Statement::parse(&json::parse(text).unwrap(), kind, true).is_ok()
    }

    #[test]
    fn principals_by_kind() {
        let with = r#"{"Effect":"Deny","Principal":"*","Action":"sts:*","Resource":"*"}"#;
        let not = r#"{"Effect":"Deny","NotPrincipal":"*","Action":"sts:*","Resource":"*"}"#;
        let without = r#"{"Effect":"Deny","Action":"sts:*","Resource":"*"}"#;
        for kind in [Kind::Identity, Kind::Boundary, Kind::Session, Kind::Scp] {
            assert!(!fine(with, kind) && !fine(not, kind) && fine(without, kind));
        }
        for kind in [Kind::Resource, Kind::Endpoint] {
            assert!(fine(with, kind) && fine(not, kind) && !fine(without, kind));
        }
        assert!(fine(with, Kind::Rcp) && !fine(not, Kind::Rcp) && !fine(without, Kind::Rcp));
    }

    #[test]
    fn resource_is_optional_only_in_resource_based_policies() {
        let text = r#"{"Effect":"Deny","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}"#;
        assert!(fine(text, Kind::Resource));
        assert!(fine(text, Kind::Trust));
        assert!(!fine(text, Kind::Endpoint));
        assert!(!fine(text, Kind::Rcp));
        let with = r#"{"Effect":"Deny","Principal":"*","Action":"sts:AssumeRole","Resource":"*"}"#;
        assert!(!fine(with, Kind::Trust));
    }

    #[test]
    fn empty_arrays_are_refused() {
        let fine = |action: &str, resource: &str| {
            let text = format!(r#"{{"Effect":"Deny",{action},{resource}}}"#);
            fine(&text, Kind::Identity)
        };
        assert!(fine(r#""Action":["*"]"#, r#""Resource":["*"]"#));
        for action in [r#""Action":[]"#, r#""NotAction":[]"#] {
            assert!(!fine(action, r#""Resource":"*""#));
        }
        for resource in [r#""Resource":[]"#, r#""NotResource":[]"#] {
            assert!(!fine(r#""Action":"*""#, resource));
        }
    }

    #[test]
    fn backup_vaults_take_no_wildcard_in_action() {
        let text = |name: &str, action: &str| {
            format!(r#"{{"Effect":"Deny","Principal":"*","{name}":"{action}","Resource":"*"}}"#)
        };
        for name in ["Action", "NotAction"] {
            assert!(!fine(&text(name, "backup:*"), Kind::Resource));
            assert!(fine(&text(name, "backup:*"), Kind::Endpoint));
            assert!(fine(
                &text(name, "backup:CopyIntoBackupVault"),
                Kind::Resource
            ));
        }
    }

    #[test]
    fn rcps() {
        let allow = r#"{"Effect":"Allow","Principal":"*","Action":["*"],"Resource":"*"}"#;
        assert!(fine(allow, Kind::Rcp));
        for text in [
            r#"{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*"}"#,
            r#"{"Effect":"Allow","Principal":"*","Action":"*","NotResource":"*"}"#,
            r#"{"Effect":"Deny","Principal":{"AWS":"*"},"Action":"s3:*","Resource":"*"}"#,
            r#"{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}"#,
            r#"{"Effect":"Deny","Principal":"*","Action":["s3:*","**:Get"],"Resource":"*"}"#,
            r#"{"Effect":"Deny","Principal":"*","Action":["s3:*","s?:Get"],"Resource":"*"}"#,
            r#"{"Effect":"Deny","Principal":"*","NotAction":"s3:*","Resource":"*"}"#,
        ] {
            assert!(!fine(text, Kind::Rcp), "{text}");
        }
        let deny = r#"{"Effect":"Deny","Principal":"*","Action":"s3:*","NotResource":"*"}"#;
        assert!(fine(deny, Kind::Rcp));
    }
}
