//! The grammar of principals (S1.10).

use super::{Document, PolicyKind, PrincipalNode};
use crate::text::json::Parsed;
use crate::text::mistake::{Mistake, PolicyErrorKind, quoted};

/// The kind of a principal that a policy names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PrincipalType {
    /// `"*"`, written without a map.
    Everyone,
    /// `AWS`: an account, a user, a role, a session, or `*`.
    Aws,
    /// `Federated`: an identity provider.
    Federated,
    /// `Service`: an AWS service.
    Service,
    /// `CanonicalUser`: a canonical user id of Amazon S3.
    CanonicalUser,
}

impl PrincipalType {
    pub(super) fn from_key(key: &str) -> Option<Self> {
        match key {
            "AWS" => Some(Self::Aws),
            "Federated" => Some(Self::Federated),
            "Service" => Some(Self::Service),
            "CanonicalUser" => Some(Self::CanonicalUser),
            _ => None,
        }
    }

    /// The member name that this kind has in a policy; `*` for [`PrincipalType::Everyone`].
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Everyone => "*",
            Self::Aws => "AWS",
            Self::Federated => "Federated",
            Self::Service => "Service",
            Self::CanonicalUser => "CanonicalUser",
        }
    }
}

/// What a value under `AWS` names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AwsPrincipal<'a> {
    /// `*`.
    Everyone,
    /// S4.2: the root ARN or the bare id of an account; the id form is of every partition.
    Account {
        /// The ARN's partition; none for an account id alone.
        partition: Option<&'a str>,
        /// The account.
        account: &'a str,
    },
    /// An IAM user.
    User {
        /// The ARN's partition.
        partition: &'a str,
        /// The account.
        account: &'a str,
        /// The name, without its path.
        name: &'a str,
    },
    /// An IAM role.
    Role {
        /// The ARN's partition.
        partition: &'a str,
        /// The account.
        account: &'a str,
        /// The name, without its path.
        name: &'a str,
    },
    /// A session of a role.
    Session,
    /// A federated user session.
    FederatedUser,
    /// An origin access identity of Amazon CloudFront.
    OriginAccessIdentity,
    /// Nobody that a request could name: the unique id (`AIDA…`, `AROA…`) that AWS leaves where a
    /// principal was deleted.
    Nobody,
}

/// How Amazon CloudFront has its origin access identities named in bucket policies.
const ORIGIN_ACCESS_IDENTITY: &str = ":iam::cloudfront:user/CloudFront Origin Access Identity ";

/// S1.10: reads a value under `AWS`; `None` where it is not a principal.
pub fn parse_aws(value: &str) -> Option<AwsPrincipal<'_>> {
    if value == "*" {
        return Some(AwsPrincipal::Everyone);
    }
    if is_account_id(value) {
        let partition = None;
        return Some(AwsPrincipal::Account {
            partition,
            account: value,
        });
    }
    if is_origin_access_identity(value) {
        return Some(AwsPrincipal::OriginAccessIdentity);
    }
    if is_unique_id(value) {
        return Some(AwsPrincipal::Nobody);
    }
    let mut parts = value.strip_prefix("arn:")?.splitn(5, ':');
    let mut next = || parts.next();
    let (partition, service, region, account, rest) = (next()?, next()?, next()?, next()?, next()?);
    let wild = value.contains(['*', '?']);
    if partition.is_empty() || !region.is_empty() || !is_account_id(account) || wild {
        return None;
    }
    let named = |prefix| {
        rest.strip_prefix(prefix)
            .filter(|name: &&str| !name.is_empty() && !name.ends_with('/'))
    };
    match service {
        "iam" if rest == "root" => Some(AwsPrincipal::Account {
            partition: Some(partition),
            account,
        }),
        "iam" => match named("user/") {
            Some(path) => Some(AwsPrincipal::User {
                partition,
                account,
                name: last(path),
            }),
            None => named("role/").map(|path| AwsPrincipal::Role {
                partition,
                account,
                name: last(path),
            }),
        },
        "sts" if named("federated-user/").is_some_and(|name| !name.contains('/')) => {
            Some(AwsPrincipal::FederatedUser)
        }
        "sts" => {
            let (role, session) = named("assumed-role/")?.split_once('/')?;
            (!role.is_empty() && !session.contains('/')).then_some(AwsPrincipal::Session)
        }
        _ => None,
    }
}

/// The name behind a path.
fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Whether the text is an account id: twelve digits.
pub fn is_account_id(value: &str) -> bool {
    value.len() == 12 && value.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_unique_id(value: &str) -> bool {
    (value.starts_with("AIDA") || value.starts_with("AROA"))
        && (16..=128).contains(&value.len())
        && value
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

/// Whether the text is the ARN of an origin access identity of Amazon CloudFront.
pub fn is_origin_access_identity(value: &str) -> bool {
    let parts = value.strip_prefix("arn:");
    let parts = parts.and_then(|rest| rest.split_once(ORIGIN_ACCESS_IDENTITY));
    parts.is_some_and(|(partition, id)| {
        let plain = |text: &str| {
            text.bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        };
        !partition.is_empty() && !id.is_empty() && plain(partition) && plain(id)
    })
}

/// S1.10, S4.11: the value is a principal of its type, and no wildcard stands inside a name.
pub(super) fn check(document: &Document, principal: &PrincipalNode) -> Parsed<()> {
    let value = document.text(principal.value);
    let (valid, expected) = match principal.kind {
        PrincipalType::Everyone => (true, ""),
        PrincipalType::Aws => (
            parse_aws(value).is_some(),
            "`*`, an account id of 12 digits, or the whole ARN of an account root, user, role or \
             session, without wildcards",
        ),
        PrincipalType::Federated if document.kind != PolicyKind::Trust => {
            (false, "identity providers in role trust policies only")
        }
        PrincipalType::Federated | PrincipalType::Service => (
            !(value.is_empty() || value.contains(['*', '?'])),
            "a name or ARN without wildcards",
        ),
        PrincipalType::CanonicalUser => (
            !(value.is_empty() || value.contains(['*', '?'])),
            "a canonical user id",
        ),
    };
    if valid {
        return Ok(());
    }
    Err(Mistake::new(
        PolicyErrorKind::Principal,
        document.span_of(principal.value),
        format!("the principal {}", quoted(value)),
        expected,
    ))
}
