//! Parts that are common to the objects of a dump.

use crate::aws_members::Object;
use crate::json::{Read, Reader};
use crate::problem::{Problem, code};
use crate::source::body::{Part, Source};
use std::sync::Arc;

/// Where a document is: an object or a string. `null` is none.
pub(super) fn document_part(reader: &mut Reader<'_>, source: &Arc<Source>) -> Read<Option<Part>> {
    match reader.peek()? {
        Some(b'{' | b'"') => Ok(Some(Part {
            source: Arc::clone(source),
            extent: reader.extent()?,
        })),
        Some(b'n') => reader.skip().map(|()| None),
        _ => Err(reader.unexpected("a policy document, as an object or as text")),
    }
}

/// `true` or `false`; `None` for `null`.
pub(super) fn boolean(reader: &mut Reader<'_>) -> Read<Option<bool>> {
    let value = match reader.peek()? {
        Some(b't') => Some(true),
        Some(b'f') => Some(false),
        Some(b'n') => None,
        _ => return Err(reader.unexpected("`true` or `false`")),
    };
    reader.skip()?;
    Ok(value)
}

/// An object in which only one member is needed, a string.
pub(super) fn only_string(
    reader: &mut Reader<'_>,
    (object, wanted): (Object, &str),
    expected: &str,
    problems: &mut Vec<Problem>,
) -> Read<String> {
    let at = reader.position()?;
    let mut found = None;
    reader.details(expected, |reader, member| {
        if member == wanted {
            found = Some(reader.string(expected)?);
            return Ok(());
        }
        skip_member(object, reader, member, problems)
    })?;
    found.ok_or_else(|| {
        let problem = reader.problem(format!("no `{wanted}`"), expected);
        problem.with_code(code::MISSING_MEMBER).at(at)
    })
}

/// Skips a member that isn't needed; one that AWS doesn't have is a problem.
pub(super) fn skip_member(
    object: Object,
    reader: &mut Reader<'_>,
    member: &str,
    problems: &mut Vec<Problem>,
) -> Read<()> {
    problems.extend(unknown_member(object, reader, member));
    reader.skip()
}

/// The problem with a member that AWS's object doesn't have.
pub(super) fn unknown_member(
    object: Object,
    reader: &mut Reader<'_>,
    member: &str,
) -> Option<Problem> {
    let (found, expected) = object.unknown(member)?;
    let problem = reader.problem(found, &expected);
    Some(problem.with_code(code::UNKNOWN_MEMBER))
}
