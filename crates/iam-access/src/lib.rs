#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![warn(clippy::print_stdout, clippy::print_stderr)]

pub mod baseline;
pub mod check;
pub mod denial;
mod error;
pub mod fix;
mod hints;
pub mod judge;
mod least_privilege;
mod misspelt;
mod notes;
mod pattern;
pub mod questions;
pub mod report;
mod requirements;
mod resource_catalog;
mod trust;
mod uncertainty;

pub use hints::{Hint, Symptom};
pub use misspelt::unknown_actions;
pub use requirements::{Provenance, RequiredCondition, Requirement, RequirementSet, SetError};
pub use resource_catalog::ResourceCatalog;
pub use trust::Assumer;
