//! A statement: its members, in any order, each at most once, and no others (S1.4).

use super::members::{Seen, is_misspelt, unknown};
use super::{Parser, index};
use crate::document::{Effect, Element, ElementNode, StatementNode, Text};
use crate::text::Span;
use crate::text::json::{Parsed, Scalar};
use crate::text::mistake::{Mistake, PolicyErrorKind, quoted};
use std::ops::Range;

/// The elements of a statement that could not be read completely: what they lack is not reported
/// again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::document) struct Unread(u16);

impl Unread {
    pub(in crate::document) const NONE: Self = Self(0);
    pub(in crate::document) const EFFECT: Self = Self::of(Element::Effect);
    pub(in crate::document) const ACTION: Self = Self::of(Element::Action);
    pub(in crate::document) const RESOURCE: Self = Self::of(Element::Resource);
    pub(in crate::document) const PRINCIPAL: Self = Self::of(Element::Principal);
    pub(in crate::document) const CONDITION: Self = Self::of(Element::Condition);
    const ALL: Self = Self(u16::MAX);

    /// Whether one of the elements in `elements` could not be read.
    #[inline]
    pub(in crate::document) const fn has(self, elements: Self) -> bool {
        self.0 & elements.0 != 0
    }

    pub(in crate::document) const fn and(self, elements: Self) -> Self {
        Self(self.0 | elements.0)
    }

    /// The bits of the elements, by their position in [`Element`].
    #[inline]
    pub(super) const fn bits(self) -> u16 {
        self.0
    }

    /// An element in either of its forms.
    #[inline]
    pub(super) const fn of(element: Element) -> Self {
        let other = match element.other_form() {
            Some(other) => 1 << other as u16,
            None => 0,
        };
        Self(1 << element as u16 | other)
    }
}

/// What has been read of a statement so far.
#[derive(Default)]
struct Draft {
    sid: Option<Text>,
    effect: Option<(Effect, Span)>,
    action: Option<ElementNode>,
    resource: Option<ElementNode>,
    principal: Option<ElementNode>,
    unread: Unread,
}

impl Parser<'_, '_> {
    pub(super) fn statement(&mut self) -> Parsed<()> {
        let begin = self.expect_object("a statement: an object")?;
        let conditions_from = index(self.conditions.len());
        let mut draft = Draft::default();
        let outcome = self.statement_members(&mut draft);
        if outcome.is_err() {
            if self.mistakes.is_full() {
                return outcome;
            }
            // The text is cut off: what is present is checked, what is absent might have followed.
            draft.unread = Unread::ALL;
        }
        let span = Span {
            start: begin,
            end: self.reader.consumed(),
        };
        let conditions = conditions_from..index(self.conditions.len());
        self.close_statement(span, draft, conditions)?;
        outcome
    }

    #[inline]
    fn statement_members(&mut self, draft: &mut Draft) -> Parsed<()> {
        let mut seen = Seen::default();
        let mut first = true;
        while let Some(member) = self.reader.member(&mut first)? {
            let name = self.name(member);
            let Some(element) = Element::parse(&name) else {
                let expected = "one of the members `Sid`, `Effect`, `Principal`, `NotPrincipal`, \
                    `Action`, `NotAction`, `Resource`, `NotResource` and `Condition`";
                let misspelt = Element::ALL.into_iter();
                for element in misspelt.filter(|element| is_misspelt(&name, element.name())) {
                    draft.unread = draft.unread.and(Unread::of(element));
                }
                self.skip_member(unknown(member, &name, expected))?;
                continue;
            };
            if let Err(mistake) = seen.note_element(element, member) {
                draft.unread = draft.unread.and(Unread::of(element));
                self.skip_member(mistake)?;
                continue;
            }
            match element {
                Element::Sid => {
                    draft.sid = self.or_skip(|parser| parser.expect_string("a string"))?;
                }
                Element::Effect => {
                    draft.effect = self.or_skip(Self::effect)?;
                    if draft.effect.is_none() {
                        draft.unread = draft.unread.and(Unread::EFFECT);
                    }
                }
                Element::Action | Element::NotAction => {
                    let expected = "an action or an array of actions";
                    let (into, unread) = (&mut draft.action, &mut draft.unread);
                    self.list(into, unread, element, member, expected)?;
                }
                Element::Resource | Element::NotResource => {
                    let expected = "a resource or an array of resources";
                    let (into, unread) = (&mut draft.resource, &mut draft.unread);
                    self.list(into, unread, element, member, expected)?;
                }
                Element::Principal | Element::NotPrincipal => {
                    let from = index(self.principals.len());
                    let outcome = self.or_skip(Self::principal_element);
                    draft.principal = Some(ElementNode {
                        negated: element.is_negated(),
                        name: member.span,
                        list: from..index(self.principals.len()),
                    });
                    if outcome? != Some(true) {
                        draft.unread = draft.unread.and(Unread::PRINCIPAL);
                    }
                }
                Element::Condition => {
                    if self.or_skip(Self::condition_element)? != Some(true) {
                        draft.unread = draft.unread.and(Unread::CONDITION);
                    }
                }
            }
        }
        Ok(())
    }

