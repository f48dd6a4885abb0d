//! The JSON reader of this crate. It knows the line and the column of everything it reads, keeps
//! only a window of an input in memory, whatever the input's length, and never recurses.
//!
//! * [`Reader`] reads an input from its beginning to its end: names, strings, the structure of
//!   objects and arrays. For a policy document only the [extent](crate::location::Extent) is kept:
//!   the engine reads it.
//! * [`Value`] is a value whose text is in memory, such as a role bundle: its members and elements
//!   are values too, each with its position.
//!
//! # Why it is our own code
//!
//! `serde_json` has no positions of values, and no streaming of parts. `struson` 0.6 has both, and
//! was tried in November 2026 on a dump of 19 MB (3,000 roles): keeping the positions of all
//! documents, it took 660 million instructions and read 100 to 140 MB a second; this reader takes
//! 292 million and reads 220 to 270, and builds the account in that time. `struson` describes
//! itself as experimental and not fast yet, and it panics if it is called in the wrong order, which
//! no input must be able to cause. It also counts a single carriage return as a line, which the
//! engine and most editors don't. What it does and this reader doesn't: it validates skipped
//! values. Here only their strings and brackets are checked; the engine checks documents, and
//! nothing else in skipped values has a meaning.

mod reader;
mod skip;
mod string;
mod value;
mod window;

pub(crate) use reader::{Read, Reader};
pub(crate) use value::{Members, Value};

#[cfg(test)]
mod tests;
