//! A row for each policy and action.

use super::{MatrixForm, Wanted, actions, places};
use crate::form::csv::CsvWriter;
use iam_eval::{ActionUniverse, DecisionRow};
use std::io::{self, Write};

/// Writes `policy,action,decision,error`, a row for each action with one of the wanted decisions,
/// and one for a policy that has none because it can't be read.
#[derive(Debug)]
pub struct CsvMatrix<W: Write> {
    table: Option<CsvWriter<W>>,
    actions: Vec<String>,
    wanted: Wanted,
}

impl<W: Write> CsvMatrix<W> {
    /// Begins the table.
    ///
    /// # Errors
    /// What the writer gives.
    pub fn new(out: W, universe: &ActionUniverse, wanted: Wanted) -> io::Result<Self> {
        Ok(Self {
            table: Some(CsvWriter::new(
                out,
                ["policy", "action", "decision", "error"],
            )?),
            actions: actions(universe),
            wanted,
        })
    }
}

impl<W: Write> MatrixForm for CsvMatrix<W> {
    fn policy(&mut self, name: &str, answer: Result<&DecisionRow, &str>) -> io::Result<()> {
        let Some(table) = &mut self.table else {
            return Ok(());
        };
        let row = match answer {
            Ok(row) => row,
            Err(error) => return table.row([name, "", "", error]),
        };
        for (decision, word) in self.wanted.columns() {
            for place in places(row, decision) {
                let action = self.actions.get(place).map_or("", String::as_str);
                table.row([name, action, word, ""])?;
            }
        }
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        self.table.take().map_or(Ok(()), CsvWriter::finish)
    }
}
