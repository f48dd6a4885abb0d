//! Reports of what principals may do, for people and programs.

mod classes;
mod csv;
mod fix;
mod html;
mod json;
mod junit;
mod markdown;
mod policy;
mod sarif;
mod text;
mod wording;
pub(crate) mod words;

pub use policy::{statement_text, text as policy_text};
pub use text::Text;
pub use wording::{Topic, Wording};

use iam_access::report::Report;
use std::io;
use std::path::Path;

/// The formats of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
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

    /// The name, for the arguments of a command.
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

    /// The format for a file's extension, ignoring letter case: `.json`, `.sarif` (also
    /// `.sarif.json`), `.xml`, `.csv`, `.md`, `.html` and `.txt`.
    ///
    /// ```
    /// use iam_report::access::Format;
    /// use std::path::Path;
    /// assert_eq!(Format::of_file(Path::new("out/report.HTML")), Some(Format::Html));
    /// assert_eq!(Format::of_file(Path::new("report.sarif.json")), Some(Format::Sarif));
    /// assert_eq!(Format::of_file(Path::new("report")), None);
    /// ```
    #[must_use]
    pub fn of_file(path: &Path) -> Option<Self> {
        const ENDINGS: [(&str, Format); 11] = [
            (".sarif.json", Format::Sarif),
            (".sarif", Format::Sarif),
            (".json", Format::Json),
            (".xml", Format::Junit),
            (".junit", Format::Junit),
            (".csv", Format::Csv),
            (".markdown", Format::Markdown),
            (".md", Format::Markdown),
            (".html", Format::Html),
            (".htm", Format::Html),
            (".txt", Format::Text),
        ];
        let name = path.file_name()?.to_string_lossy().to_ascii_lowercase();
        let mut known = ENDINGS.iter();
        let (_, format) = known.find(|(ending, _)| name.ends_with(ending))?;
        Some(*format)
    }

    /// The purpose of the format, for a command's help.
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
#[non_exhaustive]
pub struct Options {
    /// The program's own terms and texts.
    pub wording: Wording,
    /// For text: use the colours of a terminal.
    pub color: bool,
    /// For text: the width at which lines are wrapped.
    pub width: usize,
    /// For text: how much is shown.
    pub verbosity: Verbosity,
    /// For JUnit: conditional and limited actions also fail.
    pub strict: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            wording: Wording::GENERIC,
            color: false,
            width: 80,
            verbosity: Verbosity::Normal,
            strict: false,
        }
    }
}

/// How much a text shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verbosity {
    /// One line for each principal.
    Quiet,
    /// What is not granted, and why.
    Normal,
    /// Every action.
    Verbose,
}

/// Writes a report. The output depends only on the report and the options.
///
/// # Errors
/// Errors of the writer.
pub fn render(
    report: &Report,
    format: Format,
    options: Options,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    match format {
        Format::Text => text::render(report, &options, out),
        Format::Json => json::render(report, out),
        Format::Sarif => sarif::render(report, &options, out),
        Format::Junit => junit::render(report, &options, out),
        Format::Csv => csv::render(report, out),
        Format::Markdown => markdown::render(report, &options, out),
        Format::Html => html::render(report, &options, out),
    }
}
