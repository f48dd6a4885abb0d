//! The grammar inside a document's strings. Each value is checked by itself.

use super::mistakes::Mistakes;
use super::operator::{Comparison, Operator};
use super::parse::Unread;
use super::{
    Document, PolicyKind, Text, Version, actions, principal, required_elements, resources,
};
use crate::pattern::variables;
use crate::text::Span;
use crate::text::json::Parsed;
use crate::text::mistake::{Mistake, PolicyErrorKind, quoted};
use crate::value::ip::IpRange;
use crate::value::moment;
use smallvec::SmallVec;

/// Checks each value of a document. `unread` lists the statements with unread parts;
/// `is_version_known` is false if the version could not be read.
pub(super) fn check(
    document: &Document,
    unread: &[(usize, Unread)],
    is_version_known: bool,
    mistakes: &mut Mistakes,
) -> Parsed<()> {
    mistakes.collect(check_version(document))?;
    let mut unread = unread.iter().peekable();
    for (index, statement) in document.statements.iter().enumerate() {
        let unread = unread.next_if(|(at, _)| *at == index);
        let unread = unread.map_or(Unread::NONE, |(_, unread)| *unread);
        let supported = required_elements::check(document, statement, unread, mistakes)?;
        actions::check(document, statement, mistakes)?;
        if let Some(resource) = statement.resource.as_ref().filter(|_| supported.resource) {
            resources::check(document, resource, is_version_known, mistakes)?;
        }
        if let Some(principals) = statement.principal.as_ref().filter(|_| supported.principal) {
            principal::check_all(document, statement, principals, unread, mistakes)?;
        }
        for condition in document.conditions_of(statement) {
            mistakes.collect(check_key(document, condition.key))?;
            for text in document.texts_of(&condition.values) {
                mistakes.collect(check_value(document, condition.operator, *text))?;
            }
        }
    }
    // S1.14: the policies of other services than IAM are less strict.
    if document.kind.is_identity_type() || document.kind == PolicyKind::Trust {
        check_sids(document, mistakes)?;
    }
    Ok(())
}

/// S1.2; whether a control policy without a version is refused is OPEN.
fn check_version(document: &Document) -> Parsed<()> {
    let is_control = matches!(
        document.kind,
        PolicyKind::ServiceControl | PolicyKind::ResourceControl
    );
    match document.version_span.filter(|_| is_control) {
        Some(span) if document.version == Version::V2008 => {
            let policy = with_article(document.kind);
            let found = format!("the version `2008-10-17` in {policy}");
            let kind = PolicyErrorKind::Version;
            Err(Mistake::new(kind, span, found, "`2012-10-17`"))
        }
        _ => Ok(()),
    }
}

fn check_key(document: &Document, key: Text) -> Parsed<()> {
    if document.text(key).is_empty() {
        return Err(Mistake::new(
            PolicyErrorKind::Condition,
            document.span_of(key),
            "an empty condition key",
            "a key such as `aws:SourceIp`",
        ));
    }
    refuse_variable(document, key, "a condition key")
}

fn check_value(document: &Document, operator: Operator, text: Text) -> Parsed<()> {
    if document.version == Version::V2012 && document.mentions_variables {
        check_variables(document, text)?;
    }
    let value = document.text(text);
    if matches!(operator.comparison(), Comparison::Date(_)) && !moment::is_taken(value) {
        return Err(Mistake::new(
            PolicyErrorKind::Condition,
            document.span_of(text),
            format!("the date {}", quoted(value)),
            "a date such as `2026-11-26T12:00:00Z`, or seconds since 1970",
        ));
    }
    if operator.comparison() == Comparison::IpAddress && IpRange::parse(value).is_none() {
        return Err(Mistake::new(
            PolicyErrorKind::Condition,
            document.span_of(text),
            format!("the address range {}", quoted(value)),
            "an IPv4 or IPv6 address or CIDR range, such as `203.0.113.0/24`",
        ));
    }
    Ok(())
}

/// S1.14.
fn check_sids(document: &Document, mistakes: &mut Mistakes) -> Parsed<()> {
    // Most documents have few statements, for which comparing is faster than hashing.
    const FEW: usize = 8;
    let mut first: SmallVec<[&str; FEW]> = SmallVec::new();
    let mut others = std::collections::HashSet::new();
    let mut is_new = |sid| match first.contains(&sid) {
        true => false,
        false if first.len() < FEW => {
            first.push(sid);
            true
        }
        false => others.insert(sid),
    };
    for text in document
        .statements
        .iter()
        .filter_map(|statement| statement.sid)
    {
        let sid = document.text(text);
        let mistake = |found: String, expected: &str| {
            Mistake::new(
                PolicyErrorKind::Sid,
                document.span_of(text),
                found,
                expected,
            )
        };
        if !sid.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            let found = format!("the Sid {}", quoted(sid));
            mistakes.report(mistake(found, "letters and digits only (A–Z, a–z, 0–9)"))?;
        } else if !sid.is_empty() && !is_new(sid) {
            let found = format!("the Sid {} a second time", quoted(sid));
            mistakes.report(mistake(found, "each Sid once in a document"))?;
        }
    }
    Ok(())
}

/// S6.10: in a 2012-10-17 document, no variable is allowed here.
pub(super) fn refuse_variable(document: &Document, text: Text, place: &str) -> Parsed<()> {
    if document.version == Version::V2008 || !document.mentions_variables {
        return Ok(());
    }
    let value = document.text(text);
    match variables::find(value) {
        None => Ok(()),
        Some(_) => Err(Mistake::new(
            PolicyErrorKind::Variable,
            document.span_of(text),
            format!("a policy variable in {place}: {}", quoted(value)),
            "policy variables in resources and condition values only",
        )),
    }
}

/// S1.22: every variable must be well formed. Returns the offset of the first one.
pub(super) fn check_variables(document: &Document, text: Text) -> Parsed<Option<usize>> {
    let value = document.text(text);
    let Some(first) = variables::find(value) else {
        return Ok(None);
    };
    for piece in variables::pieces(value) {
        if let Err(malformed) = piece {
            let whole = document.span_of(text);
            // If the text has an escape, it is longer than its decoded form.
            let as_written = whole.len() == text.end.saturating_sub(text.start);
            let start = if as_written {
                whole.start.saturating_add(malformed.offset)
            } else {
                whole.start
            };
            return Err(Mistake::new(
                PolicyErrorKind::Variable,
                Span {
                    start,
                    end: whole.end.max(start),
                },
                format!("{} in {}", malformed.found, quoted(value)),
                malformed.expected,
            ));
        }
    }
    Ok(Some(first))
}

pub(super) fn with_article(kind: PolicyKind) -> String {
    let article = if kind == PolicyKind::Identity {
        "an"
    } else {
        "a"
    };
    format!("{article} {kind}")
}
