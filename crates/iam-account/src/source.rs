//! Where texts come from: files, folders and standard input, and nothing beyond a limit.

pub(crate) mod body;
pub mod bounded;
pub(crate) mod file;
pub(crate) mod paths;
pub(crate) mod same_file;
