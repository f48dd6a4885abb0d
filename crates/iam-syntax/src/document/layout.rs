//! Where each part of a document is in its text, for tools that replace or remove parts.
//!
//! A document keeps the spans of names and values. The spans of members and lists are computed from
//! the text on request, so that parsing doesn't pay for them.

use super::{Document, Element, PrincipalType, Statement};
use crate::text::Span;
use crate::text::json::{JsonType, Parsed, Reader, unescape};

/// A value of the document with the span of the text that it is read from.
///
/// The span of a string excludes its quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Spanned<T> {
    /// The value, decoded.
    pub value: T,
    /// Its span.
    pub span: Span,
}

impl<T> Spanned<T> {
    pub(super) const fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

/// A member of an object: its name and its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct MemberSpan {
    /// The name, without its quotes.
    pub name: Span,
    /// The whole value, with its quotes or brackets.
    pub value: Span,
}

impl MemberSpan {
    /// The whole member, from the quote before its name to the end of its value.
    #[must_use]
    pub const fn whole(self) -> Span {
        Span {
            start: self.name.start.saturating_sub(1),
            end: self.value.end,
        }
    }
}

/// The spans of a document's members; for those of its statements see [`Statement::layout`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct DocumentLayout {
    /// The whole object, with its braces.
    pub span: Span,
    /// `Version`.
    pub version: Option<MemberSpan>,
    /// `Id`.
    pub id: Option<MemberSpan>,
    /// `Statement`.
    pub statement: Option<MemberSpan>,
}

/// The spans of a statement's parts.
///
/// ```
/// use iam_syntax::{Document, Element, PolicyKind};
/// let text = r#"{"Statement": {"Effect": "Allow", "Action": ["s3:Get*"], "Resource": "*",
///   "Condition": {"Bool": {"aws:SecureTransport": "true"}}}}"#;
/// let document = Document::parse(PolicyKind::Identity, "role.json", text)?;
/// let layout = document.statement(0).unwrap().layout();
/// let action = layout.member(Element::Action).unwrap();
/// assert_eq!(action.value.of(text), r#"["s3:Get*"]"#);
/// assert_eq!(action.whole().of(text), r#""Action": ["s3:Get*"]"#);
/// let (operator, key) = layout.condition(0).unwrap();
/// assert_eq!((operator.name.of(text), key.name.of(text)), ("Bool", "aws:SecureTransport"));
/// # Ok::<(), iam_syntax::PolicyError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct StatementLayout {
    /// The whole statement, with its braces.
    pub span: Span,
    /// The members, in the order in which they are written.
    pub members: Vec<(Element, MemberSpan)>,
    /// The members of the object in `Principal` or `NotPrincipal`; empty for `"*"`.
    pub principal_types: Vec<(PrincipalType, MemberSpan)>,
    /// The operators in `Condition`.
    pub operators: Vec<OperatorLayout>,
}

/// The spans of an operator of a `Condition` and of its keys.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct OperatorLayout {
    /// The operator and the object with its keys.
    pub operator: MemberSpan,
    /// The keys with their values.
    pub keys: Vec<MemberSpan>,
}

impl StatementLayout {
    /// An element of the statement, if present.
    #[must_use]
    pub fn member(&self, element: Element) -> Option<MemberSpan> {
        let mut members = self.members.iter();
        members.find_map(|(known, member)| (*known == element).then_some(*member))
    }

    /// The operator and the key of the condition at an index of [`Statement::conditions`].
    #[must_use]
    pub fn condition(&self, index: usize) -> Option<(MemberSpan, MemberSpan)> {
        let mut conditions = self.operators.iter().flat_map(|operator| {
            let keys = operator.keys.iter();
            keys.map(|key| (operator.operator, *key))
        });
        conditions.nth(index)
    }
}

impl Document {
    /// The spans of the document's members. Each call reads the text again.
    #[must_use]
    pub fn layout(&self) -> DocumentLayout {
        let text = self.source();
        let begin = Reader::new(text).offset();
        let end = text.trim_end().len();
        let span = Span {
            start: begin,
            end: u32::try_from(end).unwrap_or(u32::MAX),
        };
        let members = members(text, span);
        let named = |name: &str| {
            let mut members = members.iter();
            members.find_map(|(known, member)| (known == name).then_some(*member))
        };
        DocumentLayout {
            span,
            version: named("Version"),
            id: named("Id"),
            statement: named("Statement"),
        }
    }

