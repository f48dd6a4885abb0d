//! Verdicts and statuses, with their names in the JSON.

use serde::{Deserialize, Serialize};

/// The verdict on a principal or on one set of permissions.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub enum Verdict {
    /// Everything is granted.
    Pass,
    /// Something is granted on some resources or in some contexts only; nothing is missing.
    Conditional,
    /// Something is denied or missing. The default, so that nothing passes by mistake.
    #[default]
    Fail,
}

impl Verdict {
    /// The worst of several; `Pass` if there are none.
    pub fn worst(verdicts: impl IntoIterator<Item = Self>) -> Self {
        verdicts.into_iter().max().unwrap_or(Self::Pass)
    }

    /// Its name in the report's JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Conditional => "conditional",
            Self::Fail => "fail",
        }
    }
}

/// The status of an action.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub enum ActionStatus {
    /// Allowed on every resource, in every context.
    Granted,
    /// Allowed on some resources only.
    Limited,
    /// Allowed in some contexts only.
    Conditional,
    /// Not allowed: an implicit deny. The default, so that nothing is granted by mistake.
    #[default]
    Missing,
    /// Denied explicitly: no added permission can help.
    Denied,
}

impl ActionStatus {
    /// Every status, the best first.
    pub const ALL: [Self; 5] = [
        Self::Granted,
        Self::Limited,
        Self::Conditional,
        Self::Missing,
        Self::Denied,
    ];

    /// The verdict that an action with this status leads to.
    #[must_use]
    pub const fn verdict(self) -> Verdict {
        match self {
            Self::Granted => Verdict::Pass,
            Self::Limited | Self::Conditional => Verdict::Conditional,
            Self::Missing | Self::Denied => Verdict::Fail,
        }
    }

    /// Its name in the report's JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Granted => "granted",
            Self::Limited => "limited",
            Self::Conditional => "conditional",
            Self::Missing => "missing",
            Self::Denied => "denied",
        }
    }
}

/// Whether the assumer may assume the role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum TrustStatus {
    /// It may.
    Granted,
    /// It may in some contexts.
    Conditional,
    /// It is explicitly denied.
    Denied,
    /// It may not.
    Missing,
    /// No trust policy was supplied, or no assumer was named.
    #[default]
    NotSupplied,
    /// An IAM user has no trust policy.
    NotApplicable,
}

impl TrustStatus {
    /// The verdict that this status leads to; a question that was not asked doesn't count.
    #[must_use]
    pub const fn verdict(self) -> Verdict {
        match self {
            Self::Granted | Self::NotSupplied | Self::NotApplicable => Verdict::Pass,
            Self::Conditional => Verdict::Conditional,
            Self::Denied | Self::Missing => Verdict::Fail,
        }
    }

    /// Its name in the report's JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Granted => "granted",
            Self::Conditional => "conditional",
            Self::Denied => "denied",
            Self::Missing => "missing",
            Self::NotSupplied => "notSupplied",
            Self::NotApplicable => "notApplicable",
        }
    }
}

/// The kind of a principal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PrincipalKind {
    /// An IAM role.
    Role,
    /// An IAM user: it has no trust policy.
    User,
    /// Only documents were given.
    #[default]
    Unknown,
}

impl PrincipalKind {
    /// Its name in the report's JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Role => "role",
            Self::User => "user",
            Self::Unknown => "unknown",
        }
    }
}

/// How much of something is covered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Coverage {
    /// All of it.
    Complete,
    /// Some of it.
    Partial,
    /// Nothing of it.
    #[default]
    None,
}
