//! The caller of a request.

use super::RequestError;
use iam_syntax::document::{PrincipalArn, PrincipalEntity, is_origin_access_identity};

/// Who makes a request.
///
/// | text | caller |
/// |---|---|
/// | `arn:aws:iam::111122223333:user/path/name` | an IAM user |
/// | `arn:aws:iam::111122223333:role/path/name` | a role: a session of it whose name isn't known |
/// | `arn:aws:sts::111122223333:assumed-role/name/session` | a role session |
/// | `arn:aws:sts::111122223333:federated-user/name` | a federated user (`GetFederationToken`) |
/// | `arn:aws:iam::111122223333:root` | the root user of an account |
/// | `arn:aws:iam::111122223333:saml-provider/x`, `…:oidc-provider/x`, `accounts.google.com` | an identity provider's user |
/// | `arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1ABC` | an origin access identity of Amazon CloudFront |
/// | `ec2.amazonaws.com` | an AWS service |
/// | `*` | an anonymous caller |
///
/// ```
/// use iam_eval::{CallerKind, Principal};
/// let caller = Principal::parse("arn:aws:sts::111122223333:assumed-role/backup/i-1")?;
/// assert_eq!(caller.kind(), CallerKind::RoleSession);
/// assert_eq!(caller.account(), Some("111122223333"));
/// # Ok::<(), iam_eval::RequestError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    text: Box<str>,
    kind: CallerKind,
    partition: Box<str>,
    account: Option<Box<str>>,
    name: Box<str>,
    /// S9.1: the value of `aws:PrincipalArn`.
    arn: Option<Box<str>>,
    /// S9.7: the value of `aws:userid`, if it follows from the ARN.
    user_id: Option<Box<str>>,
    service_linked: bool,
    assumed_root: bool,
}

/// What kind of caller a [`Principal`] is. Not exhaustive: AWS may add kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CallerKind {
    /// The root user of an account.
    Root,
    /// An IAM user.
    User,
    /// A role without a named session.
    Role,
    /// A session of a role.
    RoleSession,
    /// A session from `GetFederationToken`.
    FederatedUser,
    /// A user of a SAML or web identity provider, before a role is assumed.
    FederatedProvider,
    /// An AWS service.
    Service,
    /// An origin access identity, with which Amazon CloudFront reads a bucket; it has no account.
    OriginAccessIdentity,
    /// Anyone: an unsigned request.
    Anonymous,
}

impl Principal {
    /// Reads a caller; see the table above for the forms.
    ///
    /// # Errors
    /// [`RequestError::Principal`] if the text has none of these forms.
    pub fn parse(text: &str) -> Result<Self, RequestError> {
        Self::read(text).ok_or_else(|| RequestError::Principal(text.into()))
    }

