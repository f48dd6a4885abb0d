//! The public view of statements.

use super::operator::Operator;
use super::{
    ConditionNode, Document, Effect, ElementNode, PrincipalNode, PrincipalType, Spanned,
    StatementNode, Text,
};
use crate::text::{Position, Span};

/// One statement of a [`Document`].
///
/// ```
/// use iam_syntax::{Document, Effect, PolicyKind, PrincipalType};
/// let document = Document::parse(PolicyKind::Resource, "queue.json", r#"{
///   "Statement": {"Sid": "In", "Effect": "Deny", "Principal": {"AWS": ["111122223333"]},
///     "NotAction": "sqs:Get*", "Resource": "arn:aws:sqs:*:*:in", "Condition": {
///       "StringNotLike": {"aws:PrincipalTag/team": ["a-*", "b-*"]}, "Bool": {"aws:SecureTransport": true}}}}"#)?;
/// let statement = document.statement(0).unwrap();
/// assert_eq!((statement.sid(), statement.effect()), (Some("In"), Effect::Deny));
/// assert_eq!(statement.principals().collect::<Vec<_>>(), [(PrincipalType::Aws, "111122223333")]);
/// assert!(statement.actions().is_negated() && !statement.is_not_principal());
/// assert_eq!(statement.resources().unwrap().values().next(), Some("arn:aws:sqs:*:*:in"));
/// let operators: Vec<String> = statement.conditions().map(|condition| condition.operator()).collect();
/// assert_eq!(operators, ["StringNotLike", "Bool"]);
/// # Ok::<(), iam_syntax::PolicyError>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Statement<'a> {
    document: &'a Document,
    node: &'a StatementNode,
    index: usize,
}

/// The values of an element, in its plain or its `Not…` form.
///
/// ```
/// use iam_syntax::{Document, PolicyKind};
/// let document = Document::parse(PolicyKind::Identity, "role.json", r#"{
///   "Statement": {"Effect": "Allow", "NotAction": ["iam:*", "sts:*"], "Resource": "*"}}"#)?;
/// let actions = document.statement(0).unwrap().actions();
/// assert!(actions.is_negated());
/// assert_eq!(actions.values().collect::<Vec<_>>(), ["iam:*", "sts:*"]);
/// # Ok::<(), iam_syntax::PolicyError>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Elements<'a> {
    document: &'a Document,
    node: &'a ElementNode,
}

impl<'a> Elements<'a> {
    /// True for `NotAction` and `NotResource`.
    #[must_use]
    #[inline]
    pub fn is_negated(&self) -> bool {
        self.node.negated
    }

    /// The values, decoded, in the order in which they are written.
    #[inline]
    pub fn values(&self) -> impl ExactSizeIterator<Item = &'a str> + use<'a> {
        self.document.list(&self.node.list)
    }

    /// The values with their spans.
    #[inline]
    pub fn spanned_values(&self) -> impl ExactSizeIterator<Item = Spanned<&'a str>> + use<'a> {
        let document = self.document;
        let texts = document.texts_of(&self.node.list).iter();
        texts.map(|text| document.spanned(*text))
    }

    /// The span of the element's name.
    #[must_use]
    #[inline]
    pub fn name_span(&self) -> Span {
        self.node.name
    }
}

/// One key under one operator of a statement's `Condition`, with its values.
///
/// ```
/// use iam_syntax::{Document, PolicyKind};
/// let document = Document::parse(PolicyKind::Identity, "role.json", r#"{
///   "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*",
///     "Condition": {"NumericLessThanIfExists": {"aws:MultiFactorAuthAge": 3600}}}}"#)?;
/// let condition = document.statement(0).unwrap().conditions().next().unwrap();
/// assert_eq!(condition.operator(), "NumericLessThanIfExists");
/// assert_eq!((condition.key(), condition.values().next()), ("aws:MultiFactorAuthAge", Some("3600")));
/// # Ok::<(), iam_syntax::PolicyError>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Condition<'a> {
    document: &'a Document,
    node: &'a ConditionNode,
}

impl<'a> Condition<'a> {
    /// The operator with its prefix and suffix, such as `ForAllValues:StringLikeIfExists`.
    #[must_use]
    #[inline]
    pub fn operator(&self) -> String {
        self.operator_node().to_string()
    }

    /// The parsed operator.
    #[inline]
    pub fn operator_node(&self) -> Operator {
        self.node.operator
    }

    /// The condition key as it is written.
    #[must_use]
    #[inline]
    pub fn key(&self) -> &'a str {
        self.document.text(self.node.key)
    }

    /// The values, decoded; numbers and booleans as their text (S5.17).
    #[inline]
    pub fn values(&self) -> impl ExactSizeIterator<Item = &'a str> + Clone + use<'a> {
        self.document.list(&self.node.values)
    }

    /// The span of the condition key. For the operator's see [`Statement::layout`].
    #[must_use]
    #[inline]
    pub fn key_span(&self) -> Span {
        self.document.span_of(self.node.key)
    }

    /// The values with their spans.
    #[inline]
    pub fn spanned_values(
        &self,
    ) -> impl ExactSizeIterator<Item = Spanned<&'a str>> + Clone + use<'a> {
        let document = self.document;
        let texts = document.texts_of(&self.node.values).iter();
        texts.map(|text| document.spanned(*text))
    }
}

