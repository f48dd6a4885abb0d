//! Reports as people and programs read them.

mod json;
mod text;

use crate::report::Report;
use std::io;

/// The forms of output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people.
    Text,
    /// For programs: see the schema in `docs/schema`.
    Json,
}

/// How a text is written.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// The width to which lines are kept.
    pub width: usize,
    /// How much is said.
    pub verbosity: Verbosity,
}

/// How much a text says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verbosity {
    /// One line for each principal.
    Quiet,
    /// What is not granted, and why.
    Normal,
    /// Every action.
    Verbose,
}

/// Writes a report.
///
/// # Errors
/// What the writer gives.
pub fn render(
    report: &Report,
    format: Format,
    options: Options,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    match format {
        Format::Text => text::render(report, options, out),
        Format::Json => json::render(report, out),
    }
}
