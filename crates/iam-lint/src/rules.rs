//! The rules, by topic. A rule is a file, and a line in the list of its family.

mod action;
mod arn;
mod condition_key;
mod condition_operator;
mod condition_value;
mod document;
mod empty;
mod expectation;
mod grant;
mod organization;
mod prelude;
mod principal;
mod redundancy;
mod role;
mod size;
mod tag;
mod trust;
mod variable;

use crate::rule::Rule;

/// The rules of each family.
pub(crate) const FAMILIES: &[&[&Rule]] = &[
    action::RULES,
    arn::RULES,
    condition_key::RULES,
    condition_operator::RULES,
    condition_value::RULES,
    document::RULES,
    empty::RULES,
    expectation::RULES,
    grant::RULES,
    organization::RULES,
    principal::RULES,
    redundancy::RULES,
    role::RULES,
    size::RULES,
    tag::RULES,
    trust::RULES,
    variable::RULES,
];
