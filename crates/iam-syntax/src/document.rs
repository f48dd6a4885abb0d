//! Policy documents: what the author wrote, checked against the grammar, with positions.

mod actions;
mod kind;
pub mod operator;
mod parse;
mod principal;
mod resources;
mod statement;
mod values;
mod write;

pub use crate::text::mistake::{PolicyError, PolicyErrorKind};
pub use actions::is_trust_policy_action;
pub use kind::{Effect, PolicyKind, UnknownName, Version};
pub use principal::PrincipalType;
pub use principal::{AwsPrincipal, is_account_id, is_origin_access_identity, parse_aws};
pub use resources::API_SHORT_FORM;
pub use statement::{Condition, Elements, Statement};

use crate::text::{Milestones, Position, Span};
use operator::Operator;
use std::ops::Range;
use std::sync::Arc;

/// A policy document that keeps to the grammar (S1) of its [`PolicyKind`].
///
/// It holds its text, and knows where each statement stands in it. To evaluate it, compile it into
/// a `Policy` of `iam-eval`.
///
/// ```
/// use iam_syntax::{Document, Effect, PolicyKind};
/// let document = Document::parse(PolicyKind::Identity, "role.json", r#"{
///   "Version": "2012-10-17",
///   "Statement": [{"Sid": "Read", "Effect": "Allow", "Action": ["s3:Get*", "s3:List*"], "Resource": "*"}]
/// }"#)?;
/// let statement = document.statements().next().unwrap();
/// assert_eq!(statement.sid(), Some("Read"));
/// assert_eq!(statement.effect(), Effect::Allow);
/// assert_eq!(statement.position().to_string(), "3:17");
/// assert_eq!(statement.actions().values().collect::<Vec<_>>(), ["s3:Get*", "s3:List*"]);
/// # Ok::<(), iam_syntax::PolicyError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Document {
    pub(crate) kind: PolicyKind,
    pub(crate) version: Version,
    /// Where the version stands, if one is given.
    pub(crate) version_span: Option<Span>,
    /// False where no `$` stands in the text or in a decoded string.
    mentions_variables: bool,
    id: Option<Text>,
    name: Arc<str>,
    start: Position,
    milestones: Milestones,
    /// The text as given, and behind it the decoded form of each string that held an escape.
    buffer: Box<str>,
    text_length: u32,
    /// Where in the text each decoded string stands: its start in the buffer, its span.
    decoded_spans: Vec<(u32, Span)>,
    pub(crate) statements: Vec<StatementNode>,
    /// The members of all lists of strings, one after the other.
    pub(crate) texts: Vec<Text>,
    pub(crate) principals: Vec<PrincipalNode>,
    pub(crate) conditions: Vec<ConditionNode>,
}

/// A decoded string: a range of the document's buffer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Text {
    /// The first byte, counted in the document's buffer.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Text {
    /// The text that `part`, a slice of this text's `value`, is.
    #[inline]
    pub fn subslice(self, value: &str, part: &str) -> Self {
        let offset = (part.as_ptr() as usize).saturating_sub(value.as_ptr() as usize);
        let start = self.start + u32::try_from(offset).unwrap_or(0);
        let end = start + u32::try_from(part.len()).unwrap_or(0);
        Self { start, end }
    }
}

/// `Action` or `NotAction`, `Resource` or `NotResource`: a list of strings, perhaps complemented.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ElementNode {
    /// True for the `Not…` form.
    pub negated: bool,
    /// Where the element's name stands.
    pub name: Span,
    /// A range of the document's texts (of its principals, for `Principal`).
    pub list: Range<u32>,
}

/// A statement as it was read: its elements, as ranges of the document.
#[derive(Debug, Clone)]
pub struct StatementNode {
    /// Where the statement is.
    pub span: Span,
    /// `Sid`.
    pub sid: Option<Text>,
    /// `Effect`.
    pub effect: Effect,
    /// `Action` or `NotAction`.
    pub action: ElementNode,
    /// `Resource` or `NotResource`, where the kind of policy has them.
    pub resource: Option<ElementNode>,
    /// `Principal` or `NotPrincipal`, a range of the document's principals.
    pub principal: Option<ElementNode>,
    /// A range of the document's conditions.
    pub conditions: Range<u32>,
}

/// One principal of a list.
#[derive(Debug, Clone, Copy)]
pub struct PrincipalNode {
    /// The member under which it is listed.
    pub kind: PrincipalType,
    /// The principal as written.
    pub value: Text,
}

/// One key of a condition block, with its operator and values.
#[derive(Debug, Clone)]
pub struct ConditionNode {
    /// The operator.
    pub operator: Operator,
    /// The condition key as written.
    pub key: Text,
    /// A range of the document's texts.
    pub values: Range<u32>,
}

