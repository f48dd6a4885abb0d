//! Values with policy variables (S6), which String and Arn operators and `Bool` accept.

use super::family::Scope;
use super::many_values::Matches;
use crate::arena::{Expansion, Patterns, TemplateRef, TextRole};
use crate::logic::Truth;
use iam_syntax::document::{Document, Text, Version};
use iam_syntax::pattern::variables;

/// A value of the policy: parsed, or with variables that are substituted before the comparison.
#[derive(Debug)]
pub(crate) enum OrTemplate<T> {
    Parsed(T),
    Template(TemplateRef),
}

impl<T> OrTemplate<T> {
    /// `role` determines whether `*` and `?` around the variables are wildcards.
    pub(super) fn compile(
        document: &Document,
        text: Text,
        patterns: &mut Patterns,
        role: TextRole,
        parse: impl FnOnce(&str, &mut Patterns) -> T,
    ) -> Self {
        let value = document.text(text);
        let has_variables = document.version() == Version::V2012
            && document.mentions_variables()
            && variables::find(value).is_some();
        match has_variables {
            true => Self::Template(patterns.template(document, text, role)),
            false => Self::Parsed(parse(value, patterns)),
        }
    }

    pub(super) fn template(&self) -> Option<TemplateRef> {
        match self {
            Self::Parsed(_) => None,
            Self::Template(template) => Some(*template),
        }
    }
}

impl Scope<'_> {
    /// Compares the template, after substituting its variables, with a text of `length` bytes.
    pub(super) fn compare_expanded(
        self,
        template: TemplateRef,
        length: usize,
        is_matched_by: impl FnOnce(&[u8]) -> bool,
    ) -> Truth {
        match self.arena.expand(template, self.facts, length) {
            Expansion::Done(bytes) => Truth::from(is_matched_by(&bytes)),
            // S6.6: a variable without a value makes its value match nothing.
            Expansion::Unresolved | Expansion::TooLong => Truth::False,
            Expansion::Unknown => Truth::Unknown,
        }
    }

    /// Matches many values: records in `found` those that match the expanded template.
    pub(super) fn match_expanded<'v>(
        self,
        template: TemplateRef,
        found: &mut Matches<'v>,
        note: impl FnOnce(&mut Matches<'v>, &[u8]),
    ) {
        match self.arena.expand(template, self.facts, found.longest()) {
            Expansion::Done(bytes) => note(found, &bytes),
            Expansion::Unresolved | Expansion::TooLong => {}
            Expansion::Unknown => found.unknown(),
        }
    }
}
