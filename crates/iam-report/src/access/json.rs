//! The report as JSON, as the schema in `docs/schema` describes it.

use crate::form::json::EscapingWriter;
use iam_access::report::Report;
use std::io;

pub(super) fn render(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    serde_json::to_writer_pretty(EscapingWriter::new(&mut *out), report)?;
    writeln!(out)
}
