#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod decided;
mod expectations;
mod finding;
mod grammar;
mod kind;
mod linter;
mod names;
mod policy;
mod registry;
mod report;
mod rule;
mod rules;
mod settings;
mod suppression;
mod tree;

pub use decided::Decided;
pub use expectations::Expectations;
pub use finding::{Edit, Finding, Severity, apply};
pub use kind::ResourceKind;
pub use linter::{Linter, Options, Verdict};
pub use registry::{rule, rules};
pub use rule::{Rule, Source};
pub use suppression::Suppressions;
