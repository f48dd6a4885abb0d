//! `Principal` and `NotPrincipal` (S1.9, S1.10, S1.11, S4).

use crate::caller::{Caller, Kind, Named, is_origin_access_identity};
use crate::document;
use crate::json::Json;
use crate::{Result, arn, provider, variable};

/// How directly an Allow of a resource policy names the caller, the weakest first (S7.10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Grant {
    /// Not at all.
    None,
    /// Through the account: its identity policies decide (S4.2).
    Account,
    /// Through the role, or the user behind a federated user: limited by boundary and session
    /// policies.
    Role,
    /// The caller itself, or everyone.
    Direct,
}

/// One value in a principal element.
#[derive(Debug)]
enum Entry {
    /// S4.1: `*`, also as a value of `AWS`.
    Everyone,
    /// S4.2: an account ID.
    Account(String),
    /// S4.2 to S4.6: an ARN.
    Named(Named),
    /// S4.7: a service.
    Service(String),
    /// S4.8: a provider.
    Provider(String),
    /// A CloudFront origin access identity.
    OriginAccessIdentity(String),
    /// A value that matches no caller: a unique ID, a canonical user (S4.9).
    NoCaller,
}

/// The values of a principal element: an OR (S4.10).
#[derive(Debug)]
pub(crate) struct Principals(Vec<Entry>);

impl Principals {
    /// S1.10: `"*"`, or a map from the kind to one or several values. S8.2: no `"*"` in a trust
    /// policy.
    pub(crate) fn parse(json: &Json, variables: bool, of: document::Kind) -> Result<Principals> {
        if json.text() == Some("*") {
            if of == document::Kind::Trust {
                return Err("Principal: \"*\" in a trust policy".to_string());
            }
            return Ok(Principals(vec![Entry::Everyone]));
        }
        let members = json
            .members()
            .ok_or("Principal: neither \"*\" nor an object")?;
        if members.is_empty() {
            return Err("Principal: no values".to_string());
        }
        let mut entries = Vec::new();
        for (kind, values) in members {
            if values.elements().is_empty() {
                return Err(format!("Principal {kind}: no values"));
            }
            for value in values.elements() {
                let text = value
                    .text()
                    .ok_or(format!("Principal {kind}: value is not a string"))?;
                variable::none_in(text, variables, "Principal")?;
                entries.push(parse_entry(kind, text, of)?);
            }
        }
        Ok(Principals(entries))
    }

    /// S4.10: the strongest way in which one of the values names the caller.
    pub(crate) fn grant(&self, caller: &Caller) -> Grant {
        self.0
            .iter()
            .map(|entry| entry.grant(caller))
            .max()
            .unwrap_or(Grant::None)
    }

    /// S4.12: whether these, as the `NotPrincipal` of a Deny, exempt the caller. `*` exempts
    /// everyone; the account exempts only its root user; a user, a service, a provider and similar
    /// principals are exempt if they are named; a session if both its own ARN and that of its role,
    /// or of the user behind it, are named. A role is a session with an unknown name, so it is
    /// never exempt.
    fn exempt(&self, caller: &Caller) -> bool {
        let named_as = |grant: Grant| self.0.iter().any(|entry| entry.grant(caller) == grant);
        if self.0.iter().any(|entry| matches!(entry, Entry::Everyone)) {
            return true;
        }
        match caller.kind() {
            Some(Kind::Root) => named_as(Grant::Account),
            Some(Kind::Role(_)) => false,
            Some(Kind::Session { .. } | Kind::FederatedUser(_)) => {
                named_as(Grant::Direct) && named_as(Grant::Role)
            }
            Some(Kind::User(_)) | None => named_as(Grant::Direct),
        }
    }
}

/// S1.10: one value of the map.
fn parse_entry(kind: &str, text: &str, of: document::Kind) -> Result<Entry> {
    if text.is_empty() {
        return Err(format!("Principal {kind}: empty value"));
    }
    if (kind, text) == ("AWS", "*") {
        return Ok(Entry::Everyone);
    }
    no_wildcard_inside(kind, text)?;
    match kind {
        "AWS" => parse_aws(text),
        "CanonicalUser" => Ok(Entry::NoCaller),
        "Service" => Ok(Entry::Service(text.to_string())),
        "Federated" if of != document::Kind::Trust => {
            Err("Principal Federated: only in trust policies".to_string())
        }
        "Federated" => parse_federated(text),
        _ => Err(format!("Principal: unknown kind {kind:?}")),
    }
}

/// S1.10, S4.11: no wildcard inside a name or ARN.
fn no_wildcard_inside(kind: &str, text: &str) -> Result<()> {
    if text.contains(['*', '?']) {
        return Err(format!("Principal {kind}: wildcard in {text:?}"));
    }
    Ok(())
}

/// S1.10: an account ID, an ARN, or a unique ID.
fn parse_aws(text: &str) -> Result<Entry> {
    if arn::is_account_id(text) {
        return Ok(Entry::Account(text.to_string()));
    }
    if let Some(named) = Named::parse(text) {
        return Ok(Entry::Named(named));
    }
    if is_origin_access_identity(text) {
        return Ok(Entry::OriginAccessIdentity(text.to_string()));
    }
    if is_unique_id(text) {
        return Ok(Entry::NoCaller);
    }
    Err(format!("Principal AWS: {text:?} is not a principal"))
}

