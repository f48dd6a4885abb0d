//! Principals found in inputs, before they are read completely.

use crate::dump::entity::Entity;
use crate::json::{Read, Value};
use crate::location::Extent;
use crate::problem::{Problem, code};
use crate::shape::details::Details;
use crate::shape::{About, Part, ReadPrincipal};
use crate::source::body::Source;
use std::sync::Arc;

/// Larger bundles are refused.
const LARGEST_VALUE: u64 = 64 * 1024 * 1024;

/// A principal that was found.
#[derive(Debug)]
pub(super) enum Entry {
    /// A whole input: one policy document, or nothing that is recognised.
    Whole(Arc<Source>, Extent),
    /// The whole of an input: statements.
    Statements(Arc<Source>, Extent),
    /// A value of an input, such as a role bundle, and how it is read.
    Value(Arc<Source>, Extent, ReadPrincipal),
    /// What one call of the AWS CLI prints of a principal.
    Part(Arc<Source>, Extent, Part, Box<About>),
    /// Details out of an account's dump, before what they refer to has gone into the account.
    Details(Arc<Source>, Extent, Details),
    /// A user or role of an account.
    Entity(Box<Entity>),
    /// A value that can't be read.
    Problem(Problem),
}

impl Entry {
    /// The ARN of a user or role of an account.
    pub(super) fn arn(&self) -> Option<&str> {
        match self {
            Self::Entity(entity) => Some(entity.arn.as_str()).filter(|arn| !arn.is_empty()),
            _ => None,
        }
    }

    /// Reads a value of an input.
    pub(super) fn with_value<T>(&self, read: impl FnOnce(Value<'_>) -> Read<T>) -> Read<T> {
        let (Self::Value(source, extent, _) | Self::Part(source, extent, ..)) = self else {
            return Err(Problem::new("-", "no value", "one of an input"));
        };
        if extent.length > LARGEST_VALUE {
            let found = format!("an object of {} bytes", extent.length);
            let expected = format!("a role bundle of at most {LARGEST_VALUE} bytes");
            let problem = Problem::new(&source.name, found, expected);
            return Err(problem.with_code(code::TOO_LARGE).at(extent.start));
        }
        read(Value {
            name: &source.name,
            text: &source.text(*extent)?,
            start: extent.start,
        })
    }
}
