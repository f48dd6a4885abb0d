//! The patterns of a policy, in one allocation.

use super::{Crossing, Start};
use crate::request::{Action, DerivedKey, Key};
use iam_syntax::document::{Document, Text};
use iam_syntax::pattern::arn::{ArnSplit, part};
use iam_syntax::pattern::variables::{self, Piece};
use iam_syntax::pattern::wildcard::{self, RUN, Shape};
use iam_syntax::text::fold;
use smallvec::SmallVec;

/// All patterns of a policy.
#[derive(Debug, Default)]
pub(crate) struct Patterns {
    pub(crate) bytes: Vec<u8>,
    pub(crate) pieces: Vec<TemplatePiece>,
    pub(crate) variables: Vec<Variable>,
    pub(crate) crossings: Vec<Crossing>,
}

/// A pattern: the range of its bytes, and its shape.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PatternRef {
    start: u32,
    end: u32,
    pub(crate) shape: Shape,
}

/// A pattern of an action (S2.4): the service's prefix and the name are matched separately.
#[derive(Debug, Clone, Copy)]
pub(crate) enum ActionPattern {
    /// `*`
    Any,
    Parts {
        service: PatternRef,
        name: PatternRef,
        /// The hash of a service without wildcards.
        service_hash: Option<u64>,
    },
}

/// A pattern of an ARN (S3.2).
#[derive(Debug, Clone, Copy)]
pub(crate) struct ArnMatcher {
    pub(crate) pattern: PatternRef,
    pub(crate) split: ArnSplit,
    /// No wildcard before the fifth colon: whatever matches as a whole matches part by part.
    pub(crate) literal_head: bool,
    /// The parts that are `*`, and those without wildcards, as bit sets.
    pub(crate) any_parts: u8,
    pub(crate) exact_parts: u8,
    /// The shape of the sixth part.
    pub(crate) tail: Shape,
}

/// A text with policy variables: a range of the policy's template pieces.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TemplateRef {
    pub(crate) start: u32,
    pub(crate) end: u32,
}

#[derive(Debug)]
pub(crate) enum TemplatePiece {
    /// Already in pattern form.
    Bytes {
        start: u32,
        end: u32,
    },
    Variable(u32),
}

impl TemplatePiece {
    pub(crate) fn bytes(start: usize, end: usize) -> Self {
        Self::Bytes {
            start: count(start),
            end: count(end),
        }
    }
}

#[derive(Debug)]
pub(crate) struct Variable {
    pub(crate) key: Key,
    pub(crate) derived: Option<DerivedKey>,
    pub(crate) default: Option<Box<str>>,
}

/// Whether `*` and `?` in the text around variables are wildcards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TextRole {
    Pattern,
    Literal,
}

/// A template with its variables substituted.
pub(crate) enum Expansion {
    Done(SmallVec<[u8; 128]>),
    /// It can't match a text of the given length.
    TooLong,
    /// A variable has no value and no default (S6.6).
    Unresolved,
    /// A variable's key is unknown.
    Unknown,
}

impl Patterns {
    pub(crate) fn with_capacity(bytes: usize) -> Self {
        Self {
            bytes: Vec::with_capacity(bytes),
            ..Self::default()
        }
    }

    pub(crate) fn add(&mut self, text: &str) -> PatternRef {
        let start = self.bytes.len();
        wildcard::append(text, &mut self.bytes);
        self.reference(start)
    }

