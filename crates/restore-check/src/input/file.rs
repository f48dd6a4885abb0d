//! Files: which ones are meant, and their text.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

/// The text of an input, and what the user called it.
#[derive(Debug, Clone)]
pub struct SourceText {
    /// The path as the user gave it; `-` for standard input.
    pub name: String,
    /// The text, without a byte order mark.
    pub text: String,
}

/// An input, or a part of one, that could not be understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{source_name}{}: found {found}, expected {expected}", place(*line, *column))]
pub struct Problem {
    /// The file, as it was named.
    pub source_name: String,
    /// Line, counted from 1.
    pub line: Option<u32>,
    /// Column, counted from 1.
    pub column: Option<u32>,
    /// What stands there.
    pub found: String,
    /// What should stand there.
    pub expected: String,
}

fn place(line: Option<u32>, column: Option<u32>) -> String {
    match (line, column) {
        (Some(line), Some(column)) => format!(":{line}:{column}"),
        _ => String::new(),
    }
}

impl Problem {
    /// A problem without a place.
    pub fn new(source: &str, found: impl Into<String>, expected: impl Into<String>) -> Self {
        Self {
            source_name: source.to_owned(),
            line: None,
            column: None,
            found: found.into(),
            expected: expected.into(),
        }
    }
}

impl From<iam_eval::PolicyError> for Problem {
    fn from(error: iam_eval::PolicyError) -> Self {
        Self {
            source_name: error.policy().to_owned(),
            line: Some(error.position().line),
            column: Some(error.position().column),
            found: error.found().to_owned(),
            expected: error.expected().to_owned(),
        }
    }
}

/// The files that a path means: itself, or every `*.json` below a folder, sorted.
///
/// # Errors
/// A [`Problem`] where there is none.
pub fn expand_paths(path: &str) -> Result<Vec<String>, Problem> {
    if path == "-" || !Path::new(path).is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::from(path)];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder).map_err(|error| unreadable(path, &error))?;
        for entry in entries {
            let entry = entry.map_err(|error| unreadable(path, &error))?;
            let kind = entry
                .file_type()
                .map_err(|error| unreadable(path, &error))?;
            let entry = entry.path();
            if kind.is_dir() {
                folders.push(entry);
            } else if entry
                .extension()
                .is_some_and(|extension| extension == "json")
            {
                found.push(entry.to_string_lossy().into_owned());
            }
        }
    }
    if found.is_empty() {
        let expected = "a file, or a folder with `*.json` files in it";
        return Err(Problem::new(
            path,
            "a folder without `*.json` files",
            expected,
        ));
    }
    found.sort();
    Ok(found)
}

/// Reads a file, or standard input for `-`.
///
/// # Errors
/// A [`Problem`] where it can't be read or isn't UTF-8 text.
pub fn read(path: &str) -> Result<SourceText, Problem> {
    let mut bytes = Vec::new();
    let outcome = if path == "-" {
        std::io::stdin().lock().read_to_end(&mut bytes).map(|_| ())
    } else {
        fs::read(path).map(|read| bytes = read)
    };
    outcome.map_err(|error| unreadable(path, &error))?;
    let name = if path == "-" { "<stdin>" } else { path };
    decode(name, bytes)
}

fn decode(name: &str, bytes: Vec<u8>) -> Result<SourceText, Problem> {
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        let expected = "UTF-8 (PowerShell: `Out-File -Encoding utf8`)";
        return Err(Problem::new(name, "text in UTF-16", expected));
    }
    let mut text = String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let before = String::from_utf8_lossy(&error.as_bytes()[..valid]).into_owned();
        let position = iam_eval::Position::START.advanced(&before, before.len());
        let byte = error.as_bytes().get(valid).copied().unwrap_or_default();
        Problem {
            line: Some(position.line),
            column: Some(position.column),
            ..Problem::new(name, format!("the byte 0x{byte:02X}"), "JSON text in UTF-8")
        }
    })?;
    if text.starts_with('\u{FEFF}') {
        text.drain(..'\u{FEFF}'.len_utf8());
    }
    Ok(SourceText {
        name: name.to_owned(),
        text,
    })
}

fn unreadable(path: &str, error: &std::io::Error) -> Problem {
    let found = match error.kind() {
        std::io::ErrorKind::NotFound => "no such file".to_owned(),
        _ => error.to_string(),
    };
    Problem::new(path, found, "a readable file")
}
