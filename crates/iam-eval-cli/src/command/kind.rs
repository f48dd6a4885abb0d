//! The kind of policy of a call's documents.

use clap::ValueEnum;
use clap::builder::PossibleValue;
use iam_eval::PolicyKind;
use std::iter;
use std::sync::LazyLock;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Kind {
    Identity,
    Boundary,
    Session,
    Scp,
    Rcp,
    Resource,
    Trust,
    VpcEndpoint,
}

impl From<Kind> for PolicyKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Identity => Self::Identity,
            Kind::Boundary => Self::PermissionsBoundary,
            Kind::Session => Self::Session,
            Kind::Scp => Self::ServiceControl,
            Kind::Rcp => Self::ResourceControl,
            Kind::Resource => Self::Resource,
            Kind::Trust => Self::Trust,
            Kind::VpcEndpoint => Self::VpcEndpoint,
        }
    }
}

/// The argument for a kind of policy.
pub(super) const fn name(kind: PolicyKind) -> &'static str {
    match kind {
        PolicyKind::Identity => "identity",
        PolicyKind::PermissionsBoundary => "boundary",
        PolicyKind::Session => "session",
        PolicyKind::ServiceControl => "scp",
        PolicyKind::ResourceControl => "rcp",
        PolicyKind::Resource => "resource",
        PolicyKind::Trust => "trust",
        PolicyKind::VpcEndpoint => "vpc-endpoint",
    }
}

/// A kind, or `auto`: the kind that a document looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct KindOrAuto(Option<Kind>);

impl KindOrAuto {
    /// `None` for `auto`.
    pub(super) fn policy_kind(self) -> Option<PolicyKind> {
        self.0.map(PolicyKind::from)
    }
}

impl ValueEnum for KindOrAuto {
    fn value_variants<'a>() -> &'a [Self] {
        static ALL: LazyLock<Vec<KindOrAuto>> = LazyLock::new(|| {
            let kinds = Kind::value_variants().iter().copied().map(Some);
            iter::once(None).chain(kinds).map(KindOrAuto).collect()
        });
        &ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        match self.0 {
            None => Some(PossibleValue::new("auto")),
            Some(kind) => kind.to_possible_value(),
        }
    }
}
