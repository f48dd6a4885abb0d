//! Compares the reader with `serde_json`, and an input read piece by piece with the same one in
//! memory.

use super::{Read, Reader, Value};
use crate::source::body::{Bytes, Input};
use iam_eval::Position;
use std::io;

/// Marsaglia's xorshift: the same texts in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % bound as u64).unwrap()
    }

    fn of<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.below(choices.len())]
    }

    fn string(&mut self) -> String {
        const PARTS: [&str; 10] = [
            "a",
            "é",
            "🦀",
            "\\n",
            "\\u00e9",
            "\\ud83e\\udd80",
            "\\\"",
            "{[",
            ", ",
            "Statement",
        ];
        let parts: String = (0..self.below(5)).map(|_| self.of(&PARTS)).collect();
        format!("\"{parts}\"")
    }

    fn value(&mut self, depth: usize) -> String {
        const SPACE: [&str; 5] = ["", "", " ", "\n", "\n\t "];
        let kind = self.below(if depth == 0 { 4 } else { 8 });
        if kind < 4 {
            return match kind {
                0 => self.string(),
                _ => self.of(&["null", "true", "-1.5e3", "0"]).to_owned(),
            };
        }
        let items: Vec<String> = (0..self.below(4))
            .map(|_| {
                let value = self.value(depth - 1);
                let item = match kind < 6 {
                    true => format!(
                        "{}{}:{}{value}",
                        self.string(),
                        self.of(&SPACE),
                        self.of(&SPACE)
                    ),
                    false => value,
                };
                format!("{}{item}{}", self.of(&SPACE), self.of(&SPACE))
            })
            .collect();
        let items = items.join(",");
        match kind < 6 {
            true => format!("{{{items}}}"),
            false => format!("[{items}]"),
        }
    }

    /// The text with a byte changed, added or removed.
    fn damaged(&mut self, text: &str) -> Vec<u8> {
        const BYTES: &[u8] = b"\"{}[]:,\\ \n0atn\xC3\xFF\x01";
        let mut bytes = text.as_bytes().to_vec();
        let at = self.below(bytes.len());
        let byte = BYTES[self.below(BYTES.len())];
        match self.below(3) {
            0 => bytes[at] = byte,
            1 => bytes.insert(at, byte),
            _ => bytes.truncate(at),
        }
        bytes
    }
}

/// Returns a few bytes at a time.
struct Pieces<'a>(&'a [u8], usize);

impl io::Read for Pieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.1.min(buffer.len()).min(self.0.len());
        let (piece, rest) = self.0.split_at(length);
        buffer[..length].copy_from_slice(piece);
        self.0 = rest;
        Ok(length)
    }
}

/// Everything that a reader reads, with positions: values down to some depth, and extents of those
/// below.
fn outline(reader: &mut Reader<'_>, depth: usize, met: &mut Vec<String>) -> Read<()> {
    let here = reader.here()?;
    match reader.peek()? {
        Some(b'{') if depth > 0 => reader.object("an object", |reader, name| {
            met.push(name);
            outline(reader, depth - 1, met)
        })?,
        Some(b'[') if depth > 0 => {
            reader.array("an array", |reader| outline(reader, depth - 1, met))?;
        }
        Some(b'"') if depth > 0 => met.push(reader.string("a string")?),
        _ => reader.skip()?,
    }
    met.push(format!("{:?}", reader.since(here)));
    Ok(())
}

fn outlined(bytes: Bytes<'_>) -> (Vec<String>, Option<String>) {
    let mut met = Vec::new();
    let outcome = Reader::new(Input { name: "-", bytes }).and_then(|mut reader| {
        while reader.peek()?.is_some() {
            outline(&mut reader, 2, &mut met)?;
        }
        Ok(())
    });
    (met, outcome.err().map(|problem| problem.to_string()))
}

/// A window of a few bytes is refilled in the middle of every kind of token.
#[test]
fn an_input_reads_the_same_piece_by_piece() {
    let mut numbers = Numbers(0x9E37_79B9_7F4A_7C15);
    let mut faults = 0;
    for round in 0..4_000 {
        let text = format!(" {}", numbers.value(3));
        let bytes = match round % 2 {
            0 => text.into_bytes(),
            _ => numbers.damaged(&text),
        };
        let whole = outlined(Bytes::Whole(&bytes));
        faults += usize::from(whole.1.is_some());
        let (piece, window) = (1 + numbers.below(7), 24 + numbers.below(24) as u64);
        let pieces = outlined(Bytes::Stream(&mut Pieces(&bytes, piece), window));
        assert_eq!(pieces, whole, "{}", String::from_utf8_lossy(&bytes));
    }
    assert!(faults > 500, "{faults}");
}

#[test]
fn members_and_elements_are_those_that_serde_json_finds() {
    let mut numbers = Numbers(0xD1B5_4A32_D192_ED03);
    let mut compared = 0;
    for _ in 0..4_000 {
        let text = numbers.value(4);
        let parsed: serde_json::Value = serde_json::from_str(&text).unwrap();
        let values = Value::all_in("-", &text).unwrap();
        assert_eq!(values.len(), 1, "{text}");
        compared += same(values[0], &parsed, &text);
    }
    assert!(compared > 10_000, "{compared}");
}

/// Compares a value, and all values in it, with the result of `serde_json`; returns their number.
fn same(value: Value<'_>, parsed: &serde_json::Value, text: &str) -> usize {
    let offset = value.text.as_ptr() as usize - text.as_ptr() as usize;
    assert_eq!(
        value.start,
        Position::START.advanced(text, offset),
        "{text}"
    );
    match parsed {
        serde_json::Value::Object(object) => {
            let members = value.members("an object").unwrap();
            let is_once = members.once().is_ok();
            assert_eq!(is_once, members.iter().count() == object.len(), "{text}");
            // For a duplicate name, `serde_json` keeps the last value.
            let last = members.iter().filter(|(name, found)| {
                let later = members.iter().filter(|(other, _)| other == name);
                later
                    .last()
                    .is_some_and(|(_, other)| other.start == found.start)
            });
            let mut compared = 1;
            for (name, found) in last {
                compared += same(found, &object[name], text);
            }
            compared
        }
        serde_json::Value::Array(array) => {
            let elements = value.elements().unwrap();
            assert_eq!(elements.len(), array.len(), "{text}");
            let pairs = elements.into_iter().zip(array);
            1 + pairs
                .map(|(found, parsed)| same(found, parsed, text))
                .sum::<usize>()
        }
        serde_json::Value::String(string) => {
            assert_eq!(&value.string("a string").unwrap(), string, "{text}");
            1
        }
        other => {
            assert_eq!(
                &serde_json::from_str::<serde_json::Value>(value.text).unwrap(),
                other
            );
            1
        }
    }
}

/// What `serde_json` rejects in a string is rejected, at its position.
#[test]
fn a_string_that_is_wrong_says_where() {
    for (text, expected) in [
        (
            "\"a\u{1}\"",
            "-:1:3: found a control character that is not escaped, expected a name",
        ),
        (
            "\"é\\x\"",
            "-:1:4: found a malformed escape, expected a name",
        ),
        (
            "\"\\ud800\"",
            "-:1:8: found a malformed escape, expected a name",
        ),
        ("7", "-:1:1: found a number, expected a name"),
    ] {
        let values = Value::all_in("-", text).unwrap();
        let found = values[0].string("a name").unwrap_err().to_string();
        assert_eq!(found, expected);
        let streamed = Reader::of_text("-", text, Position::START).string("a name");
        assert_eq!(streamed.unwrap_err().to_string(), expected);
    }
}