    /// The root user of a member account in a session from `sts:AssumeRoot`, given by the root
    /// user's ARN. Its session policy is the task policy: what that doesn't allow is denied, and so
    /// is everything if none is attached (S7.11).
    ///
    /// # Errors
    /// [`RequestError::Principal`] if the text is not the ARN of a root user.
    ///
    /// ```
    /// use iam_eval::*;
    /// let task = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow",
    ///   "Action": "s3:DeleteBucketPolicy", "Resource": "arn:aws:s3:::*"}}"#;
    /// let policies = PolicySet::new().with(Policy::parse(PolicyKind::Session, "task.json", task)?)?;
    /// let root = Principal::assumed_root("arn:aws:iam::111122223333:root")?;
    /// let bucket = Resource::parse("arn:aws:s3:::bucket")?;
    /// let decide = |policies: &PolicySet, action| Ok::<_, RequestError>(
    ///     policies.evaluate(&Request::new(&root, action, &bucket)?));
    /// assert_eq!(decide(&policies, "s3:DeleteBucketPolicy")?, Decision::Allowed);
    /// assert_eq!(decide(&policies, "s3:DeleteBucket")?, Decision::ImplicitDeny);
    /// assert_eq!(decide(&PolicySet::new(), "s3:DeleteBucketPolicy")?, Decision::ImplicitDeny);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn assumed_root(arn: &str) -> Result<Self, RequestError> {
        let root = Self::parse(arn)?;
        if root.kind != CallerKind::Root {
            return Err(RequestError::Principal(arn.into()));
        }
        Ok(Self {
            assumed_root: true,
            ..root
        })
    }

    fn read(text: &str) -> Option<Self> {
        if is_origin_access_identity(text) {
            return Some(Self::read_origin_access_identity(text));
        }
        if !text.starts_with("arn:") {
            return Self::read_name(text);
        }
        let PrincipalArn {
            partition,
            account,
            entity,
            ..
        } = PrincipalArn::parse(text)?;
        let last = |path: &str| -> Box<str> { path.rsplit('/').next().unwrap_or(path).into() };
        let mut arn = Some(text.into());
        let mut service_linked = false;
        let (kind, name) = match entity {
            PrincipalEntity::Root => (CallerKind::Root, "root".into()),
            PrincipalEntity::User(path) if has_name(path, is_name) => {
                (CallerKind::User, last(path))
            }
            PrincipalEntity::Role(path) if has_name(path, is_role_name) => {
                service_linked = path.starts_with("aws-service-role/");
                (CallerKind::Role, last(path))
            }
            PrincipalEntity::SamlProvider(name) if is_provider(name) => {
                arn = None;
                let name = format!("saml-provider/{name}");
                (CallerKind::FederatedProvider, name.into())
            }
            PrincipalEntity::OidcProvider(name) if is_provider(name) => {
                arn = None;
                let name = format!("oidc-provider/{name}");
                (CallerKind::FederatedProvider, name.into())
            }
            PrincipalEntity::FederatedUser(name) if is_name(name) => {
                (CallerKind::FederatedUser, name.into())
            }
            PrincipalEntity::AssumedRole { role, session }
                if is_role_name(role) && is_name(session) =>
            {
                arn = Some(format!("arn:{partition}:iam::{account}:role/{role}").into());
                // S7.12, OPEN: a session's ARN shows only the role's name.
                service_linked = role.starts_with("AWSServiceRoleFor");
                (CallerKind::RoleSession, role.into())
            }
            PrincipalEntity::User(_)
            | PrincipalEntity::Role(_)
            | PrincipalEntity::SamlProvider(_)
            | PrincipalEntity::OidcProvider(_)
            | PrincipalEntity::FederatedUser(_)
            | PrincipalEntity::AssumedRole { .. } => return None,
        };
        let user_id = match kind {
            CallerKind::Root => Some(account.as_str().into()),
            CallerKind::FederatedUser => Some(format!("{account}:{name}").into()),
            _ => None,
        };
        Some(Self {
            text: text.into(),
            kind,
            partition: partition.into(),
            account: Some(account.as_str().into()),
            name,
            arn,
            user_id,
            service_linked,
            assumed_root: false,
        })
    }

    /// A service, a web identity provider, or an anonymous caller.
    fn read_name(text: &str) -> Option<Self> {
        let kind = if text == "*" {
            CallerKind::Anonymous
        } else if !text.contains('.') || !is_provider(text) {
            return None;
        } else if !text.starts_with("cognito-identity")
            && (text.ends_with(".amazonaws.com") || text.ends_with(".amazonaws.com.cn"))
        {
            CallerKind::Service
        } else {
            CallerKind::FederatedProvider
        };
        Some(Self {
            text: text.into(),
            kind,
            partition: "".into(),
            account: None,
            name: text.into(),
            arn: None,
            user_id: (kind == CallerKind::Anonymous).then(|| "anonymous".into()),
            service_linked: false,
            assumed_root: false,
        })
    }

    /// S4: the account part of such an ARN is the word `cloudfront`.
    fn read_origin_access_identity(text: &str) -> Self {
        let partition = text.split(':').nth(1).unwrap_or_default();
        let name = text.rsplit('/').next().unwrap_or_default();
        Self {
            text: text.into(),
            kind: CallerKind::OriginAccessIdentity,
            partition: partition.into(),
            account: None,
            name: name.into(),
            arn: Some(text.into()),
            user_id: None,
            service_linked: false,
            assumed_root: false,
        }
    }

    /// The caller as it was given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What kind of caller it is.
    #[must_use]
    pub fn kind(&self) -> CallerKind {
        self.kind
    }

    /// The caller's account; `None` for services, web identity providers, origin access identities
    /// and anonymous callers.
    #[must_use]
    pub fn account(&self) -> Option<&str> {
        // A provider's ARN contains the account of the provider, not that of the caller (S8.5).
        match self.kind {
            CallerKind::FederatedProvider => None,
            _ => self.account.as_deref(),
        }
    }

    /// The account of an identity provider's ARN; a web identity name such as `accounts.google.com`
    /// has none.
    pub(crate) fn provider_account(&self) -> Option<&str> {
        match self.kind {
            CallerKind::FederatedProvider => self.account.as_deref(),
            _ => None,
        }
    }

    /// True for a SAML provider; other providers are of OIDC.
    pub(crate) fn is_saml_provider(&self) -> bool {
        let entity = self.text.splitn(6, ':').nth(5);
        self.kind == CallerKind::FederatedProvider
            && entity.is_some_and(|entity| entity.starts_with("saml-provider/"))
    }

    /// The name without path or session: of the user, the role, the service.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The partition of the caller's ARN, such as `aws`; empty if there is no ARN.
    #[must_use]
    pub fn partition(&self) -> &str {
        &self.partition
    }

    /// S9.1: the value of `aws:PrincipalArn`: for a role session, the ARN of its role.
    #[must_use]
    pub fn principal_arn(&self) -> Option<&str> {
        self.arn.as_deref()
    }

    /// S9.7: the value of `aws:userid` for root users, federated users and anonymous callers. For
    /// users and roles it contains a unique ID, which is not in the ARN.
    pub(crate) fn user_id(&self) -> Option<&str> {
        self.user_id.as_deref()
    }

    /// S7.12: whether it is a service-linked role, which neither SCPs nor RCPs limit.
    #[must_use]
    pub fn is_service_linked(&self) -> bool {
        self.service_linked
    }

    /// True for a caller of [`Principal::assumed_root`].
    #[must_use]
    pub fn is_assumed_root(&self) -> bool {
        self.assumed_root
    }
}

