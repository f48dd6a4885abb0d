//! Rules about condition values.

use crate::rule::Rule;

mod always;
mod equivalent_to_null_false;
mod equivalent_to_null_true;
mod identifier;
mod improve_ip_range;
mod invalid_condition_data_type;
mod invalid_condition_multiple_boolean;
mod invalid_date_value;
mod invalid_kms_key_value;
mod invalid_region;
mod invalid_vpc_format;
mod invalid_vpce_format;
mod own_not_equals_literal_star;
mod private;
mod private_ip_address;
mod private_ip_address_subset;
mod private_not_ip_address;
mod private_not_ip_address_subset;
mod redundant_condition_value_num;
mod redundant_key_due_to_wildcard_in_condition;
mod redundant_statement_due_to_wildcard_in_condition;
mod type_mismatch_boolean;
mod type_mismatch_date;
mod type_mismatch_ip_range;
mod type_mismatch_number;
mod type_mismatch_string;
mod validator_arn_value;
mod variable_usage_too_permissive;
mod wildcard_usage_too_permissive;

pub(super) const RULES: &[&Rule] = &[
    &equivalent_to_null_false::RULE,
    &equivalent_to_null_true::RULE,
    &improve_ip_range::RULE,
    &invalid_condition_data_type::RULE,
    &invalid_condition_multiple_boolean::RULE,
    &invalid_date_value::RULE,
    &invalid_kms_key_value::RULE,
    &invalid_region::RULE,
    &invalid_vpc_format::RULE,
    &invalid_vpce_format::RULE,
    &own_not_equals_literal_star::RULE,
    &private_ip_address::RULE,
    &private_ip_address_subset::RULE,
    &private_not_ip_address::RULE,
    &private_not_ip_address_subset::RULE,
    &redundant_condition_value_num::RULE,
    &redundant_key_due_to_wildcard_in_condition::RULE,
    &redundant_statement_due_to_wildcard_in_condition::RULE,
    &type_mismatch_boolean::RULE,
    &type_mismatch_date::RULE,
    &type_mismatch_ip_range::RULE,
    &type_mismatch_number::RULE,
    &type_mismatch_string::RULE,
    &validator_arn_value::RULE,
    &variable_usage_too_permissive::RULE,
    &wildcard_usage_too_permissive::RULE,
];
