//! Exceptions in resource control policies.

use crate::policy::{Condition, Statement};

/// Keys that identify on whose behalf a service acts.
pub(super) use crate::rules::principal::restriction::SOURCE_KEYS;

/// The callers that a statement should be about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    Service,
    NoService,
}

/// Whether the statement tests if the caller is an AWS service, and applies only if it is, or only
/// if it isn't.
pub(super) fn carves_out(statement: &Statement<'_>, wanted: Wanted) -> bool {
    let value = match wanted {
        Wanted::Service => "true",
        Wanted::NoService => "false",
    };
    let asks = |condition: &Condition<'_>| {
        !condition.operator.is_null()
            && !condition.operator.is_negated()
            && condition.has_value(value)
    };
    statement
        .conditions_on("aws:PrincipalIsAWSService")
        .any(asks)
}
