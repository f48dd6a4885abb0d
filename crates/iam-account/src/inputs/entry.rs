//! Principals found in inputs, before they are read completely.

use crate::dump::entity::Entity;
use crate::location::Extent;
use crate::problem::Problem;
use crate::shape::ReadPrincipal;
use crate::source::body::Source;
use std::sync::Arc;

/// A principal found in an input.
#[derive(Debug)]
pub(super) enum Entry {
    /// A whole input: one policy document, or nothing that is recognised.
    Whole(Arc<Source>, Extent),
    /// A value in an input, such as a role bundle, and the function that reads it.
    Value(Arc<Source>, Extent, ReadPrincipal),
    /// A user or role of an account.
    Entity(Box<Entity>),
    /// A value that can't be read.
    Problem(Problem),
}
