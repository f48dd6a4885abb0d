//! Text and positions in it; the JSON reader that keeps them.

pub mod fold;
pub mod json;
pub mod mistake;
mod position;
mod problem;

pub use position::Milestones;
pub use position::{Position, Span};
pub use problem::Problem;
