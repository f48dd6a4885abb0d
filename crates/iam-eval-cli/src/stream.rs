//! Lines in, lines out: in order, on all threads, in bounded memory, and without ever making a peer
//! wait for an answer whose question has arrived.

mod input;
mod workers;

pub(crate) use input::{Batch, Content, Input};
pub(crate) use workers::{Tally, run};
