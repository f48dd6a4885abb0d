//! Vectors: JSON Lines of scenarios with their right answers.

use iam_scenario::{Scenario, ScenarioLabel};
use std::path::{Path, PathBuf};

/// The folder of the conformance vectors.
#[must_use]
pub fn folder() -> PathBuf {
    in_tests("conformance")
}

/// A folder or file beside the tests.
#[must_use]
pub fn in_tests(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The lines of a file of conformance vectors.
///
/// # Panics
/// If the file can't be read: a test without its data must fail.
#[must_use]
pub fn lines(file: &str) -> Vec<String> {
    lines_of(&folder().join(file))
}

/// The lines of a file of vectors.
///
/// # Panics
/// If the file can't be read: a test without its data must fail.
#[must_use]
#[allow(clippy::panic, reason = "a test without its data must fail")]
pub fn lines_of(path: &Path) -> Vec<String> {
    let text =
        std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.lines()
        .filter(|line| !line.trim().is_empty())
        .map(str::to_owned)
        .collect()
}

/// The files of a folder beside the tests that end in `.jsonl`, in the order of their names.
///
/// # Panics
/// If the folder can't be read: a test without its data must fail.
#[must_use]
#[allow(clippy::panic, reason = "a test without its data must fail")]
pub fn files(folder: &str) -> Vec<PathBuf> {
    let path = in_tests(folder);
    let entries =
        std::fs::read_dir(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|end| end == "jsonl"))
        .collect();
    files.sort();
    files
}

/// The error in the engine's answer to a vector, as a sentence; `None` if it is right.
#[must_use]
pub fn mistake(line: &str) -> Option<String> {
    let label = match ScenarioLabel::parse(line) {
        Ok(label) => label,
        Err(error) => return Some(format!("not a vector: {error}: {line:.80}")),
    };
    let (Some(id), Some(expected)) = (label.id, label.expect) else {
        return Some(format!("a vector without ID or expectation: {line:.80}"));
    };
    let answer = Scenario::parse(line).map(|scenario| scenario.evaluate());
    if expected.accepts(&answer) {
        None
    } else {
        Some(format!("{id}: expected {expected:?}, got {answer:?}"))
    }
}
