//! Principals that were found in inputs, before they are read whole.

use crate::dump::entity::Entity;
use crate::location::Extent;
use crate::problem::Problem;
use crate::shape::ReadPrincipal;
use crate::source::body::Source;
use std::sync::Arc;

/// A principal that was found.
#[derive(Debug)]
pub(super) enum Entry {
    /// The whole of an input: one policy document, or nothing that is recognised.
    Whole(Arc<Source>, Extent),
    /// A value of an input, such as a role bundle, and how it is read.
    Value(Arc<Source>, Extent, ReadPrincipal),
    /// A user or role of an account.
    Entity(Box<Entity>),
    /// A value that can't be read.
    Problem(Problem),
}
