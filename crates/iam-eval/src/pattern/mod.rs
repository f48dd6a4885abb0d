//! Patterns: wildcards, ARNs, policy variables, and what one pattern says about another.

pub(crate) mod algebra;
pub(crate) mod arn;
pub(crate) mod meeting;
pub(crate) mod variables;
pub(crate) mod wildcard;
