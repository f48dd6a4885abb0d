//! Each rule with its documents: those that trigger it, and those that don't.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use iam_catalog::Catalog;
use iam_lint::{Linter, Options, ResourceKind, Severity, apply, rules};
use iam_syntax::PolicyKind;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Example {
    kind: String,
    resource_type: Option<String>,
    document: Option<Box<RawValue>>,
    text: Option<String>,
    raises: bool,
}

impl Example {
    fn text(&self) -> &str {
        let document = self.document.as_ref().map(|document| document.get());
        self.text.as_deref().or(document).unwrap()
    }

    fn options(&self) -> Options<'static> {
        let kind = match self.kind.as_str() {
            "identity" => PolicyKind::Identity,
            "boundary" => PolicyKind::PermissionsBoundary,
            "session" => PolicyKind::Session,
            "scp" => PolicyKind::ServiceControl,
            "rcp" => PolicyKind::ResourceControl,
            "resource" => PolicyKind::Resource,
            "trust" => PolicyKind::Trust,
            other => panic!("no kind of policy: {other}"),
        };
        let resource_kind = self.resource_type.as_deref();
        Options {
            kind: Some(kind),
            resource_kind: resource_kind.map(|name| ResourceKind::named(name).unwrap()),
            suppressions: None,
        }
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules")
}

fn examples(code: &str) -> Vec<Example> {
    let path = folder().join(format!("{code}.jsonl"));
    let text = std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let lines = text.lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{code}: {error}")))
        .collect()
}

#[test]
fn each_rule_has_documents_that_trigger_it_and_documents_that_do_not() {
    let linter = Linter::new(Catalog::embedded());
    let mut wrong = Vec::new();
    for rule in rules() {
        let code = rule.code();
        let examples = examples(code);
        for raises in [true, false] {
            assert!(
                examples.iter().any(|example| example.raises == raises),
                "{code}: {raises}"
            );
        }
        for example in &examples {
            let verdict = linter.check(code, example.text(), &example.options());
            if rule.needs_evaluator() {
                // The command that has an evaluator is tested with these documents.
                continue;
            }
            if verdict.findings.iter().any(|finding| finding.code == code) != example.raises {
                wrong.push(format!(
                    "{code}, raises: {}: {}",
                    example.raises,
                    example.text()
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn there_are_no_documents_without_a_rule() {
    let files = std::fs::read_dir(folder()).unwrap();
    let files: BTreeSet<String> = files
        .map(|file| {
            file.unwrap()
                .path()
                .file_stem()
                .unwrap()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    let codes: BTreeSet<String> = rules().map(|rule| rule.code().to_owned()).collect();
    assert_eq!(files, codes);
}

#[test]
fn codes_are_unique() {
    let codes: BTreeSet<&str> = rules().map(|rule| rule.code()).collect();
    assert_eq!(codes.len(), rules().count());
}

/// `--explain` prints the documentation, and a page is generated from it.
#[test]
fn each_rule_is_documented() {
    for rule in rules() {
        let (code, text) = (rule.code(), rule.documentation());
        assert!(
            rule.summary().ends_with(['.', '?']),
            "{code}: {}",
            rule.summary()
        );
        for part in text.split("```json\n").skip(1) {
            let example = part.split("```").next().unwrap();
            let value: Result<serde_json::Value, _> = serde_json::from_str(example);
            assert!(
                value.is_ok() || code == "JSON_SYNTAX_ERROR",
                "{code}: {example}"
            );
        }
    }
}

/// A safe change removes its finding and adds no error.
#[test]
fn changes_remove_findings() {
    let linter = Linter::new(Catalog::embedded());
    let mut changed = BTreeSet::new();
    for rule in rules().filter(|rule| !rule.needs_evaluator()) {
        for example in examples(rule.code())
            .iter()
            .filter(|example| example.raises)
        {
            let text = example.text();
            let before = linter.check("before", text, &example.options());
            let finding = before
                .findings
                .iter()
                .find(|finding| finding.code == rule.code())
                .unwrap();
            if finding.edits.is_empty() {
                continue;
            }
            changed.insert(rule.code());
            let after_text = apply(text, &finding.edits);
            let after = linter.check("after", &after_text, &example.options());
            let codes: Vec<_> = after.findings.iter().map(|finding| finding.code).collect();
            assert!(
                !codes.contains(&rule.code()),
                "{}: {after_text}",
                rule.code()
            );
            let errors = |verdict: &iam_lint::Verdict| {
                let errors = verdict
                    .findings
                    .iter()
                    .filter(|found| found.severity == Severity::Error);
                errors.count()
            };
            assert!(
                errors(&after) <= errors(&before),
                "{}: {after_text}",
                rule.code()
            );
        }
    }
    assert!(changed.len() >= 10, "{changed:?}");
}
