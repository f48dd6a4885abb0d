#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

pub mod document;
pub mod pattern;
pub mod steps;
pub mod text;
pub mod value;

pub use document::{
    Condition, Document, Effect, Elements, PolicyError, PolicyErrorKind, PolicyKind, PrincipalType,
    Statement, UnknownName, Version,
};
pub use text::{Position, Span};
