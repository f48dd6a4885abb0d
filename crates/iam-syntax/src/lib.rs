#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![cfg_attr(
    not(test),
    deny(clippy::indexing_slicing, clippy::arithmetic_side_effects)
)]

pub mod document;
pub mod pattern;
pub mod steps;
pub mod text;
pub mod value;

pub use document::{
    AccountId, Condition, Document, DocumentLayout, Effect, Element, Elements, KeyUse, MemberSpan,
    OperatorLayout, PolicyError, PolicyErrorKind, PolicyKind, PrincipalArn, PrincipalEntity,
    PrincipalType, Reading, Spanned, Statement, StatementLayout, UnknownName, Version, read,
    read_at,
};
pub use text::{Position, Problem, Span};
