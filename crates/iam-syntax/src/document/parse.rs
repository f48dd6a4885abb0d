//! From text to a document: the shape that the grammar asks for (S1). What stands inside the
//! strings is checked in `values`, once the version of the policy language is known.

mod elements;

use super::{
    ConditionNode, Document, Effect, ElementNode, PolicyKind, PrincipalNode, StatementNode, Text,
    Version, values,
};
use crate::text::json::{JsonType, Parsed, Reader, Scalar, unescape};
use crate::text::mistake::{Mistake, PolicyErrorKind, quoted};
use crate::text::{Milestones, Position, Span};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

pub(super) fn parse(
    kind: PolicyKind,
    name: &Arc<str>,
    text: &str,
    start: Position,
) -> Parsed<Document> {
    if text.len() > Document::MAX_BYTES {
        let found = format!("a text of {} bytes", text.len());
        let expected = format!("a policy document of at most {} bytes", Document::MAX_BYTES);
        return Err(Mistake::new(
            PolicyErrorKind::TooLarge,
            Span::default(),
            found,
            expected,
        ));
    }
    let mut parser = Parser {
        reader: Reader::new(text),
        text_length: u32::try_from(text.len()).unwrap_or(u32::MAX),
        decoded: String::new(),
        decoded_spans: Vec::new(),
        texts: Vec::with_capacity(text.len() / 48),
        principals: Vec::new(),
        conditions: Vec::new(),
        statements: Vec::with_capacity(4),
    };
    let head = parser.document()?;
    let mut buffer = String::with_capacity(text.len() + parser.decoded.len());
    buffer.push_str(text);
    buffer.push_str(&parser.decoded);
    let document = Document {
        kind,
        version: head.version.map_or(Version::V2008, |(version, _)| version),
        version_span: head.version.map(|(_, span)| span),
        id: head.id,
        name: Arc::clone(name),
        start,
        milestones: Milestones::default(),
        text_length: parser.text_length,
        mentions_variables: memchr::memchr(b'$', buffer.as_bytes()).is_some(),
        buffer: buffer.into_boxed_str(),
        decoded_spans: parser.decoded_spans,
        statements: parser.statements,
        texts: parser.texts,
        principals: parser.principals,
        conditions: parser.conditions,
    };
    values::check(&document)?;
    Ok(document)
}

struct Parser<'a> {
    reader: Reader<'a>,
    text_length: u32,
    decoded: String,
    decoded_spans: Vec<(u32, Span)>,
    texts: Vec<Text>,
    principals: Vec<PrincipalNode>,
    conditions: Vec<ConditionNode>,
    statements: Vec<StatementNode>,
}

struct Head {
    version: Option<(Version, Span)>,
    id: Option<Text>,
}

impl<'a> Parser<'a> {
    /// S1.1–S1.3: one object with `Version`, `Id` and `Statement`, and nothing after it.
    fn document(&mut self) -> Parsed<Head> {
        let begin = self.expect_object("a policy document: a JSON object")?;
        let mut seen = Seen::default();
        let mut version = None;
        let mut id = None;
        let mut first = true;
        while let Some(member) = self.reader.member(&mut first)? {
            match &*self.name(member) {
                "Version" => {
                    seen.note(0, member, "Version")?;
                    version = Some(self.version()?);
                }
                "Id" => {
                    seen.note(1, member, "Id")?;
                    id = Some(self.expect_string("a string")?);
                }
                "Statement" => {
                    seen.note(2, member, "Statement")?;
                    self.statement_list()?;
                }
                other => {
                    let expected = "one of the members `Version`, `Id` and `Statement`";
                    return Err(unknown_member(member, other, expected));
                }
            }
        }
        if !seen.has(2) {
            let end = self.reader.offset().max(begin + 1);
            return Err(Mistake::new(
                PolicyErrorKind::MissingElement,
                Span { start: begin, end },
                "a document without `Statement`",
                "the member `Statement`",
            ));
        }
        self.reader.finish()?;
        Ok(Head { version, id })
    }

