//! A reader that walks JSON text token by token and knows where each one stands.
//!
//! The grammar of a policy has a fixed depth, so its parser asks for what it expects and nothing
//! here recurses: nesting in a hostile text costs no stack. Everything is one pass over the bytes;
//! a string without escapes is a slice of the text. What this reader accepts is checked against
//! `serde_json` by property tests and fuzzing.

use crate::text::Span;
use crate::text::mistake::{Mistake, PolicyErrorKind, quoted};

/// The JSON type of the value that comes next.
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

    /// The number of bytes of the escape at `at`; refuses escapes that JSON doesn't have.
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

    /// Consumes the number that [`Reader::peek`] saw.
    pub fn number(&mut self) -> Parsed<Scalar> {
        let start = self.at;
        let mut at = start;
        let digits = |mut at: usize| {
            while matches!(self.bytes.get(at), Some(b'0'..=b'9')) {
                at += 1;
            }
            at
        };
        if self.bytes.get(at) == Some(&b'-') {
            at += 1;
        }
        let whole = digits(at);
        let mut valid = whole > at && !(self.bytes.get(at) == Some(&b'0') && whole > at + 1);
        at = whole;
        if self.bytes.get(at) == Some(&b'.') {
            let fraction = digits(at + 1);
            valid &= fraction > at + 1;
            at = fraction;
        }
        if matches!(self.bytes.get(at), Some(b'e' | b'E')) {
            at += 1;
            if matches!(self.bytes.get(at), Some(b'+' | b'-')) {
                at += 1;
            }
            let exponent = digits(at);
            valid &= exponent > at;
            at = exponent;
        }
        self.at = at;
        let number = span(start, at);
        if !valid {
            let found = format!("the malformed number {}", quoted(self.slice(number)));
            return Err(json_mistake(number, &found, "a number as JSON writes it"));
        }
        Ok(Scalar {
            span: number,
            escaped: false,
        })
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

    /// A mistake about the type of the next value, which is `found`.
    pub fn wrong_type(&mut self, found: JsonType, expected: &str) -> Box<Mistake> {
        let start = self.at;
        let description = match found {
            JsonType::Object => "an object".to_owned(),
            JsonType::Array => "an array".to_owned(),
            JsonType::Null => "`null`".to_owned(),
            JsonType::True => "`true`".to_owned(),
            JsonType::False => "`false`".to_owned(),
            JsonType::String => match self.string() {
                Ok(string) => format!("the string {}", quoted(self.slice(string.span))),
                Err(mistake) => return mistake,
            },
            JsonType::Number => match self.number() {
                Ok(number) => format!("the number {}", quoted(self.slice(number.span))),
                Err(mistake) => return mistake,
            },
        };
        let end = self.at.max(start + 1);
        Mistake::new(
            PolicyErrorKind::WrongType,
            span(start, end),
            description,
            expected,
        )
    }

    fn unexpected(&self, expected: &str) -> Box<Mistake> {
        match self
            .text
            .get(self.at..)
            .and_then(|rest| rest.chars().next())
        {
            Some('\u{FEFF}') if self.at == 0 => self.mistake(3, "a byte order mark", expected),
            Some(character) => {
                let found = quoted(character.encode_utf8(&mut [0; 4]));
                self.mistake(character.len_utf8(), &found, expected)
            }
            None if self.text.trim().is_empty() => self.mistake(0, "an empty text", expected),
            None => self.mistake(0, "the end of the text", expected),
        }
    }

    fn mistake(&self, length: usize, found: &str, expected: &str) -> Box<Mistake> {
        json_mistake(span(self.at, self.at + length), found, expected)
    }

    fn skip_space(&mut self) {
        while matches!(self.bytes.get(self.at), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }
}

/// The text that a string with escapes stands for; the reader has checked the escapes.
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

/// The offset of the first byte from `at` on that a JSON string cannot hold as it is: eight bytes
/// at a time, since strings are most of a policy's text.
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

fn json_mistake(span: Span, found: &str, expected: &str) -> Box<Mistake> {
    Mistake::new(PolicyErrorKind::Json, span, found, expected)
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
