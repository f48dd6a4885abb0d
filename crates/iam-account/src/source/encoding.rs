//! From bytes to text.

use crate::problem::Problem;
use iam_eval::Position;

/// Decodes the bytes of an input, without a byte order mark.
pub(crate) fn decode(name: &str, bytes: Vec<u8>) -> Result<String, Problem> {
    if let Some((found, expected)) = not_plain_text(&bytes) {
        return Err(Problem::new(name, found, expected));
    }
    let mut text = String::from_utf8(bytes)
        .map_err(|error| not_utf8(name, error.as_bytes(), Position::START))?;
    if text.starts_with('\u{FEFF}') {
        text.drain(..'\u{FEFF}'.len_utf8());
    }
    Ok(text)
}

/// The problem for bytes that aren't UTF-8; `start` is the position of the first byte.
pub(crate) fn not_utf8(name: &str, bytes: &[u8], start: Position) -> Problem {
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

/// What was found and expected, if the first bytes of an input are not those of a UTF-8 text.
pub(crate) fn not_plain_text(start: &[u8]) -> Option<(&'static str, &'static str)> {
    let is_utf16 = start.starts_with(&[0xFF, 0xFE])
        || start.starts_with(&[0xFE, 0xFF])
        || matches!(start, [b'{' | b'[', 0, ..] | [0, b'{' | b'[', ..]);
    if is_utf16 {
        let expected = "UTF-8 (PowerShell: `Out-File -Encoding utf8`)";
        return Some(("text in UTF-16", expected));
    }
    let is_packed = start.starts_with(&[0x1F, 0x8B]) || start.starts_with(b"PK\x03\x04");
    is_packed.then_some(("a compressed file", "the decompressed JSON text"))
}
