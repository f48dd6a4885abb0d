//! The layers of policies, in one table. Code that treats the layers alike loops over it; only
//! their combination (S7) names them one by one.

use iam_syntax::document::PolicyKind;
use serde::{Deserialize, Serialize};

/// A layer of policies. Levels of an organization are counted from 0, its root.
///
/// Not exhaustive: AWS has added layers, most recently in 2024.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Layer {
    /// The caller's identity-based policies.
    Identity,
    /// The caller's permissions boundary.
    PermissionsBoundary,
    /// The session policies.
    Session,
    /// A level of service control policies.
    Scp(usize),
    /// The resource-based policy; for `sts:AssumeRole` the trust policy.
    Resource,
    /// A level of resource control policies.
    Rcp(usize),
    /// The policy of the VPC endpoint.
    VpcEndpoint,
}

impl Layer {
    /// The kind of the layer.
    #[must_use]
    pub const fn kind(self) -> LayerKind {
        match self {
            Self::Identity => LayerKind::Identity,
            Self::PermissionsBoundary => LayerKind::PermissionsBoundary,
            Self::Session => LayerKind::Session,
            Self::Scp(_) => LayerKind::ServiceControl,
            Self::Resource => LayerKind::Resource,
            Self::Rcp(_) => LayerKind::ResourceControl,
            Self::VpcEndpoint => LayerKind::VpcEndpoint,
        }
    }

    /// The level of a layer that has levels.
    #[must_use]
    pub const fn level(self) -> Option<usize> {
        match self {
            Self::Scp(level) | Self::Rcp(level) => Some(level),
            Self::Identity
            | Self::PermissionsBoundary
            | Self::Session
            | Self::Resource
            | Self::VpcEndpoint => None,
        }
    }

    /// The location of the layer in a scenario: `session`, `scps[0]`.
    ///
    /// ```
    /// use iam_eval::Layer;
    /// assert_eq!(Layer::PermissionsBoundary.path(), "permissionsBoundary");
    /// assert_eq!(Layer::Rcp(2).path(), "rcps[2]");
    /// ```
    #[must_use]
    pub fn path(self) -> String {
        let member = self.kind().member();
        match self.level() {
            Some(level) => format!("{member}[{level}]"),
            None => member.to_owned(),
        }
    }
}

/// ```
/// use iam_eval::Layer;
/// assert_eq!(Layer::Scp(0).to_string(), "service control policies, level 0");
/// ```
impl std::fmt::Display for Layer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.kind().title())?;
        match self.level() {
            Some(level) => write!(f, ", level {level}"),
            None => Ok(()),
        }
    }
}

/// The kinds of [`Layer`], in the order in which they are evaluated.
///
/// ```
/// use iam_eval::{LayerKind, PolicyKind};
/// let members = LayerKind::ALL.map(LayerKind::member);
/// assert_eq!(members, ["identity", "permissionsBoundary", "session", "scps", "resource", "rcps", "vpcEndpoint"]);
/// assert_eq!(LayerKind::of(PolicyKind::Trust), LayerKind::Resource);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum LayerKind {
    /// The caller's identity-based policies.
    Identity,
    /// The caller's permissions boundary.
    PermissionsBoundary,
    /// The session policies.
    Session,
    /// The service control policies of the caller's organization.
    ServiceControl,
    /// The resource-based policy; for `sts:AssumeRole` the trust policy.
    Resource,
    /// The resource control policies of the resource's organization.
    ResourceControl,
    /// The policy of the VPC endpoint.
    VpcEndpoint,
}

/// How many policies of a layer apply to a request. Exhaustive: there is nothing between one and
/// several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LayerSize {
    /// At most one.
    One,
    /// Any number.
    Many,
    /// Any number on each level of an organization.
    Levels(LevelKind),
}

/// The properties of a kind of layer.
struct Row {
    member: &'static str,
    title: &'static str,
    size: LayerSize,
}

const fn row(member: &'static str, title: &'static str, size: LayerSize) -> Row {
    Row {
        member,
        title,
        size,
    }
}

