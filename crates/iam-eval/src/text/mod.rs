//! Text and positions in it; the JSON reader that keeps them.

pub(crate) mod fold;
pub(crate) mod json;
mod position;

pub(crate) use position::Milestones;
pub use position::{Position, Span};
