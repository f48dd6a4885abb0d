//! The layers as the package names them: arguments of `PolicySet`, columns of tables.

use crate::errors;
use iam_eval::{AttachError, LayerKind, LayerSize, Policy, PolicyError, PolicyKind, PolicySet};
use pyo3::prelude::*;

/// A layer's names, and what its documents are.
#[derive(Debug)]
pub(crate) struct LayerName {
    /// The argument of `PolicySet`.
    pub(crate) argument: &'static str,
    /// The column of a table, where `resource` is the request's.
    pub(crate) column: &'static str,
    pub(crate) kind: PolicyKind,
}

const fn layer(argument: &'static str, column: &'static str, kind: PolicyKind) -> LayerName {
    LayerName {
        argument,
        column,
        kind,
    }
}

/// Every layer; a trust policy is a resource-based policy.
pub(crate) const LAYERS: [LayerName; PolicyKind::ALL.len()] = [
    layer("identity", "policies", PolicyKind::Identity),
    layer("boundary", "boundary", PolicyKind::PermissionsBoundary),
    layer("session", "session", PolicyKind::Session),
    layer("scps", "scps", PolicyKind::ServiceControl),
    layer("resource", "resource_policy", PolicyKind::Resource),
    layer("trust", "trust_policy", PolicyKind::Trust),
    layer("rcps", "rcps", PolicyKind::ResourceControl),
    layer("vpc_endpoint", "vpc_endpoint", PolicyKind::VpcEndpoint),
];

impl LayerName {
    pub(crate) fn size(&self) -> LayerSize {
        LayerKind::of(self.kind).size()
    }
}

/// What a policy of a layer is called, by its place.
pub(crate) fn place(name: &str, size: LayerSize, level: usize, index: usize) -> String {
    match size {
        LayerSize::One => name.to_owned(),
        LayerSize::Many => format!("{name}[{index}]"),
        LayerSize::Levels(_) => format!("{name}[{level}][{index}]"),
    }
}

/// Why there is no set.
#[derive(Debug)]
pub(crate) enum SetError {
    Policy(PolicyError),
    Attach(AttachError),
}

impl From<PolicyError> for SetError {
    fn from(error: PolicyError) -> Self {
        Self::Policy(error)
    }
}

impl From<AttachError> for SetError {
    fn from(error: AttachError) -> Self {
        Self::Attach(error)
    }
}

impl SetError {
    pub(crate) fn raise(&self, py: Python<'_>) -> PyErr {
        match self {
            Self::Policy(error) => errors::policy_error(py, error),
            Self::Attach(error) => errors::attach_error(py, error),
        }
    }
}

/// Attaches the policies of a layer, level by level; a layer without levels has one.
pub(crate) fn attach(
    mut set: PolicySet,
    size: LayerSize,
    levels: Vec<Vec<Policy>>,
) -> Result<PolicySet, AttachError> {
    for level in levels {
        set = match size {
            LayerSize::Levels(kind) => set.with_level(kind, level)?,
            LayerSize::One | LayerSize::Many => level.into_iter().try_fold(set, PolicySet::with)?,
        };
    }
    Ok(set)
}

/// The kind of policy that the package calls so: a layer's argument, one document of it, or the
/// name in JSON.
pub(crate) fn kind_named(py: Python<'_>, name: &str) -> PyResult<PolicyKind> {
    let mut layers = LAYERS.iter();
    let is_named = |layer: &&LayerName| {
        layer.argument == name
            || layer.argument.strip_suffix('s') == Some(name)
            || layer.kind.code() == name
    };
    layers
        .find(is_named)
        .map(|layer| layer.kind)
        .ok_or_else(|| {
            let expected = "identity, boundary, session, scp, rcp, resource, trust or vpc_endpoint";
            let message = format!("found the kind of policy `{name:.40}`, expected {expected}");
            errors::bad_input(py, "kind", &message)
        })
}