impl LayerKind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::Identity,
        Self::PermissionsBoundary,
        Self::Session,
        Self::ServiceControl,
        Self::Resource,
        Self::ResourceControl,
        Self::VpcEndpoint,
    ];

    /// The table.
    const fn row(self) -> Row {
        use LayerSize::{Levels, Many, One};
        match self {
            Self::Identity => row("identity", "identity-based policies", Many),
            Self::PermissionsBoundary => row("permissionsBoundary", "permissions boundary", One),
            Self::Session => row("session", "session policies", Many),
            Self::ServiceControl => {
                let size = Levels(LevelKind::ServiceControl);
                row("scps", "service control policies", size)
            }
            Self::Resource => row("resource", "resource-based policy", One),
            Self::ResourceControl => {
                let size = Levels(LevelKind::ResourceControl);
                row("rcps", "resource control policies", size)
            }
            Self::VpcEndpoint => row("vpcEndpoint", "VPC endpoint policy", One),
        }
    }

    /// The layer's member in a scenario.
    #[must_use]
    pub const fn member(self) -> &'static str {
        self.row().member
    }

    /// The name of the layer as AWS's guides write it, in the singular or plural.
    #[must_use]
    pub const fn title(self) -> &'static str {
        self.row().title
    }

    /// How many policies apply to a request.
    #[must_use]
    pub const fn size(self) -> LayerSize {
        self.row().size
    }

    /// The layer that policies of a kind belong to: a trust policy is a resource-based one.
    #[must_use]
    pub const fn of(kind: PolicyKind) -> Self {
        match kind {
            PolicyKind::Identity => Self::Identity,
            PolicyKind::PermissionsBoundary => Self::PermissionsBoundary,
            PolicyKind::Session => Self::Session,
            PolicyKind::ServiceControl => Self::ServiceControl,
            PolicyKind::ResourceControl => Self::ResourceControl,
            PolicyKind::Resource | PolicyKind::Trust => Self::Resource,
            PolicyKind::VpcEndpoint => Self::VpcEndpoint,
        }
    }

    /// The kind of the layer's documents. For actions such as `sts:AssumeRole`, resource-based
    /// policies are trust policies instead.
    #[must_use]
    pub const fn policy_kind(self) -> PolicyKind {
        match self {
            Self::Identity => PolicyKind::Identity,
            Self::PermissionsBoundary => PolicyKind::PermissionsBoundary,
            Self::Session => PolicyKind::Session,
            Self::ServiceControl => PolicyKind::ServiceControl,
            Self::Resource => PolicyKind::Resource,
            Self::ResourceControl => PolicyKind::ResourceControl,
            Self::VpcEndpoint => PolicyKind::VpcEndpoint,
        }
    }

    /// The layer of this kind; if it has levels, the one at `level`.
    pub(crate) const fn layer(self, level: usize) -> Layer {
        match self {
            Self::Identity => Layer::Identity,
            Self::PermissionsBoundary => Layer::PermissionsBoundary,
            Self::Session => Layer::Session,
            Self::ServiceControl => Layer::Scp(level),
            Self::Resource => Layer::Resource,
            Self::ResourceControl => Layer::Rcp(level),
            Self::VpcEndpoint => Layer::VpcEndpoint,
        }
    }
}

/// The kind of a level of an organization's policies. Not exhaustive, like [`LayerKind`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum LevelKind {
    /// Service control policies: of the caller's account.
    ServiceControl,
    /// Resource control policies: of the resource's account.
    ResourceControl,
}

impl LevelKind {
    /// The kind of layer with these levels.
    #[must_use]
    pub const fn layer_kind(self) -> LayerKind {
        match self {
            Self::ServiceControl => LayerKind::ServiceControl,
            Self::ResourceControl => LayerKind::ResourceControl,
        }
    }
}

impl std::fmt::Display for LevelKind {
    /// `service control policies`, `resource control policies`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.layer_kind().title())
    }
}

#[cfg(test)]
mod tests {
    use super::{LayerKind, LayerSize};
    use iam_syntax::document::PolicyKind;

    #[test]
    fn the_table_is_consistent() {
        for (at, kind) in LayerKind::ALL.into_iter().enumerate() {
            assert_eq!(LayerKind::of(kind.policy_kind()), kind);
            assert_eq!(kind.layer(3).kind(), kind);
            let has_levels = matches!(kind.size(), LayerSize::Levels(_));
            assert_eq!(kind.layer(3).level(), has_levels.then_some(3));
            if let LayerSize::Levels(level) = kind.size() {
                assert_eq!(level.layer_kind(), kind);
            }
            let mut before = LayerKind::ALL.into_iter().take(at);
            assert!(before.all(|other| other < kind && other.member() != kind.member()));
        }
        for kind in PolicyKind::ALL {
            assert!(LayerKind::ALL.contains(&LayerKind::of(kind)));
        }
    }
}