impl<'a> Statement<'a> {
    pub(super) fn new(document: &'a Document, index: usize, node: &'a StatementNode) -> Self {
        Self {
            document,
            node,
            index,
        }
    }

    pub(super) fn document(&self) -> &'a Document {
        self.document
    }

    /// The index in the document's list of statements, counted from 0.
    #[must_use]
    #[inline]
    pub fn index(&self) -> usize {
        self.index
    }

    /// The span of the statement in the document's text, including its braces.
    #[must_use]
    #[inline]
    pub fn span(&self) -> Span {
        self.node.span
    }

    /// Line and column of the statement's opening brace.
    #[must_use]
    #[inline]
    pub fn position(&self) -> Position {
        self.document.position(self.node.span.start)
    }

    /// The element `Sid`.
    #[must_use]
    #[inline]
    pub fn sid(&self) -> Option<&'a str> {
        self.node.sid.map(|sid| self.document.text(sid))
    }

    /// The span of the value of `Sid`, if it is given.
    #[must_use]
    #[inline]
    pub fn sid_span(&self) -> Option<Span> {
        self.node.sid.map(|sid| self.document.span_of(sid))
    }

    /// The element `Effect`.
    #[must_use]
    #[inline]
    pub fn effect(&self) -> Effect {
        self.node.effect
    }

    /// The span of the value of `Effect`.
    #[must_use]
    #[inline]
    pub fn effect_span(&self) -> Span {
        self.node.effect_span
    }

    /// The element `Action` or `NotAction`.
    #[must_use]
    #[inline]
    pub fn actions(&self) -> Elements<'a> {
        Elements {
            document: self.document,
            node: &self.node.action,
        }
    }

    /// The element `Resource` or `NotResource`; a resource-based policy may have neither (S1.8).
    #[must_use]
    #[inline]
    pub fn resources(&self) -> Option<Elements<'a>> {
        let document = self.document;
        let node = self.node.resource.as_ref()?;
        Some(Elements { document, node })
    }

    /// True if the principals are in `NotPrincipal`.
    #[must_use]
    #[inline]
    pub fn is_not_principal(&self) -> bool {
        self.node
            .principal
            .as_ref()
            .is_some_and(|principal| principal.negated)
    }

    /// Whether the statement has `Principal` or `NotPrincipal`.
    #[inline]
    pub fn has_principal(&self) -> bool {
        self.node.principal.is_some()
    }

    /// The principals of `Principal` or `NotPrincipal`: type and value.
    #[inline]
    pub fn principals(&self) -> impl Iterator<Item = (PrincipalType, &'a str)> + use<'a> {
        let document = self.document;
        self.principal_nodes()
            .iter()
            .map(move |principal| (principal.kind, document.text(principal.value)))
    }

    /// The principals: type, value and span.
    #[inline]
    pub fn spanned_principals(
        &self,
    ) -> impl Iterator<Item = (PrincipalType, Spanned<&'a str>)> + use<'a> {
        let document = self.document;
        self.principal_nodes()
            .iter()
            .map(move |principal| (principal.kind, document.spanned(principal.value)))
    }

    /// The span of the name `Principal` or `NotPrincipal`, if the statement has either.
    #[must_use]
    #[inline]
    pub fn principal_name_span(&self) -> Option<Span> {
        self.node.principal.as_ref().map(|principal| principal.name)
    }

    /// The principals of the statement.
    #[inline]
    pub fn principal_nodes(&self) -> &'a [PrincipalNode] {
        let principal = self.node.principal.as_ref();
        principal.map_or(&[], |principal| {
            self.document.principals_of(&principal.list)
        })
    }

    /// The values of `Resource` or `NotResource`.
    #[inline]
    pub fn resource_texts(&self) -> &'a [Text] {
        let resource = self.node.resource.as_ref();
        resource.map_or(&[], |resource| self.document.texts_of(&resource.list))
    }

    /// The conditions: all of them must hold for the statement to apply (S5.1).
    #[inline]
    pub fn conditions(&self) -> impl ExactSizeIterator<Item = Condition<'a>> + use<'a> {
        let document = self.document;
        let nodes = document.conditions_of(self.node).iter();
        nodes.map(move |node| Condition { document, node })
    }

    /// The condition at an index, counted from 0, without iterating over those before it.
    #[inline]
    pub fn condition(&self, index: usize) -> Option<Condition<'a>> {
        let document = self.document;
        let node = document.conditions_of(self.node).get(index)?;
        Some(Condition { document, node })
    }
}
