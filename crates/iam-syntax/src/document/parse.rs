//! From text to the parts of a document: the structure that the grammar requires (S1). The contents
//! of strings are checked in `values`, once the version of the policy language is known.
//!
//! A value that doesn't conform is reported and skipped, and its element is marked as unread, so
//! that no further mistakes are reported that only follow from this one.

mod condition;
mod head;
mod members;
mod principal;
mod statement;

use super::mistakes::Mistakes;
use super::{ConditionNode, PrincipalNode, StatementNode, Text};
use crate::text::Span;
use crate::text::json::{Parsed, Reader, Scalar, unescape};
use crate::text::mistake::{Mistake, PolicyErrorKind};
pub(super) use head::Head;
pub(super) use statement::Unread;
use std::borrow::Cow;

/// What has been read so far. The lists keep their contents if the text is cut off.
pub(super) struct Parser<'a, 'm> {
    reader: Reader<'a>,
    pub(super) text_length: u32,
    pub(super) decoded: String,
    pub(super) decoded_spans: Vec<(u32, Span)>,
    pub(super) texts: Vec<Text>,
    pub(super) principals: Vec<PrincipalNode>,
    pub(super) conditions: Vec<ConditionNode>,
    pub(super) statements: Vec<StatementNode>,
    pub(super) head: Head,
    /// The statements with unread parts, in order.
    pub(super) unread: Vec<(usize, Unread)>,
    pub(super) mistakes: &'m mut Mistakes,
}

impl<'a, 'm> Parser<'a, 'm> {
    pub(super) fn new(text: &'a str, mistakes: &'m mut Mistakes) -> Self {
        Self {
            reader: Reader::new(text),
            text_length: u32::try_from(text.len()).unwrap_or(u32::MAX),
            decoded: String::new(),
            decoded_spans: Vec::new(),
            texts: Vec::with_capacity(text.len() / 48),
            principals: Vec::new(),
            conditions: Vec::new(),
            statements: Vec::with_capacity(4),
            head: Head::default(),
            unread: Vec::new(),
            mistakes,
        }
    }

    /// Reads the next value with `read`. If that returns a mistake, reports it and skips the value.
    #[inline]
    fn or_skip<T>(&mut self, read: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<Option<T>> {
        let begin = self.reader.consumed();
        match read(self) {
            Ok(value) => Ok(Some(value)),
            Err(mistake) => {
                self.skip_from(begin, mistake)?;
                Ok(None)
            }
        }
    }

    /// Reports a mistake in the value that begins at `begin`, and skips that value.
    #[cold]
    fn skip_from(&mut self, begin: u32, mistake: Box<Mistake>) -> Parsed<()> {
        self.mistakes.report(mistake)?;
        self.reader.rewind(begin);
        self.reader.skip_value()
    }

    /// Reports a mistake about a member's name, and skips its value.
    #[cold]
    fn skip_member(&mut self, mistake: Box<Mistake>) -> Parsed<()> {
        self.mistakes.report(mistake)?;
        self.reader.skip_value()
    }

    /// S1.6, S1.8, S1.10, S1.16: a string, which means a list of one, or an array of at least one.
    /// Appends them to the parser's texts. False if one of them could not be read.
    fn names(&mut self, expected: &str) -> Parsed<bool> {
        if !self.reader.is_next(b'[') {
            let text = self.expect_string(expected)?;
            self.texts.push(text);
            return Ok(true);
        }
        let begin = self.reader.offset();
        self.reader.enter();
        let mut all_read = true;
        let mut is_empty = true;
        let mut first = true;
        while self.reader.element(&mut first)? {
            is_empty = false;
            match self.or_skip(|parser| parser.expect_string("a string"))? {
                Some(text) => self.texts.push(text),
                None => all_read = false,
            }
        }
        match is_empty {
            true => Err(self.empty(begin, "an empty array", expected)),
            false => Ok(all_read),
        }
    }

    /// The mistake for a value from `begin` to here that is empty and must not be.
    fn empty(&self, begin: u32, found: &str, expected: &str) -> Box<Mistake> {
        let end = self.reader.consumed();
        let span = Span { start: begin, end };
        Mistake::new(PolicyErrorKind::MissingElement, span, found, expected)
    }

    /// Enters an object, and returns the offset of its brace.
    #[inline]
    fn expect_object(&mut self, expected: &str) -> Parsed<u32> {
        if !self.reader.is_next(b'{') {
            return Err(self.another_type(expected));
        }
        let begin = self.reader.offset();
        self.reader.enter();
        Ok(begin)
    }

    #[inline]
    fn expect_string(&mut self, expected: &str) -> Parsed<Text> {
        if !self.reader.is_next(b'"') {
            return Err(self.another_type(expected));
        }
        let scalar = self.reader.string()?;
        Ok(self.keep(scalar))
    }

    /// The mistake for a value of the wrong type, or for the end of the text.
    #[cold]
    fn another_type(&mut self, expected: &str) -> Box<Mistake> {
        match self.reader.peek(expected) {
            Ok(found) => self.reader.wrong_type(found, expected),
            Err(mistake) => mistake,
        }
    }

    /// Stores the decoded string, as a range of the document's future buffer.
    fn keep(&mut self, scalar: Scalar) -> Text {
        let Span { start, end } = scalar.span;
        if !scalar.escaped {
            return Text { start, end };
        }
        let start = self.text_length.saturating_add(index(self.decoded.len()));
        unescape(self.reader.slice(scalar.span), &mut self.decoded);
        let end = self.text_length.saturating_add(index(self.decoded.len()));
        self.decoded_spans.push((start, scalar.span));
        Text { start, end }
    }

    fn decode(&self, text: Text) -> &str {
        if text.start >= self.text_length && !self.decoded_spans.is_empty() {
            let offset = |at: u32| at.saturating_sub(self.text_length) as usize;
            let range = offset(text.start)..offset(text.end);
            self.decoded.get(range).unwrap_or_default()
        } else {
            self.reader.slice(Span {
                start: text.start,
                end: text.end,
            })
        }
    }

    fn span_of(&self, text: Text) -> Span {
        super::span_of(text, self.text_length, &self.decoded_spans)
    }

    /// A member's name for comparison with the grammar's names: decoded, since an escaped name is
    /// the same name (S1.1).
    fn name(&self, scalar: Scalar) -> Cow<'a, str> {
        let raw = self.reader.slice(scalar.span);
        if scalar.escaped {
            let mut decoded = String::new();
            unescape(raw, &mut decoded);
            Cow::Owned(decoded)
        } else {
            Cow::Borrowed(raw)
        }
    }
}

/// Offsets and counts fit 32 bits, since documents are limited to
/// [`Document::MAX_BYTES`](super::Document::MAX_BYTES).
fn index(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
