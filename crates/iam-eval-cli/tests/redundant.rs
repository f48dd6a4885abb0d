//! `iam-eval validate --redundant`: statements that make no difference.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod common;

use common::{file, iam_eval, repository};
use serde_json::Value;

/// Whether the document on standard input has a finding of a code.
fn has(args: &[&str], text: &str, code: &str) -> bool {
    let call = [&["validate", "--format", "json"], args, &["-"]].concat();
    let (_, out, _) = iam_eval(&call, text);
    let line: Value = serde_json::from_str(&out).unwrap();
    let mut findings = line["findings"].as_array().unwrap().iter();
    findings.any(|finding| finding["code"] == code)
}

/// The rules whose findings need an evaluator, with the documents that are kept for each rule.
#[test]
fn statements_that_make_no_difference_are_found_on_demand() {
    for code in ["ALLOW_WITHOUT_EFFECT", "DENY_WITHOUT_EFFECT"] {
        let path = repository(&format!("crates/iam-lint/tests/rules/{code}.jsonl"));
        for line in std::fs::read_to_string(path).unwrap().lines() {
            let example: Value = serde_json::from_str(line).unwrap();
            let (kind, text) = (
                example["kind"].as_str().unwrap(),
                example["document"].to_string(),
            );
            let found = has(&["--kind", kind, "--redundant"], &text, code);
            assert_eq!(found, example["raises"] == true, "{line}");
            assert!(!has(&["--kind", kind], &text, code), "{line}");
        }
    }
}

#[test]
fn a_statement_that_makes_no_difference_is_reported_at_its_place_and_may_be_accepted() {
    let text = r#"{"Version": "2012-10-17", "Statement": [
  {"Effect": "Deny", "Action": "iam:*", "Resource": "*"},
  {"Sid": "Users", "Effect": "Deny", "Action": "iam:CreateUser", "Resource": "*"}]}"#;
    let (_folder, path) = file("deny.json", text);
    let call = [
        "validate",
        "--redundant",
        "--format",
        "short",
        "--fail-on",
        "warning",
    ];
    let (code, out, _) = iam_eval(&[&call[..], &[&path]].concat(), "");
    assert_eq!(code, 1);
    let line = "deny.json:3:3: WARNING DENY_WITHOUT_EFFECT: other statements deny all that statement `Users` denies\n";
    assert!(out.ends_with(line), "{out}");
    let accepted = r#"[{"code": "DENY_WITHOUT_EFFECT", "sid": "Users", "reason": "a reminder"}]"#;
    let (_other, accepted) = file("accepted.json", accepted);
    let (code, out, errors) =
        iam_eval(&[&call[..], &["--suppress", &accepted, &path]].concat(), "");
    assert_eq!((code, out.as_str(), errors.as_str()), (0, "", ""));
    // Each statement is compared with all others, so that there is a limit.
    let statement = r#"{"Effect": "Deny", "Action": "iam:*", "Resource": "*"}"#;
    let many = vec![statement; 301].join(", ");
    let many = format!(r#"{{"Version": "2012-10-17", "Statement": [{many}]}}"#);
    let (_, _, errors) = iam_eval(&["validate", "--redundant", "--format", "short", "-"], many);
    assert!(
        errors.contains("expected at most 300 for --redundant"),
        "{errors}"
    );
}
