//! What the commands have in common, so that all of them do it with the same care: arguments,
//! messages, outputs, the selection of principals, limits on inputs.
//!
//! All text for people passes through [`iam_report::form::text`], so that no text of an input can
//! control a terminal. The commands write to standard output and standard error only with
//! [`output`] and [`message`]; their `clippy.toml` forbids other ways.
#![forbid(unsafe_code)]

pub mod arguments;
pub mod catalog;
pub mod condition_keys;
pub mod export;
pub mod file;
pub mod folders;
pub mod format;
pub mod given_arn;
pub mod message;
pub mod output;
pub mod overwriting;
pub mod progress;
pub mod roles;
mod temporary_file;

pub use iam_account::source::bounded as input;

/// The exit status of a call that is invalid or can't be carried out.
pub const BAD: u8 = 2;
/// The exit status if the reader of the output closed it: the one that a shell reports for a
/// program that was ended by SIGPIPE.
pub const CLOSED_PIPE: u8 = 128 + 13;
