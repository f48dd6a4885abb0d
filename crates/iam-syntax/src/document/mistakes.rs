//! Collects the mistakes of one document.

use super::PolicyError;
use crate::text::Position;
use crate::text::json::Parsed;
use crate::text::mistake::{Mistake, PolicyErrorKind};
use std::sync::Arc;

/// A list of mistakes with a limit.
pub(super) struct Mistakes {
    found: Vec<Mistake>,
    most: usize,
}

impl Mistakes {
    /// With a limit of 1, the first mistake is returned as an error.
    pub(super) fn at_most(most: usize) -> Self {
        let found = Vec::new();
        Self { found, most }
    }

    /// Records a mistake. The last one within the limit is returned as an error, and so is a JSON
    /// error, since nothing after it can be located.
    pub(super) fn report(&mut self, mistake: Box<Mistake>) -> Parsed<()> {
        if self.is_full() || mistake.kind == PolicyErrorKind::Json {
            return Err(mistake);
        }
        self.found.push(*mistake);
        Ok(())
    }

    /// Records the mistake that a check returned, if any.
    #[inline]
    pub(super) fn collect(&mut self, outcome: Parsed<()>) -> Parsed<()> {
        match outcome {
            Ok(()) => Ok(()),
            Err(mistake) => self.report(mistake),
        }
    }

    /// True if the next mistake is the last one within the limit.
    pub(super) fn is_full(&self) -> bool {
        self.found.len().saturating_add(1) >= self.most
    }

    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    pub(super) fn push(&mut self, mistake: Mistake) {
        self.found.push(mistake);
    }

    pub(super) fn pop(&mut self) -> Option<Box<Mistake>> {
        self.found.pop().map(Box::new)
    }

    /// The mistakes in text order, each with its line and column.
    pub(super) fn located(
        mut self,
        policy: &Arc<str>,
        start: Position,
        text: &str,
    ) -> Vec<PolicyError> {
        self.found
            .sort_by_key(|mistake| (mistake.span.start, mistake.span.end));
        let (mut position, mut offset) = (start, 0);
        let located = self.found.into_iter().map(|mistake| {
            // Each position is counted from the previous one, so that the text is traversed once.
            let next = (mistake.span.start as usize).min(text.len());
            let between = text.as_bytes().get(offset..next).unwrap_or_default();
            position = position.after(between);
            offset = next;
            mistake.at(policy, position)
        });
        located.collect()
    }
}
