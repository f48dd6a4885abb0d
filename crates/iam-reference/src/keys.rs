//! Condition keys: those of the request's context, and those derived from the request (S9).

use crate::caller::{Caller, Kind, Named};

/// The value of a condition key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    /// A single-valued key.
    One(String),
    /// A multivalued key. With an empty list it is absent, and is not derived either.
    Many(Vec<String>),
}

impl Value {
    /// All the values.
    pub(crate) fn all(&self) -> &[String] {
        match self {
            Value::One(text) => std::slice::from_ref(text),
            Value::Many(texts) => texts,
        }
    }
}

/// The keys that the request has.
#[derive(Debug, Default)]
pub(crate) struct Keys(Vec<(String, Value)>);

impl Keys {
    /// S5.16, S6.8: the value of a key, whose name is compared without regard to (ASCII) case.
    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        self.given(name).filter(|value| !value.all().is_empty())
    }

    fn given(&self, name: &str) -> Option<&Value> {
        self.0
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    /// Adds a key, unless the request already has it (S9: only derive what is not given).
    pub(crate) fn add(&mut self, name: &str, value: Value) {
        if self.given(name).is_none() {
            self.0.push((name.to_string(), value));
        }
    }

    fn derive(&mut self, name: &str, value: Option<String>) {
        if let Some(text) = value {
            self.add(name, Value::One(text));
        }
    }

    /// S9: adds every key that follows from the caller and the resource.
    pub(crate) fn derive_all(&mut self, caller: &Caller, resource_account: Option<&str>) {
        self.derive("aws:PrincipalArn", principal_arn(caller));
        self.derive("aws:PrincipalAccount", principal_account(caller));
        self.derive("aws:username", username(caller));
        self.derive("aws:PrincipalType", principal_type(caller));
        self.derive("aws:ResourceAccount", resource_account.map(str::to_string));
        self.derive("aws:PrincipalIsAWSService", is_aws_service(caller));
        self.derive("aws:PrincipalServiceName", service_name(caller));
        if let Some(name) = service_name(caller) {
            self.add("aws:PrincipalServiceNamesList", Value::Many(vec![name]));
        }
        self.derive("aws:userid", user_id(caller));
        self.derive("aws:FederatedProvider", federated_provider(caller));
    }

    /// S9.8: a root user with session policies is a session of AssumeRoot.
    pub(crate) fn derive_assumed_root(&mut self, caller: &Caller, has_session: bool) {
        if caller.kind() == Some(&Kind::Root) && has_session {
            self.derive("aws:AssumedRoot", Some("true".to_string()));
        }
    }
}

/// S9.1: the caller's own ARN; for a session the ARN of its role.
fn principal_arn(caller: &Caller) -> Option<String> {
    let named = match caller {
        Caller::Named(named) => named,
        Caller::OriginAccessIdentity(arn) => return Some(arn.clone()),
        Caller::Service(_) | Caller::Provider(_) | Caller::Anonymous => return None,
    };
    let Named {
        partition, account, ..
    } = named;
    Some(match &named.kind {
        Kind::Root => format!("arn:{partition}:iam::{account}:root"),
        Kind::User(path) => format!("arn:{partition}:iam::{account}:user/{path}"),
        Kind::Role(path) => format!("arn:{partition}:iam::{account}:role/{path}"),
        Kind::Session { role, .. } => format!("arn:{partition}:iam::{account}:role/{role}"),
        Kind::FederatedUser(name) => {
            format!("arn:{partition}:sts::{account}:federated-user/{name}")
        }
    })
}

/// S9.2: the caller's account; for an unsigned request, `anonymous`.
fn principal_account(caller: &Caller) -> Option<String> {
    match caller {
        Caller::Anonymous => Some("anonymous".to_string()),
        other => other.account().map(str::to_string),
    }
}

/// S9.7: the IDs that follow from the caller's form; users and roles have unique IDs instead.
fn user_id(caller: &Caller) -> Option<String> {
    match caller {
        Caller::Anonymous => Some("anonymous".to_string()),
        Caller::Named(named) => match &named.kind {
            Kind::Root => Some(named.account.clone()),
            Kind::FederatedUser(name) => Some(format!("{}:{name}", named.account)),
            Kind::User(_) | Kind::Role(_) | Kind::Session { .. } => None,
        },
        Caller::Service(_) | Caller::Provider(_) | Caller::OriginAccessIdentity(_) => None,
    }
}

/// S9.3: the name of an IAM user, without the path.
fn username(caller: &Caller) -> Option<String> {
    match caller {
        Caller::Named(named) => match &named.kind {
            Kind::User(path) => path.rsplit('/').next().map(str::to_string),
            _ => None,
        },
        _ => None,
    }
}

/// S9.4: the kind of caller; absent for services and federated providers.
fn principal_type(caller: &Caller) -> Option<String> {
    let name = match caller {
        Caller::Anonymous => "Anonymous",
        Caller::Service(_) | Caller::Provider(_) | Caller::OriginAccessIdentity(_) => return None,
        Caller::Named(named) => match named.kind {
            Kind::Root => "Account",
            Kind::User(_) => "User",
            Kind::FederatedUser(_) => "FederatedUser",
            Kind::Role(_) | Kind::Session { .. } => "AssumedRole",
        },
    };
    Some(name.to_string())
}

