//! The values of a condition as they are compared, for analysis.

use super::variables::OrTemplate;
use crate::arena::{Arena, PatternPart};

/// A value of a condition that is compared as text.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum TextOperand<'a> {
    /// A text or a pattern without variables; its wildcards are limited as the operator requires.
    Pattern(Vec<u8>),
    /// With variables. The wildcards in an ARN's first five parts are not limited yet: parts are
    /// counted after the substitution.
    Template(Vec<PatternPart<'a>>),
    /// A boolean.
    Bool(bool),
    /// A number, a date or an address range.
    Other,
    /// A value that nothing matches.
    Never,
}

impl<'a> TextOperand<'a> {
    pub(super) fn text(text: &str) -> Self {
        Self::Pattern(text.as_bytes().to_vec())
    }
}

pub(super) fn with_templates<'a, T>(
    arena: &'a Arena,
    operands: &[OrTemplate<T>],
    view: impl Fn(&T) -> TextOperand<'a>,
) -> Vec<TextOperand<'a>> {
    let view = |operand: &OrTemplate<T>| match operand {
        OrTemplate::Parsed(operand) => view(operand),
        OrTemplate::Template(template) => TextOperand::Template(arena.template_parts(*template)),
    };
    operands.iter().map(view).collect()
}

pub(super) fn all_parsed<'a, T>(
    operands: &[Option<T>],
    view: impl Fn(&T) -> TextOperand<'a>,
) -> Vec<TextOperand<'a>> {
    let operands = operands.iter();
    operands
        .map(|operand| parsed(operand.as_ref(), &view))
        .collect()
}

/// `None` for a value that doesn't parse (S5.5).
pub(super) fn parsed<'a, T>(
    operand: Option<T>,
    view: impl FnOnce(T) -> TextOperand<'a>,
) -> TextOperand<'a> {
    operand.map_or(TextOperand::Never, view)
}
