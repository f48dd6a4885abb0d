//! An object for each policy.

use super::{MatrixForm, Wanted, actions, places};
use crate::form::json::EscapingWriter;
use iam_eval::{ActionUniverse, DecisionRow};
use serde::ser::{Serialize, SerializeMap, Serializer};
use std::io::{self, Write};

/// Writes a line for each policy: its name, and a list of actions for each wanted decision, or an
/// error. [`SCHEMA`](super::SCHEMA) describes it.
#[derive(Debug)]
pub struct JsonMatrix<W: Write> {
    out: W,
    actions: Vec<String>,
    wanted: Wanted,
}

impl<W: Write> JsonMatrix<W> {
    /// A writer of lines.
    pub fn new(out: W, universe: &ActionUniverse, wanted: Wanted) -> Self {
        Self {
            out,
            actions: actions(universe),
            wanted,
        }
    }
}

struct Line<'a> {
    name: &'a str,
    answer: Result<&'a DecisionRow, &'a str>,
    actions: &'a [String],
    wanted: &'a Wanted,
}

impl Serialize for Line<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut line = serializer.serialize_map(None)?;
        line.serialize_entry("policy", self.name)?;
        match self.answer {
            Err(error) => line.serialize_entry("error", error)?,
            Ok(row) => {
                for (decision, word) in self.wanted.columns() {
                    let actions = places(row, decision).filter_map(|place| self.actions.get(place));
                    line.serialize_entry(word, &actions.collect::<Vec<_>>())?;
                }
            }
        }
        line.end()
    }
}

impl<W: Write> MatrixForm for JsonMatrix<W> {
    fn policy(&mut self, name: &str, answer: Result<&DecisionRow, &str>) -> io::Result<()> {
        let line = Line {
            name,
            answer,
            actions: &self.actions,
            wanted: &self.wanted,
        };
        serde_json::to_writer(EscapingWriter::new(&mut self.out), &line)?;
        writeln!(self.out)
    }

    fn finish(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