/// S9.6: `true` for a service, `false` for other signed callers, absent for unsigned ones.
fn is_aws_service(caller: &Caller) -> Option<String> {
    match caller {
        Caller::Service(_) => Some("true".to_string()),
        Caller::Named(_) | Caller::OriginAccessIdentity(_) => Some("false".to_string()),
        Caller::Provider(_) | Caller::Anonymous => None,
    }
}

/// S9.6: the name of the service.
fn service_name(caller: &Caller) -> Option<String> {
    match caller {
        Caller::Service(name) => Some(name.clone()),
        _ => None,
    }
}

/// S9.9: an OIDC provider or a web identity name.
fn federated_provider(caller: &Caller) -> Option<String> {
    match caller {
        Caller::Provider(text) if !caller.is_saml_provider() => Some(text.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn derived(caller: &str, key: &str) -> Option<String> {
        let mut keys = Keys::default();
        let caller = Caller::parse(caller).unwrap();
        keys.derive_all(&caller, Some("444455556666"));
        keys.get(key).map(|value| value.all().join(","))
    }

    #[test]
    fn providers() {
        let federated = |caller: &str| derived(caller, "aws:FederatedProvider");
        let web = "accounts.google.com";
        let saml = "arn:aws:iam::111122223333:saml-provider/idp";
        assert_eq!(federated(web).as_deref(), Some(web));
        assert_eq!(federated(saml), None);
    }

    #[test]
    fn a_service_is_in_its_list_of_names() {
        let mut keys = Keys::default();
        let caller = Caller::parse("ec2.amazonaws.com").unwrap();
        keys.derive_all(&caller, None);
        let list = Value::Many(vec!["ec2.amazonaws.com".to_string()]);
        assert_eq!(keys.get("aws:PrincipalServiceNamesList"), Some(&list));
    }

    #[test]
    fn sessions_of_assume_root() {
        for (caller, has_session, expected) in [
            ("arn:aws:iam::111122223333:root", true, true),
            ("arn:aws:iam::111122223333:root", false, false),
            ("arn:aws:iam::111122223333:user/alice", true, false),
        ] {
            let mut keys = Keys::default();
            keys.derive_assumed_root(&Caller::parse(caller).unwrap(), has_session);
            assert_eq!(keys.get("aws:AssumedRoot").is_some(), expected, "{caller}");
        }
    }

    #[test]
    fn keys_of_each_kind_of_caller() {
        let user = "arn:aws:iam::111122223333:user/a/b/alice";
        assert_eq!(derived(user, "aws:PrincipalArn").as_deref(), Some(user));
        assert_eq!(derived(user, "AWS:USERNAME").as_deref(), Some("alice"));
        let identity = "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1";
        assert_eq!(
            derived(identity, "aws:PrincipalArn").as_deref(),
            Some(identity)
        );
        let session = "arn:aws-cn:sts::111122223333:assumed-role/app/s";
        assert_eq!(
            derived(session, "aws:PrincipalArn").as_deref(),
            Some("arn:aws-cn:iam::111122223333:role/app")
        );
        assert_eq!(derived(session, "aws:username"), None);
        assert_eq!(
            derived("*", "aws:PrincipalType").as_deref(),
            Some("Anonymous")
        );
        assert_eq!(derived("*", "aws:PrincipalIsAWSService"), None);
        assert_eq!(
            derived("ec2.amazonaws.com", "aws:PrincipalServiceName").as_deref(),
            Some("ec2.amazonaws.com")
        );
        assert_eq!(derived("ec2.amazonaws.com", "aws:PrincipalType"), None);
        assert_eq!(
            derived("*", "aws:PrincipalAccount").as_deref(),
            Some("anonymous")
        );
        for (caller, id) in [
            ("*", Some("anonymous")),
            ("arn:aws:iam::111122223333:root", Some("111122223333")),
            (
                "arn:aws:sts::111122223333:federated-user/a",
                Some("111122223333:a"),
            ),
            (user, None),
            (session, None),
            ("ec2.amazonaws.com", None),
        ] {
            assert_eq!(derived(caller, "aws:userid").as_deref(), id, "{caller}");
        }
        let provider = "arn:aws:iam::111122223333:saml-provider/idp";
        for key in [
            "aws:PrincipalArn",
            "aws:PrincipalAccount",
            "aws:PrincipalType",
        ] {
            assert_eq!(derived(provider, key), None);
        }
        assert_eq!(
            derived(provider, "aws:ResourceAccount").as_deref(),
            Some("444455556666")
        );
    }

    #[test]
    fn what_is_given_is_not_derived() {
        let mut keys = Keys::default();
        keys.add("AWS:userName", Value::One("given".to_string()));
        let caller = Caller::parse("arn:aws:iam::111122223333:user/alice").unwrap();
        keys.derive_all(&caller, None);
        assert_eq!(
            keys.get("aws:username"),
            Some(&Value::One("given".to_string()))
        );
        assert_eq!(keys.get("aws:ResourceAccount"), None);
    }
}