    /// S2.1: letter case is only folded here and in the request's action.
    #[expect(
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        reason = "positions in the text just appended, which is at most as long as the document"
    )]
    pub(crate) fn action(&mut self, text: &str) -> ActionPattern {
        let Some(colon) = fold::find_colon(text.as_bytes()) else {
            return ActionPattern::Any;
        };
        let start = self.bytes.len();
        if memchr::memchr2(b'*', b'?', text.as_bytes()).is_none() {
            // Most actions are names: one copy serves both parts.
            self.bytes.extend_from_slice(text.as_bytes());
            self.bytes[start..].make_ascii_lowercase();
            let exact = |from: usize, to: usize| PatternRef {
                start: count(start + from),
                end: count(start + to),
                shape: Shape::Exact,
            };
            return ActionPattern::Parts {
                service: exact(0, colon),
                name: exact(colon + 1, text.len()),
                service_hash: Some(fold::hash(&self.bytes[start..start + colon])),
            };
        }
        let (service, name) = text.split_at(colon);
        let service = self.add(service);
        self.bytes.push(b':');
        let name = self.add(&name[1..]);
        self.bytes[start..].make_ascii_lowercase();
        let exact = service.shape == Shape::Exact;
        ActionPattern::Parts {
            service,
            name,
            service_hash: exact.then(|| fold::hash(self.bytes(service))),
        }
    }

    /// S1.8: missing parts are filled with `*`. A final `*` matches them too, which is equivalent
    /// unless a part can match colons (S3.4).
    pub(crate) fn resource(&mut self, text: &str) -> ArnMatcher {
        let start = self.bytes.len();
        wildcard::append(text, &mut self.bytes);
        let split = loop {
            match ArnSplit::of_bytes(self.bytes_from(start)) {
                Some(split) => break split,
                None => self.bytes.extend([b':', RUN]),
            }
        };
        self.arn_from(start, split)
    }

    /// S5.10: an ARN of a condition; `None` if it has fewer than six parts.
    pub(crate) fn arn(&mut self, text: &str) -> Option<ArnMatcher> {
        let start = self.bytes.len();
        wildcard::append(text, &mut self.bytes);
        let split = ArnSplit::of_bytes(self.bytes_from(start))?;
        Some(self.arn_from(start, split))
    }

    fn arn_from(&mut self, start: usize, split: ArnSplit) -> ArnMatcher {
        const HEAD: u8 = (1 << part::RESOURCE) - 1;
        let bytes = self.bytes_from(start);
        let mut any_parts = 0;
        let mut exact_parts = 0;
        let mut tail = Shape::Exact;
        for index in 0..6 {
            tail = Shape::of(split.part(bytes, index));
            match tail {
                Shape::Any => any_parts |= 1 << index,
                Shape::Exact => exact_parts |= 1 << index,
                _ => {}
            }
        }
        ArnMatcher {
            pattern: self.reference(start),
            split,
            literal_head: exact_parts & HEAD == HEAD,
            any_parts,
            exact_parts,
            tail,
        }
    }

    /// The caller ensures that the variables are well formed (S1.22).
    pub(crate) fn template(
        &mut self,
        document: &Document,
        text: Text,
        role: TextRole,
    ) -> TemplateRef {
        let from = self.pieces.len();
        for piece in variables::pieces(document.text(text)).flatten() {
            let start = self.bytes.len();
            match piece {
                Piece::Text(text) if role == TextRole::Pattern => {
                    wildcard::append(text, &mut self.bytes);
                }
                Piece::Text(text) | Piece::Literal(text) => {
                    self.bytes.extend_from_slice(text.as_bytes());
                }
                Piece::Variable { name, default } => {
                    self.push_variable(name, default);
                    continue;
                }
            }
            self.pieces
                .push(TemplatePiece::bytes(start, self.bytes.len()));
        }
        self.template_from(from)
    }

    pub(crate) fn push_variable(&mut self, name: &str, default: Option<&str>) {
        let key = Key::new(name);
        self.pieces
            .push(TemplatePiece::Variable(count(self.variables.len())));
        self.variables.push(Variable {
            derived: DerivedKey::of(key.folded()),
            key,
            default: default.map(Into::into),
        });
    }

    /// Makes a template of the pieces since `from`.
    pub(crate) fn template_from(&self, from: usize) -> TemplateRef {
        TemplateRef {
            start: count(from),
            end: count(self.pieces.len()),
        }
    }

    /// The bytes appended since `start`.
    fn bytes_from(&self, start: usize) -> &[u8] {
        self.bytes.get(start..).unwrap_or_default()
    }

    fn reference(&self, start: usize) -> PatternRef {
        PatternRef {
            start: count(start),
            end: count(self.bytes.len()),
            shape: Shape::of(self.bytes_from(start)),
        }
    }

    #[inline]
    pub(crate) fn bytes(&self, pattern: PatternRef) -> &[u8] {
        self.bytes
            .get(pattern.start as usize..pattern.end as usize)
            .unwrap_or_default()
    }

    pub(crate) fn arn_part(&self, arn: &ArnMatcher, index: usize) -> &[u8] {
        arn.split.part(self.bytes(arn.pattern), index)
    }

    /// The required start of an action's name.
    pub(crate) fn name_start(&self, pattern: &ActionPattern) -> Start {
        match pattern {
            ActionPattern::Any => Start::ANY,
            ActionPattern::Parts { name, .. } => Start::of(self.bytes(*name)),
        }
    }

    /// The full text of an action without wildcards, folded: `ec2:runinstances`.
    pub(crate) fn exact_action(&self, pattern: &ActionPattern) -> Option<&[u8]> {
        match pattern {
            ActionPattern::Parts { service, name, .. }
                if service.shape == Shape::Exact && name.shape == Shape::Exact =>
            {
                self.bytes.get(service.start as usize..name.end as usize)
            }
            _ => None,
        }
    }

    /// The full text of an action pattern, folded, in pattern form (`ec2:describe` and a symbol);
    /// `None` for `*`.
    pub(crate) fn action_bytes(&self, pattern: &ActionPattern) -> Option<&[u8]> {
        match pattern {
            ActionPattern::Any => None,
            ActionPattern::Parts { service, name, .. } => {
                self.bytes.get(service.start as usize..name.end as usize)
            }
        }
    }

    /// For a pattern that matches one action, or all actions with a prefix: the literal text,
    /// folded, and whether more may follow.
    pub(crate) fn literal_start(&self, pattern: &ActionPattern) -> Option<(&[u8], bool)> {
        let ActionPattern::Parts { service, name, .. } = pattern else {
            return None;
        };
        let text = self.action_bytes(pattern)?;
        match (service.shape, name.shape) {
            (Shape::Exact, Shape::Exact) => Some((text, false)),
            (Shape::Exact, Shape::Prefix | Shape::Any) => Some((text.strip_suffix(&[RUN])?, true)),
            _ => None,
        }
    }

    /// The hash of an action pattern's service, if it has no wildcard.
    pub(crate) fn service_hash(&self, pattern: &ActionPattern) -> Option<u64> {
        match pattern {
            ActionPattern::Parts { service_hash, .. } => *service_hash,
            ActionPattern::Any => None,
        }
    }

    pub(crate) fn matches_action(&self, pattern: &ActionPattern, action: &Action<'_>) -> bool {
        match pattern {
            ActionPattern::Any => true,
            ActionPattern::Parts {
                service,
                name,
                service_hash,
            } => {
                let is_service = match service_hash {
                    Some(hash) => {
                        *hash == action.service_hash
                            && fold::same(self.bytes(*service), action.service())
                    }
                    None => self.matches_folded(*service, action.service()),
                };
                is_service && self.matches_folded(*name, action.name())
            }
        }
    }

    /// Whether the text, once folded, matches.
    #[inline]
    #[expect(
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        reason = "a prefix has one symbol, and a pattern of the shape `Contains` two"
    )]
    fn matches_folded(&self, pattern: PatternRef, text: &[u8]) -> bool {
        let bytes = self.bytes(pattern);
        match pattern.shape {
            Shape::Any => true,
            Shape::Exact => fold::same(bytes, text),
            Shape::Prefix => {
                let literals = &bytes[..bytes.len() - 1];
                let start = text.get(..literals.len());
                start.is_some_and(|start| fold::same(literals, start))
            }
            // The search takes text times pattern in the worst case, which is little for a name.
            Shape::Contains if text.len() <= 64 => fold::contains(&bytes[1..bytes.len() - 1], text),
            shape => {
                let mut folded: SmallVec<[u8; 64]> = SmallVec::from_slice(text);
                folded.make_ascii_lowercase();
                shape.matches(bytes, &folded)
            }
        }
    }

    #[inline]
    pub(crate) fn matches_bytes(&self, pattern: PatternRef, text: &[u8]) -> bool {
        pattern.shape.matches(self.bytes(pattern), text)
    }
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
