//! Reports as people and programs read them.

mod csv;
mod fix;
mod html;
mod json;
mod junit;
mod markdown;
mod policy;
mod sarif;
mod text;
mod words;

pub use policy::text as policy_text;
pub use text::Text;

use iam_access::report::Report;
use std::io;

/// The forms of output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people at a terminal.
    Text,
    /// For programs: see the schema in `docs/schema`.
    Json,
    /// For code scanning: SARIF 2.1.0.
    Sarif,
    /// For CI systems: JUnit XML.
    Junit,
    /// For spreadsheets: one row for each action.
    Csv,
    /// For pull requests and tickets.
    Markdown,
    /// For browsers: one page that needs no network.
    Html,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Text,
        Self::Json,
        Self::Sarif,
        Self::Junit,
        Self::Csv,
        Self::Markdown,
        Self::Html,
    ];

    /// The name, as a command takes it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Sarif => "sarif",
            Self::Junit => "junit",
            Self::Csv => "csv",
            Self::Markdown => "markdown",
            Self::Html => "html",
        }
    }

    /// What it is for, as the help of a command says it.
    #[must_use]
    pub const fn purpose(self) -> &'static str {
        match self {
            Self::Text => "For people at a terminal",
            Self::Json => "For programs: see the schema in `docs/schema`",
            Self::Sarif => "For code scanning: SARIF 2.1.0",
            Self::Junit => "For CI systems: JUnit XML",
            Self::Csv => "For spreadsheets: one row for each action",
            Self::Markdown => "For pull requests and tickets",
            Self::Html => "For browsers: one page that needs no network",
        }
    }
}

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Text: the command that writes the report, for its hints.
    pub program: &'static str,
    /// Text: with the colours of a terminal.
    pub color: bool,
    /// Text: the width to which lines are kept.
    pub width: usize,
    /// Text: how much is said.
    pub verbosity: Verbosity,
    /// JUnit: what is conditional or limited fails, too.
    pub strict: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            program: "iam-eval",
            color: false,
            width: 80,
            verbosity: Verbosity::Normal,
            strict: false,
        }
    }
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

/// Writes a report. The same report always gives the same bytes.
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
        Format::Text => text::render(report, &options, out),
        Format::Json => json::render(report, out),
        Format::Sarif => sarif::render(report, out),
        Format::Junit => junit::render(report, &options, out),
        Format::Csv => csv::render(report, out),
        Format::Markdown => markdown::render(report, out),
        Format::Html => html::render(report, out),
    }
}
