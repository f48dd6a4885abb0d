//! The grammar of principals (S1.10).

use super::mistakes::Mistakes;
use super::parse::Unread;
use super::principal_arn::{PrincipalArn, PrincipalEntity, without_path};
use super::values::refuse_variable;
use super::{AccountId, Document, ElementNode, PolicyKind, PrincipalNode, StatementNode};
use crate::text::json::Parsed;
use crate::text::mistake::{Mistake, PolicyErrorKind, quoted};

/// The type of a principal in a policy.
///
/// Not `#[non_exhaustive]`: code that distinguishes principals has to decide about a new type.
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
///
/// Not `#[non_exhaustive]`: code that distinguishes principals has to decide about a new kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AwsPrincipal<'a> {
    /// `*`.
    Everyone,
    /// S4.2: the root ARN or the bare ID of an account; the ID matches in every partition.
    Account {
        /// The ARN's partition; `None` for an account ID alone.
        partition: Option<&'a str>,
        /// The account.
        account: AccountId<'a>,
    },
    /// An IAM user.
    User {
        /// The ARN's partition.
        partition: &'a str,
        /// The account.
        account: AccountId<'a>,
        /// The name, without its path.
        name: &'a str,
    },
    /// An IAM role.
    Role {
        /// The ARN's partition.
        partition: &'a str,
        /// The account.
        account: AccountId<'a>,
        /// The name, without its path.
        name: &'a str,
    },
    /// A session of a role.
    Session,
    /// A federated user session.
    FederatedUser,
    /// An origin access identity of Amazon CloudFront.
    OriginAccessIdentity,
    /// The unique ID (`AIDA…`, `AROA…`) that AWS leaves where a principal was deleted: no request
    /// can come from it.
    Deleted,
}

/// The ARN under which bucket policies name an origin access identity of Amazon CloudFront.
const ORIGIN_ACCESS_IDENTITY: &str = ":iam::cloudfront:user/CloudFront Origin Access Identity ";

/// S1.10: reads a value under `AWS`; `None` if it is not a principal.
pub fn parse_aws(value: &str) -> Option<AwsPrincipal<'_>> {
    if value == "*" {
        return Some(AwsPrincipal::Everyone);
    }
    if let Some(account) = AccountId::parse(value) {
        let partition = None;
        return Some(AwsPrincipal::Account { partition, account });
    }
    if is_origin_access_identity(value) {
        return Some(AwsPrincipal::OriginAccessIdentity);
    }
    if is_unique_id(value) {
        return Some(AwsPrincipal::Deleted);
    }
    let PrincipalArn {
        partition,
        account,
        entity,
    } = PrincipalArn::parse(value)?;
    if value.contains(['*', '?']) {
        return None;
    }
    let is_path = |path: &str| !path.is_empty() && !path.ends_with('/');
    let is_name = |name: &str| !name.is_empty() && !name.contains('/');
    match entity {
        PrincipalEntity::Root => Some(AwsPrincipal::Account {
            partition: Some(partition),
            account,
        }),
        PrincipalEntity::User(path) if is_path(path) => Some(AwsPrincipal::User {
            partition,
            account,
            name: without_path(path),
        }),
        PrincipalEntity::Role(path) if is_path(path) => Some(AwsPrincipal::Role {
            partition,
            account,
            name: without_path(path),
        }),
        PrincipalEntity::AssumedRole { role, session } if !role.is_empty() && is_name(session) => {
            Some(AwsPrincipal::Session)
        }
        PrincipalEntity::FederatedUser(name) if is_name(name) => Some(AwsPrincipal::FederatedUser),
        PrincipalEntity::User(_)
        | PrincipalEntity::Role(_)
        | PrincipalEntity::AssumedRole { .. }
        | PrincipalEntity::FederatedUser(_)
        | PrincipalEntity::SamlProvider(_)
        | PrincipalEntity::OidcProvider(_) => None,
    }
}

/// S1.10: whether a value under `Federated` is a provider's ARN or a domain name, with a port or a
/// path.
fn is_provider(value: &str) -> bool {
    let is_of = |text: &str, others: &[u8]| {
        !text.is_empty()
            && text
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || others.contains(&byte))
    };
    if value.starts_with("arn:") {
        let entity = PrincipalArn::parse(value).map(|arn| arn.entity);
        return match entity {
            Some(PrincipalEntity::SamlProvider(name) | PrincipalEntity::OidcProvider(name)) => {
                !name.is_empty() && !value.contains(['*', '?'])
            }
            _ => false,
        };
    }
    let (host, path) = value.split_once('/').unwrap_or((value, "-"));
    let (name, port) = host.split_once(':').unwrap_or((host, "0"));
    is_of(name, b"-_.") && port.bytes().all(|byte| byte.is_ascii_digit()) && is_of(path, b"-_.~/%:")
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

/// S1.10, S1.17, S8.2: the principals of a statement.
pub(super) fn check_all(
    document: &Document,
    statement: &StatementNode,
    element: &ElementNode,
    unread: Unread,
    mistakes: &mut Mistakes,
) -> Parsed<()> {
    let principals = document.principals_of(&element.list);
    for principal in principals {
        mistakes.collect(check(document, principal))?;
    }
    let everyone = match principals {
        [principal] if principal.kind == PrincipalType::Everyone => Some(principal),
        _ => None,
    };
    // S8.2: the map form `{"AWS": "*"}` is accepted.
    if let Some(principal) = everyone.filter(|_| document.kind == PolicyKind::Trust) {
        return mistakes.report(Mistake::new(
            PolicyErrorKind::Principal,
            document.span_of(principal.value),
            "`\"Principal\": \"*\"` in a role trust policy",
            "principals by their kind: `{\"AWS\": …}`, `{\"Service\": …}` or `{\"Federated\": …}`",
        ));
    }
    let is_resource_control = document.kind == PolicyKind::ResourceControl;
    if is_resource_control && everyone.is_none() && !unread.has(Unread::PRINCIPAL) {
        return mistakes.report(Mistake::new(
            PolicyErrorKind::Principal,
            statement.span,
            "a resource control policy for some principals",
            "`\"Principal\": \"*\"`; a condition can distinguish principals",
        ));
    }
    Ok(())
}

/// S1.10, S4.11: the value is a principal of its type, and a name contains no wildcard.
fn check(document: &Document, principal: &PrincipalNode) -> Parsed<()> {
    refuse_variable(document, principal.value, "a principal")?;
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
        PrincipalType::Federated => (
            is_provider(value),
            "the ARN of a SAML or OIDC provider, or a domain name such as `accounts.google.com`",
        ),
        PrincipalType::Service => (
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
