//! Rules about redundant parts.

use crate::rule::Rule;

mod allow_without_effect;
mod cover;
mod deny_without_effect;
mod likeness;
mod redundant_action;
mod redundant_resource;
mod redundant_statement;
mod symbols;

pub(super) const RULES: &[&Rule] = &[
    &allow_without_effect::RULE,
    &deny_without_effect::RULE,
    &redundant_action::RULE,
    &redundant_resource::RULE,
    &redundant_statement::RULE,
];
