//! Rules about policy variables.

use crate::rule::Rule;

mod empty_variable;
mod faults;
mod invalid_variable_for_operator;
mod missing_brace_in_variable;
mod missing_quote_in_variable;
mod unsupported_space_in_variable;
mod variable_unsupported_in_element;
mod variable_unsupported_in_version;

pub(super) const RULES: &[&Rule] = &[
    &empty_variable::RULE,
    &invalid_variable_for_operator::RULE,
    &missing_brace_in_variable::RULE,
    &missing_quote_in_variable::RULE,
    &unsupported_space_in_variable::RULE,
    &variable_unsupported_in_element::RULE,
    &variable_unsupported_in_version::RULE,
];
