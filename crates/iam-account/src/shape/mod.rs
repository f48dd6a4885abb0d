//! The shapes of files that hold policies: which one a file has, and how each is read.

pub(crate) mod hints;
pub(crate) mod known;
pub(crate) mod levels;
pub(crate) mod members;
pub(crate) mod policy;
pub(crate) mod raw;
pub(crate) mod shapes;
