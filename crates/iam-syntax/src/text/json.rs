//! A reader that walks JSON text token by token and knows where each one is.
//!
//! The grammar of a policy has a fixed depth, so its parser asks for what it expects and nothing
//! here recurses: nesting in a hostile text costs no stack. Everything is one pass over the bytes;
//! a string without escapes is a slice of the text. What this reader accepts is checked against
//! `serde_json` by property tests and fuzzing.

#![expect(
    clippy::arithmetic_side_effects,
    reason = "offsets into a text that is far shorter than what they count"
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

/// A string or number in the text: the bytes between the quotes, or the number's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Scalar {
    /// Where it is, without quotes.
    pub span: Span,
    /// Whether it holds an escape.
    pub escaped: bool,
}

/// What reading gives: a value, or the first mistake.
pub type Parsed<T> = Result<T, Box<Mistake>>;

/// A reader of JSON that keeps the place of every token.
#[derive(Debug)]
pub struct Reader<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    /// The caller has made sure that offsets into `text` fit 32 bits.
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

    /// The offset after the last token that was consumed.
    pub fn consumed(&self) -> u32 {
        offset(self.at)
    }

    /// Goes back to an offset that [`Reader::offset`] or [`Reader::consumed`] gave.
    pub fn rewind(&mut self, offset: u32) {
        self.at = offset as usize;
    }

    /// The type of the next value; nothing is consumed but white space.
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

    /// Whether the next value begins with this byte, which says what type it is: `{`, `[` or `"`. Nothing is
    /// consumed but white space.
    #[inline]
    pub fn is_next(&mut self, first: u8) -> bool {
        self.skip_space();
        self.bytes.get(self.at) == Some(&first)
    }

    /// Consumes the `{` or `[` that [`Reader::peek`] saw.
    pub fn enter(&mut self) {
        self.at += 1;
    }

    /// The next member's name, its colon consumed; `None` once the object is closed.
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

    /// True where another element of the array follows; false once the array is closed.
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

    /// Makes sure that nothing but white space is left.
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
