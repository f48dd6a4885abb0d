//! What the commands do alike, so that none of them can do it less carefully: arguments, messages,
//! outputs, inputs that are not read beyond a limit.
//!
//! Whatever people read passes through [`iam_report::form::text`], which lets no word of an input play tricks
//! with a terminal. The commands write to standard output and standard error by [`output`] and
//! [`message`] alone; their `clippy.toml` forbids the other ways.
#![forbid(unsafe_code)]

pub mod arguments;
pub mod condition_keys;
pub mod file;
pub mod format;
pub mod message;
pub mod output;
pub mod overwriting;
mod unfinished;

pub use iam_account::source::bounded as input;

/// The exit status of a call that is wrong or cannot be carried out.
pub const BAD: u8 = 2;
/// The exit status where whoever reads the output closed it: the one that a shell gives for a program
/// which SIGPIPE ends.
pub const CLOSED_PIPE: u8 = 128 + 13;