    /// `Action`, `Resource` and their `Not…` forms. The readable items of a list are kept.
    #[inline]
    fn list(
        &mut self,
        into: &mut Option<ElementNode>,
        unread: &mut Unread,
        element: Element,
        member: Scalar,
        expected: &str,
    ) -> Parsed<()> {
        let from = index(self.texts.len());
        let outcome = self.or_skip(|parser| parser.names(expected));
        *into = Some(ElementNode {
            negated: element.is_negated(),
            name: member.span,
            list: from..index(self.texts.len()),
        });
        if outcome? != Some(true) {
            *unread = unread.and(Unread::of(element));
        }
        Ok(())
    }

    /// Adds the statement. A missing element is reported and replaced by a placeholder: a document
    /// with a mistake is never returned.
    #[inline]
    fn close_statement(&mut self, span: Span, draft: Draft, conditions: Range<u32>) -> Parsed<()> {
        let mut unread = draft.unread;
        let (effect, effect_span) = match draft.effect {
            Some(effect) => effect,
            None => {
                let found = "a statement without `Effect`";
                let missing = (found, "the member `Effect`");
                self.missing(Unread::EFFECT, &mut unread, span, missing)?;
                (Effect::Deny, span)
            }
        };
        let action = match draft.action {
            Some(action) => action,
            None => {
                let found = "a statement with neither `Action` nor `NotAction`";
                let missing = (found, "one of them");
                self.missing(Unread::ACTION, &mut unread, span, missing)?;
                ElementNode {
                    negated: false,
                    name: span,
                    list: 0..0,
                }
            }
        };
        if unread != Unread::NONE {
            self.unread.push((self.statements.len(), unread));
        }
        self.statements.push(StatementNode {
            span,
            sid: draft.sid,
            effect,
            effect_span,
            action,
            resource: draft.resource,
            principal: draft.principal,
            conditions,
        });
        Ok(())
    }

    /// Reports that an element is missing, unless it was present and could not be read.
    #[cold]
    fn missing(
        &mut self,
        element: Unread,
        unread: &mut Unread,
        span: Span,
        (found, expected): (&str, &str),
    ) -> Parsed<()> {
        if unread.has(element) {
            return Ok(());
        }
        *unread = unread.and(element);
        let kind = PolicyErrorKind::MissingElement;
        self.mistakes
            .report(Mistake::new(kind, span, found, expected))
    }

    #[inline]
    fn effect(&mut self) -> Parsed<(Effect, Span)> {
        let effect = self.expect_string("`\"Allow\"` or `\"Deny\"`")?;
        let span = self.span_of(effect);
        match self.decode(effect) {
            "Allow" => Ok((Effect::Allow, span)),
            "Deny" => Ok((Effect::Deny, span)),
            other => Err(Mistake::new(
                PolicyErrorKind::Effect,
                span,
                format!("the effect {}", quoted(other)),
                "`Allow` or `Deny`, in this letter case",
            )),
        }
    }
}
