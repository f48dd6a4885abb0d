//! Sources of texts: memory, files, folders and standard input, all read up to a limit only.

pub(crate) mod body;
pub mod bounded;
pub(crate) mod encoding;
pub(crate) mod file;
pub(crate) mod paths;
pub(crate) mod seen_files;
mod utf16;
