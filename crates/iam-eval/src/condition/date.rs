//! Date operators: as points in time (S5.6).

use super::family::{Family, Scope};
use super::many_values::in_relation_to_any;
use crate::logic::Truth;
use iam_syntax::document::operator::Relation;
use iam_syntax::value::moment::Moment;

/// `DateEquals`, `DateLessThan` and so on.
#[derive(Debug, Clone, Copy)]
pub(super) struct InRelation(pub(super) Relation);

/// `None` for a text that is not a date.
pub(super) fn compile(value: &str) -> Option<Moment> {
    Moment::parse_of_policy(value)
}

impl Family for InRelation {
    type Operand = Option<Moment>;
    type Value<'v> = Option<Moment>;

    fn read(self, text: &str) -> Option<Moment> {
        Moment::parse(text)
    }

    fn compare(self, value: &Option<Moment>, operand: &Option<Moment>, _: Scope<'_>) -> Truth {
        match (value, operand) {
            (Some(value), Some(operand)) => Truth::from(self.0.holds(value.cmp(operand))),
            (None, _) | (_, None) => Truth::False,
        }
    }

    fn compare_many(
        self,
        values: &[Box<str>],
        operands: &[Option<Moment>],
        _: Scope<'_>,
    ) -> Vec<Truth> {
        let values = values.iter().map(|value| Moment::parse(value));
        in_relation_to_any(self.0, operands.to_vec(), values, Ord::cmp)
    }
}
