//! Statements without the document around them: one object, or an array of them.

use super::{Mark, Reading, Shape};
use crate::embedded_document::parse_statements;
use crate::principal::PrincipalInput;
use crate::problem::Problem;
use iam_eval::{PolicyKind, Position};

pub(super) const SHAPE: Shape = Shape {
    mark: Mark::Members(&["Effect"]),
    reading: Reading::Statements,
};

/// Reads an input that is one statement, or an array of them.
pub(crate) fn read_whole(
    name: &str,
    text: &str,
    start: Position,
) -> Result<PrincipalInput, Problem> {
    let mut principal = PrincipalInput::new(name);
    let policy = parse_statements(PolicyKind::Identity, name, text, start)?;
    principal.identity.push(policy);
    Ok(principal)
}
