//! A principal that was found in a file, before it is read whole.

use crate::dump::account::Entity;
use crate::source::body::{Place, Source};
use std::sync::Arc;

/// A principal that was found.
#[derive(Debug)]
pub(crate) enum Entry {
    /// A file that is one policy document.
    Document(Arc<Source>, Place),
    /// A role bundle, or what the AWS CLI prints round a document.
    Value(Arc<Source>, Place),
    /// A user or role of an account.
    Entity(Box<Entity>),
}
