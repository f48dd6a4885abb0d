//! The shapes of files that hold policies: which one a file has, and how each is read.

pub(crate) mod control_policy_levels;
pub(crate) mod hints;
pub(crate) mod json_members;
pub(crate) mod known;
pub(crate) mod policy;
pub(crate) mod raw;
pub(crate) mod shapes;
