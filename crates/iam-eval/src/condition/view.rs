//! The values of a condition as they are compared, for analysis.

use super::variables::OrTemplate;
use super::{CompiledCondition, Operands};
use crate::arena::{Arena, PatternPart};
use iam_syntax::document::operator::Comparison;

/// A value of a condition that is compared as text.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum TextOperand<'a> {
    /// A text or a pattern without variables; its wildcards are limited as the operator requires.
    Pattern(Vec<u8>),
    /// With variables. The wildcards in an ARN's first five parts are not limited yet: parts are counted after the
    /// substitution.
    Template(Vec<PatternPart<'a>>),
    /// A boolean.
    Bool(bool),
    /// A number, a date or an address range.
    Other,
    /// A value that nothing matches.
    Never,
}

impl<'a> TextOperand<'a> {
    fn text(text: &str) -> Self {
        Self::Pattern(text.as_bytes().to_vec())
    }
}

impl CompiledCondition {
    pub(crate) fn text_operands<'a>(
        &self,
        arena: &'a Arena,
        operands: &Operands,
    ) -> Vec<TextOperand<'a>> {
        let range = &self.operands;
        let document = &arena.document;
        match self.operator.comparison() {
            Comparison::StringEquals | Comparison::StringEqualsIgnoreCase => {
                with_templates(arena, operands.texts(range), |text| {
                    TextOperand::text(document.text(*text))
                })
            }
            Comparison::StringLike => with_templates(arena, operands.patterns(range), |pattern| {
                TextOperand::Pattern(arena.patterns.bytes(*pattern).to_vec())
            }),
            Comparison::Arn => with_templates(arena, operands.arns(range), |arn| {
                parsed(arn.as_ref(), |arn| {
                    TextOperand::Pattern(arena.limited_arn(arn))
                })
            }),
            Comparison::Bool => with_templates(arena, operands.booleans(range), |value| {
                parsed(value.as_ref(), |value| TextOperand::Bool(*value))
            }),
            Comparison::Binary => all_parsed(operands.encoded(range), |text| {
                TextOperand::text(document.text(*text))
            }),
            Comparison::Null => {
                all_parsed(operands.absences(range), |value| TextOperand::Bool(*value))
            }
            Comparison::Numeric(_) => all_parsed(operands.numbers(range), |_| TextOperand::Other),
            Comparison::Date(_) => all_parsed(operands.dates(range), |_| TextOperand::Other),
            Comparison::IpAddress => {
                all_parsed(operands.address_ranges(range), |_| TextOperand::Other)
            }
        }
    }
}

fn with_templates<'a, T>(
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

fn all_parsed<'a, T>(
    operands: &[Option<T>],
    view: impl Fn(&T) -> TextOperand<'a>,
) -> Vec<TextOperand<'a>> {
    let operands = operands.iter();
    operands
        .map(|operand| parsed(operand.as_ref(), &view))
        .collect()
}

/// `None` for a value that doesn't parse (S5.5).
fn parsed<'a, T>(operand: Option<T>, view: impl FnOnce(T) -> TextOperand<'a>) -> TextOperand<'a> {
    operand.map_or(TextOperand::Never, view)
}
