//! Patterns: wildcards, ARNs, policy variables, and relations between patterns.

pub mod algebra;
pub mod arn;
mod characters;
pub mod intersection;
mod search;
mod transform;
pub mod variables;
pub mod whole;
pub mod whole_overlap;
pub mod wildcard;
