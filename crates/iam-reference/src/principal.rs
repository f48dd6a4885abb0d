//! `Principal` and `NotPrincipal` (S1.9, S1.10, S1.11, S4).

use crate::caller::{Caller, Kind, Named};
use crate::json::Json;
use crate::{Result, arn, variable};

/// How an Allow of a resource policy reaches the caller, weakest first (S7.10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Grant {
    /// Not at all.
    None,
    /// Through the account: its identity policies decide (S4.2).
    Account,
    /// Through the role, or the user behind a federated user: boundary and session policies limit.
    Role,
    /// The caller itself, or everyone.
    Direct,
}

/// One value in a principal element.
#[derive(Debug)]
enum Entry {
    /// S4.1: `*`, also as a value of `AWS`.
    Everyone,
    /// S4.2: an account id.
    Account(String),
    /// S4.2 to S4.6: an ARN.
    Named(Named),
    /// S4.7: a service.
    Service(String),
    /// `*` as a value of `Service`.
    EveryService,
    /// S4.8: a provider.
    Provider(String),
    /// `*` as a value of `Federated`.
    EveryProvider,
    /// Something that no caller can be related to: a unique id, a canonical user (S4.9).
    Nobody,
}

/// The values of a principal element: an OR (S4.10).
#[derive(Debug)]
pub(crate) struct Principals(Vec<Entry>);

impl Principals {
    /// S1.10: `"*"`, or a map from the kind to one or several values.
    pub(crate) fn parse(json: &Json, variables: bool) -> Result<Principals> {
        if json.text() == Some("*") {
            return Ok(Principals(vec![Entry::Everyone]));
        }
        let members = json
            .members()
            .ok_or("Principal: neither \"*\" nor an object")?;
        let mut entries = Vec::new();
        for (kind, values) in members {
            for value in values.elements() {
                let text = value
                    .text()
                    .ok_or(format!("Principal {kind}: value is not a string"))?;
                variable::none_in(text, variables, "Principal")?;
                entries.push(parse_entry(kind, text)?);
            }
            known_kind(kind)?;
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
}

/// S1.10: the four kinds; a kind with an empty list must be one of them, too.
fn known_kind(kind: &str) -> Result<()> {
    match kind {
        "AWS" | "Service" | "Federated" | "CanonicalUser" => Ok(()),
        _ => Err(format!("Principal: unknown kind {kind:?}")),
    }
}

/// S1.10: one value of the map.
fn parse_entry(kind: &str, text: &str) -> Result<Entry> {
    known_kind(kind)?;
    if text.is_empty() {
        return Err(format!("Principal {kind}: empty value"));
    }
    match (kind, text) {
        ("AWS", "*") => return Ok(Entry::Everyone),
        ("Service", "*") => return Ok(Entry::EveryService),
        ("Federated", "*") => return Ok(Entry::EveryProvider),
        _ => {}
    }
    no_wildcard_inside(kind, text)?;
    match kind {
        "CanonicalUser" => Ok(Entry::Nobody),
        "Service" => Ok(Entry::Service(text.to_string())),
        "Federated" => Ok(Entry::Provider(text.to_string())),
        _ => parse_aws(text),
    }
}

/// S1.10, S4.11: no wildcard inside a name or ARN.
fn no_wildcard_inside(kind: &str, text: &str) -> Result<()> {
    if text.contains(['*', '?']) {
        return Err(format!("Principal {kind}: wildcard in {text:?}"));
    }
    Ok(())
}

/// S1.10: an account id, an ARN, or a unique id.
fn parse_aws(text: &str) -> Result<Entry> {
    if arn::is_account_id(text) {
        return Ok(Entry::Account(text.to_string()));
    }
    if let Some(named) = Named::parse(text) {
        return Ok(Entry::Named(named));
    }
    if is_unique_id(text) || is_origin_access_identity(text) {
        return Ok(Entry::Nobody);
    }
    Err(format!("Principal AWS: {text:?} is not a principal"))
}

/// The id that IAM leaves in a policy when it deletes a user or a role: `AIDA…`, `AROA…`, of 16 to
/// 128 characters (IAM API Reference, `UserId` and `RoleId`).
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

/// `arn:P:iam::cloudfront:user/CloudFront Origin Access Identity ID`: the form that the developer
/// guide of Amazon CloudFront gives for bucket policies. No caller of a scenario is one.
fn is_origin_access_identity(text: &str) -> bool {
    let Some([arn, partition, service, region, account, rest]) = arn::split(text) else {
        return false;
    };
    let word = |text: &str| {
        let fine = |c: char| c.is_ascii_alphanumeric() || c == '-';
        !text.is_empty() && text.chars().all(fine)
    };
    let head = [arn.as_str(), &service, &region, &account] == ["arn", "iam", "", "cloudfront"];
    let id = rest.strip_prefix("user/CloudFront Origin Access Identity ");
    head && word(&partition) && id.is_some_and(word)
}

impl Entry {
    /// S4.1, S4.7, S4.8, S4.9: how this value names the caller.
    fn grant(&self, caller: &Caller) -> Grant {
        match (self, caller) {
            (Entry::Everyone, _) => Grant::Direct,
            (Entry::Account(id), Caller::Named(named)) if *id == named.account => Grant::Account,
            (Entry::Named(entry), Caller::Named(named)) => grant_by_arn(entry, named),
            (Entry::EveryService, Caller::Service(_)) => Grant::Direct,
            (Entry::Service(name), Caller::Service(caller)) if name == caller => Grant::Direct,
            (Entry::EveryProvider, Caller::Provider(_)) => Grant::Direct,
            (Entry::Provider(name), Caller::Provider(caller)) if name == caller => Grant::Direct,
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
        // S4.4: every session of the role; a session carries no path.
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
    /// S4.10 to S4.15: how the statement reaches the caller.
    pub(crate) fn grant(&self, caller: &Caller, denies: bool, has_boundary: bool) -> Grant {
        match self {
            PrincipalElement::Absent => Grant::Direct,
            PrincipalElement::Principal(principals) => principals.grant(caller),
            PrincipalElement::NotPrincipal(principals) => {
                let named = principals.grant(caller) != Grant::None;
                let spared = named && !(denies && hit_despite_its_name(caller, has_boundary));
                if spared { Grant::None } else { Grant::Direct }
            }
        }
    }
}

/// S4.15: `NotPrincipal` with Deny always hits an IAM user or role that has a boundary.
fn hit_despite_its_name(caller: &Caller, has_boundary: bool) -> bool {
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
        Principals::parse(&json::parse(text).unwrap(), true)
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
        assert_eq!(grant(r#""*""#, "*"), Grant::Direct);
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
        assert_eq!(grant(r#"{"Service":"*"}"#, ALICE), Grant::None);
        assert_eq!(
            grant(r#"{"Federated":"*"}"#, "accounts.google.com"),
            Grant::Direct
        );
        assert_eq!(grant("{}", ALICE), Grant::None);
    }

    #[test]
    fn grammar() {
        for text in [
            "null",
            r#"["*"]"#,
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
        ] {
            assert!(principals(text).is_err(), "{text}");
        }
        for text in [
            r#"{"AWS":[]}"#,
            r#"{"AWS":"AROADBQP57FF2AEXAMPLE"}"#,
            r#"{"CanonicalUser":"x"}"#,
        ] {
            assert_eq!(grant(text, ALICE), Grant::None, "{text}");
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
