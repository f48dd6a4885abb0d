//! Who makes the request: the forms of `principal` in the scenario format.

use crate::Result;
use crate::arn::{self, Parts};
use crate::provider::{ProviderArn, is_provider_name};

/// The caller of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Caller {
    /// A principal of an account.
    Named(Named),
    /// An AWS service.
    Service(String),
    /// A SAML or OIDC provider's ARN, or the name of a web identity provider.
    Provider(String),
    /// A CloudFront origin access identity's ARN.
    OriginAccessIdentity(String),
    /// An unsigned request.
    Anonymous,
}

/// A principal that IAM or STS names by an ARN.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Named {
    /// The ARN's partition.
    pub(crate) partition: String,
    /// The account: twelve digits.
    pub(crate) account: String,
    /// Which kind of principal.
    pub(crate) kind: Kind,
}

/// The kinds of principals that have an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The root user; in a policy, the account.
    Root,
    /// An IAM user: path and name.
    User(String),
    /// A role: path and name.
    Role(String),
    /// A session of a role.
    Session {
        /// The role's name, without the path (S4.4).
        role: String,
        /// The session's name.
        session: String,
    },
    /// A session made with GetFederationToken.
    FederatedUser(String),
}

impl Caller {
    /// The caller that the text names.
    pub(crate) fn parse(text: &str) -> Result<Caller> {
        if text == "*" {
            return Ok(Caller::Anonymous);
        }
        if text.starts_with("arn:") {
            if let Some(named) = Named::parse(text) {
                if !named.kind.has_possible_name() {
                    return Err(format!("request: AWS accepts no name as in {text:?}"));
                }
                return Ok(Caller::Named(named));
            }
            if is_origin_access_identity(text) {
                return Ok(Caller::OriginAccessIdentity(text.to_string()));
            }
            if ProviderArn::parse(text).is_some_and(|provider| is_provider_name(&provider.name)) {
                return Ok(Caller::Provider(text.to_string()));
            }
            return Err(format!("request: {text:?} is not the ARN of a caller"));
        }
        if !text.contains('.') || !is_provider_name(text) {
            return Err(format!("request: {text:?} is not a caller"));
        }
        let of_aws = text.ends_with(".amazonaws.com") || text.ends_with(".amazonaws.com.cn");
        // Identity pools of Amazon Cognito are a provider; in AWS GovCloud (US) it has its own
        // name.
        if of_aws && !text.starts_with("cognito-identity") {
            Ok(Caller::Service(text.to_string()))
        } else {
            Ok(Caller::Provider(text.to_string()))
        }
    }

    /// The caller's account; services, providers, origin access identities and anonymous callers
    /// have none.
    pub(crate) fn account(&self) -> Option<&str> {
        match self {
            Caller::Named(named) => Some(&named.account),
            _ => None,
        }
    }

    /// The kind of a caller that has an account.
    pub(crate) fn kind(&self) -> Option<&Kind> {
        match self {
            Caller::Named(named) => Some(&named.kind),
            _ => None,
        }
    }

    /// Whether it is a SAML provider; other providers are OIDC providers and web identity names.
    pub(crate) fn is_saml_provider(&self) -> bool {
        self.provider_arn().is_some_and(|provider| provider.is_saml)
    }

    /// What a provider's ARN says; a web identity name has none.
    pub(crate) fn provider_arn(&self) -> Option<ProviderArn> {
        match self {
            Caller::Provider(text) => ProviderArn::parse(text),
            _ => None,
        }
    }

    /// S8.5: whether it signs its requests.
    pub(crate) fn signs(&self) -> bool {
        !matches!(self, Caller::Anonymous | Caller::Provider(_))
    }

    /// S7.12: whether it is a service-linked role; a session shows only its name.
    pub(crate) fn is_service_linked_role(&self) -> bool {
        match self.kind() {
            Some(Kind::Role(path)) => path.starts_with("aws-service-role/"),
            Some(Kind::Session { role, .. }) => role.starts_with("AWSServiceRoleFor"),
            _ => false,
        }
    }
}

