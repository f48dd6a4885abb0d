//! Parts that are common to the objects of a dump.

use crate::aws_members::Object;
use crate::json::{Read, Reader};
use crate::location::Extent;
use crate::problem::Problem;

/// The extent of a document: an object or a string. `None` for `null`.
pub(super) fn document_extent(reader: &mut Reader<'_>) -> Read<Option<Extent>> {
    match reader.peek()? {
        Some(b'{' | b'"') => reader.extent().map(Some),
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
    found.ok_or_else(|| reader.problem(format!("no `{wanted}`"), expected).at(at))
}

/// Skips a member that isn't needed; one that AWS doesn't have is a problem.
pub(super) fn skip_member(
    object: Object,
    reader: &mut Reader<'_>,
    member: &str,
    problems: &mut Vec<Problem>,
) -> Read<()> {
    if let Some((found, expected)) = object.unknown(member) {
        problems.push(reader.problem(found, &expected));
    }
    reader.skip()
}
