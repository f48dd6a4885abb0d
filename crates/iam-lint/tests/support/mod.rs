//! What tests on documents of rules and cases have in common.

use crate::PolicyKind;

/// The kind of policy that a document of a rule, or a case, names.
pub(crate) fn kind_named(name: &str) -> PolicyKind {
    match name {
        "identity" => PolicyKind::Identity,
        "boundary" => PolicyKind::PermissionsBoundary,
        "session" => PolicyKind::Session,
        "scp" => PolicyKind::ServiceControl,
        "rcp" => PolicyKind::ResourceControl,
        "resource" => PolicyKind::Resource,
        "trust" => PolicyKind::Trust,
        "endpoint" => PolicyKind::VpcEndpoint,
        other => panic!("no kind of policy: {other}"),
    }
}
