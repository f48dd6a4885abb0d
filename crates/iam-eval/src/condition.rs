//! Conditions (S5): each operator's comparison, and how values, sets and absent keys combine.

mod compile;
mod evaluate;
mod multivalued;

pub(crate) use compile::{CompiledCondition, Operand};
