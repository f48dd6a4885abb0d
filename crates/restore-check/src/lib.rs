#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![warn(clippy::print_stdout, clippy::print_stderr)]

mod beyond;
mod catalogue;
pub mod check;
mod doubt;
pub mod export;
pub mod input;
pub mod judge;
mod place;
mod reasons;
pub mod render;
pub mod report;
mod set;
pub mod threads;
pub mod trust;

pub use beyond::unknown_actions;
pub use catalogue::ResourceCatalogue;
pub use set::{PermissionSet, Provenance, RequiredAction, SetError};
