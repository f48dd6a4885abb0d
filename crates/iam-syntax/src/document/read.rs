//! From text to a document, or to every mistake in the text.

use super::mistakes::Mistakes;
use super::parse::Parser;
use super::{Document, PolicyError, PolicyErrorKind, PolicyKind, Version, values};
use crate::text::json::Parsed;
use crate::text::mistake::Mistake;
use crate::text::{Milestones, Position, Span};
use std::sync::Arc;

/// What [`read`] finds in a text: a document, or mistakes.
///
/// There is a document exactly where there is no mistake: nothing can evaluate a document that is only
/// half understood (S1.21).
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Reading {
    /// The document, if there is no mistake in it.
    pub document: Option<Document>,
    /// Every mistake that was found, in order of their places.
    ///
    /// What follows from a mistake alone is no further mistake: a statement whose `Action` is a number is
    /// not reported as one without `Action`.
    pub mistakes: Vec<PolicyError>,
    /// False where there may be more mistakes: what comes after a mistake of JSON isn't read, a text longer
    /// than [`Document::MAX_BYTES`] isn't read at all, and after [`Reading::MOST_MISTAKES`] no more are looked
    /// for.
    pub is_whole: bool,
}

impl Reading {
    /// The most mistakes that are looked for in one document.
    pub const MOST_MISTAKES: usize = 1_000;
}

/// Reads a policy document and finds *all* its mistakes, where [`Document::parse`] ends at one.
///
/// `name` is what mistakes call the document: a file's path, a policy's ARN.
///
/// * A mistake of JSON ends the reading; those before it are still found.
/// * A value of the wrong type, an unknown member, one that is there twice, one that excludes another: it is
///   skipped, the rest is read.
/// * Each value is checked by itself, and at most one mistake is found in it.
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

/// As [`read`], for a document inside a larger text, such as an account's dump: positions are counted from
/// `start`, the place of the document's first character there.
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

/// What is understood of the document: all of it, where no mistake is reported. An error is the mistake at
/// which the reading had to end.
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
