//! Conditions (S5): each operator's comparison, and how values, sets and absent keys combine.

mod compile;
pub(crate) mod decimal;
mod evaluate;
pub(crate) mod ip;
mod many;
pub(crate) mod moment;

pub(crate) use compile::{CompiledCondition, Operand};