impl Document {
    /// The longest text that is read, in bytes. AWS's own quotas are far below it (S1.20).
    pub const MAX_BYTES: usize = 8 * 1024 * 1024;

    /// Reads a policy document.
    ///
    /// `name` is what errors and reasons call the document: a file's path, a policy's ARN.
    ///
    /// # Errors
    /// [`PolicyError`] where the text is not JSON, or doesn't keep to the grammar of its kind (S1).
    #[inline]
    pub fn parse(kind: PolicyKind, name: &str, text: &str) -> Result<Self, PolicyError> {
        Self::parse_at(kind, name, text, Position::START)
    }

    /// Reads a policy document that stands inside a larger text, such as an account's dump:
    /// positions are counted from `start`, the place of the document's first character there.
    ///
    /// # Errors
    /// As [`Document::parse`].
    ///
    /// ```
    /// use iam_syntax::{Document, PolicyKind, Position};
    /// let start = Position { line: 120, column: 25 };
    /// let error = Document::parse_at(PolicyKind::Identity, "account.json", "{}", start).unwrap_err();
    /// assert_eq!(error.position().line, 120);
    /// ```
    #[inline]
    pub fn parse_at(
        kind: PolicyKind,
        name: &str,
        text: &str,
        start: Position,
    ) -> Result<Self, PolicyError> {
        let name: Arc<str> = name.into();
        parse::parse(kind, &name, text, start).map_err(|mistake| mistake.locate(&name, start, text))
    }

    /// What the document is used as.
    #[must_use]
    #[inline]
    pub fn kind(&self) -> PolicyKind {
        self.kind
    }

    /// The version of the policy language: 2008-10-17 where none is given (S1.2).
    #[must_use]
    #[inline]
    pub fn version(&self) -> Version {
        self.version
    }

    /// The name under which the document was read.
    #[must_use]
    #[inline]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// False where no `$` is in the text or in a decoded string.
    #[inline]
    pub fn mentions_variables(&self) -> bool {
        self.mentions_variables
    }

    /// The element `Id`.
    #[must_use]
    #[inline]
    pub fn id(&self) -> Option<&str> {
        self.id.map(|id| self.text(id))
    }

    /// The text as it was read.
    #[must_use]
    #[inline]
    pub fn source(&self) -> &str {
        self.buffer
            .get(..self.text_length as usize)
            .unwrap_or_default()
    }

    /// The statements, in the order in which they stand.
    #[inline]
    pub fn statements(&self) -> impl ExactSizeIterator<Item = Statement<'_>> {
        (0..self.statements.len()).map(|index| Statement::new(self, index))
    }

    /// The statement at `index`, counted from 0.
    #[must_use]
    #[inline]
    pub fn statement(&self, index: usize) -> Option<Statement<'_>> {
        (index < self.statements.len()).then(|| Statement::new(self, index))
    }

    /// The statements as they were read; the ranges in them are of the lists below.
    #[must_use]
    #[inline]
    pub fn statement_nodes(&self) -> &[StatementNode] {
        &self.statements
    }

    /// The members of all lists of strings, one after the other.
    #[must_use]
    #[inline]
    pub fn texts(&self) -> &[Text] {
        &self.texts
    }

    /// The principals of all statements.
    #[must_use]
    #[inline]
    pub fn principal_nodes(&self) -> &[PrincipalNode] {
        &self.principals
    }

    /// The conditions of all statements.
    #[must_use]
    #[inline]
    pub fn condition_nodes(&self) -> &[ConditionNode] {
        &self.conditions
    }

    /// Line and column of a byte of the document's text.
    #[must_use]
    #[inline]
    pub fn position(&self, offset: u32) -> Position {
        self.milestones
            .position(self.start, self.source(), offset as usize)
    }

    /// The string that a range of the buffer is.
    #[inline]
    pub fn text(&self, text: Text) -> &str {
        self.buffer
            .get(text.start as usize..text.end as usize)
            .unwrap_or_default()
    }

    /// Where the string stands in the text.
    #[inline]
    pub fn span_of(&self, text: Text) -> Span {
        span_of(text, self.text_length, &self.decoded_spans)
    }

    /// The strings of a list.
    #[inline]
    pub fn list(&self, range: &Range<u32>) -> impl ExactSizeIterator<Item = &str> + Clone {
        self.texts
            .get(range.start as usize..range.end as usize)
            .unwrap_or_default()
            .iter()
            .map(|text| self.text(*text))
    }
}

fn span_of(text: Text, text_length: u32, decoded_spans: &[(u32, Span)]) -> Span {
    let as_it_stands = Span {
        start: text.start,
        end: text.end,
    };
    if text.start < text_length || decoded_spans.is_empty() {
        return as_it_stands;
    }
    match decoded_spans.binary_search_by_key(&text.start, |(start, _)| *start) {
        Ok(at) => decoded_spans[at].1,
        Err(_) => as_it_stands,
    }
}
