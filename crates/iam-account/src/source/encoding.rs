//! From bytes to text.

use crate::problem::{Problem, code};
use crate::source::utf16::{ByteOrder, Utf16};
use iam_eval::Position;
use std::io::{self, Read};

/// Decodes the bytes of an input, without a byte order mark.
pub(crate) fn decode(name: &str, bytes: Vec<u8>) -> Result<String, Problem> {
    let bytes = in_utf8(bytes).map_err(|error| Problem::unreadable(name, &error))?;
    if let Some((found, expected)) = not_plain_text(&bytes) {
        return Err(Problem::new(name, found, expected).with_code(code::ENCODING));
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
        .with_code(code::ENCODING)
        .at(start.advanced(before, before.len()))
}

/// The same bytes, unless they begin with a byte order mark of UTF-16: then the text as UTF-8.
pub(crate) fn in_utf8(bytes: Vec<u8>) -> io::Result<Vec<u8>> {
    let Some(order) = ByteOrder::of(&bytes) else {
        return Ok(bytes);
    };
    let mut text = Vec::new();
    Utf16::new(bytes.as_slice(), order).read_to_end(&mut text)?;
    Ok(text)
}

/// What is found and expected where the first bytes of an input are not those of text in UTF-8.
pub(crate) fn not_plain_text(start: &[u8]) -> Option<(&'static str, &'static str)> {
    const EXPECTED: &str = "UTF-8 (PowerShell: `Out-File -Encoding utf8`)";
    if matches!(
        start,
        [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..] | [b'{' | b'[', 0, 0, 0, ..]
    ) {
        return Some(("text in UTF-32", EXPECTED));
    }
    // With a byte order mark, it is read.
    if matches!(start, [b'{' | b'[', 0, ..] | [0, b'{' | b'[', ..]) {
        return Some(("text in UTF-16 without a byte order mark", EXPECTED));
    }
    if start.starts_with(b"%PDF-") {
        let expected =
            "the policies as JSON, as `aws iam get-account-authorization-details` prints them";
        return Some(("a PDF document", expected));
    }
    let is_packed = start.starts_with(&[0x1F, 0x8B]) || start.starts_with(b"PK\x03\x04");
    is_packed.then_some(("a compressed file", "the decompressed JSON text"))
}
