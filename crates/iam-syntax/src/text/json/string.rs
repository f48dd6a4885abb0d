//! JSON strings: their ends and their escapes.

#![expect(
    clippy::arithmetic_side_effects,
    reason = "offsets into a text that is much shorter than their range, and bit tricks on words of eight bytes"
)]

use super::{Parsed, Reader, Scalar, json_mistake, span};
use crate::text::mistake::quoted;

impl Reader<'_> {
    /// Consumes the string that [`Reader::peek`] saw.
    pub fn string(&mut self) -> Parsed<Scalar> {
        let open = self.at;
        let start = open + 1;
        let mut at = start;
        let mut escaped = false;
        loop {
            at = skip_plain(self.bytes, at);
            match self.bytes.get(at) {
                Some(b'"') => break,
                Some(b'\\') => {
                    escaped = true;
                    at += self.escape_length(at)?;
                }
                Some(byte) => {
                    let found = format!("the control character U+{byte:04X} in a string");
                    self.at = at;
                    return Err(self.mistake(1, &found, "its escape, such as `\\n`"));
                }
                None => {
                    let span = span(open, self.bytes.len());
                    let expected = "a closing double quote";
                    return Err(json_mistake(
                        span,
                        "a string that is never closed",
                        expected,
                    ));
                }
            }
        }
        self.at = at + 1;
        Ok(Scalar {
            span: span(start, at),
            escaped,
        })
    }

    /// The number of bytes of the escape at `at`; rejects escapes that JSON doesn't have.
    fn escape_length(&mut self, at: usize) -> Parsed<usize> {
        let hex = |from: usize| {
            let digits = self.bytes.get(from..from + 4)?;
            digits.iter().try_fold(0u32, |value, digit| {
                Some(value * 16 + char::from(*digit).to_digit(16)?)
            })
        };
        match self.bytes.get(at + 1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Ok(2),
            Some(b'u') => match hex(at + 2) {
                Some(0xD800..=0xDBFF) => {
                    let low = match self.bytes.get(at + 6..at + 8) {
                        Some(b"\\u") => hex(at + 8),
                        _ => None,
                    };
                    if matches!(low, Some(0xDC00..=0xDFFF)) {
                        return Ok(12);
                    }
                    let found = "half of a surrogate pair";
                    Err(json_mistake(
                        span(at, at + 6),
                        found,
                        "both halves: `\\uD83D\\uDE00`",
                    ))
                }
                Some(0xDC00..=0xDFFF) => {
                    let found = "the second half of a surrogate pair";
                    Err(json_mistake(
                        span(at, at + 6),
                        found,
                        "both halves: `\\uD83D\\uDE00`",
                    ))
                }
                Some(_) => Ok(6),
                None => {
                    let expected = "four hexadecimal digits after `\\u`";
                    Err(json_mistake(
                        span(at, at + 2),
                        "a malformed `\\u` escape",
                        expected,
                    ))
                }
            },
            _ => {
                let character = self.text.get(at + 1..).and_then(|rest| rest.chars().next());
                let found = character.map_or("a lone `\\`".to_owned(), |character| {
                    format!("the escape {}", quoted(&format!("\\{character}")))
                });
                let expected = r#"one of the escapes of JSON: \" \\ \/ \b \f \n \r \t \u0000"#;
                Err(json_mistake(span(at, at + 1), &found, expected))
            }
        }
    }
}

/// Appends the decoded text of a string with escapes; the reader has checked the escapes.
pub fn unescape(raw: &str, into: &mut String) {
    let mut rest = raw;
    while let Some(at) = memchr::memchr(b'\\', rest.as_bytes()) {
        into.push_str(&rest[..at]);
        let hex = |from: usize| {
            let digits = rest.get(from..from + 4).unwrap_or_default();
            u32::from_str_radix(digits, 16).unwrap_or_default()
        };
        let (character, length) = match rest.as_bytes().get(at + 1) {
            Some(b'b') => ('\u{8}', 2),
            Some(b'f') => ('\u{c}', 2),
            Some(b'n') => ('\n', 2),
            Some(b'r') => ('\r', 2),
            Some(b't') => ('\t', 2),
            Some(b'u') => match hex(at + 2) {
                high @ 0xD800..=0xDBFF => {
                    let low = hex(at + 8) & 0x3FF;
                    let scalar = 0x1_0000 + ((high & 0x3FF) << 10) + low;
                    (
                        char::from_u32(scalar).unwrap_or(char::REPLACEMENT_CHARACTER),
                        12,
                    )
                }
                scalar => (
                    char::from_u32(scalar).unwrap_or(char::REPLACEMENT_CHARACTER),
                    6,
                ),
            },
            Some(byte) => (char::from(*byte), 2),
            None => break,
        };
        into.push(character);
        rest = rest.get(at + length..).unwrap_or_default();
    }
    into.push_str(rest);
}

/// The offset of the first byte at or after `at` that a JSON string cannot contain unescaped.
/// Checks eight bytes at a time, since most of a policy's text is in strings.
fn skip_plain(bytes: &[u8], mut at: usize) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGHS: u64 = 0x8080_8080_8080_8080;
    let has_zero = |word: u64| word.wrapping_sub(ONES) & !word & HIGHS;
    while let Some(chunk) = bytes.get(at..at + 8) {
        let word = u64::from_le_bytes(chunk.try_into().unwrap_or_default());
        let quote = has_zero(word ^ (ONES * b'"' as u64));
        let backslash = has_zero(word ^ (ONES * b'\\' as u64));
        let control = word.wrapping_sub(ONES * 0x20) & !word & HIGHS;
        let stop = quote | backslash | control;
        if stop != 0 {
            return at + (stop.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    while matches!(bytes.get(at), Some(byte) if *byte >= 0x20 && *byte != b'"' && *byte != b'\\') {
        at += 1;
    }
    at
}
