//! Rules about actions.

use crate::rule::Rule;

mod invalid_action;
mod invalid_service_in_action;
mod lookup;
mod own_assume_role_star;
mod own_deny_unknown_action;
mod own_not_action_allow;
mod unsupported_action_in_policy;

pub(super) const RULES: &[&Rule] = &[
    &invalid_action::RULE,
    &invalid_service_in_action::RULE,
    &own_assume_role_star::RULE,
    &own_deny_unknown_action::RULE,
    &own_not_action_allow::RULE,
    &unsupported_action_in_policy::RULE,
];
