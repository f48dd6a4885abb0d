//! SARIF 2.1.0, as code scanning reads it.

use serde::Serialize;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;

/// A log with one run, whose findings may be created while they are written.
///
/// ```
/// use iam_report::form::sarif::{ColumnKind, Driver, Finding, Log, Run, Tool};
/// let run = Run {
///     tool: Tool { driver: Driver { name: "t".into(), version: "1".into(), information_uri: None, rules: Vec::new() } },
///     column_kind: ColumnKind::UnicodeCodePoints,
///     invocations: Vec::new(),
///     results: std::iter::empty::<Finding>(),
/// };
/// let log = serde_json::to_value(Log::new(run))?;
/// assert_eq!(log["runs"][0]["results"], serde_json::json!([]));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(bound = "F: Clone + IntoIterator<Item = Finding>")]
pub struct Log<F> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<F>; 1],
}

impl<F> Log<F> {
    /// A log of the findings of one run.
    #[must_use]
    pub const fn new(run: Run<F>) -> Self {
        Self {
            schema: "https://json.schemastore.org/sarif-2.1.0.json",
            version: "2.1.0",
            runs: [run],
        }
    }
}

/// One run of a tool.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(
    rename_all = "camelCase",
    bound = "F: Clone + IntoIterator<Item = Finding>"
)]
pub struct Run<F> {
    /// The tool.
    pub tool: Tool,
    /// The unit of column numbers.
    pub column_kind: ColumnKind,
    /// How the run itself went.
    pub invocations: Vec<Invocation>,
    /// Its findings: a list, or an iterable that creates them one by one, so that those of a large
    /// account are never all in memory.
    #[serde(serialize_with = "one_by_one")]
    pub results: F,
}

fn one_by_one<F, S>(results: &F, serializer: S) -> Result<S::Ok, S::Error>
where
    F: Clone + IntoIterator<Item = Finding>,
    S: serde::Serializer,
{
    serializer.collect_seq(results.clone())
}

/// The unit of column numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum ColumnKind {
    /// Characters.
    UnicodeCodePoints,
    /// Units of UTF-16.
    Utf16CodeUnits,
}

/// A tool.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Tool {
    /// Its one component.
    pub driver: Driver,
}

/// The component of a tool that reports findings.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Driver {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The URL of a page about its findings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub information_uri: Option<&'static str>,
    /// The kinds of findings.
    pub rules: Vec<Rule>,
}

/// A kind of finding.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Rule {
    /// Its stable ID.
    pub id: String,
    /// Its name.
    pub name: &'static str,
    /// One sentence about it.
    pub short_description: Message,
    /// What it means.
    pub full_description: Message,
    /// The URL of a page about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help_uri: Option<&'static str>,
    /// What to do about it.
    pub help: Message,
    /// Its default level.
    pub default_configuration: Configuration,
}

/// The default level of a rule's findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Configuration {
    /// The level.
    pub level: Level,
}

/// The severity of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Level {
    /// It must be fixed.
    Error,
    /// It should be looked at.
    Warning,
    /// It is informational.
    Note,
}

/// A text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Message {
    /// Plain text, in which SARIF (3.11.6) still recognizes links: `[words](place)`.
    pub text: String,
}

/// Text without links: brackets that could form one are escaped.
///
/// ```
/// let message = iam_report::form::sarif::Message::from("a[0] of role/[b](http://example.com)");
/// assert_eq!(message.text, r"a\[0\] of role/\[b\](http://example.com)");
/// ```
impl<T: Into<String>> From<T> for Message {
    fn from(text: T) -> Self {
        let mut text = text.into();
        if text.contains("](") {
            text = text.replace('\\', r"\\");
            text = text.replace('[', r"\[").replace(']', r"\]");
        }
        Self { text }
    }
}

/// How a run went.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Invocation {
    /// False if part of the work could not be done.
    pub execution_successful: bool,
    /// The reasons.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tool_execution_notifications: Vec<Notification>,
}

/// Something that went wrong in a run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Notification {
    /// Its severity.
    pub level: Level,
    /// What it is.
    pub message: Message,
    /// Its location.
    pub locations: Vec<Location>,
}

