//! What an outsider is.

use serde::Serialize;

/// What an outsider is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum OutsiderKind {
    /// An AWS service.
    Service,
    /// The users of an identity provider.
    IdentityProvider,
    /// Another account: those of its principals that its own policies let.
    Account,
    /// A role, user or session that isn't among the principals that were read.
    Principal,
    /// Principals of any account.
    Everyone,
}

impl OutsiderKind {
    /// Its name in the JSON.
    ///
    /// ```
    /// use iam_access::questions::OutsiderKind;
    /// assert_eq!(OutsiderKind::IdentityProvider.name(), "identityProvider");
    /// ```
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::IdentityProvider => "identityProvider",
            Self::Account => "account",
            Self::Principal => "principal",
            Self::Everyone => "everyone",
        }
    }

    /// What it is, in words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Service => "AWS service",
            Self::IdentityProvider => "identity provider",
            Self::Account => "another account",
            Self::Principal => "not among the principals read",
            Self::Everyone => "everyone",
        }
    }
}