/// S1.10: the ARN of a provider, or a domain name.
fn parse_federated(text: &str) -> Result<Entry> {
    if provider::is_possible_in_policy(text) {
        return Ok(Entry::Provider(text.to_string()));
    }
    Err(format!("Principal Federated: {text:?} is not a provider"))
}

/// The ID that IAM leaves in a policy when it deletes a user or a role: `AIDA…`, `AROA…`, 16 to 128
/// characters (IAM API Reference, `UserId` and `RoleId`).
fn is_unique_id(text: &str) -> bool {
    if text.len() < 16 || text.len() > 128 {
        return false;
    }
    let rest = text
        .strip_prefix("AIDA")
        .or_else(|| text.strip_prefix("AROA"));
    rest.is_some_and(|rest| {
        !rest.is_empty()
            && rest
                .bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
    })
}

impl Entry {
    /// S4.1, S4.7, S4.8, S4.9: how this value names the caller.
    fn grant(&self, caller: &Caller) -> Grant {
        match (self, caller) {
            (Entry::Everyone, _) => Grant::Direct,
            (Entry::Account(id), Caller::Named(named)) if *id == named.account => Grant::Account,
            (Entry::Named(entry), Caller::Named(named)) => grant_by_arn(entry, named),
            (Entry::Service(name), Caller::Service(caller)) if name == caller => Grant::Direct,
            (Entry::Provider(name), Caller::Provider(caller)) if name == caller => Grant::Direct,
            (Entry::OriginAccessIdentity(arn), Caller::OriginAccessIdentity(caller))
                if arn == caller =>
            {
                Grant::Direct
            }
            _ => Grant::None,
        }
    }
}

/// S4.2 to S4.6: how an ARN names a caller of its account.
fn grant_by_arn(entry: &Named, caller: &Named) -> Grant {
    if entry.partition != caller.partition || entry.account != caller.account {
        return Grant::None;
    }
    match (&entry.kind, &caller.kind) {
        // S4.2: the account.
        (Kind::Root, _) => Grant::Account,
        // S4.3: exactly that user.
        (Kind::User(path), Kind::User(caller)) if path == caller => Grant::Direct,
        // S4.6: the user behind a federated user.
        (Kind::User(path), Kind::FederatedUser(name)) if last(path) == name => Grant::Role,
        // S4.4: every session of the role; a session has no path.
        (Kind::Role(path), Kind::Role(caller)) if path == caller => Grant::Role,
        (Kind::Role(path), Kind::Session { role, .. }) if last(path) == role => Grant::Role,
        // S4.5, S4.6: exactly that session.
        (Kind::Session { .. }, Kind::Session { .. })
        | (Kind::FederatedUser(_), Kind::FederatedUser(_))
            if entry.kind == caller.kind =>
        {
            Grant::Direct
        }
        _ => Grant::None,
    }
}

/// The name at the end of a path.
fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The principal element of a statement.
#[derive(Debug)]
pub(crate) enum PrincipalElement {
    /// None: an identity-type policy (S1.9).
    Absent,
    /// `Principal`.
    Principal(Principals),
    /// `NotPrincipal`.
    NotPrincipal(Principals),
}

impl PrincipalElement {
    /// S4.10 to S4.15: how directly the statement names the caller.
    pub(crate) fn grant(&self, caller: &Caller, denies: bool, has_boundary: bool) -> Grant {
        match self {
            PrincipalElement::Absent => Grant::Direct,
            PrincipalElement::Principal(principals) => principals.grant(caller),
            PrincipalElement::NotPrincipal(principals) => {
                let exempt = if denies {
                    principals.exempt(caller) && !is_denied_despite_its_name(caller, has_boundary)
                } else {
                    principals.grant(caller) != Grant::None
                };
                if exempt { Grant::None } else { Grant::Direct }
            }
        }
    }
}

