//! Patterns of ARNs that also have to be matched as a whole (S3.4).

use super::Patterns;
use iam_syntax::document::{Document, Text};
use iam_syntax::pattern::arn::{Outline, TrailingStars, part};
use iam_syntax::pattern::whole::{Colons, Encoder};
use iam_syntax::pattern::wildcard;
use smallvec::SmallVec;
use std::num::NonZeroU32;

/// Marks a pattern with a `*` that may match colons (S3.4). It matters for a resource with more
/// colons than the pattern: all others match part by part or not at all.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Crossing {
    text: Text,
    pub(crate) colons: usize,
}

/// An index into [`Patterns::crossings`], counted from 1.
pub(crate) type CrossingRef = NonZeroU32;

impl Crossing {
    /// `None` if matching part by part finds everything that the pattern matches.
    pub(crate) fn of(text: Text, value: &str, runs: TrailingStars) -> Option<Self> {
        if !runs.within(part::RESOURCE) {
            return None;
        }
        let colons = value.bytes().filter(|byte| *byte == b':').count();
        let missing = match colons {
            5.. => 0,
            _ => Outline::of(value, false).missing_parts(),
        };
        Some(Self {
            text,
            colons: colons.saturating_add(missing),
        })
    }

    pub(crate) fn pattern(self, document: &Document) -> SmallVec<[u8; 128]> {
        let value = document.text(self.text);
        let mut pattern = SmallVec::new();
        Encoder::new(Colons::AsInPolicies).append(value, true, &mut pattern);
        complete(Outline::of(value, false), &mut pattern);
        pattern
    }
}

/// S1.8: appends `*` for each missing part.
pub(crate) fn complete(outline: Outline, pattern: &mut impl Extend<u8>) {
    for _ in 0..outline.missing_parts() {
        pattern.extend([b':', wildcard::RUN]);
    }
}

impl Patterns {
    pub(crate) fn crossing(&self, reference: Option<CrossingRef>) -> Option<Crossing> {
        let index = usize::try_from(reference?.get() - 1).ok()?;
        self.crossings.get(index).copied()
    }
}
