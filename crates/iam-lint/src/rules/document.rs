//! Rules about the document and its elements.

use crate::rule::Rule;

mod data_type_mismatch;
mod empty_sid_value;
mod invalid_effect;
mod invalid_policy_element;
mod invalid_version;
mod json_syntax_error;
mod missing_action;
mod missing_effect;
mod missing_principal;
mod missing_resource;
mod missing_statement;
mod missing_version;
mod parliament_old_version;
mod refused_by_grammar;
mod unique_sids_recommended;
mod unique_sids_required;
mod unsupported_element_combination;
mod unsupported_principal;
mod unsupported_sid;

pub(super) const RULES: &[&Rule] = &[
    &data_type_mismatch::RULE,
    &empty_sid_value::RULE,
    &invalid_effect::RULE,
    &invalid_policy_element::RULE,
    &invalid_version::RULE,
    &json_syntax_error::RULE,
    &missing_action::RULE,
    &missing_effect::RULE,
    &missing_principal::RULE,
    &missing_resource::RULE,
    &missing_statement::RULE,
    &missing_version::RULE,
    &refused_by_grammar::RULE,
    &unique_sids_recommended::RULE,
    &unique_sids_required::RULE,
    &unsupported_element_combination::RULE,
    &unsupported_principal::RULE,
    &unsupported_sid::RULE,
    &parliament_old_version::RULE,
];
