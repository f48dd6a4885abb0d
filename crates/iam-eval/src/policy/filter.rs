//! Cheap tests that most statements fail: whether a text can match at all, judged by its first
//! eight bytes.

use crate::arena::{ArnMatcher, Patterns, Start};
use crate::request::{ArnWords, Facts, ResourceFact};
use iam_syntax::pattern::arn::{ArnSplit, TrailingStars, part};

/// The resources that a statement may match.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ResourceFilter {
    service: Start,
    resource: Start,
    resource_next: Start,
}

/// Whether a `*` before the service, or before the resource, may match colons (S3.4) if the text
/// has more than five of them: then that part may be at another position.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Moves {
    service: bool,
    resource: bool,
}

impl Moves {
    pub(super) fn of(runs: TrailingStars) -> Self {
        Self {
            service: runs.within(part::SERVICE),
            resource: runs.within(part::RESOURCE),
        }
    }

    pub(super) fn or(self, other: Self) -> Self {
        Self {
            service: self.service || other.service,
            resource: self.resource || other.resource,
        }
    }
}

impl ResourceFilter {
    pub(crate) const ANY: Self = Self {
        service: Start::ANY,
        resource: Start::ANY,
        resource_next: Start::ANY,
    };

    /// For a pattern, and the text that it was made from.
    pub(super) fn of(
        arn: &ArnMatcher,
        patterns: &Patterns,
        text: &str,
        runs: TrailingStars,
    ) -> Self {
        let resource = patterns.arn_part(arn, part::RESOURCE);
        // A pattern with fewer parts may match colons in any resource.
        let moves = runs.within(part::SERVICE) && ArnSplit::of(text).is_none();
        Self {
            service: match moves {
                true => Start::ANY,
                false => Start::of(patterns.arn_part(arn, part::SERVICE)),
            },
            resource: Start::of(resource),
            resource_next: Start::next_of(resource),
        }
    }

    /// Any resource of a service.
    pub(super) fn of_service(service: &[u8]) -> Self {
        Self {
            service: Start::of(service),
            ..Self::ANY
        }
    }

    pub(super) fn or(self, other: Self) -> Self {
        Self {
            service: self.service.or(other.service),
            resource: self.resource.or(other.resource),
            resource_next: self.resource_next.or(other.resource_next),
        }
    }

    #[inline]
    pub(super) fn admits(&self, moves: Moves, probe: &ResourceProbe) -> bool {
        match probe {
            ResourceProbe::Arn(words) => {
                self.service.admits(words.service)
                    & self.resource.admits(words.resource)
                    & self.resource_next.admits(words.resource_next)
            }
            ResourceProbe::MoreColons(words) => {
                let resource = self.resource.admits(words.resource)
                    & self.resource_next.admits(words.resource_next);
                (moves.service | self.service.admits(words.service)) & (moves.resource | resource)
            }
            ResourceProbe::Unknown => true,
        }
    }
}

/// The properties of a resource that a [`ResourceFilter`] tests.
#[derive(Debug, Clone, Copy)]
pub(crate) enum ResourceProbe {
    Arn(ArnWords),
    /// An ARN whose sixth part contains a colon.
    MoreColons(ArnWords),
    /// The resource is not an ARN or isn't known.
    Unknown,
}

impl ResourceProbe {
    #[inline]
    pub(crate) fn of(facts: &Facts<'_>) -> Self {
        match facts.resource {
            ResourceFact::Known(resource) => match resource.words() {
                Some(words) if resource.has_more_colons() => Self::MoreColons(words),
                Some(words) => Self::Arn(words),
                None => Self::Unknown,
            },
            ResourceFact::Within(_) | ResourceFact::Unknown => Self::Unknown,
        }
    }
}
