//! A line of JSON for each document.

use super::Checked;
use crate::form::json::EscapingWriter;
use iam_lint::{Edit, Finding};
use serde::Serialize;
use std::io::{self, Write};

/// The JSON Schema of a line.
pub const SCHEMA: &str = include_str!("../../../../docs/schema/findings-1.schema.json");

#[derive(Serialize)]
struct Line<'a> {
    file: &'a str,
    kind: &'a str,
    valid: bool,
    findings: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    code: &'a str,
    severity: &'a str,
    line: u32,
    column: u32,
    start: u32,
    end: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    statement: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sid: Option<&'a str>,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    values: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<usize>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fix: Vec<Change<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    suppressed: Option<&'a str>,
}

#[derive(Serialize)]
struct Change<'a> {
    start: u32,
    end: u32,
    replacement: &'a str,
}

impl<'a> From<&'a Finding> for Entry<'a> {
    fn from(finding: &'a Finding) -> Self {
        Self {
            code: finding.code,
            severity: finding.severity.code(),
            line: finding.position.line,
            column: finding.position.column,
            start: finding.span.start,
            end: finding.span.end,
            statement: finding.statement,
            sid: finding.sid.as_deref(),
            message: finding.full_message(),
            help: finding.help.as_deref(),
            values: &finding.values,
            count: (finding.count > finding.values.len()).then_some(finding.count),
            fix: finding.edits.iter().map(Change::from).collect(),
            suppressed: finding.suppressed.as_deref(),
        }
    }
}

impl<'a> From<&'a Edit> for Change<'a> {
    fn from(edit: &'a Edit) -> Self {
        Self {
            start: edit.span.start,
            end: edit.span.end,
            replacement: &edit.replacement,
        }
    }
}

/// Writes a document's findings as one line in the format of [`SCHEMA`].
///
/// # Errors
/// Errors of the writer.
///
/// ```
/// use iam_report::findings::{Checked, write_line};
/// let mut out = Vec::new();
/// let checked = Checked { file: "role.json".into(), kind: "identity", findings: Vec::new() };
/// write_line(&checked, &mut out)?;
/// assert_eq!(out, b"{\"file\":\"role.json\",\"kind\":\"identity\",\"valid\":true,\"findings\":[]}\n");
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn write_line(checked: &Checked, out: &mut dyn Write) -> io::Result<()> {
    let line = Line {
        file: &checked.file,
        kind: checked.kind,
        valid: checked.is_valid(),
        findings: checked.findings.iter().map(Entry::from).collect(),
    };
    serde_json::to_writer(EscapingWriter::new(&mut *out), &line)?;
    writeln!(out)
}
