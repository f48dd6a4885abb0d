#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![warn(clippy::print_stdout, clippy::print_stderr)]

mod advice;
mod beyond;
mod catalogue;
pub mod check;
mod doubt;
mod error;
pub mod export;
pub mod judge;
mod pattern;
mod reasons;
pub mod report;
mod set;
pub mod trust;

pub use advice::{Advice, OnlyOn};
pub use beyond::unknown_actions;
pub use catalogue::ResourceCatalogue;
pub use set::{PermissionSet, Provenance, RequiredAction, SetError};
