//! Each rule with its documents: those that trigger it, and those that don't.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod support;

use iam_catalog::Catalog;
use iam_lint::{Expectations, Linter, Options, ResourceKind, Severity, apply, rules};
use iam_syntax::PolicyKind;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use support::kind_named;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Example {
    kind: String,
    resource_type: Option<String>,
    document: Option<Box<RawValue>>,
    text: Option<String>,
    expectations: Option<Box<RawValue>>,
    raises: bool,
}

impl Example {
    fn text(&self) -> &str {
        let document = self.document.as_ref().map(|document| document.get());
        self.text.as_deref().or(document).unwrap()
    }

    fn expectations(&self) -> Option<Expectations> {
        let text = self.expectations.as_ref()?.get();
        Some(Expectations::parse("expectations", text).unwrap())
    }

    fn options<'o>(&self, expectations: Option<&'o Expectations>) -> Options<'o> {
        let resource_kind = self.resource_type.as_deref();
        Options {
            kind: Some(kind_named(&self.kind)),
            resource_kind: resource_kind.map(|name| ResourceKind::named(name).unwrap()),
            suppressions: None,
            expectations,
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
            let expectations = example.expectations();
            let options = example.options(expectations.as_ref());
            let verdict = linter.check(code, example.text(), &options);
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
            let expectations = example.expectations();
            let options = example.options(expectations.as_ref());
            let before = linter.check("before", text, &options);
            let mut findings = before.findings.iter();
            let finding = findings.find(|finding| finding.code == rule.code());
            // The first test reports a finding that is missing.
            let Some(finding) = finding.filter(|finding| !finding.edits.is_empty()) else {
                continue;
            };
            changed.insert(rule.code());
            let after_text = apply(text, &finding.edits);
            let after = linter.check("after", &after_text, &options);
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

/// The built-in expectations are about actions and condition keys that exist.
#[test]
fn the_built_in_expectations_name_what_exists() {
    let catalog = Catalog::embedded();
    let text = Expectations::built_in_text();
    let lists: serde_json::Value = serde_json::from_str(text).unwrap();
    let entries = lists.as_object().unwrap().values();
    let entries: Vec<_> = entries.flat_map(|list| list.as_array().unwrap()).collect();
    assert!(entries.len() > 8, "{entries:?}");
    let mut unknown = Vec::new();
    for entry in entries {
        for action in entry["actions"].as_array().unwrap() {
            let action = action.as_str().unwrap();
            unknown.extend((action != "*" && catalog.action(action).is_none()).then_some(action));
        }
        for key in entry["anyOf"].as_array().into_iter().flatten() {
            let key = key["key"].as_str().unwrap();
            let name = key.replace('*', "team");
            let is_known = catalog.condition_key(&name).is_some()
                || iam_catalog::GlobalKey::named(&name).is_some();
            unknown.extend((!is_known).then_some(key));
        }
    }
    assert_eq!(unknown, Vec::<&str>::new());
}

#[test]
fn a_file_of_expectations_is_refused_with_its_position() {
    for (text, message) in [
        ("", "f.json:1:1: found an empty text, expected a JSON value"),
        ("[]", "f.json:1:1: found an array, expected an object with"),
        (
            "{\n \"sensitive\": []}",
            "f.json:2:3: found the member `sensitive`, expected `builtIn`,",
        ),
        (
            r#"{"builtIn": "no"}"#,
            "f.json:1:13: found the string `no`, expected `true` or `false`",
        ),
        (
            r#"{"without": ["secretes"]}"#,
            "f.json:1:14: found the string `secretes`, expected the name of a built-in entry: `credentials`",
        ),
        (
            r#"{"forbiddenActions": [{"name": "a", "reason": "b"}]}"#,
            "f.json:1:23: found an entry without `actions`, expected at least one",
        ),
        (
            r#"{"forbiddenActions": [{"name": "a", "reason": "b", "actions": ["iam"]}]}"#,
            "f.json:1:64: found the string `iam`, expected `service:Name`",
        ),
        (
            r#"{"forbiddenActions": [{"actions": ["*"], "reason": "b"}]}"#,
            "f.json:1:23: found no `name`, expected the entry's name",
        ),
        (
            r#"{"requiredConditions": [{"name": "a", "reason": "b", "actions": ["*"]}]}"#,
            "f.json:1:25: found an entry without `anyOf` or `noneOf`",
        ),
        (
            r#"{"forbiddenActions": [{"name": "a", "reason": "b", "actions": ["*"], "severity": "HIGH"}]}"#,
            "f.json:1:82: found the string `HIGH`, expected `SUGGESTION`,",
        ),
        (
            r#"{"forbiddenActions": [{"name": "a", "reason": "b", "actions": ["*"], "kinds": ["scp"]}]}"#,
            "f.json:1:80: found the string `scp`, expected `identity`,",
        ),
        ("{\"forbiddenActions\": [,]}", "f.json:1:23: found"),
    ] {
        let error = Expectations::parse("f.json", text).unwrap_err().to_string();
        assert!(error.starts_with(message), "{text}: {error}");
    }
}
