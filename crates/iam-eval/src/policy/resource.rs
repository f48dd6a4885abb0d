//! The patterns of `Resource` and `NotResource` (S3), and whether a request's resource matches one.

use super::Compiled;
use super::filter::ResourceFilter;
use crate::arena::{
    Arena, ArnMatcher, Crossing, CrossingRef, Expansion, Patterns, TemplatePiece, TemplateRef,
    complete,
};
use crate::logic::{Logic, Truth};
use crate::request::{Facts, Resource, ResourceFact, ResourcePattern};
use iam_syntax::document::{API_SHORT_FORM, Document, Text};
use iam_syntax::pattern::arn::{self, Outline, TrailingStars, part};
use iam_syntax::pattern::variables::Piece;
use iam_syntax::pattern::whole::{self, Colons, Encoder};
use iam_syntax::pattern::whole_overlap::overlap;
use iam_syntax::pattern::{algebra, wildcard};
use iam_syntax::steps;
use smallvec::SmallVec;

#[derive(Debug)]
pub(crate) enum ResourceMatcher {
    Any,
    Arn {
        arn: ArnMatcher,
        crossing: Option<CrossingRef>,
    },
    /// With variables, or the short form of an API (S1.8): in the form of [`whole`].
    Template(TemplateRef),
}

impl Patterns {
    /// A value of `Resource` or `NotResource`, and what it may match. The document's check has
    /// rejected what is not a pattern of the policy's kind.
    pub(super) fn resource_matcher(
        &mut self,
        document: &Document,
        text: Text,
        has_variables: bool,
        runs: TrailingStars,
    ) -> Option<(ResourceMatcher, ResourceFilter)> {
        let value = document.text(text);
        if value == "*" {
            return Some((ResourceMatcher::Any, ResourceFilter::ANY));
        }
        if let Some(rest) = value.strip_prefix(API_SHORT_FORM) {
            let template = self.api_template(rest, has_variables);
            let filter = ResourceFilter::of_service(b"execute-api");
            return Some((ResourceMatcher::Template(template), filter));
        }
        if has_variables {
            let template = self.resource_template(value);
            return Some((ResourceMatcher::Template(template), ResourceFilter::ANY));
        }
        let arn = self.resource(value);
        let crossing = Crossing::of(text, value, runs).and_then(|crossing| {
            self.crossings.push(crossing);
            CrossingRef::new(u32::try_from(self.crossings.len()).ok()?)
        });
        let filter = ResourceFilter::of(&arn, self, value, runs);
        Some((ResourceMatcher::Arn { arn, crossing }, filter))
    }

    /// S6.2: variables at any position. Parts are counted in the policy's text.
    fn resource_template(&mut self, value: &str) -> TemplateRef {
        let from = self.pieces.len();
        let mut encoder = Encoder::new(Colons::AsInPolicies);
        self.resource_pieces(value, true, &mut encoder);
        let start = self.bytes.len();
        complete(Outline::of(value, true), &mut self.bytes);
        self.push_bytes(start);
        self.template_from(from)
    }

    /// S1.8: the ARN of the API itself, with any Region, account and ID, followed by the rest.
    fn api_template(&mut self, rest: &str, has_variables: bool) -> TemplateRef {
        let from = self.pieces.len();
        let start = self.bytes.len();
        self.bytes.extend_from_slice(b"arn:");
        self.bytes.push(whole::PART_RUN);
        self.bytes.extend_from_slice(b":execute-api:");
        self.bytes
            .extend([whole::PART_RUN, b':', whole::PART_RUN, b':']);
        self.bytes.extend([whole::STEP_RUN, b'/']);
        self.push_bytes(start);
        self.resource_pieces(rest, has_variables, &mut Encoder::in_sixth_part());
        self.template_from(from)
    }

