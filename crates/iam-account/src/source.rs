//! Where texts come from: memory, files, folders and standard input, none of them read beyond a limit.

pub(crate) mod body;
pub mod bounded;
pub(crate) mod encoding;
pub(crate) mod file;
pub(crate) mod paths;
pub(crate) mod seen_files;
mod utf16;
