//! What nearly every rule uses.

pub(super) use crate::finding::Severity;
pub(super) use crate::policy::{
    Action, Condition, OperatorName, Policy, Principal, Resource, Statement, Text, is_open,
};
pub(super) use crate::report::Report;
pub(super) use crate::rule::rule;
pub(super) use iam_syntax::document::operator::SetOperator;
pub(super) use iam_syntax::text::mistake::quoted;
pub(super) use iam_syntax::{PolicyKind, Span};
