//! Documents with the codes that must be found in them, and those that must not.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod support;

use iam_catalog::Catalog;
use iam_lint::{Linter, Options, ResourceKind, Severity};
use iam_syntax::PolicyKind;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::HashMap;
use support::kind_named;

#[derive(Deserialize)]
struct Case {
    id: String,
    kind: Option<String>,
    document: Option<Box<RawValue>>,
    text: Option<String>,
    #[serde(default)]
    expect: Vec<String>,
    #[serde(default)]
    never: Vec<String>,
    #[serde(default)]
    any: Vec<String>,
    min_severity: Option<String>,
    max_per_statement: Option<usize>,
    resource_type: Option<String>,
}

fn severity(code: &str) -> Severity {
    let found = Severity::ALL
        .iter()
        .find(|severity| severity.code() == code);
    *found.unwrap_or_else(|| panic!("no severity: {code}"))
}

/// The differences between the findings and the expectation of a case.
fn faults(linter: &Linter<'_>, case: &Case) -> Vec<String> {
    let text = match (&case.text, &case.document) {
        (Some(text), _) => text.as_str(),
        (None, Some(document)) => document.get(),
        (None, None) => panic!("{}: no document", case.id),
    };
    let options = Options {
        kind: case.kind.as_deref().map(kind_named),
        resource_kind: case
            .resource_type
            .as_deref()
            .map(|name| ResourceKind::named(name).unwrap_or_else(|| panic!("{name}"))),
        suppressions: None,
        expectations: None,
    };
    let verdict = linter.check(&case.id, text, &options);
    let found = |code: &str| verdict.findings.iter().any(|finding| finding.code == code);
    let mut faults = Vec::new();
    faults.extend(
        case.expect
            .iter()
            .filter(|code| !found(code))
            .map(|code| format!("lacks {code}")),
    );
    for never in &case.never {
        let hit = match never.strip_prefix('*') {
            Some(level) => {
                let level = severity(level);
                verdict.findings.iter().find(|finding| {
                    finding.severity == level
                        && !case.expect.iter().any(|code| code == finding.code)
                })
            }
            None => verdict
                .findings
                .iter()
                .find(|finding| finding.code == never),
        };
        if let Some(hit) = hit {
            faults.push(format!("has {never}: {} {}", hit.code, hit.full_message()));
        }
    }
    if !case.any.is_empty() && !case.any.iter().any(|code| found(code)) {
        faults.push(format!("has none of {:?}", case.any));
    }
    let least = case.min_severity.as_deref().map(severity);
    if least.is_some() && verdict.worst() < least {
        faults.push(format!("is at most {:?}", verdict.worst()));
    }
    if let Some(most) = case.max_per_statement {
        let mut counts: HashMap<_, usize> = HashMap::new();
        for finding in &verdict.findings {
            *counts.entry((finding.code, finding.statement)).or_default() += 1;
        }
        if counts.values().any(|count| *count > most) {
            faults.push(format!(
                "has more than {most} findings of a code in a statement"
            ));
        }
    }
    faults
}

fn run(name: &str, lines: &str) {
    let linter = Linter::new(Catalog::embedded());
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in lines.lines() {
        let case: Case =
            serde_json::from_str(line).unwrap_or_else(|error| panic!("{name}: {error}: {line}"));
        count += 1;
        for fault in faults(&linter, &case) {
            wrong.push(format!("{}: {fault}", case.id));
        }
    }
    assert!(count > 0, "{name} has no cases");
    assert!(
        wrong.is_empty(),
        "{} of {count} cases:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn cases() {
    run("cases.jsonl", include_str!("cases.jsonl"));
}

/// Documents that CreatePolicy was observed to reject for reasons that depend on lists of names.
#[test]
fn documents_that_aws_rejects_have_an_error() {
    let linter = Linter::new(Catalog::embedded());
    for line in include_str!("refused.jsonl").lines() {
        let case: Case = serde_json::from_str(line).unwrap();
        let options = Options {
            kind: Some(PolicyKind::Identity),
            ..Options::default()
        };
        let verdict = linter.check(&case.id, case.document.unwrap().get(), &options);
        assert_eq!(
            verdict.worst(),
            Some(Severity::Error),
            "{}: {:?}",
            case.id,
            verdict.findings
        );
    }
}
