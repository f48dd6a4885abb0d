#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![warn(clippy::print_stdout, clippy::print_stderr)]

mod dump;
mod entry;
mod first_look;
mod inputs;
mod location;
mod merge;
mod principal;
mod problem;
mod scan;
mod shape;
pub mod source;
pub mod threads;
mod walk;

pub use inputs::Inputs;
pub use location::place;
pub use principal::{Layer, PrincipalInput};
pub use problem::{Problem, whom};
pub use shape::control_policy_levels::load_levels;
pub use shape::policy::load_policy;
pub use source::file::{SourceText, read};
pub use source::paths::{Expanded, expand_paths};