impl Kind {
    /// S4.16: whether AWS would accept a principal with that name.
    fn has_possible_name(&self) -> bool {
        match self {
            Kind::Root => true,
            Kind::User(path) => name_behind_path(path).is_some_and(is_possible_name),
            Kind::Role(path) => name_behind_path(path).is_some_and(is_possible_role_name),
            Kind::Session { role, session } => {
                is_possible_role_name(role) && is_possible_name(session)
            }
            Kind::FederatedUser(name) => is_possible_name(name),
        }
    }
}

impl Named {
    /// `arn:P:iam::ID:root|user/…|role/…` or `arn:P:sts::ID:assumed-role/R/S|federated-user/N`.
    pub(crate) fn parse(text: &str) -> Option<Named> {
        let [arn, partition, service, region, account, rest]: Parts = arn::split(text)?;
        if arn != "arn" || partition.is_empty() || !region.is_empty() {
            return None;
        }
        if !arn::is_account_id(&account) {
            return None;
        }
        let kind = match service.as_str() {
            "iam" => iam_kind(&rest)?,
            "sts" => sts_kind(&rest)?,
            _ => return None,
        };
        Some(Named {
            partition,
            account,
            kind,
        })
    }
}

fn iam_kind(rest: &str) -> Option<Kind> {
    if rest == "root" {
        return Some(Kind::Root);
    }
    let (kind, path) = rest.split_once('/')?;
    if path.is_empty() || path.ends_with('/') {
        return None;
    }
    match kind {
        "user" => Some(Kind::User(path.to_string())),
        "role" => Some(Kind::Role(path.to_string())),
        _ => None,
    }
}

fn sts_kind(rest: &str) -> Option<Kind> {
    let components: Vec<&str> = rest.split('/').collect();
    if components.iter().any(|component| component.is_empty()) {
        return None;
    }
    match components.as_slice() {
        ["assumed-role", role, session] => Some(Kind::Session {
            role: role.to_string(),
            session: session.to_string(),
        }),
        ["federated-user", name] => Some(Kind::FederatedUser(name.to_string())),
        _ => None,
    }
}

