//! A file as one text.

use crate::problem::Problem;
use crate::source::paths::shown;
use std::path::Path;

/// The longest file that is one text, in bytes: nothing of a longer one is read. Dumps are read piece by
/// piece instead.
const MOST: u64 = 64 << 20;

/// The text of an input, and what the user called it.
#[derive(Debug, Clone)]
pub struct SourceText {
    /// The path as the user gave it; `<stdin>` for standard input.
    pub name: String,
    /// The text, without a byte order mark.
    pub text: String,
}

/// Reads a file, or standard input for `-`, into one text.
///
/// # Errors
/// A [`Problem`] where it can't be read, is longer than 64 MiB, or isn't UTF-8 text.
pub fn read(path: &str) -> Result<SourceText, Problem> {
    read_path(Path::new(path))
}

pub(crate) fn read_path(path: &Path) -> Result<SourceText, Problem> {
    let name = match path == Path::new("-") {
        true => "<stdin>".to_owned(),
        false => shown(path),
    };
    let bytes = match crate::source::bounded::read(path, MOST) {
        Ok(Some(bytes)) => bytes,
        Ok(None) => {
            let found = format!("more than {MOST} bytes");
            return Err(Problem::new(&name, found, "at most as many"));
        }
        Err(error) => return Err(Problem::unreadable(&shown(path), &error)),
    };
    if let Some((found, expected)) = foreign_encoding(&bytes) {
        return Err(Problem::new(&name, found, expected));
    }
    let mut text = String::from_utf8(bytes)
        .map_err(|error| not_utf8(&name, error.as_bytes(), iam_eval::Position::START))?;
    if text.starts_with('\u{FEFF}') {
        text.drain(..'\u{FEFF}'.len_utf8());
    }
    Ok(SourceText { name, text })
}

/// The first byte that is no UTF-8, of bytes that stand at `start`.
pub(crate) fn not_utf8(name: &str, bytes: &[u8], start: iam_eval::Position) -> Problem {
    let valid = match std::str::from_utf8(bytes) {
        Ok(_) => bytes.len(),
        Err(error) => error.valid_up_to(),
    };
    let before = bytes.get(..valid).unwrap_or_default();
    let before = std::str::from_utf8(before).unwrap_or_default();
    let byte = bytes.get(valid).copied().unwrap_or_default();
    Problem::new(name, format!("the byte 0x{byte:02X}"), "JSON text in UTF-8")
        .at(start.advanced(before, before.len()))
}

/// What the first bytes say that isn't JSON in UTF-8.
pub(crate) fn foreign_encoding(start: &[u8]) -> Option<(&'static str, &'static str)> {
    let utf16 = start.starts_with(&[0xFF, 0xFE])
        || start.starts_with(&[0xFE, 0xFF])
        || matches!(start, [b'{' | b'[', 0, ..] | [0, b'{' | b'[', ..]);
    if utf16 {
        let expected = "UTF-8 (PowerShell: `Out-File -Encoding utf8`)";
        return Some(("text in UTF-16", expected));
    }
    let packed = start.starts_with(&[0x1F, 0x8B]) || start.starts_with(b"PK\x03\x04");
    packed.then_some(("a compressed file", "the JSON text that was packed into it"))
}
