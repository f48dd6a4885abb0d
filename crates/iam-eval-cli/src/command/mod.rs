//! One file a subcommand.

pub(crate) mod evaluate;
mod lines;
pub(crate) mod validate;
