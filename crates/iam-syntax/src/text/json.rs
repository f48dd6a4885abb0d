//! A JSON reader that goes token by token and knows the position of each one.
//!
//! The grammar of a policy has a fixed depth, so its parser requests what it expects and nothing
//! here recurses: nesting in a hostile text uses no stack. Reading is one pass over the bytes; a
//! string without escapes is a slice of the text. Property tests and fuzzing compare this reader
//! with `serde_json`.

#![expect(
    clippy::arithmetic_side_effects,
    reason = "offsets into a text that is much shorter than their range"
)]

mod mistakes;
mod number;
mod skip;
mod string;

use crate::text::Span;
use crate::text::mistake::Mistake;
use mistakes::json_mistake;

pub use string::unescape;

/// The JSON type of the value that comes next.
///
/// Not `#[non_exhaustive]`: JSON has no other types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JsonType {
    /// An object.
    Object,
    /// An array.
    Array,
    /// A string.
    String,
    /// A number.
    Number,
    /// `true`.
    True,
    /// `false`.
    False,
    /// `null`.
    Null,
}

/// A string or number in the text: the bytes between the quotes, or those of the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Scalar {
    /// Its span, without quotes.
    pub span: Span,
    /// Whether it contains an escape.
    pub escaped: bool,
}

/// The result of reading: a value, or the first mistake.
pub type Parsed<T> = Result<T, Box<Mistake>>;

/// A JSON reader that keeps the position of every token.
#[derive(Debug)]
pub struct Reader<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    /// The caller ensures that offsets into `text` fit 32 bits.
    pub fn new(text: &'a str) -> Self {
        Self {
            text,
            bytes: text.as_bytes(),
            at: 0,
        }
    }

    /// The text of a span.
    pub fn slice(&self, span: Span) -> &'a str {
        self.text
            .get(span.start as usize..span.end as usize)
            .unwrap_or_default()
    }

    /// The offset of the next token.
    pub fn offset(&mut self) -> u32 {
        self.skip_space();
        offset(self.at)
    }

    /// The offset after the last consumed token.
    pub fn consumed(&self) -> u32 {
        offset(self.at)
    }

    /// Goes back to an offset returned by [`Reader::offset`] or [`Reader::consumed`].
    pub fn rewind(&mut self, offset: u32) {
        self.at = offset as usize;
    }

    /// The type of the next value; consumes only white space.
    pub fn peek(&mut self, expected: &str) -> Parsed<JsonType> {
        self.skip_space();
        match self.bytes.get(self.at) {
            Some(b'{') => Ok(JsonType::Object),
            Some(b'[') => Ok(JsonType::Array),
            Some(b'"') => Ok(JsonType::String),
            Some(b'-' | b'0'..=b'9') => Ok(JsonType::Number),
            Some(b't') if self.continues_with("true") => Ok(JsonType::True),
            Some(b'f') if self.continues_with("false") => Ok(JsonType::False),
            Some(b'n') if self.continues_with("null") => Ok(JsonType::Null),
            _ => Err(self.unexpected(expected)),
        }
    }

    /// Whether the next value begins with this byte, which determines its type: `{`, `[` or `"`.
    /// Consumes only white space.
    #[inline]
    pub fn is_next(&mut self, first: u8) -> bool {
        self.skip_space();
        self.bytes.get(self.at) == Some(&first)
    }

    /// Consumes the `{` or `[` that [`Reader::peek`] saw.
    pub fn enter(&mut self) {
        self.at += 1;
    }

    /// Reads the next member's name and its colon; `None` at the end of the object.
    pub fn member(&mut self, first: &mut bool) -> Parsed<Option<Scalar>> {
        if !self.next_item(b'}', first, "`,` or `}`", "a member name or `}`")? {
            return Ok(None);
        }
        if self.bytes.get(self.at) != Some(&b'"') {
            return Err(self.unexpected("a member name in double quotes"));
        }
        let name = self.string()?;
        self.skip_space();
        if self.bytes.get(self.at) != Some(&b':') {
            return Err(self.unexpected("`:` after the member name"));
        }
        self.at += 1;
        Ok(Some(name))
    }

    /// True if another element of the array follows; false at the end of the array.
    pub fn element(&mut self, first: &mut bool) -> Parsed<bool> {
        self.next_item(b']', first, "`,` or `]`", "a value or `]`")
    }

    fn next_item(
        &mut self,
        close: u8,
        first: &mut bool,
        separator_expected: &str,
        first_expected: &str,
    ) -> Parsed<bool> {
        self.skip_space();
        let was_first = std::mem::replace(first, false);
        match self.bytes.get(self.at) {
            Some(byte) if *byte == close => {
                self.at += 1;
                return Ok(false);
            }
            Some(b',') if !was_first => {
                self.at += 1;
                self.skip_space();
                if self.bytes.get(self.at) == Some(&close) {
                    let closing = char::from(close);
                    return Err(self.mistake(
                        1,
                        &format!("a comma before `{closing}`"),
                        "no comma after the last item",
                    ));
                }
            }
            Some(_) if was_first => {}
            _ => {
                let expected = if was_first {
                    first_expected
                } else {
                    separator_expected
                };
                return Err(self.unexpected(expected));
            }
        }
        Ok(true)
    }

    /// Consumes the `true`, `false` or `null` that [`Reader::peek`] saw.
    pub fn word(&mut self, word: &str) -> Scalar {
        let end = self.at + word.len();
        let scalar = Scalar {
            span: span(self.at, end),
            escaped: false,
        };
        self.at = end;
        scalar
    }

    fn continues_with(&self, word: &str) -> bool {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        rest.starts_with(word.as_bytes())
    }

    /// Checks that only white space is left.
    pub fn finish(&mut self) -> Parsed<()> {
        self.skip_space();
        if self.at == self.bytes.len() {
            Ok(())
        } else {
            Err(self.unexpected("nothing after the policy document"))
        }
    }

    fn skip_space(&mut self) {
        while matches!(self.bytes.get(self.at), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }
}

fn span(start: usize, end: usize) -> Span {
    Span {
        start: offset(start),
        end: offset(end),
    }
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
