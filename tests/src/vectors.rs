//! The conformance vectors: JSON Lines of scenarios with the answer that AWS gives.

use std::path::{Path, PathBuf};

/// The folder of the vectors.
#[must_use]
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("conformance")
}

/// The lines of a file of vectors.
///
/// # Panics
/// Where the file can't be read: a test without its data must fail.
#[must_use]
#[allow(clippy::panic, reason = "a test without its data must fail")]
pub fn lines(file: &str) -> Vec<String> {
    let path = folder().join(file);
    let text = std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.lines()
        .filter(|line| !line.trim().is_empty())
        .map(str::to_owned)
        .collect()
}
