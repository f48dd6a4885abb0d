//! What people also have: it is recognised, so that a message says what to give instead.

use super::{EXPECTED, Mark, Reading, Shape};
use crate::next_step::NextStep;

/// A JSON object that isn't read.
pub(super) const fn object_with(
    members: &'static [&'static str],
    found: &'static str,
    expected: &'static str,
) -> Shape {
    Shape {
        mark: Mark::Members(members),
        reading: Reading::NotRead(found, expected),
    }
}

/// A JSON object that says that a request was denied.
pub(super) const fn denial_with(members: &'static [&'static str], found: &'static str) -> Shape {
    Shape {
        mark: Mark::Members(members),
        reading: Reading::ForStep(found, NextStep::ExplainDenial),
    }
}

/// A text that isn't JSON.
pub(super) const fn text_that_begins(words: &'static [&'static str], found: &'static str) -> Shape {
    Shape {
        mark: Mark::Words(words),
        reading: Reading::NotRead(found, EXPECTED),
    }
}
