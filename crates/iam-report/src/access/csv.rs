//! The report for spreadsheets: one row for each action, and one for each trust answer and each
//! problem of the input, so that nothing is silently omitted.

use super::words;
use crate::form::csv::CsvWriter;
use iam_access::report::{ActionReport, PrincipalReport, Reason, Report, Trust, TrustStatus};
use std::borrow::Cow;
use std::io;

const HEADER: [&str; 18] = [
    "principal",
    "kind",
    "account",
    "source",
    "verdict",
    "set",
    "action",
    "canonical",
    "accessLevel",
    "resource",
    "status",
    "ignored",
    "layer",
    "policy",
    "place",
    "why",
    "when",
    "hint",
];

pub(super) fn render(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    let mut table = CsvWriter::new(out, HEADER)?;
    for principal in &report.principals {
        for row in principal.all_trusts().iter().filter_map(trust_row) {
            table.row(full_row(principal, &row))?;
        }
        for set in &principal.sets {
            for action in &set.actions {
                table.row(full_row(principal, &action_row(&set.set, action)))?;
            }
        }
    }
    for error in &report.errors {
        let place = error.place();
        let mut cells = [""; 18];
        cells[0] = error.principal.as_deref().unwrap_or_default();
        cells[3] = &error.source;
        cells[10] = "error";
        cells[14] = &place;
        cells[15] = &error.message;
        table.row(cells)?;
    }
    table.finish()
}

/// The cells of a row that depend on one answer.
struct Row<'a> {
    set: &'a str,
    action: &'a str,
    canonical: &'a str,
    access_level: &'a str,
    resource: Cow<'a, str>,
    status: &'a str,
    ignored: &'a str,
    layer: &'a str,
    policy: &'a str,
    place: String,
    why: String,
    when: &'a str,
    hint: &'a str,
}

fn full_row<'a>(principal: &'a PrincipalReport, row: &'a Row<'a>) -> [&'a str; 18] {
    [
        principal.principal.as_deref().unwrap_or_default(),
        principal.kind.name(),
        principal.account.as_deref().unwrap_or_default(),
        &principal.source,
        principal.verdict.name(),
        row.set,
        row.action,
        row.canonical,
        row.access_level,
        &row.resource,
        row.status,
        row.ignored,
        row.layer,
        row.policy,
        &row.place,
        &row.why,
        row.when,
        row.hint,
    ]
}

fn action_row<'a>(set: &'a str, action: &'a ActionReport) -> Row<'a> {
    let ignored = action.ignored.as_ref();
    Row {
        set,
        action: &action.action,
        canonical: action.canonical_name(),
        access_level: action.access_level.as_deref().unwrap_or_default(),
        resource: action.needed_on().unwrap_or(Cow::Borrowed("*")),
        status: action.status.name(),
        ignored: ignored
            .map(|ignored| ignored.reason.as_str())
            .unwrap_or_default(),
        when: action.when.as_deref().unwrap_or_default(),
        hint: action.hint.as_deref().unwrap_or_default(),
        ..of_reasons(&action.reasons, action.reasons_left_out)
    }
}

fn trust_row(trust: &Trust) -> Option<Row<'_>> {
    if matches!(
        trust.status,
        TrustStatus::NotApplicable | TrustStatus::NotSupplied
    ) {
        return None;
    }
    let mut reasons = of_reasons(&trust.reasons, trust.reasons_left_out);
    // There is no column for the assumer.
    if let Some(assumer) = &trust.assumer {
        let why = std::mem::take(&mut reasons.why);
        reasons.why = match why.as_str() {
            "" => format!("by {assumer}"),
            why => format!("by {assumer}; {why}"),
        };
    }
    Some(Row {
        set: "trust",
        action: "sts:AssumeRole",
        canonical: "sts:AssumeRole",
        status: trust.status.name(),
        when: trust.when.as_deref().unwrap_or_default(),
        hint: trust.hint.as_deref().unwrap_or_default(),
        ..reasons
    })
}

/// The cells for the reasons: layer, policy and position of the first, the sentences of all.
fn of_reasons(reasons: &[Reason], left_out: usize) -> Row<'_> {
    let first = reasons.first();
    let sentences: Vec<String> = words::reasons(reasons, left_out).collect();
    Row {
        set: "",
        action: "",
        canonical: "",
        access_level: "",
        resource: Cow::Borrowed(""),
        status: "",
        ignored: "",
        layer: first
            .map(|reason| reason.layer.as_str())
            .unwrap_or_default(),
        policy: first
            .and_then(|reason| reason.policy.as_deref())
            .unwrap_or_default(),
        place: first.and_then(words::place).unwrap_or_default(),
        why: sentences.join("; "),
        when: "",
        hint: "",
    }
}
