//! Matching texts against a policy's patterns, and substituting its variables.

use super::{Arena, ArnMatcher, Expansion, PatternRef, TemplatePiece, TemplateRef};
use crate::request::{DerivedKey, Facts, Key, Lookup};
use iam_syntax::pattern::arn::{ArnSplit, part};
use iam_syntax::pattern::wildcard::{self, Shape};
use smallvec::SmallVec;

impl Arena {
    pub(crate) fn matches(&self, pattern: PatternRef, text: &str) -> bool {
        self.patterns.matches_bytes(pattern, text.as_bytes())
    }

    /// The only text that a pattern matches, if it has no wildcard.
    pub(crate) fn literal(&self, pattern: PatternRef) -> Option<&[u8]> {
        (pattern.shape == Shape::Exact).then(|| self.patterns.bytes(pattern))
    }

    /// [`Arena::literal`] for an ARN pattern.
    pub(crate) fn literal_arn(&self, arn: &ArnMatcher) -> Option<&[u8]> {
        self.literal(arn.pattern)
    }

    /// The prefix that a pattern matches, if it matches exactly the texts with that prefix.
    pub(crate) fn start(&self, pattern: PatternRef) -> Option<&[u8]> {
        let bytes = self.patterns.bytes(pattern);
        match pattern.shape {
            Shape::Prefix => bytes.split_last().map(|(_, start)| start),
            _ => None,
        }
    }

    /// [`Arena::start`] for an ARN pattern.
    pub(crate) fn start_of_arn(&self, arn: &ArnMatcher) -> Option<&[u8]> {
        arn.literal_head.then(|| self.start(arn.pattern)).flatten()
    }

    /// Whether the text, which must have six parts, matches an ARN pattern.
    pub(crate) fn matches_arn(&self, arn: &ArnMatcher, text: &str) -> bool {
        if arn.literal_head {
            return self.matches(arn.pattern, text);
        }
        ArnSplit::of(text).is_some_and(|split| self.matches_split_arn(arn, text.as_bytes(), split))
    }

    /// [`Arena::matches_arn`] for a text whose parts are known. The parts that differ most often
    /// come first.
    pub(crate) fn matches_split_arn(&self, arn: &ArnMatcher, text: &[u8], split: ArnSplit) -> bool {
        let pattern = self.patterns.bytes(arn.pattern);
        if arn.literal_head {
            return arn.pattern.shape.matches(pattern, text);
        }
        const ORDER: [usize; 5] = [part::SERVICE, part::ACCOUNT, 3, 1, 0];
        let resource = arn.split.part(pattern, part::RESOURCE);
        let head_matches = |index: usize| {
            let bit = 1 << index;
            if arn.any_parts & bit != 0 {
                return true;
            }
            let (pattern, text) = (arn.split.part(pattern, index), split.part(text, index));
            if arn.exact_parts & bit != 0 {
                pattern == text
            } else {
                wildcard::matches(pattern, text)
            }
        };
        head_matches(ORDER[0])
            && arn.tail.matches(resource, split.part(text, part::RESOURCE))
            && ORDER[1..].iter().all(|index| head_matches(*index))
    }

    pub(crate) fn arn_bytes(&self, arn: &ArnMatcher) -> (&[u8], ArnSplit) {
        (self.patterns.bytes(arn.pattern), arn.split)
    }

    /// S6.3–S6.9: substitutes the variables, once; their values are literal text.
    ///
    /// `length` is the length in bytes of the text that the result is compared with. An expansion
    /// that is literal and much longer can't match it and isn't built: a value that is referenced
    /// often enough would take any amount of memory. Folding letter case can make a text three
    /// times as long.
    pub(crate) fn expand(
        &self,
        template: TemplateRef,
        facts: &Facts<'_>,
        length: usize,
    ) -> Expansion {
        const ROOM: usize = 16;
        let longest = length.saturating_mul(4).saturating_add(ROOM);
        let mut expanded: SmallVec<[u8; 128]> = SmallVec::new();
        let mut literal = 0_usize;
        let mut substitute = |value: &str, expanded: &mut SmallVec<[u8; 128]>| {
            literal = literal.saturating_add(value.len());
            if literal <= longest {
                expanded.extend_from_slice(value.as_bytes());
            }
        };
        let mut unknown = false;
        let range = template.start as usize..template.end as usize;
        for piece in self.patterns.pieces.get(range).unwrap_or_default() {
            let variable = match piece {
                TemplatePiece::Bytes { start, end } => {
                    let range = *start as usize..*end as usize;
                    expanded.extend_from_slice(self.patterns.bytes.get(range).unwrap_or_default());
                    continue;
                }
                #[expect(
                    clippy::indexing_slicing,
                    reason = "the lengths of a piece and of its variable are added"
                )]
                TemplatePiece::Variable(index) => &self.patterns.variables[*index as usize],
            };
            match facts.lookup(&variable.key, variable.derived) {
                // S6.6: a key or a default with an empty text has no value.
                Lookup::One(value) if !value.is_empty() => substitute(value, &mut expanded),
                Lookup::One(_) | Lookup::Absent => match variable.default.as_deref() {
                    Some(default) if !default.is_empty() => substitute(default, &mut expanded),
                    _ => return Expansion::Unresolved,
                },
                // S6.9: only single-valued keys.
                Lookup::Many(_) => return Expansion::Unresolved,
                Lookup::Unknown => unknown = true,
            }
        }
        if unknown {
            Expansion::Unknown
        } else if literal > longest {
            Expansion::TooLong
        } else {
            Expansion::Done(expanded)
        }
    }
}

impl Arena {
    /// The first variable of a template whose key is unknown.
    pub(crate) fn unknown_variable(
        &self,
        template: TemplateRef,
        facts: &Facts<'_>,
    ) -> Option<(&Key, Option<DerivedKey>)> {
        let mut keys = self.variables_of(template);
        keys.find(|(key, derived)| matches!(facts.lookup(key, *derived), Lookup::Unknown))
    }

    /// The keys of a template's variables.
    pub(crate) fn variables_of(
        &self,
        template: TemplateRef,
    ) -> impl Iterator<Item = (&Key, Option<DerivedKey>)> {
        let range = template.start as usize..template.end as usize;
        let pieces = self.patterns.pieces.get(range).unwrap_or_default();
        pieces.iter().filter_map(|piece| match piece {
            TemplatePiece::Bytes { .. } => None,
            TemplatePiece::Variable(index) => {
                let variable = self.patterns.variables.get(*index as usize)?;
                Some((&variable.key, variable.derived))
            }
        })
    }
}

/// Whether the text matches an ARN pattern in pattern form, part by part.
pub(crate) fn arn_matches(pattern: &[u8], text: &str) -> bool {
    match (ArnSplit::of_bytes(pattern), ArnSplit::of(text)) {
        (Some(pattern_split), Some(split)) => {
            parts_match(pattern, pattern_split, text.as_bytes(), split)
        }
        _ => false,
    }
}

fn parts_match(pattern: &[u8], pattern_split: ArnSplit, text: &[u8], split: ArnSplit) -> bool {
    (1..6)
        .all(|index| wildcard::matches(pattern_split.part(pattern, index), split.part(text, index)))
        && wildcard::matches(pattern_split.part(pattern, 0), split.part(text, 0))
}
