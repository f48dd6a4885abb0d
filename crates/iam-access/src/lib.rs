#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![warn(clippy::print_stdout, clippy::print_stderr)]

mod advice;
mod catalogue;
pub mod check;
mod error;
mod excess;
pub mod export;
pub mod judge;
mod notes;
mod pattern;
mod permission_set;
pub mod report;
pub mod trust;
mod uncertainty;

pub use advice::{Advice, OnlyOn};
pub use catalogue::ResourceCatalogue;
pub use excess::unknown_actions;
pub use permission_set::{PermissionSet, Provenance, RequiredAction, SetError};
