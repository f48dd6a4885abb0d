//! Patterns: wildcards, ARNs, policy variables, and what one pattern says about another.

pub(crate) mod algebra;
pub(crate) mod arn;
pub(crate) mod meeting;
mod search;
mod transform;
pub(crate) mod variables;
pub(crate) mod whole;
pub(crate) mod whole_overlap;
pub(crate) mod wildcard;
