//! The report as JSON: what `docs/schema/restore-check-report-1.schema.json` describes.

use crate::form::json::EscapingWriter;
use iam_access::report::Report;
use std::io;

pub(super) fn render(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    serde_json::to_writer_pretty(EscapingWriter::new(&mut *out), report)?;
    writeln!(out)
}
