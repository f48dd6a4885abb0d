//! Rules about redundant parts.

use crate::rule::Rule;

mod cover;
mod likeness;
mod redundant_action;
mod redundant_resource;
mod redundant_statement;

pub(super) const RULES: &[&Rule] = &[
    &redundant_action::RULE,
    &redundant_resource::RULE,
    &redundant_statement::RULE,
];
