//! The values of a policy's conditions, each parsed once: one list per family of operators.

use super::list::{append, slice};
use super::numeric::Number;
use super::string::Strings;
use super::variables::OrTemplate;
use super::view::{TextOperand, all_parsed, parsed, with_templates};
use super::{arn, binary, boolean, date, ip_address, numeric};
use crate::arena::{Arena, ArnMatcher, Patterns, TemplateRef};
use iam_syntax::document::operator::{Comparison, Operator};
use iam_syntax::document::{Document, Text};
use iam_syntax::value::ip::IpRange;
use iam_syntax::value::moment::Moment;
use std::ops::Range;

/// `None` is a value that nothing matches, such as `ten` under `NumericEquals` (S5.5).
#[derive(Debug, Default)]
pub(crate) struct Operands {
    pub(super) strings: Strings,
    arns: Vec<OrTemplate<Option<ArnMatcher>>>,
    booleans: Vec<OrTemplate<Option<bool>>>,
    numbers: Vec<Option<Number>>,
    dates: Vec<Option<Moment>>,
    address_ranges: Vec<Option<IpRange>>,
    /// Base64 text.
    encoded: Vec<Option<Text>>,
    /// Whether the key must be absent.
    absences: Vec<Option<bool>>,
}

impl Operands {
    /// Compiles the values of one condition, and returns their range in the list of the operator's
    /// family.
    pub(crate) fn compile(
        &mut self,
        document: &Document,
        operator: Operator,
        texts: &[Text],
        patterns: &mut Patterns,
    ) -> Range<u32> {
        let said = |text: &Text| document.text(*text);
        let most = document.condition_nodes().len();
        match operator.comparison() {
            Comparison::Text(test) => self
                .strings
                .compile(test, document, (most, texts), patterns),
            Comparison::Arn => append(&mut self.arns, most, texts, |text| {
                arn::compile(document, *text, patterns)
            }),
            Comparison::Bool => append(&mut self.booleans, most, texts, |text| {
                boolean::compile(document, *text, patterns)
            }),
            Comparison::Numeric(_) => append(&mut self.numbers, most, texts, |text| {
                numeric::compile(document, *text)
            }),
            Comparison::Date(_) => append(&mut self.dates, most, texts, |text| {
                date::compile(said(text))
            }),
            Comparison::IpAddress => append(&mut self.address_ranges, most, texts, |text| {
                ip_address::compile(said(text))
            }),
            Comparison::Binary => append(&mut self.encoded, most, texts, |text| {
                binary::compile(document, *text)
            }),
            Comparison::Null => append(&mut self.absences, most, texts, |text| {
                boolean::parse(said(text))
            }),
        }
    }

    /// The value at a place among those of one condition, if it has policy variables.
    pub(super) fn template(
        &self,
        comparison: Comparison,
        range: &Range<u32>,
        at: usize,
    ) -> Option<TemplateRef> {
        match comparison {
            Comparison::Text(test) => self.strings.template(test, range, at),
            Comparison::Arn => self.arns(range).get(at)?.template(),
            Comparison::Bool => self.booleans(range).get(at)?.template(),
            Comparison::Numeric(_)
            | Comparison::Date(_)
            | Comparison::Binary
            | Comparison::IpAddress
            | Comparison::Null => None,
        }
    }

    /// The values of one condition, for analysis.
    pub(super) fn view<'a>(
        &self,
        comparison: Comparison,
        range: &Range<u32>,
        arena: &'a Arena,
    ) -> Vec<TextOperand<'a>> {
        match comparison {
            Comparison::Text(test) => self.strings.view(test, range, arena),
            Comparison::Arn => with_templates(arena, self.arns(range), |arn| {
                parsed(arn.as_ref(), |arn| {
                    TextOperand::Pattern(arena.limited_arn(arn))
                })
            }),
            Comparison::Bool => with_templates(arena, self.booleans(range), |value| {
                parsed(value.as_ref(), |value| TextOperand::Bool(*value))
            }),
            Comparison::Binary => all_parsed(self.encoded(range), |text| {
                TextOperand::text(arena.document.text(*text))
            }),
            Comparison::Null => all_parsed(self.absences(range), |value| TextOperand::Bool(*value)),
            Comparison::Numeric(_) => all_parsed(self.numbers(range), |_| TextOperand::Other),
            Comparison::Date(_) => all_parsed(self.dates(range), |_| TextOperand::Other),
            Comparison::IpAddress => all_parsed(self.address_ranges(range), |_| TextOperand::Other),
        }
    }

    pub(super) fn arns(&self, range: &Range<u32>) -> &[OrTemplate<Option<ArnMatcher>>] {
        slice(&self.arns, range)
    }

    pub(super) fn booleans(&self, range: &Range<u32>) -> &[OrTemplate<Option<bool>>] {
        slice(&self.booleans, range)
    }

    pub(super) fn numbers(&self, range: &Range<u32>) -> &[Option<Number>] {
        slice(&self.numbers, range)
    }

    pub(super) fn dates(&self, range: &Range<u32>) -> &[Option<Moment>] {
        slice(&self.dates, range)
    }

    pub(super) fn address_ranges(&self, range: &Range<u32>) -> &[Option<IpRange>] {
        slice(&self.address_ranges, range)
    }

    pub(super) fn encoded(&self, range: &Range<u32>) -> &[Option<Text>] {
        slice(&self.encoded, range)
    }

    pub(super) fn absences(&self, range: &Range<u32>) -> &[Option<bool>] {
        slice(&self.absences, range)
    }
}
