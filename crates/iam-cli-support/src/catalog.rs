//! A catalogue of actions from a file, in place of the built-in one.

use iam_account::Problem;
use iam_catalog::Catalog;

/// Reads a catalogue from a file.
///
/// # Errors
/// A sentence with the file's name, where it can't be read or is no catalogue.
pub fn load(path: &str) -> Result<Catalog, String> {
    const MOST: u64 = 64 << 20;
    let bytes = crate::input::read(path, MOST)
        .map_err(|error| Problem::unreadable(path, &error).to_string())?;
    let bytes = bytes.ok_or_else(|| {
        format!("{path}: found more than {MOST} bytes, expected at most that many")
    })?;
    Catalog::from_bytes(&bytes).map_err(|error| format!("{path}: {error}"))
}
