//! Numeric operators: as decimal numbers (S5.5).

use super::family::{Family, Scope};
use super::many_values::in_relation_to_any;
use crate::logic::Truth;
use iam_syntax::document::operator::Relation;
use iam_syntax::document::{Document, Text};
use iam_syntax::value::decimal::Decimal;

/// `NumericEquals`, `NumericLessThan` and so on.
#[derive(Debug, Clone, Copy)]
pub(super) struct InRelation(pub(super) Relation);

/// A number whose digits are a range of the document.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Number {
    negative: bool,
    digits: Text,
    scale: i64,
}

impl Number {
    fn decimal(self, document: &Document) -> Decimal<'_> {
        Decimal::from_parts(self.negative, document.text(self.digits), self.scale)
    }
}

/// `None` for a text that is not a number.
pub(super) fn compile(document: &Document, text: Text) -> Option<Number> {
    let value = document.text(text);
    let (negative, digits, scale) = Decimal::parse(value)?.parts();
    Some(Number {
        negative,
        digits: text.subslice(value, digits),
        scale,
    })
}

impl Family for InRelation {
    type Operand = Option<Number>;
    type Value<'v> = Option<Decimal<'v>>;

    fn read<'v>(self, text: &'v str) -> Option<Decimal<'v>> {
        Decimal::parse(text)
    }

    fn compare(
        self,
        value: &Option<Decimal<'_>>,
        operand: &Option<Number>,
        scope: Scope<'_>,
    ) -> Truth {
        let (Some(value), Some(operand)) = (value, operand) else {
            return Truth::False;
        };
        let operand = operand.decimal(&scope.arena.document);
        Truth::from(self.0.holds(value.compare(&operand)))
    }

    fn compare_many(
        self,
        values: &[Box<str>],
        operands: &[Option<Number>],
        scope: Scope<'_>,
    ) -> Vec<Truth> {
        let document = &scope.arena.document;
        let operands = operands.iter();
        let operands = operands.map(|operand| operand.map(|number| number.decimal(document)));
        let values = values.iter().map(|value| Decimal::parse(value));
        in_relation_to_any(self.0, operands.collect(), values, Decimal::compare)
    }
}
