//! JSON that is unchanged for programs, and safe to display.

use crate::form::text::is_deceptive;
use serde::Serialize;
use serde_json::ser::{CharEscape, Formatter};
use std::io::{self, Write};

/// Writes each character that [`is_deceptive`] as a JSON escape: programs read the same strings,
/// and a terminal interprets none of the characters. The input must be JSON, which has no such
/// characters outside its strings.
///
/// ```
/// use iam_report::form::json::EscapingWriter;
/// let mut out = Vec::new();
/// serde_json::to_writer(EscapingWriter::new(&mut out), "é\u{202E}\u{E0041}")?;
/// assert_eq!(String::from_utf8_lossy(&out), r#""é\u202e\udb40\udc41""#);
/// assert_eq!(serde_json::from_slice::<String>(&out)?, "é\u{202E}\u{E0041}");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug)]
pub struct EscapingWriter<W> {
    out: W,
    /// The start of a character that is not complete yet.
    begun: Vec<u8>,
}

impl<W: Write> EscapingWriter<W> {
    /// A writer that forwards to another one.
    pub const fn new(out: W) -> Self {
        Self {
            out,
            begun: Vec::new(),
        }
    }

    fn write_text(&mut self, text: &str) -> io::Result<()> {
        let escaped = |character: char| is_deceptive(character) && !"\n\t\r".contains(character);
        let mut plain = text;
        while let Some(at) = plain.find(escaped) {
            let (before, rest) = plain.split_at(at);
            self.out.write_all(before.as_bytes())?;
            let mut rest = rest.chars();
            let mut units = [0; 2];
            if let Some(character) = rest.next() {
                for unit in character.encode_utf16(&mut units) {
                    write!(self.out, "\\u{unit:04x}")?;
                }
            }
            plain = rest.as_str();
        }
        self.out.write_all(plain.as_bytes())
    }
}

impl<W: Write> Write for EscapingWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let seen = |byte: &u8| matches!(byte, b' '..=b'~' | b'\n' | b'\t' | b'\r');
        if self.begun.is_empty() && bytes.iter().all(seen) {
            return self.out.write(bytes);
        }
        if !self.begun.is_empty() {
            let Some(next) = bytes.first() else {
                return Ok(0);
            };
            self.begun.push(*next);
            let begun = std::mem::take(&mut self.begun);
            match std::str::from_utf8(&begun) {
                Ok(character) => self.write_text(character)?,
                Err(error) if error.error_len().is_none() => self.begun = begun,
                Err(_) => return Err(not_json()),
            }
            return Ok(1);
        }
        let (text, rest) = match std::str::from_utf8(bytes) {
            Ok(text) => (text, &[][..]),
            Err(error) if error.error_len().is_none() => {
                let (text, rest) = bytes.split_at(error.valid_up_to());
                (std::str::from_utf8(text).unwrap_or_default(), rest)
            }
            Err(_) => return Err(not_json()),
        };
        self.write_text(text)?;
        self.begun.extend_from_slice(rest);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

fn not_json() -> io::Error {
    let message = "found bytes that are not UTF-8, expected JSON";
    io::Error::new(io::ErrorKind::InvalidData, message)
}

/// A value as JSON on several lines, with its strings written as by [`EscapingWriter`]: the same
/// text for programs, and safe for people.
///
/// # Errors
/// The value can't be represented in JSON.
///
/// ```
/// use iam_report::form::json::pretty;
/// assert_eq!(pretty(&["\u{200B}"])?, "[\n  \"\\u200b\"\n]");
/// # Ok::<(), serde_json::Error>(())
/// ```
pub fn pretty(value: &impl Serialize) -> serde_json::Result<String> {
    let mut out = Vec::new();
    serde_json::to_writer_pretty(EscapingWriter::new(&mut out), value)?;
    Ok(String::from_utf8_lossy(&out).into_owned())
}

/// A value as JSON whose strings are shown to people, such as a page's: each character that
/// [`is_deceptive`] is replaced by U+FFFD; lines and tabs are kept.
///
/// # Errors
/// The value can't be represented in JSON.
///
/// ```
/// use iam_report::form::json::for_people;
/// assert_eq!(for_people(&["a\n\u{1B}\u{202E}"])?, "[\"a\\n\u{FFFD}\u{FFFD}\"]");
/// # Ok::<(), serde_json::Error>(())
/// ```
pub fn for_people(value: &impl Serialize) -> serde_json::Result<String> {
    let mut out = Vec::new();
    let mut serializer = serde_json::Serializer::with_formatter(&mut out, Shown);
    value.serialize(&mut serializer)?;
    Ok(String::from_utf8_lossy(&out).into_owned())
}

/// A formatter for compact JSON with cleaned strings.
struct Shown;

impl Formatter for Shown {
    fn write_string_fragment<W>(&mut self, out: &mut W, fragment: &str) -> io::Result<()>
    where
        W: ?Sized + Write,
    {
        out.write_all(crate::form::text::clean_lines(fragment).as_bytes())
    }

    fn write_char_escape<W>(&mut self, out: &mut W, escape: CharEscape) -> io::Result<()>
    where
        W: ?Sized + Write,
    {
        match escape {
            CharEscape::Quote => out.write_all(b"\\\""),
            CharEscape::ReverseSolidus => out.write_all(b"\\\\"),
            CharEscape::Solidus => out.write_all(b"\\/"),
            CharEscape::LineFeed => out.write_all(b"\\n"),
            CharEscape::Tab => out.write_all(b"\\t"),
            CharEscape::CarriageReturn => out.write_all(b" "),
            CharEscape::Backspace | CharEscape::FormFeed | CharEscape::AsciiControl(_) => {
                write!(out, "{}", char::REPLACEMENT_CHARACTER)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{EscapingWriter, for_people, pretty};
    use crate::form::text::is_deceptive;
    use std::io::Write as _;

    #[test]
    fn programs_read_the_same_and_terminals_interpret_nothing() {
        let all: String = (0..=0x10_FFFF).filter_map(char::from_u32).collect();
        let text = pretty(&[&all]).unwrap();
        let odd = |c: char| is_deceptive(c) && c != '\n';
        assert!(!text.contains(odd));
        let [back] = serde_json::from_str::<[String; 1]>(&text).unwrap();
        assert!(back == all);
        let text = for_people(&all).unwrap();
        assert!(!text.contains(is_deceptive));
        let back: String = serde_json::from_str(&text).unwrap();
        assert!(!back.contains(|c| is_deceptive(c) && c != '\n' && c != '\t'));
    }

    #[test]
    fn a_character_may_come_in_pieces() {
        let text = "\"aé\u{202e}🙂\u{e0041}b\"";
        for piece in 1..8 {
            let mut out = Vec::new();
            let mut writer =
                std::io::BufWriter::with_capacity(piece, EscapingWriter::new(&mut out));
            for byte in text.bytes() {
                writer.write_all(&[byte]).unwrap();
            }
            writer.flush().unwrap();
            drop(writer);
            let written = String::from_utf8(out).unwrap();
            assert_eq!(written, "\"aé\\u202e🙂\\udb40\\udc41b\"", "{piece}");
        }
    }
}
