//! Rules about what a document grants.

use crate::rule::Rule;

pub(super) mod need;
mod own_not_resource_allow;
mod parliament_privilege_escalation;
mod parliament_resource_effectively_star;
mod parliament_resource_mismatch;
mod parliament_resource_policy_privilege_escalation;
mod parliament_resource_star;
mod validator_all_actions;
mod validator_excepts_everything;
mod validator_service_wildcard;

pub(super) const RULES: &[&Rule] = &[
    &own_not_resource_allow::RULE,
    &parliament_privilege_escalation::RULE,
    &parliament_resource_effectively_star::RULE,
    &parliament_resource_mismatch::RULE,
    &parliament_resource_policy_privilege_escalation::RULE,
    &parliament_resource_star::RULE,
    &validator_all_actions::RULE,
    &validator_excepts_everything::RULE,
    &validator_service_wildcard::RULE,
];
