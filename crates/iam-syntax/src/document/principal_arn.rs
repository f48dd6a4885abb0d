//! Parses the ARNs of principals.

use super::AccountId;

/// The ARN of an IAM or STS principal: `arn:partition:iam::account:role/path/name`.
///
/// Which names are valid depends on the use of the ARN: policies and requests check names
/// themselves.
///
/// ```
/// use iam_syntax::{PrincipalArn, PrincipalEntity};
/// let arn = PrincipalArn::parse("arn:aws:sts::111122223333:assumed-role/backup/i-1").unwrap();
/// assert_eq!((arn.partition, arn.account.as_str()), ("aws", "111122223333"));
/// assert_eq!(arn.entity, PrincipalEntity::AssumedRole { role: "backup", session: "i-1" });
/// assert_eq!(PrincipalArn::parse("arn:aws:iam::111122223333:group/admins"), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct PrincipalArn<'a> {
    /// The partition, such as `aws`; never empty.
    pub partition: &'a str,
    /// The account.
    pub account: AccountId<'a>,
    /// The entity in the account.
    pub entity: PrincipalEntity<'a>,
}

/// The entity that a [`PrincipalArn`] names, as written after the account.
///
/// Not `#[non_exhaustive]`: code that distinguishes principals has to decide about a new kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrincipalEntity<'a> {
    /// `root`: the root user, and in a policy the account.
    Root,
    /// `user/…`: an IAM user, by path and name.
    User(&'a str),
    /// `role/…`: an IAM role, by path and name.
    Role(&'a str),
    /// `assumed-role/role/session`: a session of a role.
    AssumedRole {
        /// The role's name, without its path.
        role: &'a str,
        /// The session's name.
        session: &'a str,
    },
    /// `federated-user/…`: a session from `GetFederationToken`.
    FederatedUser(&'a str),
    /// `saml-provider/…`: a SAML identity provider.
    SamlProvider(&'a str),
    /// `oidc-provider/…`: a web identity provider.
    OidcProvider(&'a str),
}

impl<'a> PrincipalArn<'a> {
    /// Splits an ARN; `None` if it is not a principal's.
    #[must_use]
    pub fn parse(arn: &'a str) -> Option<Self> {
        let mut parts = arn.strip_prefix("arn:")?.splitn(5, ':');
        let mut next = || parts.next();
        let (partition, service, region) = (next()?, next()?, next()?);
        let (account, resource) = (AccountId::parse(next()?)?, next()?);
        if partition.is_empty() || !region.is_empty() {
            return None;
        }
        let entity = match (service, resource.split_once('/')) {
            ("iam", None) if resource == "root" => PrincipalEntity::Root,
            ("iam", Some(("user", path))) => PrincipalEntity::User(path),
            ("iam", Some(("role", path))) => PrincipalEntity::Role(path),
            ("iam", Some(("saml-provider", name))) => PrincipalEntity::SamlProvider(name),
            ("iam", Some(("oidc-provider", name))) => PrincipalEntity::OidcProvider(name),
            ("sts", Some(("federated-user", name))) => PrincipalEntity::FederatedUser(name),
            ("sts", Some(("assumed-role", rest))) => {
                let (role, session) = rest.split_once('/')?;
                PrincipalEntity::AssumedRole { role, session }
            }
            _ => return None,
        };
        Some(Self {
            partition,
            account,
            entity,
        })
    }
}

/// The name at the end of a path.
pub(super) fn without_path(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::{PrincipalArn, PrincipalEntity};

    #[test]
    fn arns_of_principals_are_split() {
        use PrincipalEntity::{
            AssumedRole, FederatedUser, OidcProvider, Role, Root, SamlProvider, User,
        };
        let session = |role, session| AssumedRole { role, session };
        for (resource, expected) in [
            ("iam::111122223333:root", Some(Root)),
            ("iam::111122223333:user/p/a", Some(User("p/a"))),
            ("iam::111122223333:user/", Some(User(""))),
            ("iam::111122223333:role/a:b", Some(Role("a:b"))),
            (
                "sts::111122223333:assumed-role/r/s",
                Some(session("r", "s")),
            ),
            (
                "sts::111122223333:assumed-role/r/s/t",
                Some(session("r", "s/t")),
            ),
            (
                "sts::111122223333:federated-user/f",
                Some(FederatedUser("f")),
            ),
            ("iam::111122223333:saml-provider/x", Some(SamlProvider("x"))),
            (
                "iam::111122223333:oidc-provider/x/y",
                Some(OidcProvider("x/y")),
            ),
            ("sts::111122223333:assumed-role/r", None),
            ("iam::111122223333:group/g", None),
            ("iam::111122223333:user", None),
            ("iam::111122223333:root/x", None),
            ("sts::111122223333:root", None),
            ("iam:eu-west-1:111122223333:root", None),
            ("iam::1111:root", None),
            ("s3:::bucket", None),
        ] {
            let arn = format!("arn:aws-cn:{resource}");
            let parsed = PrincipalArn::parse(&arn);
            assert_eq!(parsed.map(|arn| arn.entity), expected, "{arn}");
            assert!(parsed.is_none_or(|arn| arn.partition == "aws-cn"), "{arn}");
        }
        assert_eq!(PrincipalArn::parse("arn::iam::111122223333:root"), None);
        assert_eq!(PrincipalArn::parse("111122223333"), None);
    }
}
