//! `Bool` (S5.7).

use super::family::{Family, Scope};
use super::variables::OrTemplate;
use crate::arena::{Patterns, TextRole};
use crate::logic::Truth;
use iam_syntax::document::{Document, Text};

#[derive(Debug, Clone, Copy)]
pub(super) struct Equal;

/// `None` for a text that is neither `true` nor `false`.
pub(super) fn compile(
    document: &Document,
    text: Text,
    patterns: &mut Patterns,
) -> OrTemplate<Option<bool>> {
    let role = TextRole::Literal;
    OrTemplate::compile(document, text, patterns, role, |value, _| parse(value))
}

/// S5.7: `true` and `false`, in any letter case (OPEN).
pub(super) fn parse(text: &str) -> Option<bool> {
    if text.eq_ignore_ascii_case("true") {
        Some(true)
    } else if text.eq_ignore_ascii_case("false") {
        Some(false)
    } else {
        None
    }
}

impl Family for Equal {
    type Operand = OrTemplate<Option<bool>>;
    /// OPEN for a `Bool` with the value `false`: a request value that is neither doesn't match.
    type Value<'v> = Option<bool>;

    #[inline]
    fn read(self, text: &str) -> Option<bool> {
        parse(text)
    }

    #[inline]
    fn compare(self, value: &Option<bool>, operand: &Self::Operand, scope: Scope<'_>) -> Truth {
        match operand {
            OrTemplate::Parsed(wanted) => Truth::from(value.is_some() && value == wanted),
            OrTemplate::Template(template) => scope.compare_expanded(*template, 0, |text| {
                let wanted = std::str::from_utf8(text).ok().and_then(parse);
                value.is_some() && *value == wanted
            }),
        }
    }

    /// There are three kinds of values: true, false, and others.
    fn compare_many(
        self,
        values: &[Box<str>],
        operands: &[Self::Operand],
        scope: Scope<'_>,
    ) -> Vec<Truth> {
        let [yes, no, other] = [Some(true), Some(false), None]
            .map(|value| Truth::any(operands, |operand| self.compare(&value, operand, scope)));
        let of = |value: &str| match parse(value) {
            Some(true) => yes,
            Some(false) => no,
            None => other,
        };
        values.iter().map(|value| of(value)).collect()
    }
}
