//! The report for code scanning: one result for each kind of finding of a principal.

mod groups;
mod rules;

use super::{Options, Wording, words};
use crate::form::json::EscapingWriter;
use crate::form::sarif::{
    BaselineState, ColumnKind, Driver, Finding, Invocation, Level, Location, Log, Notification,
    Run, Suppression, Tool,
};
use groups::{By, Class, Entry, Group};
use iam_access::report::{PrincipalReport, Reason, Report};
use std::collections::{BTreeMap, HashSet};
use std::io;

/// GitHub rejects a run with more than 25,000 results, and shows the 5,000 most severe ones. A
/// notification reports how many are omitted.
const MOST_RESULTS: usize = 5_000;

/// GitHub shows at most this number of locations per result.
const MOST_PLACES: usize = 100;

/// How many actions a message names: a set may have thousands, and GitHub truncates messages.
const MOST_NAMED: usize = 100;

pub(super) fn render(
    report: &Report,
    options: &Options,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let wording = &options.wording;
    let program = report.tool.clone().unwrap_or_default();
    let by = grouping(report);
    let is_compared = report.baseline.is_some();
    let groups = Class::ALL.into_iter().flat_map(|class| {
        let principals = report.principals.iter();
        principals.flat_map(move |principal| groups::of(principal, class, by))
    });
    let run = Run {
        tool: Tool {
            driver: Driver {
                rules: rules::all(wording),
                name: program.name,
                version: program.version,
                information_uri: Some(wording.information_uri),
            },
        },
        column_kind: ColumnKind::UnicodeCodePoints,
        invocations: vec![invocation(report, by)],
        results: groups
            .map(|group| finding(&group, is_compared, wording))
            .take(MOST_RESULTS),
    };
    serde_json::to_writer_pretty(EscapingWriter::new(&mut *out), &Log::new(run))?;
    writeln!(out)
}

/// One result per rule, unless these would be more than GitHub shows.
fn grouping(report: &Report) -> By {
    match count(report, By::Rule) {
        0..=MOST_RESULTS => By::Rule,
        _ => By::Level,
    }
}

/// The number of results.
fn count(report: &Report, by: By) -> usize {
    let of = |principal: &PrincipalReport| {
        let counts = Class::ALL.map(|class| groups::of(principal, class, by).len());
        counts.into_iter().sum::<usize>()
    };
    report.principals.iter().map(of).sum()
}

fn invocation(report: &Report, by: By) -> Invocation {
    let notifications = report.errors.iter().map(|error| Notification {
        level: Level::Error,
        message: error.sentence().into(),
        locations: vec![in_document(&error.source, error.line, error.column)],
    });
    let omitted = count(report, by)
        .checked_sub(MOST_RESULTS)
        .filter(|more| *more > 0)
        .map(|more| Notification {
            level: Level::Warning,
            message: format!("{more} more results are omitted from this log").into(),
            locations: Vec::new(),
        });
    let notifications = notifications.chain(omitted);
    Invocation {
        execution_successful: report.errors.is_empty(),
        tool_execution_notifications: notifications.collect(),
    }
}

fn finding(group: &Group<'_>, is_compared: bool, wording: &Wording) -> Finding {
    let principal = group.principal;
    let mut seen = HashSet::new();
    let reasons = group.entries.iter().flat_map(Entry::reasons);
    let reasons = reasons.filter(|reason| seen.insert(*reason));
    let mut places = reasons
        .filter_map(|reason| location(principal, reason))
        .take(MOST_PLACES);
    let nowhere = || {
        let place = Location::in_file(&principal.source, principal.line, principal.column);
        called(place, principal)
    };
    let first = places.next().unwrap_or_else(nowhere);
    let justifications = group.justifications();
    let is_known = group.entries.iter().all(Entry::is_known);
    let state = match is_known {
        true => BaselineState::Unchanged,
        false => BaselineState::New,
    };
    Finding {
        rule_id: group.kind.id(wording),
        rule_index: group.kind.index(),
        level: group.kind.level(),
        message: message(group, wording).into(),
        locations: vec![first],
        related_locations: places.collect(),
        partial_fingerprints: BTreeMap::from([("principalFinding/v2", group.key(wording))]),
        baseline_state: is_compared.then_some(state),
        suppressions: match justifications.is_empty() {
            true => Vec::new(),
            false => vec![Suppression::external(justifications)],
        },
    }
}

/// What is missing, denied and so on, with the reason for the first of each.
fn message(group: &Group<'_>, wording: &Wording) -> String {
    let mut sentences = Vec::new();
    let mut rest = group.entries.as_slice();
    let mut named = 0;
    while let Some(first) = rest.first() {
        let same = rest
            .iter()
            .skip(1)
            .take_while(|entry| entry.says_as(first))
            .count()
            + 1;
        let (entries, others) = rest.split_at(same);
        rest = others;
        let names = entries.iter().map(Entry::name);
        let names: Vec<String> = names.take(MOST_NAMED.saturating_sub(named)).collect();
        named += names.len();
        let more = match entries.len() - names.len() {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        sentences.push(format!(
            "{}{more} {}",
            names.join(", "),
            first.status(entries.len(), wording)
        ));
        if named >= MOST_NAMED && !rest.is_empty() {
            sentences.push(format!("{} more", rest.len()));
            break;
        }
    }
    format!("{}: {}", group.principal.title(), sentences.join(". "))
}

fn location(principal: &PrincipalReport, reason: &Reason) -> Option<Location> {
    let policy = reason.policy.as_deref()?;
    let says = format!(
        "{}, {}: {}",
        words::layer_of_reason(&reason.layer),
        words::statement(reason),
        reason.why
    );
    let place = in_document(policy, reason.line, reason.column);
    Some(called(place.saying(says), principal))
}

/// A location in a document. A document inside a string, or one that is URL-encoded as a whole,
/// counts positions in the decoded text, and its name says so: then the file is known, but not the
/// position in it.
fn in_document(document: &str, line: Option<u32>, column: Option<u32>) -> Location {
    let inside = document.strip_suffix(", decoded)");
    let inside = inside.map(|name| name.rsplit_once(" (").map_or(name, |(file, _)| file));
    match inside.or_else(|| document.strip_suffix(" (decoded)")) {
        Some(file) => Location::in_file(file, None, None),
        None => Location::in_file(document, line, column),
    }
}

fn called(location: Location, principal: &PrincipalReport) -> Location {
    location.called(principal.title(), principal.kind.name())
}

#[cfg(test)]
mod tests {
    use super::in_document;

    #[test]
    fn a_decoded_document_has_a_file_but_no_place_in_it() {
        for document in ["a (1).json (identity, decoded)", "a (1).json (decoded)"] {
            let place = in_document(document, Some(7), Some(3)).physical_location;
            assert_eq!(place.artifact_location.uri, "a%20%281%29.json");
            assert_eq!(
                (place.region.start_line, place.region.start_column),
                (1, None)
            );
        }
    }
}
