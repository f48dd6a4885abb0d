//! Rules about condition keys.

use crate::rule::Rule;

mod deprecated_global_condition_key;
mod duplicate_keys_with_different_case;
mod dynamodb_attributes_without_select;
mod invalid_condition_key_format;
mod invalid_global_condition_key;
mod invalid_service;
mod invalid_service_condition_key;
mod irrelevant_condition_key_in_policy;
mod known;
mod missing_paired_condition_keys;
mod missing_tag_key_in_condition;
mod unsupported_action_for_condition_key;
mod unsupported_global_condition_key;
mod untrustworthy_condition_key;
mod use_condition_key_only_with_supported_services;

pub(super) const RULES: &[&Rule] = &[
    &deprecated_global_condition_key::RULE,
    &duplicate_keys_with_different_case::RULE,
    &dynamodb_attributes_without_select::RULE,
    &invalid_condition_key_format::RULE,
    &invalid_global_condition_key::RULE,
    &invalid_service::RULE,
    &invalid_service_condition_key::RULE,
    &irrelevant_condition_key_in_policy::RULE,
    &missing_paired_condition_keys::RULE,
    &missing_tag_key_in_condition::RULE,
    &unsupported_action_for_condition_key::RULE,
    &unsupported_global_condition_key::RULE,
    &untrustworthy_condition_key::RULE,
    &use_condition_key_only_with_supported_services::RULE,
];
