//! What the commands have in common, so that none of them does it less carefully: arguments, messages,
//! outputs, the choice of principals, inputs that are not read beyond a limit.
//!
//! All text that people read passes through [`iam_report::form::text`], so that no word of an input can control a
//! terminal. The commands write to standard output and standard error only with [`output`] and [`message`]; their
//! `clippy.toml` forbids the other ways.
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
mod unfinished;

pub use iam_account::source::bounded as input;

/// The exit status of a call that is wrong or can't be carried out.
pub const BAD: u8 = 2;
/// The exit status where the reader of the output closed it: the one that a shell reports for a program that
/// SIGPIPE ended.
pub const CLOSED_PIPE: u8 = 128 + 13;