    fn version(&mut self) -> Parsed<(Version, Span)> {
        let version = self.expect_string("`\"2012-10-17\"` or `\"2008-10-17\"`")?;
        let span = self.span_of(version);
        match self.decode(version) {
            "2012-10-17" => Ok((Version::V2012, span)),
            "2008-10-17" => Ok((Version::V2008, span)),
            other => Err(Mistake::new(
                PolicyErrorKind::Version,
                span,
                format!("the version {}", quoted(other)),
                "`2012-10-17` or `2008-10-17`",
            )),
        }
    }

    fn statement_list(&mut self) -> Parsed<()> {
        const EXPECTED: &str = "an object or an array of objects";
        match self.reader.peek(EXPECTED)? {
            JsonType::Object => self.statement(),
            JsonType::Array => {
                let begin = self.reader.offset();
                self.reader.enter();
                let mut first = true;
                while self.reader.element(&mut first)? {
                    match self.reader.peek("a statement: an object")? {
                        JsonType::Object => self.statement()?,
                        other => {
                            return Err(self.reader.wrong_type(other, "a statement: an object"));
                        }
                    }
                }
                match self.statements.is_empty() {
                    true => Err(self.empty(begin, "an empty array", "at least one statement")),
                    false => Ok(()),
                }
            }
            other => Err(self.reader.wrong_type(other, EXPECTED)),
        }
    }

    /// S1.4: the members of a statement, in any order, none twice, no others.
    fn statement(&mut self) -> Parsed<()> {
        let begin = self.expect_object("a statement: an object")?;
        let mut seen = Seen::default();
        let mut sid = None;
        let mut effect = None;
        let mut action = None;
        let mut resource = None;
        let mut principal = None;
        let conditions_from = index(self.conditions.len());
        let mut first = true;
        while let Some(member) = self.reader.member(&mut first)? {
            let name = self.name(member);
            match name.as_ref() {
                "Sid" => {
                    seen.note(0, member, "Sid")?;
                    sid = Some(self.expect_string("a string")?);
                }
                "Effect" => {
                    seen.note(1, member, "Effect")?;
                    effect = Some(self.effect()?);
                }
                "Action" | "NotAction" => {
                    let negated = name.as_ref() == "NotAction";
                    seen.note(2 + u8::from(negated), member, name.as_ref())?;
                    seen.exclude([2, 3], member, "both `Action` and `NotAction`")?;
                    let list = self.names("an action or an array of actions")?;
                    action = Some(ElementNode {
                        negated,
                        name: member.span,
                        list,
                    });
                }
                "Resource" | "NotResource" => {
                    let negated = name.as_ref() == "NotResource";
                    seen.note(4 + u8::from(negated), member, name.as_ref())?;
                    seen.exclude([4, 5], member, "both `Resource` and `NotResource`")?;
                    let list = self.names("a resource or an array of resources")?;
                    resource = Some(ElementNode {
                        negated,
                        name: member.span,
                        list,
                    });
                }
                "Principal" | "NotPrincipal" => {
                    let negated = name.as_ref() == "NotPrincipal";
                    seen.note(6 + u8::from(negated), member, name.as_ref())?;
                    seen.exclude([6, 7], member, "both `Principal` and `NotPrincipal`")?;
                    let list = self.principal_element()?;
                    principal = Some(ElementNode {
                        negated,
                        name: member.span,
                        list,
                    });
                }
                "Condition" => {
                    seen.note(8, member, "Condition")?;
                    self.condition_element()?;
                }
                other => {
                    let expected = "one of the members `Sid`, `Effect`, `Principal`, `NotPrincipal`, \
                        `Action`, `NotAction`, `Resource`, `NotResource` and `Condition`";
                    return Err(unknown_member(member, other, expected));
                }
            }
        }
        let span = Span {
            start: begin,
            end: self.reader.consumed(),
        };
        let missing = |found: &str, expected: &str| {
            Mistake::new(PolicyErrorKind::MissingElement, span, found, expected)
        };
        self.statements.push(StatementNode {
            span,
            sid,
            effect: effect
                .ok_or_else(|| missing("a statement without `Effect`", "the member `Effect`"))?,
            action: action.ok_or_else(|| {
                let found = "a statement with neither `Action` nor `NotAction`";
                missing(found, "one of them")
            })?,
            resource,
            principal,
            conditions: conditions_from..index(self.conditions.len()),
        });
        Ok(())
    }

