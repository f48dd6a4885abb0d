//! Processes lines: in order, on all threads, in bounded memory, and without delaying an answer to
//! a line that has arrived.

mod input;
mod workers;

pub(crate) use input::{Batch, Content, Input};
pub(crate) use workers::{Tally, run};
