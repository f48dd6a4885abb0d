//! Rules about what a user expects of policies: the built-in expectations, or those of a file.

use crate::rule::Rule;

mod parliament_permissions_management_actions;
mod parliament_sensitive_access;
mod reach;
mod validator_forbidden_action;
mod validator_forbidden_condition;
mod validator_missing_condition;
mod validator_sensitive_action;

pub(super) const RULES: &[&Rule] = &[
    &parliament_permissions_management_actions::RULE,
    &parliament_sensitive_access::RULE,
    &validator_forbidden_action::RULE,
    &validator_forbidden_condition::RULE,
    &validator_missing_condition::RULE,
    &validator_sensitive_action::RULE,
];
