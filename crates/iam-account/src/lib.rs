#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![warn(clippy::print_stdout, clippy::print_stderr)]

mod aws_members;
mod control_policies;
mod denied_request;
mod dump;
mod embedded_document;
mod infrastructure;
mod inputs;
mod json;
mod layout;
mod location;
mod next_step;
mod parameters;
mod permission_list;
mod principal;
mod problem;
mod shape;
mod single_policy;
pub mod source;
mod stray_text;
pub mod threads;
mod yaml;

pub use control_policies::{load_levels, parse_levels};
pub use denied_request::{
    DeniedRequest, MatchedStatement, MessageForm, StatedReason, parse_denied_requests,
};
pub use inputs::{Inputs, read_text};
pub use location::place;
pub use next_step::{NextStep, NextSteps};
pub use permission_list::{PermissionList, parse_permissions};
pub use principal::{LayerInput, PrincipalInput};
pub use problem::{Problem, code, for_principal};
pub use single_policy::{load_policy, parse_policy};
pub use source::file::{SourceText, read};
pub use source::paths::{Expanded, expand_paths};
