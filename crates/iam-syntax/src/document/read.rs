//! From text to a document, or to all mistakes in the text.

use super::mistakes::Mistakes;
use super::parse::Parser;
use super::{Document, PolicyError, PolicyErrorKind, PolicyKind, Version, values};
use crate::text::json::Parsed;
use crate::text::mistake::Mistake;
use crate::text::{Milestones, Position, Span};
use std::sync::Arc;

/// What [`read`] finds in a text: a document, or mistakes.
///
/// There is a document exactly if there is no mistake, so that a document that was only partly
/// understood can't be evaluated (S1.21).
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Reading {
    /// The document, if there is no mistake in it.
    pub document: Option<Document>,
    /// The mistakes, in text order.
    ///
    /// What only follows from another mistake is not reported: a statement whose `Action` is a
    /// number is not also reported as one without `Action`.
    pub mistakes: Vec<PolicyError>,
    /// False if there may be more mistakes: what follows a JSON error isn't read, a text longer
    /// than [`Document::MAX_BYTES`] isn't read at all, and the search ends at
    /// [`Reading::MOST_MISTAKES`].
    pub is_whole: bool,
}

impl Reading {
    /// The maximum number of mistakes reported for one document.
    pub const MOST_MISTAKES: usize = 1_000;
}

/// Reads a policy document and finds *all* its mistakes, where [`Document::parse`] stops at one.
///
/// `name` is what mistakes call the document: a file's path, a policy's ARN.
///
/// * A JSON error ends the reading; mistakes before it are still reported.
/// * A value of the wrong type, or a member that is unknown, duplicate or excluded by another, is
///   skipped, and the rest is read.
/// * Each value is checked by itself, and at most one mistake is reported for it.
///
/// ```
/// use iam_syntax::{PolicyKind, read};
/// let reading = read(PolicyKind::Identity, "role.json", r#"{
///   "Version": "2012-10-17",
///   "Statement": [{"Effect": "allow", "Action": ["s3:GetObject", "s3"], "Resource": 7}]
/// }"#);
/// assert!(reading.document.is_none() && reading.is_whole);
/// let mistakes: Vec<String> = reading.mistakes.iter().map(ToString::to_string).collect();
/// assert_eq!(mistakes, [
///     "role.json:3:29: found the effect `allow`, expected `Allow` or `Deny`, in this letter case",
///     "role.json:3:65: found the action `s3`, expected `*` or `service:Name`, such as `ec2:RunInstances`",
///     "role.json:3:83: found the number `7`, expected a resource or an array of resources",
/// ]);
/// ```
#[must_use]
pub fn read(kind: PolicyKind, name: &str, text: &str) -> Reading {
    read_at(kind, name, text, Position::START)
}

/// [`read`] for a document inside a larger text, such as an account's dump: positions are counted
/// from `start`, the position of the document's first character in that text.
///
/// ```
/// use iam_syntax::{PolicyKind, Position, read_at};
/// let start = Position { line: 120, column: 25 };
/// let reading = read_at(PolicyKind::Identity, "account.json", "{}", start);
/// assert_eq!(reading.mistakes[0].position(), start);
/// ```
#[must_use]
pub fn read_at(kind: PolicyKind, name: &str, text: &str, start: Position) -> Reading {
    let name: Arc<str> = name.into();
    let mut mistakes = Mistakes::at_most(Reading::MOST_MISTAKES);
    let outcome = document(kind, &name, text, start, &mut mistakes);
    let is_whole = outcome.is_ok();
    let document = match outcome {
        Ok(document) => mistakes.is_empty().then_some(document),
        Err(last) => {
            mistakes.push(*last);
            None
        }
    };
    Reading {
        document,
        mistakes: mistakes.located(&name, start, text),
        is_whole,
    }
}

/// The document, or the mistake at which reading ended.
pub(super) fn parse(
    kind: PolicyKind,
    name: &Arc<str>,
    text: &str,
    start: Position,
) -> Parsed<Document> {
    // The first mistake ends the reading.
    let mut mistakes = Mistakes::at_most(1);
    let document = document(kind, name, text, start, &mut mistakes)?;
    mistakes.pop().map_or(Ok(document), Err)
}

/// The parts of the document that could be read: all of it, if no mistake is reported. The error is
/// the mistake at which reading had to stop.
fn document(
    kind: PolicyKind,
    name: &Arc<str>,
    text: &str,
    start: Position,
    mistakes: &mut Mistakes,
) -> Parsed<Document> {
    if text.len() > Document::MAX_BYTES {
        return Err(too_large(text));
    }
    let mut parser = Parser::new(text, mistakes);
    let outcome = match parser.document() {
        Err(last) if parser.mistakes.is_full() => return Err(last),
        outcome => outcome,
    };
    let Parser {
        text_length,
        decoded,
        decoded_spans,
        texts,
        principals,
        conditions,
        statements,
        head,
        unread,
        mistakes,
        ..
    } = parser;
    let mut buffer = String::with_capacity(text.len().saturating_add(decoded.len()));
    buffer.push_str(text);
    buffer.push_str(&decoded);
    let document = Document {
        kind,
        version: head.version.map_or(Version::V2008, |(version, _)| version),
        version_span: head.version.map(|(_, span)| span),
        id: head.id,
        name: Arc::clone(name),
        start,
        milestones: Milestones::default(),
        text_length,
        mentions_variables: memchr::memchr(b'$', buffer.as_bytes()).is_some(),
        buffer: buffer.into_boxed_str(),
        decoded_spans,
        statements,
        texts,
        principals,
        conditions,
    };
    let checked = values::check(&document, &unread, head.is_version_known, mistakes);
    outcome?;
    checked?;
    Ok(document)
}

fn too_large(text: &str) -> Box<Mistake> {
    let found = format!("a text of {} bytes", text.len());
    let expected = format!("a policy document of at most {} bytes", Document::MAX_BYTES);
    Mistake::new(PolicyErrorKind::TooLarge, Span::default(), found, expected)
}