/// A finding, called a result in SARIF.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// The ID of its rule.
    pub rule_id: String,
    /// The index of its rule in the driver's list.
    pub rule_index: usize,
    /// Its severity.
    pub level: Level,
    /// What it is.
    pub message: Message,
    /// Its location.
    pub locations: Vec<Location>,
    /// Further locations related to it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub related_locations: Vec<Location>,
    /// Identifies the finding in another run.
    pub partial_fingerprints: BTreeMap<&'static str, String>,
    /// How it compares with an earlier run, if one was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline_state: Option<BaselineState>,
    /// Why it doesn't count, if it is suppressed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub suppressions: Vec<Suppression>,
}

/// How a finding compares with those of an earlier run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum BaselineState {
    /// The earlier run doesn't have it.
    New,
    /// The earlier run has it.
    Unchanged,
}

/// A decision that a finding doesn't count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Suppression {
    kind: &'static str,
    justification: String,
}

impl Suppression {
    /// A suppression outside the source, with its reason.
    pub fn external(justification: impl Into<String>) -> Self {
        Self {
            kind: "external",
            justification: justification.into(),
        }
    }
}

/// A location.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Location {
    /// A file and a region in it.
    pub physical_location: PhysicalLocation,
    /// The names of the location.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub logical_locations: Vec<LogicalLocation>,
    /// A message about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<Message>,
}

/// A file and a region in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PhysicalLocation {
    /// The file.
    pub artifact_location: ArtifactLocation,
    /// The region.
    pub region: Region,
}

/// A file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ArtifactLocation {
    /// Its URI.
    pub uri: String,
}

/// A region of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Region {
    /// Its line, counted from 1.
    pub start_line: u32,
    /// Its column, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_column: Option<u32>,
}

/// A logical name of a location.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LogicalLocation {
    /// Its full name.
    pub fully_qualified_name: String,
    /// Its kind.
    pub kind: String,
}

impl Location {
    /// A location in a file. Without a line it is the file's beginning, since code scanning
    /// requires one.
    #[must_use]
    pub fn in_file(path: &str, line: Option<u32>, column: Option<u32>) -> Self {
        Self {
            physical_location: PhysicalLocation {
                artifact_location: ArtifactLocation {
                    uri: file_uri(path),
                },
                region: Region {
                    start_line: line.unwrap_or(1).max(1),
                    start_column: line.and(column).map(|column| column.max(1)),
                },
            },
            logical_locations: Vec::new(),
            message: None,
        }
    }

    /// The same location with a logical name.
    #[must_use]
    pub fn called(mut self, name: impl Into<String>, kind: impl Into<String>) -> Self {
        self.logical_locations.push(LogicalLocation {
            fully_qualified_name: name.into(),
            kind: kind.into(),
        });
        self
    }

    /// The same location with a message.
    #[must_use]
    pub fn saying(mut self, message: impl Into<String>) -> Self {
        self.message = Some(Message::from(message.into()));
        self
    }
}

/// A fingerprint of what makes a finding the same one in another run: its rule, what it is about,
/// but no line.
///
/// ```
/// use iam_report::form::sarif::fingerprint;
/// assert_eq!(fingerprint(["RULE", "Sid"]).len(), 32);
/// assert_ne!(fingerprint(["RULE", "Sid"]), fingerprint(["RULES", "id"]));
/// ```
#[must_use]
pub fn fingerprint<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let parts: Vec<&str> = parts.into_iter().collect();
    let digest = Sha256::digest(parts.join("\0"));
    let digits = digest.iter().take(16).map(|byte| format!("{byte:02x}"));
    digits.collect()
}

/// A path as a URI reference: relative where the path is, else with the scheme `file`.
///
/// ```
/// use iam_report::form::sarif::file_uri;
/// assert_eq!(file_uri("a b/c.json"), "a%20b/c.json");
/// assert_eq!(file_uri("/a/b"), "file:///a/b");
/// assert_eq!(file_uri(r"C:\a\b"), "file:///C:/a/b");
/// ```
#[must_use]
pub fn file_uri(path: &str) -> String {
    let mut uri = String::new();
    let bytes = path.as_bytes();
    let has_drive = matches!(bytes, [drive, b':', b'\\' | b'/', ..] if drive.is_ascii_alphabetic());
    if has_drive {
        uri.push_str("file:///");
    } else if path.starts_with('/') {
        uri.push_str("file://");
    }
    for (index, &byte) in bytes.iter().enumerate() {
        match byte {
            b'\\' if has_drive => uri.push('/'),
            b':' if has_drive && index == 1 => uri.push(':'),
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte));
            }
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod tests;
