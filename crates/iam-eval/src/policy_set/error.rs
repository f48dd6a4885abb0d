//! Why a policy is not attached.

use crate::layer::LevelKind;
use iam_syntax::document::PolicyKind;
use serde::Serialize;

/// A policy that cannot be attached to a [`PolicySet`](crate::PolicySet). `policy` is its name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize)]
#[serde(
    tag = "code",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
#[non_exhaustive]
pub enum AttachError {
    /// A request has at most one policy of the kind, and one is already attached.
    #[error(
        "`{policy}` would be a second {}, beside `{attached}`: a request has at most one",
        one_of_its_kind(*kind)
    )]
    SecondPolicy {
        /// The policy that was not attached.
        policy: Box<str>,
        /// Its kind.
        kind: PolicyKind,
        /// The name of the policy that is attached.
        attached: Box<str>,
    },
    /// A service or resource control policy without the level of its organization.
    #[error(
        "`{policy}` is a {kind}: all of one level (root, organizational unit or account) are attached together, with `with_level`"
    )]
    NeedsLevel {
        /// The policy that was not attached.
        policy: Box<str>,
        /// Its kind.
        kind: PolicyKind,
    },
    /// A policy of another kind in a level of control policies.
    #[error("`{policy}` is of the kind {kind}, in a level of {level}")]
    NotOfLevel {
        /// The policy that was not attached.
        policy: Box<str>,
        /// Its kind.
        kind: PolicyKind,
        /// The kind of the level.
        level: LevelKind,
    },
    /// A policy of another kind, given as a replacement for the resource-based one.
    #[error("`{policy}` is of the kind {kind}, in place of a resource-based policy")]
    NotResourceBased {
        /// The policy that was not attached.
        policy: Box<str>,
        /// Its kind.
        kind: PolicyKind,
    },
}

/// The kind that is attached once: a trust policy replaces a resource-based one.
fn one_of_its_kind(kind: PolicyKind) -> PolicyKind {
    match kind {
        PolicyKind::Trust => PolicyKind::Resource,
        kind => kind,
    }
}
