//! The values of a policy's conditions, each parsed once: one list per family of operators.

use super::numeric::Number;
use super::variables::OrTemplate;
use super::{arn, binary, boolean, date, ip_address, numeric, string};
use crate::arena::{ArnMatcher, PatternRef, Patterns};
use iam_syntax::document::operator::{Comparison, Operator};
use iam_syntax::document::{Document, Text};
use iam_syntax::value::ip::IpRange;
use iam_syntax::value::moment::Moment;
use std::ops::Range;

/// `None` is a value that nothing matches, such as `ten` under `NumericEquals` (S5.5).
#[derive(Debug, Default)]
pub(crate) struct Operands {
    texts: Vec<OrTemplate<Text>>,
    patterns: Vec<OrTemplate<PatternRef>>,
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
    /// Compiles the values of one condition, and returns their range in the list of the operator's family.
    pub(crate) fn compile(
        &mut self,
        document: &Document,
        operator: Operator,
        texts: &[Text],
        patterns: &mut Patterns,
    ) -> Range<u32> {
        let parsed = |text: &Text| document.text(*text);
        let most = document.condition_nodes().len();
        match operator.comparison() {
            Comparison::StringEquals | Comparison::StringEqualsIgnoreCase => {
                append(&mut self.texts, most, texts, |text| {
                    string::compile_text(document, *text, patterns)
                })
            }
            Comparison::StringLike => append(&mut self.patterns, most, texts, |text| {
                string::compile_pattern(document, *text, patterns)
            }),
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
                date::compile(parsed(text))
            }),
            Comparison::IpAddress => append(&mut self.address_ranges, most, texts, |text| {
                ip_address::compile(parsed(text))
            }),
            Comparison::Binary => append(&mut self.encoded, most, texts, |text| {
                binary::compile(document, *text)
            }),
            Comparison::Null => append(&mut self.absences, most, texts, |text| {
                boolean::parse(parsed(text))
            }),
        }
    }

    pub(super) fn texts(&self, range: &Range<u32>) -> &[OrTemplate<Text>] {
        slice(&self.texts, range)
    }

    pub(super) fn patterns(&self, range: &Range<u32>) -> &[OrTemplate<PatternRef>] {
        slice(&self.patterns, range)
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

fn append<T>(
    list: &mut Vec<T>,
    most: usize,
    texts: &[Text],
    compile: impl FnMut(&Text) -> T,
) -> Range<u32> {
    if list.is_empty() {
        // Most conditions have one value, and most documents use one family of operators.
        list.reserve(most);
    }
    let from = length(list);
    list.extend(texts.iter().map(compile));
    from..length(list)
}

fn length<T>(list: &[T]) -> u32 {
    u32::try_from(list.len()).unwrap_or(u32::MAX)
}

fn slice<'o, T>(list: &'o [T], range: &Range<u32>) -> &'o [T] {
    list.get(range.start as usize..range.end as usize)
        .unwrap_or_default()
}
