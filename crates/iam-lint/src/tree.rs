//! A policy's JSON as written: every value with its span, without checks. Rules read this tree and
//! not a `Document`, since a document can't have a mistake, and one broken part must not hide the
//! rest.

use iam_syntax::Span;
use iam_syntax::text::json::{JsonType, Reader, Scalar, unescape};
use iam_syntax::text::mistake::Mistake;
use std::borrow::Cow;

/// Policies are seven levels deep; deeper values are read, but not kept.
const DEEPEST: usize = 24;

/// A JSON value with its span.
#[derive(Debug)]
pub(crate) struct Node<'a> {
    /// Strings exclude their quotes.
    pub(crate) span: Span,
    pub(crate) value: Value<'a>,
}

#[derive(Debug)]
pub(crate) enum Value<'a> {
    Object(Object<'a>),
    Array(Vec<Node<'a>>),
    String(Cow<'a, str>),
    Number(&'a str),
    Bool(bool),
    Null,
    /// Deeper than any policy.
    Deep,
}

#[derive(Debug, Default)]
pub(crate) struct Object<'a> {
    pub(crate) members: Vec<Member<'a>>,
    /// False if the text was cut off inside: then missing members can't be reported.
    pub(crate) is_complete: bool,
}

#[derive(Debug)]
pub(crate) struct Member<'a> {
    pub(crate) name: Cow<'a, str>,
    /// Without its quotes.
    pub(crate) name_span: Span,
    pub(crate) value: Node<'a>,
}

/// The parts of a text that could be read.
#[derive(Debug)]
pub(crate) struct Tree<'a> {
    pub(crate) root: Option<Node<'a>>,
    /// The position where the text is not JSON. An additional or missing comma is tolerated.
    pub(crate) mistakes: Vec<Mistake>,
}

impl<'a> Node<'a> {
    pub(crate) fn object(&self) -> Option<&Object<'a>> {
        match &self.value {
            Value::Object(object) => Some(object),
            _ => None,
        }
    }

    pub(crate) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The value with its quotes, if it has quotes.
    pub(crate) fn whole(&self) -> Span {
        match &self.value {
            Value::String(_) => quoted(self.span),
            _ => self.span,
        }
    }
}

impl<'a> Object<'a> {
    pub(crate) fn get(&self, name: &str) -> Option<&Member<'a>> {
        self.members.iter().find(|member| member.name == name)
    }
}

fn quoted(span: Span) -> Span {
    Span {
        start: span.start.saturating_sub(1),
        end: span.end.saturating_add(1),
    }
}

impl Member<'_> {
    /// From the name's quote to the value's end.
    pub(crate) fn whole(&self) -> Span {
        Span {
            start: self.name_span.start.saturating_sub(1),
            end: self.value.whole().end,
        }
    }
}

/// An object or array that is not closed yet.
enum Open<'a> {
    Object {
        start: u32,
        object: Object<'a>,
        first: bool,
        name: Option<(Cow<'a, str>, Span)>,
    },
    Array {
        start: u32,
        items: Vec<Node<'a>>,
        first: bool,
    },
}

/// Reads a text without recursion: nesting in a hostile text uses no stack.
pub(crate) fn read(text: &str) -> Tree<'_> {
    let mut builder = Builder {
        reader: Reader::new(text),
        text,
        open: Vec::new(),
        root: None,
        mistakes: Vec::new(),
        recovered: None,
    };
    builder.run();
    builder.close_all();
    Tree {
        root: builder.root,
        mistakes: builder.mistakes,
    }
}

struct Builder<'a> {
    reader: Reader<'a>,
    text: &'a str,
    open: Vec<Open<'a>>,
    root: Option<Node<'a>>,
    mistakes: Vec<Mistake>,
    /// Where it was read on last behind a mistake.
    recovered: Option<u32>,
}

