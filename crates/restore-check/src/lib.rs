#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![warn(clippy::print_stdout, clippy::print_stderr)]

mod advice;
mod appliance;
pub mod published;

pub use advice::{HINTS, WORDING};
pub use appliance::{KEYS_WITHOUT_MFA, appliance};
