//! Answers: how they are written, and what the words of a question mean.

use super::call;
use crate::Outcome;
use crate::failure::{Failure, complain};
use iam_access::questions::{Extent, unknown_action};
use iam_access::report::{CatalogInfo, Tool};
use iam_catalog::Catalog;
use iam_cli_support::output;
use iam_eval::Action;
use iam_report::form::text::TextWriter;
use iam_report::questions::{Shown, html, json};
use serde::Serialize;
use std::io::{self, Write};

/// How an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(in crate::command) enum Format {
    /// For people at a terminal
    Text,
    /// For programs: `iam-eval schema` prints the schema
    Json,
    /// For spreadsheets
    Csv,
    /// For browsers: one page that needs no network
    Html,
}

/// What the exit status says of an extent.
pub(in crate::command) const fn outcome_of(extent: Extent) -> Outcome {
    match extent {
        Extent::All | Extent::Some => Outcome::Good,
        Extent::Conditional => Outcome::Undecided,
        Extent::None | Extent::Denied => Outcome::Found,
    }
}

/// Writes an answer, text by `text` and CSV by `csv`.
pub(in crate::command) fn write<A: Serialize + Shown>(
    answer: &A,
    format: Format,
    text: impl FnOnce(&A, &mut TextWriter<'_>) -> io::Result<()>,
    csv: impl FnOnce(&A, &mut dyn Write) -> io::Result<()>,
) -> Result<(), Failure> {
    let mut stdout = io::BufWriter::new(output::for_programs());
    match format {
        Format::Text => {
            let color = output::takes_colours();
            text(answer, &mut TextWriter::new(&mut stdout, width(), color))?;
        }
        Format::Json => json(answer, &mut stdout)?,
        Format::Csv => csv(answer, &mut stdout)?,
        Format::Html => html(answer, &mut stdout)?,
    }
    stdout.flush()?;
    Ok(())
}

/// The width of lines for people.
pub(in crate::command) fn width() -> usize {
    terminal_size::terminal_size().map_or(100, |(width, _)| usize::from(width.0))
}

/// The program, for an answer.
pub(in crate::command) fn tool() -> Tool {
    Tool {
        name: "iam-eval".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    }
}

/// The catalogue, for an answer.
pub(in crate::command) fn catalog_info(catalog: &Catalog) -> CatalogInfo {
    CatalogInfo {
        source: catalog.source().to_owned(),
        version: catalog.version().to_owned(),
        date: Some(catalog.date().to_owned()),
    }
}

/// Whether a word of the command line is an action rather than a file: `service:Name`, without a
/// dot or a slash.
pub(in crate::command) fn is_action(word: &str) -> bool {
    let is_of_action =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':' | b'*' | b'?');
    word.contains(':') && word.bytes().all(is_of_action)
}

/// Whether a word of the command line is a resource rather than a file.
pub(in crate::command) fn is_resource(word: &str) -> bool {
    word.starts_with("arn:") || word == "*"
}

/// Refuses what is not one action; says so where the catalogue doesn't know it.
pub(in crate::command) fn check_action(action: &str, catalog: &Catalog) -> Result<(), Failure> {
    Action::new(action).map_err(|error| call(error.to_string()))?;
    if let Some(remark) = unknown_action(catalog, action) {
        complain(&remark);
    }
    Ok(())
}
