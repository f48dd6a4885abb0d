//! What resource control policies except.

use crate::policy::{Condition, Statement};

/// Keys for whom a service acts.
pub(super) use crate::rules::principal::restriction::SOURCE_KEYS;

/// Of whom a statement is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    Service,
    NoService,
}

/// Whether the statement asks if the caller is an AWS service, and goes on only if so, or only if not.
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
