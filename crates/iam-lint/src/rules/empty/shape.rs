//! Detects empty elements.

use crate::policy::{Condition, Statement};
use crate::tree::{Node, Value};
use iam_syntax::Span;
use iam_syntax::document::operator::SetOperator;

/// The span of a member's value, if it is an empty array.
pub(super) fn empty_list(statement: &Statement<'_>, name: &str) -> Option<Span> {
    let value = &statement.object.get(name)?.value;
    matches!(&value.value, Value::Array(items) if items.is_empty()).then_some(value.span)
}

pub(super) fn empty_object(node: &Node<'_>) -> bool {
    node.object()
        .is_some_and(|object| object.members.is_empty())
}

/// Whether a condition has no values and an operator without a specific code for that.
pub(super) fn is_plainly_empty(condition: &Condition<'_>) -> bool {
    let operator = condition.operator;
    condition.is_empty_list() && operator.set == SetOperator::None && !operator.if_exists
}