/// S4.15: `NotPrincipal` with Deny always applies to an IAM user or role that has a boundary.
fn is_denied_despite_its_name(caller: &Caller, has_boundary: bool) -> bool {
    has_boundary
        && matches!(
            caller.kind(),
            Some(Kind::User(_) | Kind::Role(_) | Kind::Session { .. })
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json;

    fn principals(text: &str) -> Result<Principals> {
        Principals::parse(&json::parse(text).unwrap(), true, document::Kind::Trust)
    }

    fn grant(principal: &str, caller: &str) -> Grant {
        principals(principal)
            .unwrap()
            .grant(&Caller::parse(caller).unwrap())
    }

    const ALICE: &str = "arn:aws:iam::111122223333:user/alice";
    const SESSION: &str = "arn:aws:sts::111122223333:assumed-role/app/s";
    const ROLE: &str = "arn:aws:iam::111122223333:role/path/app";

    #[test]
    fn grants() {
        assert_eq!(grant(r#"{"AWS":"*"}"#, "*"), Grant::Direct);
        assert_eq!(grant(r#"{"AWS":"*"}"#, "ec2.amazonaws.com"), Grant::Direct);
        assert_eq!(grant(r#"{"AWS":"111122223333"}"#, ALICE), Grant::Account);
        assert_eq!(grant(r#"{"AWS":"111122223333"}"#, "*"), Grant::None);
        let role = format!(r#"{{"AWS":"{ROLE}"}}"#);
        assert_eq!(grant(&role, SESSION), Grant::Role);
        assert_eq!(grant(&role, ROLE), Grant::Role);
        assert_eq!(
            grant(&role, "arn:aws:iam::111122223333:role/app"),
            Grant::None
        );
        let both = format!(r#"{{"AWS":["{ROLE}","{SESSION}"]}}"#);
        assert_eq!(grant(&both, SESSION), Grant::Direct);
        assert_eq!(
            grant(&format!(r#"{{"AWS":"{SESSION}"}}"#), ROLE),
            Grant::None
        );
        let federated = "arn:aws:sts::111122223333:federated-user/alice";
        assert_eq!(
            grant(&format!(r#"{{"AWS":"{ALICE}"}}"#), federated),
            Grant::Role
        );
        let identity = "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1";
        let named = format!(r#"{{"AWS":"{identity}"}}"#);
        assert_eq!(grant(&named, identity), Grant::Direct);
        assert_eq!(grant(&named, ALICE), Grant::None);
    }

    #[test]
    fn grammar() {
        for text in [
            "null",
            "{}",
            r#"["*"]"#,
            r#""*""#,
            r#"{"AWS":[]}"#,
            r#"{"Service":"*"}"#,
            r#"{"Federated":"*"}"#,
            r#""111122223333""#,
            r#"{"aws":"*"}"#,
            r#"{"User":[]}"#,
            r#"{"AWS":1}"#,
            r#"{"AWS":""}"#,
            r#"{"AWS":"1111"}"#,
            r#"{"AWS":"arn:aws:iam::111122223333:user/*"}"#,
            r#"{"AWS":"arn:aws:iam::111122223333:group/g"}"#,
            r#"{"AWS":"AIDA"}"#,
            r#"{"Service":"*.amazonaws.com"}"#,
            r#"{"Federated":"${x}"}"#,
            r#"{"Federated":"arn:aws:iam::111122223333:role/app"}"#,
        ] {
            assert!(principals(text).is_err(), "{text}");
        }
        for text in [
            r#"{"AWS":"AROADBQP57FF2AEXAMPLE"}"#,
            r#"{"CanonicalUser":"x"}"#,
        ] {
            assert_eq!(grant(text, ALICE), Grant::None, "{text}");
        }
        let parse = |text: &str, of| Principals::parse(&json::parse(text).unwrap(), true, of);
        let federated = r#"{"Federated":"accounts.google.com"}"#;
        for of in [document::Kind::Resource, document::Kind::Endpoint] {
            assert!(parse(federated, of).is_err() && parse(r#""*""#, of).is_ok());
        }
        assert!(parse(federated, document::Kind::Trust).is_ok());
    }

    #[test]
    fn whom_not_principal_exempts() {
        let exempt = |entries: &[&str], caller: &str| {
            let text = format!(r#"{{"AWS":{entries:?}}}"#);
            let element = PrincipalElement::NotPrincipal(principals(&text).unwrap());
            let caller = Caller::parse(caller).unwrap();
            element.grant(&caller, true, false) == Grant::None
        };
        let account = "111122223333";
        let root = "arn:aws:iam::111122223333:root";
        let federated = "arn:aws:sts::111122223333:federated-user/alice";
        assert!(exempt(&[ROLE, SESSION], SESSION));
        assert!(!exempt(&[ROLE, account, root], SESSION));
        assert!(!exempt(&[SESSION, account, root], SESSION));
        assert!(!exempt(
            &[ROLE, "arn:aws:sts::111122223333:assumed-role/app/t"],
            SESSION
        ));
        assert!(!exempt(&[ROLE, SESSION, account], ROLE));
        assert!(exempt(&[ALICE], ALICE));
        assert!(!exempt(&[account, root], ALICE));
        assert!(exempt(&[account], root) && exempt(&[root], root));
        assert!(!exempt(&[ALICE], root));
        assert!(exempt(&[federated, ALICE], federated));
        assert!(!exempt(&[federated, account], federated) && !exempt(&[ALICE], federated));
        for caller in [SESSION, ROLE, ALICE, root, federated, "*"] {
            assert!(exempt(&["*"], caller));
        }
    }

    #[test]
    fn not_principal_and_boundaries() {
        let element =
            PrincipalElement::NotPrincipal(principals(&format!(r#"{{"AWS":"{ALICE}"}}"#)).unwrap());
        let alice = Caller::parse(ALICE).unwrap();
        assert_eq!(element.grant(&alice, true, false), Grant::None);
        assert_eq!(element.grant(&alice, true, true), Grant::Direct);
        assert_eq!(element.grant(&alice, false, true), Grant::None);
        assert_eq!(
            element.grant(&Caller::Anonymous, true, false),
            Grant::Direct
        );
    }
}
