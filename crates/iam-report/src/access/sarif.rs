//! The report for code scanning: a result for each action that is not granted.

mod rules;

use super::{Options, Wording, words};
use crate::form::json::EscapingWriter;
use crate::form::sarif::{
    ColumnKind, Driver, Finding, Invocation, Level, Location, Log, Notification, Run, Suppression,
    Tool,
};
use iam_access::report::{ActionReport, PrincipalReport, Reason, Report};
use rules::FindingKind;
use std::collections::BTreeMap;
use std::io;

/// GitHub accepts no more results of a run than this; a notification says how many are omitted.
const MOST_RESULTS: usize = 25_000;

pub(super) fn render(
    report: &Report,
    options: &Options,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let wording = &options.wording;
    let program = report.tool.clone().unwrap_or_default();
    let run = Run {
        tool: Tool {
            driver: Driver {
                rules: rules::all(wording),
                name: program.name,
                version: program.version,
            },
        },
        column_kind: ColumnKind::UnicodeCodePoints,
        invocations: vec![invocation(report)],
        results: report
            .principals
            .iter()
            .flat_map(|principal| findings(principal, wording))
            .take(MOST_RESULTS),
    };
    serde_json::to_writer_pretty(EscapingWriter::new(&mut *out), &Log::new(run))?;
    writeln!(out)
}

fn invocation(report: &Report) -> Invocation {
    let notifications = report.errors.iter().map(|error| Notification {
        level: Level::Error,
        message: error.sentence().into(),
        locations: vec![in_document(&error.source, error.line, error.column)],
    });
    let results: usize = report.principals.iter().map(count).sum();
    let omitted = results
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

/// How many findings a principal has.
fn count(principal: &PrincipalReport) -> usize {
    let actions = principal.sets.iter().flat_map(|set| &set.actions);
    let actions = actions.filter(|action| FindingKind::of_action(action.status).is_some());
    let trusts = principal.all_trusts().iter();
    let trusts = trusts.filter(|trust| FindingKind::of_trust(trust.status).is_some());
    actions.count() + trusts.count()
}

fn findings(principal: &PrincipalReport, wording: &Wording) -> Vec<Finding> {
    let mut findings = Vec::new();
    for trust in principal.all_trusts() {
        let Some(kind) = FindingKind::of_trust(trust.status) else {
            continue;
        };
        let mut text = format!("{}: {}", principal.title(), words::trust(trust, wording));
        for more in trust.when.iter().chain(&trust.hint) {
            text = format!("{text}; {more}");
        }
        text.push_str(&omitted(trust.reasons_left_out));
        let key = match trust.assumer.as_deref() {
            Some(assumer) => format!("{}|trust|{assumer}", principal.title()),
            None => format!("{}|trust", principal.title()),
        };
        findings.push(finding(
            (kind, wording),
            principal,
            text,
            &trust.reasons,
            key,
        ));
    }
    for set in &principal.sets {
        for action in &set.actions {
            let Some(kind) = FindingKind::of_action(action.status) else {
                continue;
            };
            let key = format!(
                "{}|{}|{}|{}",
                principal.title(),
                set.set,
                action.action.to_ascii_lowercase(),
                action.needed_on().as_deref().unwrap_or("*")
            );
            let text = message(principal, &set.set, action);
            let mut finding = finding((kind, wording), principal, text, &action.reasons, key);
            if let Some(ignored) = &action.ignored {
                finding
                    .suppressions
                    .push(Suppression::external(&ignored.reason));
            }
            findings.push(finding);
        }
    }
    findings
}

fn message(principal: &PrincipalReport, set: &str, action: &ActionReport) -> String {
    let mut text = format!(
        "{} of the set {set} is {} for {}",
        action.canonical_name(),
        action.status.name(),
        principal.title()
    );
    if let Some(when) = &action.when {
        text = format!("{text}; {when}");
    } else if let Some(reason) = action.reasons.first() {
        text = format!("{text}: {}", reason.why);
    }
    if let Some(hint) = &action.hint {
        text = format!("{text}; {hint}");
    }
    text + &omitted(action.reasons_left_out)
}

/// How many reasons are omitted: their places are not among the finding's.
fn omitted(reasons: usize) -> String {
    match reasons {
        0 => String::new(),
        more => format!("; {}", words::more_reasons(more)),
    }
}

fn finding(
    (kind, wording): (FindingKind, &Wording),
    principal: &PrincipalReport,
    text: String,
    reasons: &[Reason],
    key: String,
) -> Finding {
    let mut places = reasons
        .iter()
        .filter_map(|reason| location(principal, reason));
    let nowhere = || {
        let place = Location::in_file(&principal.source, principal.line, principal.column);
        called(place, principal)
    };
    let first = places.next().unwrap_or_else(nowhere);
    Finding {
        rule_id: kind.id(wording),
        rule_index: kind.index(),
        level: kind.level(),
        message: text.into(),
        locations: vec![first],
        related_locations: places.collect(),
        partial_fingerprints: BTreeMap::from([("principalSetAction/v1", key)]),
        suppressions: Vec::new(),
    }
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

/// A place in a document. A document inside a string, or URL-encoded as a whole, counts its places in the decoded
/// text, and its name says so: then the file is known, but not a place in it.
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
