//! Answers to questions about whole accounts: who may do something, and what a principal may do.

mod csv;
mod text;

pub use csv::{actions_csv, on_resources_csv, who_can_csv};
pub use text::{actions_text, on_resources_text, who_can_text};

use crate::access::{Format, Options, Wording, render};
use crate::form::json::EscapingWriter;
use iam_access::questions::{Actions, OnResources, WhoCan};
use iam_access::report::Report;
use serde::Serialize;
use std::io;

/// The JSON Schema of the answer to who may do something.
pub const WHO_CAN_SCHEMA: &str = include_str!("../../../docs/schema/who-can-1.schema.json");

/// The JSON Schema of the answers to what a principal may do.
pub const CAN_SCHEMA: &str = include_str!("../../../docs/schema/can-1.schema.json");

/// Writes an answer as JSON: [`WHO_CAN_SCHEMA`] and [`CAN_SCHEMA`] describe it.
///
/// # Errors
/// What the writer gives.
pub fn json<A: Serialize>(answer: &A, out: &mut dyn io::Write) -> io::Result<()> {
    serde_json::to_writer_pretty(EscapingWriter::new(&mut *out), answer)?;
    writeln!(out)
}

/// An answer that a page can show.
pub trait Shown {
    /// It as the report whose page it is shown on.
    fn as_report(&self) -> Report;
    /// The page's title.
    const TITLE: &'static str;
}

impl Shown for WhoCan {
    const TITLE: &'static str = "Who can";

    fn as_report(&self) -> Report {
        self.as_report()
    }
}

impl Shown for Actions {
    const TITLE: &'static str = "What a principal can do";

    fn as_report(&self) -> Report {
        self.as_report()
    }
}

impl Shown for OnResources {
    const TITLE: &'static str = "What a principal can do";

    fn as_report(&self) -> Report {
        self.as_report()
    }
}

/// Writes an answer as a page with a matrix of principals and actions, that of the reports in
/// [`access`](crate::access).
///
/// # Errors
/// What the writer gives.
pub fn html<A: Shown>(answer: &A, out: &mut dyn io::Write) -> io::Result<()> {
    let options = Options {
        wording: Wording {
            title: A::TITLE,
            ..Wording::GENERIC
        },
        ..Options::default()
    };
    let mut report = answer.as_report();
    report.omit_reasons();
    render(&report, Format::Html, options, out)
}
