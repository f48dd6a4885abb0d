//! A log for code scanning: a result for each finding.

use super::Checked;
use crate::form::json::EscapingWriter;
use crate::form::sarif::{
    self, ColumnKind, Configuration, Driver, Finding, Invocation, Level, Location, Log, Message,
    Notification, Rule, Run, Suppression, Tool,
};
use iam_lint::Severity;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// GitHub accepts at most this number of results per run; a notification reports how many are
/// omitted.
const MOST_RESULTS: usize = 25_000;

/// Writes the findings of all documents as one log of SARIF 2.1.0. `unread` lists the files that
/// could not be read, with the reason.
///
/// # Errors
/// Errors of the writer.
///
/// ```
/// let mut out = Vec::new();
/// iam_report::findings::write_log("1.0", &[], &[], &mut out)?;
/// let log: serde_json::Value = serde_json::from_slice(&out).unwrap();
/// assert!(log["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap().len() > 150);
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn write_log(
    version: &str,
    checked: &[Checked],
    unread: &[String],
    out: &mut dyn Write,
) -> io::Result<()> {
    let results: usize = checked.iter().map(|checked| checked.findings.len()).sum();
    let left_out = results.checked_sub(MOST_RESULTS).filter(|more| *more > 0);
    let left_out = left_out.map(|more| Notification {
        level: Level::Warning,
        message: format!("{more} more results are omitted from this log").into(),
        locations: Vec::new(),
    });
    let errors = unread.iter().map(|message| Notification {
        level: Level::Error,
        message: message.as_str().into(),
        locations: Vec::new(),
    });
    let run = Run {
        tool: Tool {
            driver: Driver {
                name: "iam-eval".to_owned(),
                version: version.to_owned(),
                information_uri: None,
                rules: iam_lint::rules().map(rule).collect(),
            },
        },
        column_kind: ColumnKind::UnicodeCodePoints,
        invocations: vec![Invocation {
            execution_successful: unread.is_empty(),
            tool_execution_notifications: errors.chain(left_out).collect(),
        }],
        results: checked
            .iter()
            .flat_map(|checked| {
                checked
                    .findings
                    .iter()
                    .map(move |found| finding(checked, found))
            })
            .take(MOST_RESULTS),
    };
    serde_json::to_writer_pretty(EscapingWriter::new(&mut *out), &Log::new(run))?;
    writeln!(out)
}

fn rule(rule: &'static iam_lint::Rule) -> Rule {
    Rule {
        id: rule.code().to_owned(),
        name: rule.code(),
        short_description: Message::from(rule.summary()),
        // GitHub requires both.
        full_description: Message::from(rule.summary()),
        help_uri: None,
        help: Message::from(rule.documentation()),
        default_configuration: Configuration {
            level: level(rule.severity()),
        },
    }
}

const fn level(severity: Severity) -> Level {
    match severity {
        Severity::Error => Level::Error,
        Severity::SecurityWarning | Severity::Warning => Level::Warning,
        Severity::Suggestion => Level::Note,
    }
}

fn finding(checked: &Checked, finding: &iam_lint::Finding) -> Finding {
    let mut text = finding.full_message();
    if let Some(help) = &finding.help {
        text = format!("{text}; {help}");
    }
    let position = finding.position;
    let mut location = Location::in_file(&checked.file, Some(position.line), Some(position.column));
    if let Some(sid) = finding.sid.as_deref().filter(|sid| !sid.is_empty()) {
        location = location.called(sid, "object");
    }
    Finding {
        rule_id: finding.code.to_owned(),
        rule_index: iam_lint::rules()
            .position(|rule| rule.code() == finding.code)
            .unwrap_or_default(),
        level: level(finding.severity),
        message: text.into(),
        locations: vec![location],
        related_locations: Vec::new(),
        partial_fingerprints: BTreeMap::from([("codeStatementValues/v1", fingerprint(finding))]),
        baseline_state: None,
        suppressions: finding
            .suppressed
            .iter()
            .map(Suppression::external)
            .collect(),
    }
}

/// Stays the same if the finding's line moves: identifies the statement by its `Sid`, if any, and
/// the values.
fn fingerprint(finding: &iam_lint::Finding) -> String {
    let statement = match finding.sid.as_deref() {
        Some(sid) if !sid.is_empty() => sid.to_owned(),
        _ => finding
            .statement
            .map(|index| index.to_string())
            .unwrap_or_default(),
    };
    let values = finding.values.iter().map(String::as_str);
    sarif::fingerprint([finding.code, &statement].into_iter().chain(values))
}
