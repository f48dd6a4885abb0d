//! Decisions of many policies about many actions: as CSV, as JSON Lines, as Arrow IPC.
//!
//! A form writes a policy at a time, so that a table of any length passes through. What is written
//! is which actions have which of the wanted decisions: most are implicit denies, which are all
//! others where they aren't asked for.

#[cfg(feature = "arrow")]
mod arrow;
mod csv;
mod json;

#[cfg(feature = "arrow")]
pub use arrow::ArrowMatrix;
pub use csv::CsvMatrix;
pub use json::JsonMatrix;

use iam_eval::{ActionUniverse, Decision, DecisionRow};
use std::io;

/// The JSON Schema of a line of [`JsonMatrix`].
pub const SCHEMA: &str = include_str!("../../../docs/schema/matrix-1.schema.json");

/// A form of the table.
pub trait MatrixForm {
    /// Writes a policy: its decisions, or why it has none.
    ///
    /// # Errors
    /// What the writer gives.
    fn policy(&mut self, name: &str, answer: Result<&DecisionRow, &str>) -> io::Result<()>;

    /// Writes what is still held back, and ends the table.
    ///
    /// # Errors
    /// What the writer gives.
    fn finish(&mut self) -> io::Result<()>;
}

/// Which decisions are written, each with its name in the JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted(Vec<Decision>);

/// The decisions with the names of their columns.
const COLUMNS: [(Decision, &str); 3] = [
    (Decision::Allowed, "allowed"),
    (Decision::ExplicitDeny, "explicitDeny"),
    (Decision::ImplicitDeny, "implicitDeny"),
];

impl Wanted {
    /// These decisions; allowed and explicitly denied actions where there are none.
    #[must_use]
    pub fn new(decisions: &[Decision]) -> Self {
        let chosen = COLUMNS.map(|(decision, _)| decision);
        let chosen = chosen.into_iter().filter(|decision| match decisions {
            [] => *decision != Decision::ImplicitDeny,
            some => some.contains(decision),
        });
        Self(chosen.collect())
    }

    fn columns(&self) -> impl Iterator<Item = (Decision, &'static str)> + '_ {
        let wanted = |(decision, _): &(Decision, &str)| self.0.contains(decision);
        COLUMNS.into_iter().filter(wanted)
    }
}

/// The places of the actions with a decision.
fn places(row: &DecisionRow, wanted: Decision) -> impl Iterator<Item = usize> + '_ {
    let decisions = row.decisions().enumerate();
    decisions.filter_map(move |(place, decision)| (decision == wanted).then_some(place))
}

/// The universe's actions, in the order of a row.
fn actions(universe: &ActionUniverse) -> Vec<String> {
    universe.actions().map(str::to_owned).collect()
}
