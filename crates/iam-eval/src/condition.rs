//! Conditions (S5): each operator's comparison, and how values, sets and absent keys combine.
//!
//! Each operator family has a file that compiles, reads and compares its values. A new comparison
//! doesn't compile until [`Operands`] stores its values and [`CompiledCondition::holds`] compares
//! them.

mod arn;
mod binary;
mod boolean;
mod date;
mod family;
mod ip_address;
mod list;
mod many_values;
mod null;
mod numeric;
mod operands;
mod string;
mod variables;
mod view;

pub(crate) use operands::Operands;
pub use view::TextOperand;

use crate::arena::{Arena, TemplateRef};
use crate::logic::Truth;
use crate::request::{DerivedKey, Facts, Key};
use family::{Question, Scope};
use iam_syntax::document::operator::{Comparison, Operator};
use std::ops::Range;

/// A condition: one operator and one key.
#[derive(Debug)]
pub(crate) struct CompiledCondition {
    pub(crate) operator: Operator,
    pub(crate) key: Key,
    pub(crate) derived: Option<DerivedKey>,
    /// The policy's values, in the list of the operator's family.
    pub(crate) operands: Range<u32>,
}

impl CompiledCondition {
    /// S5.1–S5.15.
    pub(crate) fn holds(&self, arena: &Arena, operands: &Operands, facts: &Facts<'_>) -> Truth {
        let (operator, range) = (&self.operator, &self.operands);
        let found = facts.lookup(&self.key, self.derived);
        let scope = Scope { arena, facts };
        match operator.comparison() {
            Comparison::Text(test) => {
                let strings = &operands.strings;
                strings.holds(test, (operator, range), scope, found)
            }
            Comparison::Numeric(relation) => {
                let operands = operands.numbers(range);
                Question::new(numeric::InRelation(relation), operator, operands, scope).holds(found)
            }
            Comparison::Date(relation) => {
                let operands = operands.dates(range);
                Question::new(date::InRelation(relation), operator, operands, scope).holds(found)
            }
            Comparison::Bool => {
                Question::new(boolean::Equal, operator, operands.booleans(range), scope)
                    .holds(found)
            }
            Comparison::Binary => {
                Question::new(binary::Equal, operator, operands.encoded(range), scope).holds(found)
            }
            Comparison::IpAddress => {
                let operands = operands.address_ranges(range);
                Question::new(ip_address::Within, operator, operands, scope).holds(found)
            }
            Comparison::Arn => {
                Question::new(arn::Like, operator, operands.arns(range), scope).holds(found)
            }
            Comparison::Null => null::holds(found, operands.absences(range)),
        }
    }

    /// The policy's value at an index, if it has policy variables.
    pub(crate) fn template(&self, operands: &Operands, at: usize) -> Option<TemplateRef> {
        operands.template(self.operator.comparison(), &self.operands, at)
    }

    /// The policy's values, for analysis.
    pub(crate) fn text_operands<'a>(
        &self,
        arena: &'a Arena,
        operands: &Operands,
    ) -> Vec<TextOperand<'a>> {
        operands.view(self.operator.comparison(), &self.operands, arena)
    }

    /// The first variable among the policy's values whose key is unknown.
    pub(crate) fn unknown_variable<'p>(
        &self,
        arena: &'p Arena,
        operands: &Operands,
        facts: &Facts<'_>,
    ) -> Option<(&'p Key, Option<DerivedKey>)> {
        (0..self.operands.len()).find_map(|at| {
            let template = self.template(operands, at)?;
            arena.unknown_variable(template, facts)
        })
    }
}