/// `arn:P:iam::cloudfront:user/CloudFront Origin Access Identity ID`: the form that the Amazon
/// CloudFront Developer Guide gives for bucket policies.
pub(crate) fn is_origin_access_identity(text: &str) -> bool {
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

/// S4.16: 1 to 64 ASCII letters, digits and characters of `_+=,.@-`.
fn is_possible_name(text: &str) -> bool {
    let fine = |c: char| c.is_ascii_alphanumeric() || "_+=,.@-".contains(c);
    (1..=64).contains(&text.len()) && text.chars().all(fine)
}

/// S4.16: [`is_possible_name`] for a role; AWS's own roles have the prefix `aws:`, which counts
/// towards the length.
fn is_possible_role_name(text: &str) -> bool {
    match text.strip_prefix("aws:") {
        Some(rest) => is_possible_name(rest) && rest.len() <= 60,
        None => is_possible_name(text),
    }
}

/// S4.16: the name after the path, which is empty, or at most 511 printable ASCII characters except
/// `*`, followed by a `/`.
fn name_behind_path(text: &str) -> Option<&str> {
    match text.rsplit_once('/') {
        None => Some(text),
        Some((path, name)) => {
            let fine = |c: char| ('!'..='~').contains(&c) && c != '*';
            (path.len() <= 511 && path.chars().all(fine)).then_some(name)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_callers() {
        let kind = |text: &str| Caller::parse(text).unwrap().kind().cloned();
        assert_eq!(kind("arn:aws:iam::111122223333:root"), Some(Kind::Root));
        assert_eq!(
            kind("arn:aws:iam::111122223333:role/p/app"),
            Some(Kind::Role("p/app".to_string()))
        );
        assert_eq!(
            kind("arn:aws:sts::111122223333:assumed-role/app/s"),
            Some(Kind::Session {
                role: "app".to_string(),
                session: "s".to_string()
            })
        );
        for (text, service) in [
            ("ec2.amazonaws.com", true),
            ("ec2.amazonaws.com.cn", true),
            ("cognito-identity.amazonaws.com", false),
            ("accounts.google.com", false),
        ] {
            let caller = Caller::parse(text).unwrap();
            assert_eq!(matches!(caller, Caller::Service(_)), service, "{text}");
        }
    }

    #[test]
    fn origin_access_identities() {
        let arn = "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1";
        let caller = Caller::parse(arn).unwrap();
        assert_eq!(caller, Caller::OriginAccessIdentity(arn.to_string()));
        assert_eq!(caller.account(), None);
        assert!(Caller::parse(arn.trim_end_matches("E1")).is_err());
    }

    #[test]
    fn what_is_not_a_caller() {
        for text in [
            "",
            "alice",
            "111122223333",
            "arn:aws:iam::111122223333:group/g",
            "arn:aws:iam::111122223333:user/",
            "arn:aws:iam::1111:user/alice",
            "arn:aws:iam:us-east-1:111122223333:user/alice",
            "arn:aws:sts::111122223333:assumed-role/app",
            "arn:aws:sts::111122223333:assumed-role/app/s/t",
            "arn:aws:s3:::bucket.amazonaws.com",
        ] {
            assert!(Caller::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn names_that_aws_accepts() {
        let fine = |text: String| Caller::parse(&text).is_ok();
        let iam = |rest: &str| format!("arn:aws:iam::111122223333:{rest}");
        let sts = |rest: &str| format!("arn:aws:sts::111122223333:{rest}");
        let (n60, n64) = ("n".repeat(60), "n".repeat(64));
        for name in ["r", "A_b+c=d,e.f@g-9", &n64] {
            assert!(fine(iam(&format!("user/a/b!?/{name}"))), "{name}");
            assert!(fine(sts(&format!("assumed-role/{name}/{name}"))), "{name}");
        }
        for name in [
            "r ",
            "r*",
            "r?",
            "a#b",
            "\u{433}",
            "r:",
            "aws:r",
            &format!("{n64}n"),
        ] {
            assert!(!fine(iam(&format!("user/{name}"))), "{name}");
            assert!(!fine(sts(&format!("assumed-role/r/{name}"))), "{name}");
            assert!(!fine(sts(&format!("federated-user/{name}"))), "{name}");
        }
        for role in ["aws:ec2-infrastructure", &format!("aws:{n60}")] {
            assert!(fine(sts(&format!("assumed-role/{role}/s"))), "{role}");
            assert!(fine(iam(&format!("role/{role}"))), "{role}");
        }
        for role in ["aws:", "a:r", "AWS:r", "aws:a:r", &format!("aws:{n60}n")] {
            assert!(!fine(sts(&format!("assumed-role/{role}/s"))), "{role}");
        }
        assert!(fine(iam(&format!("role/{}/r", "p".repeat(511)))));
        for path in ["a b", "\u{e4}", "*", &"p".repeat(512)] {
            assert!(!fine(iam(&format!("role/{path}/r"))), "{path}");
        }
        assert!(fine("token.example.com/a/b".to_string()));
        for name in ["a.example ", "a.\u{435}", "a.b/", "a.\"b", "a.*"] {
            assert!(!fine(name.to_string()), "{name}");
            assert!(!fine(iam(&format!("saml-provider/{name}"))), "{name}");
        }
    }

    #[test]
    fn service_linked_roles() {
        let linked = |text: &str| Caller::parse(text).unwrap().is_service_linked_role();
        assert!(linked(
            "arn:aws:iam::111122223333:role/aws-service-role/x.amazonaws.com/R"
        ));
        assert!(linked(
            "arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForX/s"
        ));
        assert!(!linked("arn:aws:iam::111122223333:role/AWSServiceRoleForX"));
        assert!(!linked("arn:aws:iam::111122223333:user/aws-service-role/x"));
    }
}
