#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod answer;
mod atoms;
mod callers;
mod check;
mod domain;
mod formula;
mod keys;
mod layers;
mod problem;
mod providers;
mod question;
mod scope;
mod solve;
mod statement;
mod theory;
mod witness;

pub use answer::{Comparison, Proof, Reason, Witness};
pub use check::{
    Equivalence, Granted, PublicAccess, Redundancy, ResourceClass, StatementAccess, StatementPlace,
    absent, access_not_granted, compare, compare_by_statement, equivalent, granted, new_access,
    no_public_access, redundant, shadowed,
};
pub use question::{Callers, Question};