    fn resource_pieces(&mut self, value: &str, has_variables: bool, encoder: &mut Encoder) {
        let mut pieces = arn::pieces(value, has_variables).peekable();
        while let Some(piece) = pieces.next() {
            let start = self.bytes.len();
            match piece {
                Piece::Text(text) => {
                    encoder.append(text, pieces.peek().is_none(), &mut self.bytes);
                }
                Piece::Literal(text) => self.bytes.extend_from_slice(text.as_bytes()),
                Piece::Variable { name, default } => self.push_variable(name, default),
            }
            self.push_bytes(start);
        }
    }

    /// Makes a piece of the bytes appended since `start`.
    fn push_bytes(&mut self, start: usize) {
        let end = self.bytes.len();
        if start < end {
            self.pieces.push(TemplatePiece::bytes(start, end));
        }
    }
}

impl ResourceMatcher {
    /// Whether the request's resource matches, and whether a variable had no value.
    pub(super) fn matches(&self, policy: &Compiled, facts: &Facts<'_>) -> (Truth, bool) {
        let template = match self {
            Self::Any => return (Truth::True, false),
            Self::Arn { arn, crossing } => {
                let truth = match facts.resource {
                    ResourceFact::Known(resource) => {
                        Truth::from(policy.arena.matches_resource(arn, *crossing, resource))
                    }
                    ResourceFact::Within(set) => policy.arena.matches_within(arn, *crossing, set),
                    ResourceFact::Unknown => Truth::Unknown,
                };
                return (truth, false);
            }
            Self::Template(template) => template,
        };
        match policy
            .arena
            .expand(*template, facts, facts.resource.length())
        {
            Expansion::Unresolved => (Truth::False, true),
            Expansion::TooLong => (Truth::False, false),
            Expansion::Unknown => (Truth::Unknown, false),
            Expansion::Done(pattern) => {
                let truth = match facts.resource {
                    ResourceFact::Known(resource) => Truth::from(
                        resource.split().is_some()
                            && whole::matches(&pattern, resource.as_str().as_bytes()),
                    ),
                    ResourceFact::Within(set) => {
                        let set = set.whole();
                        set.map_or(Truth::Unknown, |set| matches_set(&pattern, &set))
                    }
                    ResourceFact::Unknown => Truth::Unknown,
                };
                (truth, false)
            }
        }
    }

    /// The pattern in the form of [`whole`], with its variables substituted: exactly what it
    /// matches. `None` for `*`, and if a variable has no known value.
    pub(super) fn pattern(
        &self,
        policy: &Compiled,
        facts: &Facts<'_>,
    ) -> Option<SmallVec<[u8; 128]>> {
        match self {
            Self::Any => None,
            Self::Arn { arn, crossing } => Some(match policy.arena.patterns.crossing(*crossing) {
                Some(crossing) => crossing.pattern(&policy.arena.document),
                None => {
                    let (bytes, split) = policy.arena.arn_bytes(arn);
                    let mut pattern = SmallVec::from_slice(bytes);
                    if let Some(head) = pattern.get_mut(..split.resource_start()) {
                        whole::limit_to_parts(head);
                    }
                    pattern
                }
            }),
            Self::Template(template) => match policy.arena.expand(*template, facts, usize::MAX) {
                Expansion::Done(pattern) => Some(pattern),
                Expansion::Unresolved | Expansion::Unknown | Expansion::TooLong => None,
            },
        }
    }

    /// Patterns of six parts, in pattern form, of the resources that the pattern may match, as far
    /// as they are known: none for `*`, and none if a variable's value is unknown or contains what
    /// would look like a wildcard.
    pub(super) fn patterns(
        &self,
        policy: &Compiled,
        facts: &Facts<'_>,
        found: &mut Vec<SmallVec<[u8; 128]>>,
    ) {
        match self {
            Self::Any => {}
            Self::Arn { arn, crossing } => {
                found.push(SmallVec::from_slice(policy.arena.arn_bytes(arn).0));
                if let ResourceFact::Within(set) = facts.resource
                    && let Some(crossing) = policy.arena.patterns.crossing(*crossing)
                    && let more = set.colons().saturating_sub(crossing.colons)
                    && more > 0
                {
                    let pattern = crossing.pattern(&policy.arena.document);
                    run_on(&pattern, more, found);
                }
            }
            Self::Template(template) => {
                if let Expansion::Done(mut pattern) =
                    policy.arena.expand(*template, facts, usize::MAX)
                    && memchr::memchr2(b'*', b'?', &pattern).is_none()
                {
                    whole::by_parts(&mut pattern);
                    found.push(pattern);
                }
            }
        }
    }
}

