//! Where AWS's policy simulator says that a statement begins and ends.
//!
//! Its reference says "the row and column of the beginning of the `Statement`". Its recorded
//! answers (the examples of the API reference and of the AWS CLI) count lines and columns from 1
//! and show what is meant: the beginning is right behind what comes before the statement, which is
//! the bracket of the array, the end of the statement before, or the opening brace of a statement
//! that is in no array. The end is right behind the closing brace.

use iam_eval::{Document, Position};

/// `StartPosition` of a statement, counted from 0.
///
/// ```
/// use iam_eval::{Document, PolicyKind};
/// use iam_report::simulation::{position_of_end, position_of_start};
/// // The policy of the AWS CLI's example of `simulate-custom-policy`, and the positions that it shows.
/// let alone = Document::parse(PolicyKind::Identity, "PolicyInputList.1", concat!(
///     r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"dynamodb:*","Resource":"*","#,
///     r#""Condition":{"DateGreaterThan":{"aws:CurrentTime":"2018-08-16T12:00:00Z"}}}}"#))?;
/// assert_eq!(position_of_start(&alone, 0).to_string(), "1:38");
/// assert_eq!(position_of_end(&alone, 0).to_string(), "1:167");
/// let array = Document::parse(PolicyKind::Identity, "p", r#"{"Statement": [
///   {"Effect": "Allow", "Action": "s3:*", "Resource": "*"},
///   {"Effect": "Deny", "Action": "s3:Put*", "Resource": "*"}]}"#)?;
/// assert_eq!(position_of_start(&array, 0).to_string(), "1:16");
/// assert_eq!(position_of_start(&array, 1), position_of_end(&array, 0));
/// # Ok::<(), iam_eval::PolicyError>(())
/// ```
#[must_use]
pub fn position_of_start(document: &Document, statement: usize) -> Position {
    if let Some(before) = statement.checked_sub(1) {
        return position_of_end(document, before);
    }
    let Some(node) = document.statement(statement) else {
        return document.position(0);
    };
    let start = node.span().start;
    let before = document.source().get(..start as usize).unwrap_or_default();
    let before = before.trim_end_matches([' ', '\t', '\n', '\r']);
    match before.ends_with('[') {
        true => document.position(u32::try_from(before.len()).unwrap_or(start)),
        false => document.position(start.saturating_add(1)),
    }
}

/// `EndPosition` of a statement, counted from 0.
#[must_use]
pub fn position_of_end(document: &Document, statement: usize) -> Position {
    let end = document.statement(statement).map(|node| node.span().end);
    document.position(end.unwrap_or_default())
}
