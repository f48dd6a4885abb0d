//! The kinds of policies, and what the grammar requires of each.

/// What a policy document is used as. It determines which elements the document may and must have.
///
/// ```
/// use iam_syntax::{Document, PolicyKind};
/// let text = r#"{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*"}}"#;
/// assert!(Document::parse(PolicyKind::Resource, "bucket policy", text).is_ok());
/// // an identity policy has no principal (S1.9)
/// assert!(Document::parse(PolicyKind::Identity, "role policy", text).is_err());
/// ```
///
/// Not `#[non_exhaustive]`: an evaluator has to decide what a new kind of policy does.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub enum PolicyKind {
    /// An identity-based policy: managed, inline, or a group's.
    Identity,
    /// A permissions boundary.
    PermissionsBoundary,
    /// A session policy, passed with `AssumeRole`, `GetFederationToken` or similar.
    Session,
    /// A service control policy (SCP) of AWS Organizations.
    ServiceControl,
    /// A resource control policy (RCP) of AWS Organizations.
    ResourceControl,
    /// A resource-based policy, such as a bucket, queue or key policy.
    Resource,
    /// A role's trust policy: the resource-based policy of `sts:AssumeRole` and similar actions.
    Trust,
    /// The policy of a VPC endpoint.
    VpcEndpoint,
}

impl PolicyKind {
    /// Every kind.
    ///
    /// ```
    /// use iam_syntax::{Document, PolicyKind};
    /// let nothing = r#"{"Version": "2012-10-17", "Statement": []}"#;
    /// assert!(PolicyKind::ALL.iter().all(|kind| Document::parse(*kind, "empty", nothing).is_err()));
    /// ```
    pub const ALL: [Self; 8] = [
        Self::Identity,
        Self::PermissionsBoundary,
        Self::Session,
        Self::ServiceControl,
        Self::ResourceControl,
        Self::Resource,
        Self::Trust,
        Self::VpcEndpoint,
    ];

    /// The name of the kind as AWS's guides write it.
    #[must_use]
    #[inline]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Identity => "identity-based policy",
            Self::PermissionsBoundary => "permissions boundary",
            Self::Session => "session policy",
            Self::ServiceControl => "service control policy",
            Self::ResourceControl => "resource control policy",
            Self::Resource => "resource-based policy",
            Self::Trust => "role trust policy",
            Self::VpcEndpoint => "VPC endpoint policy",
        }
    }

    /// The name of the kind in JSON, such as `permissionsBoundary`.
    #[must_use]
    #[inline]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::PermissionsBoundary => "permissionsBoundary",
            Self::Session => "session",
            Self::ServiceControl => "serviceControl",
            Self::ResourceControl => "resourceControl",
            Self::Resource => "resource",
            Self::Trust => "trust",
            Self::VpcEndpoint => "vpcEndpoint",
        }
    }

    /// Policies about what a principal may do: they have no `Principal` element (S1.8, S1.9).
    #[inline]
    pub const fn is_identity_type(self) -> bool {
        matches!(
            self,
            Self::Identity | Self::PermissionsBoundary | Self::Session | Self::ServiceControl
        )
    }

    /// S1.8: some services imply the resource of a resource-based policy (OPEN: not all do).
    /// S1.19: a trust policy must not have one.
    #[inline]
    pub const fn needs_resource(self) -> bool {
        !matches!(self, Self::Resource | Self::Trust)
    }

    /// S1.11, S1.17, S1.19. Identity-type policies have neither `Principal` nor `NotPrincipal`.
    #[inline]
    pub const fn refuses_not_principal(self) -> bool {
        matches!(self, Self::Trust | Self::ResourceControl)
    }
}

impl std::fmt::Display for PolicyKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// A name that is not in a list of known names.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, serde::Serialize)]
#[error("found `{found}`, expected one of {expected}")]
pub struct UnknownName {
    found: Box<str>,
    expected: Box<str>,
}

impl UnknownName {
    /// An error for a name that is not one of those expected.
    #[inline]
    pub fn new(found: &str, expected: impl IntoIterator<Item = &'static str>) -> Self {
        let expected: Vec<String> = expected
            .into_iter()
            .map(|name| format!("`{name}`"))
            .collect();
        Self {
            found: found.into(),
            expected: expected.join(", ").into(),
        }
    }
}

/// Reads [`PolicyKind::code`] or [`PolicyKind::name`]; letter case is significant.
///
/// ```
/// use iam_syntax::PolicyKind;
/// assert_eq!("permissionsBoundary".parse(), Ok(PolicyKind::PermissionsBoundary));
/// assert_eq!("service control policy".parse(), Ok(PolicyKind::ServiceControl));
/// assert!("boundry".parse::<PolicyKind>().is_err());
/// ```
impl std::str::FromStr for PolicyKind {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut kinds = Self::ALL.into_iter();
        kinds
            .find(|kind| kind.code() == text || kind.name() == text)
            .ok_or_else(|| UnknownName::new(text, Self::ALL.map(Self::code)))
    }
}

/// The version of the policy language that a document declares (S1.2).
///
/// Not `#[non_exhaustive]`: an evaluator has to implement a new version of the language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Version {
    /// `2008-10-17`, also if no version is given: `${…}` is literal text (S6.1).
    V2008,
    /// `2012-10-17`: policy variables are substituted.
    V2012,
}

/// Whether a statement allows or denies.
///
/// Not `#[non_exhaustive]`: a statement allows or denies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Effect {
    /// `Allow`.
    Allow,
    /// `Deny`.
    Deny,
}

impl std::fmt::Display for Effect {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Allow => "Allow",
            Self::Deny => "Deny",
        })
    }
}

/// ```
/// assert_eq!("Deny".parse(), Ok(iam_syntax::Effect::Deny));
/// ```
impl std::str::FromStr for Effect {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "Allow" => Ok(Self::Allow),
            "Deny" => Ok(Self::Deny),
            _ => Err(UnknownName::new(text, ["Allow", "Deny"])),
        }
    }
}