impl std::fmt::Display for Principal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

/// See [`Principal::parse`].
impl std::str::FromStr for Principal {
    type Err = RequestError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

/// The maximum length of the name of a user, a role or a session (IAM User Guide, "IAM and AWS STS
/// quotas").
const LONGEST_NAME: usize = 64;

/// The maximum length of the path of a user or role.
const LONGEST_PATH: usize = 512;

/// S4.16: whether a text is the name of a user, a role or a session, with only the characters that
/// AWS accepts: `[\w+=,.@-]`. With any other, a text only resembles the principal in a policy, and
/// its Deny would be missed.
fn is_name(text: &str) -> bool {
    let is_of_name = |byte: u8| {
        byte.is_ascii_alphanumeric()
            || matches!(byte, b'_' | b'+' | b'=' | b',' | b'.' | b'@' | b'-')
    };
    (1..=LONGEST_NAME).contains(&text.len()) && text.bytes().all(is_of_name)
}

/// S4.16: whether a text is the name of a role. The names of AWS's own roles, which customers
/// cannot create, contain a colon: `aws:ec2-infrastructure` starts EC2 instances and attaches their
/// volumes.
fn is_role_name(text: &str) -> bool {
    text.len() <= LONGEST_NAME && is_name(text.strip_prefix("aws:").unwrap_or(text))
}

/// Whether a text is a name after a path, which is `/` or, between slashes, printable ASCII
/// characters.
fn has_name(text: &str, is_name: fn(&str) -> bool) -> bool {
    let (path, name) = text.rsplit_once('/').unwrap_or(("", text));
    is_name(name)
        && path.len() < LONGEST_PATH
        && path.bytes().all(|byte| byte.is_ascii_graphic())
        && !path.contains('*')
}

/// Whether a text is the name of an identity provider, which may be a URL, or of a service:
/// printable ASCII without wildcards.
fn is_provider(text: &str) -> bool {
    !text.is_empty()
        && !text.ends_with('/')
        && text
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'*' | b'"'))
}

#[cfg(test)]
mod tests;