    /// The span of a value, extended by its quotes if it is a string.
    ///
    /// Values of conditions may also be numbers or booleans, which have no quotes.
    #[must_use]
    pub fn with_quotes(&self, span: Span) -> Span {
        let text = self.source().as_bytes();
        let (before, after) = (span.start.checked_sub(1), span.end.checked_add(1));
        let quote_at = |at: u32| text.get(at as usize) == Some(&b'"');
        match (before, after) {
            (Some(start), Some(end)) if quote_at(start) && quote_at(span.end) => {
                Span { start, end }
            }
            _ => span,
        }
    }

    /// The span to delete in order to remove a member or an item of a list, given its whole span:
    /// it includes the comma that belongs to the item.
    ///
    /// To remove several items of one list, remove one and read the document again: the spans of
    /// two neighbours both contain the comma between them.
    ///
    /// ```
    /// use iam_syntax::{Document, Element, PolicyKind};
    /// let text = r#"{"Statement": {"Sid": "A", "Effect": "Allow", "Action": ["s3:Get*", "s3:List*"], "Resource": "*"}}"#;
    /// let document = Document::parse(PolicyKind::Identity, "role.json", text)?;
    /// let statement = document.statement(0).unwrap();
    /// let without = |span| {
    ///     let cut = document.removal(span);
    ///     [&text[..cut.start as usize], &text[cut.end as usize..]].concat()
    /// };
    /// let sid = statement.layout().member(Element::Sid).unwrap();
    /// assert!(without(sid.whole()).starts_with(r#"{"Statement": {"Effect""#));
    /// let list = statement.actions().spanned_values().last().unwrap();
    /// assert!(without(document.with_quotes(list.span)).contains(r#"["s3:Get*"]"#));
    /// # Ok::<(), iam_syntax::PolicyError>(())
    /// ```
    #[must_use]
    pub fn removal(&self, span: Span) -> Span {
        const SPACE: [char; 4] = [' ', '\t', '\r', '\n'];
        let text = self.source();
        let after = text.get(span.end as usize..).unwrap_or_default();
        if let Some(next) = after.trim_start_matches(SPACE).strip_prefix(',') {
            let end = text
                .len()
                .saturating_sub(next.trim_start_matches(SPACE).len());
            return Span {
                start: span.start,
                end: u32::try_from(end).unwrap_or(span.end),
            };
        }
        let before = text.get(..span.start as usize).unwrap_or_default();
        let start = before.trim_end_matches(SPACE).strip_suffix(',');
        let start = start.and_then(|before| u32::try_from(before.len()).ok());
        Span {
            start: start.unwrap_or(span.start),
            end: span.end,
        }
    }
}

impl Statement<'_> {
    /// The spans of the statement's parts. Each call reads the text again.
    #[must_use]
    pub fn layout(&self) -> StatementLayout {
        let text = self.document().source();
        let span = self.span();
        let members = members(text, span).into_iter();
        let mut layout = StatementLayout {
            span,
            members: members
                .filter_map(|(name, member)| Some((Element::parse(&name)?, member)))
                .collect(),
            principal_types: Vec::new(),
            operators: Vec::new(),
        };
        for (element, member) in &layout.members {
            let parts = || self::members(text, member.value).into_iter();
            match element {
                Element::Principal | Element::NotPrincipal => {
                    layout
                        .principal_types
                        .extend(parts().filter_map(|(name, member)| {
                            Some((PrincipalType::from_key(&name)?, member))
                        }))
                }
                Element::Condition => layout.operators.extend(parts().map(|(_, operator)| {
                    let keys = self::members(text, operator.value).into_iter();
                    OperatorLayout {
                        operator,
                        keys: keys.map(|(_, key)| key).collect(),
                    }
                })),
                _ => {}
            }
        }
        layout
    }
}

/// The members of the object at a span, by name; empty if the value is not an object.
fn members(text: &str, object: Span) -> Vec<(String, MemberSpan)> {
    let mut found = Vec::new();
    // The text belongs to a document, so it has been read before without a mistake.
    let _: Parsed<()> = read_members(text, object, &mut found);
    found
}

fn read_members(text: &str, object: Span, found: &mut Vec<(String, MemberSpan)>) -> Parsed<()> {
    let mut reader = Reader::new(text);
    reader.rewind(object.start);
    if reader.peek("an object")? != JsonType::Object {
        return Ok(());
    }
    reader.enter();
    let mut first = true;
    while let Some(scalar) = reader.member(&mut first)? {
        let mut name = String::new();
        unescape(reader.slice(scalar.span), &mut name);
        let start = reader.offset();
        reader.skip_value()?;
        let end = reader.consumed();
        let member = MemberSpan {
            name: scalar.span,
            value: Span { start, end },
        };
        found.push((name, member));
    }
    Ok(())
}
