//! Policy documents: what the author wrote, checked against the grammar, with positions.

mod account_id;
mod actions;
mod element;
mod key_use;
mod kind;
mod layout;
mod mistakes;
pub mod operator;
mod parse;
mod principal;
mod principal_arn;
mod read;
mod required_elements;
mod resources;
mod statement;
mod values;
mod write;

pub use crate::text::mistake::{PolicyError, PolicyErrorKind};
pub use account_id::{AccountId, is_account_id};
pub use actions::{TRUST_POLICY_ACTIONS, is_trust_policy_action};
pub use element::Element;
pub use key_use::KeyUse;
pub use kind::{Effect, PolicyKind, UnknownName, Version};
pub use layout::{DocumentLayout, MemberSpan, OperatorLayout, Spanned, StatementLayout};
pub use principal::PrincipalType;
pub use principal::{AwsPrincipal, is_origin_access_identity, parse_aws};
pub use principal_arn::{PrincipalArn, PrincipalEntity};
pub use read::{Reading, read, read_at};
pub use resources::API_SHORT_FORM;
pub use statement::{Condition, Elements, Statement};

use crate::text::{Milestones, Position, Span};
use operator::Operator;
use std::ops::Range;
use std::sync::Arc;

/// A policy document that conforms to the grammar (S1) of its [`PolicyKind`].
///
/// It keeps its text and the position of each statement. To evaluate it, compile it into a `Policy`
/// of `iam-eval`.
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
    /// The span of the version, if one is given.
    pub(crate) version_span: Option<Span>,
    /// False if there is no `$` in the text or in a decoded string.
    mentions_variables: bool,
    id: Option<Text>,
    name: Arc<str>,
    start: Position,
    milestones: Milestones,
    /// The text as given, followed by the decoded form of each string with an escape.
    buffer: Box<str>,
    text_length: u32,
    /// For each decoded string, its start in the buffer and its span in the text.
    decoded_spans: Vec<(u32, Span)>,
    pub(crate) statements: Vec<StatementNode>,
    /// The members of all lists of strings, in one vector.
    pub(crate) texts: Vec<Text>,
    pub(crate) principals: Vec<PrincipalNode>,
    pub(crate) conditions: Vec<ConditionNode>,
}

/// A decoded string: a range of the document's buffer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Text {
    /// The first byte, as an offset into the document's buffer.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Text {
    /// The range of `part`, a slice of this text's `value`.
    #[inline]
    pub fn subslice(self, value: &str, part: &str) -> Self {
        let offset = (part.as_ptr() as usize).saturating_sub(value.as_ptr() as usize);
        let start = self
            .start
            .saturating_add(u32::try_from(offset).unwrap_or(0));
        let end = start.saturating_add(u32::try_from(part.len()).unwrap_or(0));
        Self { start, end }
    }
}

/// `Action` or `NotAction`, `Resource` or `NotResource`: a list of strings, possibly complemented.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ElementNode {
    /// True for the `Not…` form.
    pub negated: bool,
    /// The span of the element's name.
    pub name: Span,
    /// A range of the document's texts (for `Principal`, of its principals).
    pub list: Range<u32>,
}

/// A parsed statement: its elements, as ranges of the document.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct StatementNode {
    /// The span of the statement.
    pub span: Span,
    /// `Sid`.
    pub sid: Option<Text>,
    /// `Effect`.
    pub effect: Effect,
    /// The span of the value of `Effect`.
    pub effect_span: Span,
    /// `Action` or `NotAction`.
    pub action: ElementNode,
    /// `Resource` or `NotResource`, if the kind of policy has them.
    pub resource: Option<ElementNode>,
    /// `Principal` or `NotPrincipal`, as a range of the document's principals.
    pub principal: Option<ElementNode>,
    /// A range of the document's conditions.
    pub conditions: Range<u32>,
}

/// One principal of a list.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct PrincipalNode {
    /// The member that lists it.
    pub kind: PrincipalType,
    /// The principal as written.
    pub value: Text,
}

/// One key of a condition block, with its operator and values.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ConditionNode {
    /// The operator.
    pub operator: Operator,
    /// The condition key as written.
    pub key: Text,
    /// A range of the document's texts.
    pub values: Range<u32>,
}

impl Document {
    /// The longest text that is accepted, in bytes. AWS's own quotas are far below it (S1.20).
    pub const MAX_BYTES: usize = 8 * 1024 * 1024;

