//! Policy documents (S1): which ones are valid, and whether a statement applies to a request.

mod statement;

use crate::json::{self, Json, member, only_known};
use crate::principal::Grant;
use crate::request::Request;
use crate::{Result, document::statement::Statement};

/// The layer that a document belongs to; the grammar differs between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An identity-based policy.
    Identity,
    /// A permissions boundary.
    Boundary,
    /// A session policy.
    Session,
    /// A service control policy.
    Scp,
    /// A resource control policy.
    Rcp,
    /// A resource-based policy.
    Resource,
    /// A role's trust policy.
    Trust,
    /// A VPC endpoint's policy.
    Endpoint,
}

impl Kind {
    /// Identity policy, boundary, session policy, SCP: the policies without a principal.
    fn is_identity_type(self) -> bool {
        matches!(
            self,
            Kind::Identity | Kind::Boundary | Kind::Session | Kind::Scp
        )
    }
}

/// A policy document.
#[derive(Debug)]
pub(crate) struct Document {
    statements: Vec<Statement>,
}

impl Document {
    /// A policy of a scenario: a document, or a string that contains one.
    pub(crate) fn read(json: &Json, kind: Kind) -> Result<Document> {
        let document = match json {
            Json::Text(text) => Document::parse(&json::parse(text)?, kind),
            other => Document::parse(other, kind),
        };
        document.map_err(|why| format!("{kind:?} policy: {why}"))
    }

    /// S1.1: a document is an object with `Version`, `Id` and `Statement`.
    fn parse(json: &Json, kind: Kind) -> Result<Document> {
        let members = json.members().ok_or("not a JSON object")?;
        only_known(members, &["Version", "Id", "Statement"], "document")?;
        let variables = has_variables(member(members, "Version"), kind)?;
        check_id(member(members, "Id"))?;
        let statement = member(members, "Statement").ok_or("no Statement")?;
        if statement.elements().is_empty() {
            return Err("Statement is an empty array".to_string());
        }
        let statements: Result<Vec<Statement>> = statement
            .elements()
            .iter()
            .map(|statement| Statement::parse(statement, kind, variables))
            .collect();
        let statements = statements?;
        if kind.is_identity_type() || kind == Kind::Trust {
            check_sids(&statements)?;
        }
        Ok(Document { statements })
    }

    /// Whether a Deny statement applies (S7.2).
    pub(crate) fn denies(&self, request: &Request, has_boundary: bool) -> bool {
        self.statements
            .iter()
            .filter(|statement| statement.denies)
            .any(|statement| statement.grant(request, has_boundary) != Grant::None)
    }

    /// The strongest Allow statement that applies.
    pub(crate) fn grant(&self, request: &Request) -> Grant {
        self.statements
            .iter()
            .filter(|statement| !statement.denies)
            .map(|statement| statement.grant(request, false))
            .max()
            .unwrap_or(Grant::None)
    }

    /// Whether an Allow statement applies.
    pub(crate) fn allows(&self, request: &Request) -> bool {
        self.grant(request) != Grant::None
    }
}

/// S1.2, S6.1: the versions, and whether the document has policy variables.
fn has_variables(version: Option<&Json>, kind: Kind) -> Result<bool> {
    let Some(version) = version else {
        return Ok(false);
    };
    match version.text() {
        Some("2012-10-17") => Ok(true),
        Some("2008-10-17") if kind != Kind::Scp && kind != Kind::Rcp => Ok(false),
        _ => Err(format!("Version {version:?} is not supported")),
    }
}

/// S1.15: `Id` is an optional string.
fn check_id(id: Option<&Json>) -> Result<()> {
    match id {
        Some(id) if id.text().is_none() => Err("Id is not a string".to_string()),
        _ => Ok(()),
    }
}

/// S1.14: in IAM's own policies a Sid has letters and digits only, and is unique unless empty.
fn check_sids(statements: &[Statement]) -> Result<()> {
    let mut seen: Vec<&str> = Vec::new();
    for sid in statements.iter().filter_map(|s| s.sid.as_deref()) {
        if !sid.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(format!("Sid {sid:?} has characters other than 0-9A-Za-z"));
        }
        if !sid.is_empty() && seen.contains(&sid) {
            return Err(format!("Sid {sid:?} occurs twice"));
        }
        seen.push(sid);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, kind: Kind) -> Result<Document> {
        Document::read(&Json::Text(text.to_string()), kind)
    }

    #[test]
    fn versions() {
        let document = |version: &str, kind: Kind| {
            let principal = if kind.is_identity_type() {
                ""
            } else {
                r#""Principal":"*","#
            };
            format!(
                r#"{{{version}"Statement":
                    {{{principal}"Effect":"Deny","Action":"s3:*","Resource":"*"}}}}"#
            )
        };
        for kind in [Kind::Identity, Kind::Resource, Kind::Scp, Kind::Rcp] {
            let fine = |version: &str| check(&document(version, kind), kind).is_ok();
            assert!(fine(r#""Version":"2012-10-17","#));
            assert!(fine(""));
            let organization = matches!(kind, Kind::Scp | Kind::Rcp);
            assert_eq!(fine(r#""Version":"2008-10-17","#), !organization);
            assert!(!fine(r#""Version":null,"#));
        }
    }

    #[test]
    fn ids_and_unknown_members() {
        let statement = r#"{"Effect":"Deny","Action":"s3:*","Resource":"*"}"#;
        let with_id = |id: &str| format!(r#"{{"Id":{id},"Statement":{statement}}}"#);
        for kind in [Kind::Identity, Kind::Boundary, Kind::Session, Kind::Scp] {
            assert!(check(&with_id(r#""x""#), kind).is_ok());
            for id in ["1", "null", "[]"] {
                assert!(check(&with_id(id), kind).is_err(), "{id}");
            }
        }
        assert!(check(r#"{"Statement":[]}"#, Kind::Identity).is_err());
        assert!(check(r#"{"statement":[]}"#, Kind::Resource).is_err());
        assert!(check(r#"{"Statement":null}"#, Kind::Resource).is_err());
    }

    #[test]
    fn sids() {
        let text = |a: &str, b: &str| {
            format!(
                r#"{{"Statement":[
                {{"Sid":"{a}","Effect":"Deny","Action":"*","Resource":"*"}},
                {{"Sid":"{b}","Effect":"Deny","Action":"*","Resource":"*"}}]}}"#
            )
        };
        assert!(check(&text("a", "A"), Kind::Session).is_ok());
        assert!(check(&text("", ""), Kind::Session).is_ok());
        assert!(check(&text("a", "a"), Kind::Session).is_err());
        assert!(check(&text("a b", "c"), Kind::Boundary).is_err());
    }

    #[test]
    fn sids_of_policies_with_principals() {
        let text = |sid: &str| {
            let statement = format!(
                r#"{{"Sid":"{sid}","Effect":"Deny","Principal":{{"AWS":"*"}},"Action":"sts:*"}}"#
            );
            format!(r#"{{"Statement":[{statement},{statement}]}}"#)
        };
        assert!(check(&text(""), Kind::Trust).is_ok());
        for sid in ["a", "a b", "a_b"] {
            assert!(check(&text(sid), Kind::Trust).is_err(), "{sid}");
            assert!(check(&text(sid), Kind::Resource).is_ok(), "{sid}");
        }
    }
}
