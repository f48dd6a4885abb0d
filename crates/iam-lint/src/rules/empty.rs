//! Rules about empty elements.

use crate::rule::Rule;

mod empty_array_action;
mod empty_array_condition;
mod empty_array_condition_forallvalues;
mod empty_array_condition_foranyvalue;
mod empty_array_condition_ifexists;
mod empty_array_principal;
mod empty_array_resource;
mod empty_object_condition;
mod empty_object_principal;
mod shape;

pub(super) const RULES: &[&Rule] = &[
    &empty_array_action::RULE,
    &empty_array_condition::RULE,
    &empty_array_condition_forallvalues::RULE,
    &empty_array_condition_foranyvalue::RULE,
    &empty_array_condition_ifexists::RULE,
    &empty_array_principal::RULE,
    &empty_array_resource::RULE,
    &empty_object_condition::RULE,
    &empty_object_principal::RULE,
];