    fn effect(&mut self) -> Parsed<Effect> {
        let effect = self.expect_string("`\"Allow\"` or `\"Deny\"`")?;
        match self.decode(effect) {
            "Allow" => Ok(Effect::Allow),
            "Deny" => Ok(Effect::Deny),
            other => Err(Mistake::new(
                PolicyErrorKind::Effect,
                self.span_of(effect),
                format!("the effect {}", quoted(other)),
                "`Allow` or `Deny`, in this letter case",
            )),
        }
    }

    /// S1.6, S1.8, S1.10, S1.16: a string, which means a list of one, or an array of at least one.
    fn names(&mut self, expected: &str) -> Parsed<Range<u32>> {
        let from = index(self.texts.len());
        let begin = self.reader.offset();
        if self.reader.peek(expected)? == JsonType::Array {
            self.reader.enter();
            let mut first = true;
            while self.reader.element(&mut first)? {
                let text = self.expect_string("a string")?;
                self.texts.push(text);
            }
        } else {
            let text = self.expect_string(expected)?;
            self.texts.push(text);
        }
        match self.texts.len() == from as usize {
            true => Err(self.empty(begin, "an empty array", expected)),
            false => Ok(from..index(self.texts.len())),
        }
    }

    /// Something from `begin` to here that holds nothing and must not be empty.
    fn empty(&self, begin: u32, found: &str, expected: &str) -> Box<Mistake> {
        let end = self.reader.consumed();
        let span = Span { start: begin, end };
        Mistake::new(PolicyErrorKind::MissingElement, span, found, expected)
    }

    fn expect_object(&mut self, expected: &str) -> Parsed<u32> {
        match self.reader.peek(expected)? {
            JsonType::Object => {
                let begin = self.reader.offset();
                self.reader.enter();
                Ok(begin)
            }
            other => Err(self.reader.wrong_type(other, expected)),
        }
    }

    fn expect_string(&mut self, expected: &str) -> Parsed<Text> {
        match self.reader.peek(expected)? {
            JsonType::String => {
                let scalar = self.reader.string()?;
                Ok(self.keep(scalar))
            }
            other => Err(self.reader.wrong_type(other, expected)),
        }
    }

    /// The decoded string as a range of the document's buffer-to-be.
    fn keep(&mut self, scalar: Scalar) -> Text {
        let Span { start, end } = scalar.span;
        if !scalar.escaped {
            return Text { start, end };
        }
        let start = self.text_length + index(self.decoded.len());
        unescape(self.reader.slice(scalar.span), &mut self.decoded);
        let end = self.text_length + index(self.decoded.len());
        self.decoded_spans.push((start, scalar.span));
        Text { start, end }
    }

    fn decode(&self, text: Text) -> &str {
        if text.start >= self.text_length && !self.decoded_spans.is_empty() {
            let range =
                (text.start - self.text_length) as usize..(text.end - self.text_length) as usize;
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

    /// A member's name for comparison with the grammar's: decoded, since an escaped name is the
    /// same name (S1.1).
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

/// Which members an object has had already.
#[derive(Default)]
struct Seen(u16);

impl Seen {
    fn has(&self, member: u8) -> bool {
        self.0 & (1 << member) != 0
    }

    fn note(&mut self, member: u8, scalar: Scalar, name: &str) -> Parsed<()> {
        if self.has(member) {
            return Err(duplicate_member(scalar, name));
        }
        self.0 |= 1 << member;
        Ok(())
    }

    fn exclude(&self, pair: [u8; 2], scalar: Scalar, found: &str) -> Parsed<()> {
        if pair.iter().all(|member| self.has(*member)) {
            let kind = PolicyErrorKind::ConflictingElements;
            return Err(Mistake::new(kind, scalar.span, found, "one of them"));
        }
        Ok(())
    }
}

fn duplicate_member(member: Scalar, name: &str) -> Box<Mistake> {
    let found = format!("the member {} a second time", quoted(name));
    let kind = PolicyErrorKind::DuplicateElement;
    Mistake::new(kind, member.span, found, "each member once in an object")
}

fn unknown_member(member: Scalar, name: &str, expected: &str) -> Box<Mistake> {
    let found = format!("the member {}", quoted(name));
    Mistake::new(
        PolicyErrorKind::UnknownElement,
        member.span,
        found,
        expected,
    )
}

/// Documents are limited to [`Document::MAX_BYTES`], so that every count in one fits.
fn index(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
