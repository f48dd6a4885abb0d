//! The patterns of a policy in one allocation, and how texts match them: shared by the conditions,
//! principals and resources of its statements.

mod first_bytes;
mod matching;
mod patterns;
mod view;
mod whole_arn;

pub(crate) use first_bytes::Start;
pub(crate) use matching::arn_matches;
pub(crate) use patterns::{
    ActionPattern, ArnMatcher, Expansion, PatternRef, Patterns, TemplatePiece, TemplateRef,
    TextRole,
};
pub use view::PatternPart;
pub(crate) use whole_arn::{Crossing, CrossingRef, complete};

use iam_syntax::document::Document;

/// A document and its patterns: they refer to each other.
#[derive(Debug)]
pub(crate) struct Arena {
    pub(crate) document: Document,
    pub(crate) patterns: Patterns,
}
