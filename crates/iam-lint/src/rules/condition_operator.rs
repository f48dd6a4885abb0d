//! Rules about condition operators.

use crate::rule::Rule;

mod forallvalues_with_single_valued_key;
mod invalid_condition_operator;
mod missing_qualifier;
mod null_with_if_exists;
mod null_with_qualifier;
mod own_allow_mfa_boolifexists;
mod own_deny_mfa_bool_without_ifexists;
mod own_forallvalues_allow_without_null;
mod own_set_operator_on_single_valued_key;
mod parliament_bad_pattern_for_mfa;
mod string_like_operator_with_arn_condition_keys;
mod type_mismatch;
mod validator_foranyvalue_deny_without_null;
mod validator_ifexists_in_allow;
mod validator_ifexists_on_present_key;
mod wildcard_without_like_operator;

pub(super) const RULES: &[&Rule] = &[
    &forallvalues_with_single_valued_key::RULE,
    &invalid_condition_operator::RULE,
    &missing_qualifier::RULE,
    &null_with_if_exists::RULE,
    &null_with_qualifier::RULE,
    &own_allow_mfa_boolifexists::RULE,
    &own_deny_mfa_bool_without_ifexists::RULE,
    &own_forallvalues_allow_without_null::RULE,
    &own_set_operator_on_single_valued_key::RULE,
    &string_like_operator_with_arn_condition_keys::RULE,
    &type_mismatch::RULE,
    &wildcard_without_like_operator::RULE,
    &parliament_bad_pattern_for_mfa::RULE,
    &validator_foranyvalue_deny_without_null::RULE,
    &validator_ifexists_in_allow::RULE,
    &validator_ifexists_on_present_key::RULE,
];
