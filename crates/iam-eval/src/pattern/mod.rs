//! Patterns: wildcards, ARNs, policy variables, and what one pattern says about another.

pub(crate) mod algebra;
pub(crate) mod arn;
mod search;
mod transform;
pub(crate) mod variables;
pub(crate) mod wildcard;