    /// Reads a policy document.
    ///
    /// `name` is what errors and reasons call the document: a file's path, a policy's ARN.
    ///
    /// # Errors
    /// [`PolicyError`] if the text is not JSON or doesn't conform to the grammar of its kind (S1).
    #[inline]
    pub fn parse(kind: PolicyKind, name: &str, text: &str) -> Result<Self, PolicyError> {
        Self::parse_at(kind, name, text, Position::START)
    }

    /// Reads a policy document inside a larger text, such as an account's dump: positions are
    /// counted from `start`, the position of the document's first character in that text.
    ///
    /// # Errors
    /// Those of [`Document::parse`].
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
        read::parse(kind, &name, text, start).map_err(|mistake| mistake.locate(&name, start, text))
    }

    /// What the document is used as.
    #[must_use]
    #[inline]
    pub fn kind(&self) -> PolicyKind {
        self.kind
    }

    /// The version of the policy language: 2008-10-17 if none is given (S1.2).
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

    /// False if there is no `$` in the text or in a decoded string.
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

    /// The span of the value of `Version`, if one is given.
    #[must_use]
    #[inline]
    pub fn version_span(&self) -> Option<Span> {
        self.version_span
    }

    /// The span of the value of `Id`, if it is given.
    #[must_use]
    #[inline]
    pub fn id_span(&self) -> Option<Span> {
        self.id.map(|id| self.span_of(id))
    }

    /// The text as it was read.
    #[must_use]
    #[inline]
    pub fn source(&self) -> &str {
        self.buffer
            .get(..self.text_length as usize)
            .unwrap_or_default()
    }

    /// The statements, in the order in which they are written.
    #[inline]
    pub fn statements(&self) -> impl ExactSizeIterator<Item = Statement<'_>> {
        let nodes = self.statements.iter().enumerate();
        nodes.map(|(index, node)| Statement::new(self, index, node))
    }

    /// The statement at `index`, counted from 0.
    #[must_use]
    #[inline]
    pub fn statement(&self, index: usize) -> Option<Statement<'_>> {
        let node = self.statements.get(index)?;
        Some(Statement::new(self, index, node))
    }

    /// The parsed statements; their ranges refer to the lists below.
    #[must_use]
    #[inline]
    pub fn statement_nodes(&self) -> &[StatementNode] {
        &self.statements
    }

    /// The members of all lists of strings, in one slice.
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

    /// The string at a range of the buffer.
    #[inline]
    pub fn text(&self, text: Text) -> &str {
        self.buffer
            .get(text.start as usize..text.end as usize)
            .unwrap_or_default()
    }

    /// The span of the string in the text.
    #[inline]
    pub fn span_of(&self, text: Text) -> Span {
        span_of(text, self.text_length, &self.decoded_spans)
    }

    /// The string with its span.
    #[inline]
    pub(super) fn spanned(&self, text: Text) -> Spanned<&str> {
        Spanned::new(self.text(text), self.span_of(text))
    }

    /// The strings of a list.
    #[inline]
    pub fn list(&self, range: &Range<u32>) -> impl ExactSizeIterator<Item = &str> + Clone {
        self.texts_of(range).iter().map(|text| self.text(*text))
    }

    /// A range of [`Document::texts`].
    #[inline]
    pub(super) fn texts_of(&self, range: &Range<u32>) -> &[Text] {
        part(&self.texts, range)
    }

    /// A range of [`Document::principal_nodes`].
    #[inline]
    pub(super) fn principals_of(&self, range: &Range<u32>) -> &[PrincipalNode] {
        part(&self.principals, range)
    }

    /// The conditions of a statement.
    #[inline]
    pub(super) fn conditions_of(&self, statement: &StatementNode) -> &[ConditionNode] {
        part(&self.conditions, &statement.conditions)
    }
}

#[inline]
fn part<'a, T>(list: &'a [T], range: &Range<u32>) -> &'a [T] {
    let range = range.start as usize..range.end as usize;
    list.get(range).unwrap_or_default()
}

fn span_of(text: Text, text_length: u32, decoded_spans: &[(u32, Span)]) -> Span {
    let as_written = Span {
        start: text.start,
        end: text.end,
    };
    if text.start < text_length || decoded_spans.is_empty() {
        return as_written;
    }
    match decoded_spans.binary_search_by_key(&text.start, |(start, _)| *start) {
        Ok(at) => decoded_spans.get(at).map_or(as_written, |(_, span)| *span),
        Err(_) => as_written,
    }
}