impl<'a> Builder<'a> {
    /// False if the text could not be read to its end.
    fn run(&mut self) -> bool {
        if !self.value() {
            return false;
        }
        while let Some(open) = self.open.last_mut() {
            let closing = match open {
                Open::Object { .. } => b'}',
                Open::Array { .. } => b']',
            };
            let more = match open {
                Open::Object { first, name, .. } => match self.reader.member(first) {
                    Ok(Some(scalar)) => {
                        *name = Some((decoded(&self.reader, scalar), scalar.span));
                        Ok(true)
                    }
                    Ok(None) => Ok(false),
                    Err(mistake) => Err(mistake),
                },
                Open::Array { first, .. } => self.reader.element(first),
            };
            match more {
                Ok(true) => {
                    if !self.value() {
                        return false;
                    }
                }
                Ok(false) => self.close(true),
                Err(mistake) => {
                    let at = self.reader.consumed();
                    // Where nothing was read since, as of a name whose string has no end, nothing
                    // ever will be.
                    let is_stuck = self.recovered.replace(at) == Some(at);
                    let is_known = self.mistakes.last() == Some(&*mistake);
                    if !(is_stuck && is_known) {
                        self.mistakes.push(*mistake);
                    }
                    if is_stuck || !self.recover(closing) {
                        return false;
                    }
                }
            }
        }
        match self.reader.finish() {
            Ok(()) => true,
            Err(mistake) => {
                self.mistakes.push(*mistake);
                false
            }
        }
    }

    /// Skips a comma before a closing bracket, or tolerates a missing one.
    fn recover(&mut self, closing: u8) -> bool {
        let at = self.reader.consumed() as usize;
        let next = self.text.as_bytes().get(at).copied();
        if next == Some(closing) {
            self.reader.enter();
            self.close(true);
            return true;
        }
        let (starts, again) = match self.open.last_mut() {
            Some(Open::Object { first, .. }) => (next == Some(b'"'), first),
            Some(Open::Array { first, .. }) => (matches!(next, Some(b'"' | b'{' | b'[')), first),
            None => return false,
        };
        *again = true;
        starts
    }

    /// Reads a value, or begins to read one; false if there is none.
    fn value(&mut self) -> bool {
        match self.scalar_or_open() {
            Ok(()) => true,
            Err(mistake) => {
                self.mistakes.push(*mistake);
                false
            }
        }
    }

    fn scalar_or_open(&mut self) -> Result<(), Box<Mistake>> {
        let found = self.reader.peek("a JSON value")?;
        let start = self.reader.offset();
        let value = match found {
            JsonType::Object => {
                self.reader.enter();
                self.open.push(Open::Object {
                    start,
                    object: Object::default(),
                    first: true,
                    name: None,
                });
                return Ok(());
            }
            JsonType::Array => {
                self.reader.enter();
                self.open.push(Open::Array {
                    start,
                    items: Vec::new(),
                    first: true,
                });
                return Ok(());
            }
            JsonType::String => {
                let scalar = self.reader.string()?;
                let value = Value::String(decoded(&self.reader, scalar));
                self.keep(Node {
                    span: scalar.span,
                    value,
                });
                return Ok(());
            }
            JsonType::Number => {
                let scalar = self.reader.number()?;
                Value::Number(self.reader.slice(scalar.span))
            }
            JsonType::True => {
                self.reader.word("true");
                Value::Bool(true)
            }
            JsonType::False => {
                self.reader.word("false");
                Value::Bool(false)
            }
            JsonType::Null => {
                self.reader.word("null");
                Value::Null
            }
        };
        let end = self.reader.consumed();
        self.keep(Node {
            span: Span { start, end },
            value,
        });
        Ok(())
    }

    /// Adds a finished value to its parent.
    fn keep(&mut self, node: Node<'a>) {
        match self.open.last_mut() {
            Some(Open::Object { object, name, .. }) => {
                if let Some((name, name_span)) = name.take() {
                    object.members.push(Member {
                        name,
                        name_span,
                        value: node,
                    });
                }
            }
            Some(Open::Array { items, .. }) => items.push(node),
            None => self.root = Some(node),
        }
    }

    fn close(&mut self, is_complete: bool) {
        let end = self.reader.consumed();
        let is_deep = self.open.len() > DEEPEST;
        let (start, value) = match self.open.pop() {
            Some(Open::Object {
                start, mut object, ..
            }) => {
                object.is_complete = is_complete;
                (start, Value::Object(object))
            }
            Some(Open::Array { start, items, .. }) => (start, Value::Array(items)),
            None => return,
        };
        let value = if is_deep { Value::Deep } else { value };
        self.keep(Node {
            span: Span { start, end },
            value,
        });
    }

    /// Values that are still open end at the end of the text.
    fn close_all(&mut self) {
        while !self.open.is_empty() {
            self.close(false);
        }
    }
}

fn decoded<'a>(reader: &Reader<'a>, scalar: Scalar) -> Cow<'a, str> {
    let raw = reader.slice(scalar.span);
    if !scalar.escaped {
        return Cow::Borrowed(raw);
    }
    let mut text = String::new();
    unescape(raw, &mut text);
    Cow::Owned(text)
}

#[cfg(test)]
mod tests;