/// Adds the patterns in which one of the runs before a colon matches `more` additional colons.
#[expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a position that was found in the pattern"
)]
fn run_on(pattern: &[u8], more: usize, found: &mut Vec<SmallVec<[u8; 128]>>) {
    const MOST: usize = 4;
    let ends_part = |at: &usize| pattern.get(at + 1) == Some(&b':');
    for run in memchr::memchr_iter(wildcard::RUN, pattern).filter(ends_part) {
        let mut longer = SmallVec::from_slice(&pattern[..=run]);
        for _ in 0..more.min(MOST) {
            longer.extend_from_slice(&[b':', wildcard::RUN]);
        }
        longer.extend_from_slice(&pattern[run + 1..]);
        whole::by_parts(&mut longer);
        found.push(longer);
    }
}

impl Arena {
    /// Whether a request's resource matches: part by part, or as a whole if it has so many colons
    /// that a `*` may have matched one.
    #[inline]
    fn matches_resource(
        &self,
        arn: &ArnMatcher,
        crossing: Option<CrossingRef>,
        resource: &Resource,
    ) -> bool {
        let Some(split) = resource.split() else {
            return false;
        };
        self.matches_split_arn(arn, resource.as_str().as_bytes(), split)
            || (crossing.is_some() && self.matches_whole(crossing, resource))
    }

    #[cold]
    fn matches_whole(&self, crossing: Option<CrossingRef>, resource: &Resource) -> bool {
        self.patterns.crossing(crossing).is_some_and(|crossing| {
            resource.colons() > crossing.colons
                && whole::matches(
                    &crossing.pattern(&self.document),
                    resource.as_str().as_bytes(),
                )
        })
    }

    /// Whether a pattern matches a resource of which only a pattern is known. The request's pattern
    /// has six parts; its wildcards before the fifth colon match no colon.
    fn matches_within(
        &self,
        arn: &ArnMatcher,
        crossing: Option<CrossingRef>,
        within: &ResourcePattern,
    ) -> Truth {
        let Some((set, set_split)) = within.arn() else {
            return Truth::Unknown;
        };
        let (pattern, split) = self.arn_bytes(arn);
        // The parts that differ most often come first.
        let name = within.name_without_slashes();
        let by_parts = Truth::all([5, 2, 0, 1, 3, 4], |index| {
            steps::note(1);
            let (part, set_part) = (split.part(pattern, index), set_split.part(set, index));
            if index == part::RESOURCE
                && let Some(name) = &name
            {
                return matches_set(part, name);
            }
            if algebra::covers(part, set_part) {
                Truth::True
            } else if algebra::overlap(part, set_part) {
                Truth::Unknown
            } else {
                Truth::False
            }
        });
        match (self.patterns.crossing(crossing), within.whole()) {
            (Some(crossing), Some(set))
                if by_parts != Truth::True && within.may_have_more_colons(crossing.colons) =>
            {
                let whole = matches_set(&crossing.pattern(&self.document), &set);
                // What matches part by part matches as a whole.
                by_parts.or(whole)
            }
            _ => by_parts,
        }
    }
}

/// Comparing both as a whole costs the product of their lengths. ARNs are a few hundred characters
/// long; for patterns that are deliberately longer, both answers are possible.
fn matches_set(pattern: &[u8], set: &[u8]) -> Truth {
    const MOST_STEPS: usize = 1 << 20;
    if pattern.len().saturating_mul(set.len()) > MOST_STEPS {
        Truth::Unknown
    } else if whole::covers(pattern, set) {
        Truth::True
    } else if overlap(pattern, set) {
        Truth::Unknown
    } else {
        Truth::False
    }
}
