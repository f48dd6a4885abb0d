//! `iam-eval diff` and `iam-eval check`: their answers and exit statuses.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests"
)]

mod common;

use common::iam_eval;
use std::path::Path;

const OLD: &str = r#"{"Version": "2012-10-17", "Statement": [
  {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::home/${aws:username}/*"}]}"#;
const NEW: &str = r#"{"Version": "2012-10-17", "Statement": [
  {"Sid": "Home", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::home/*"}]}"#;

fn file(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn new_access_and_lost_access() {
    let folder = tempfile::tempdir().unwrap();
    let (old, new) = (
        file(folder.path(), "old.json", OLD),
        file(folder.path(), "new.json", NEW),
    );
    let (code, out, _) = iam_eval(&["diff", &old, &new], "");
    assert_eq!(code, 1, "{out}");
    assert!(
        out.starts_with(
            "newly allowed\n  + statement 1 (Home), line 2\n    s3:GetObject on arn:aws:s3:::home/"
        ),
        "{out}"
    );
    let (code, out, _) = iam_eval(&["diff", &new, &old], "");
    assert_eq!(code, 0, "{out}");
    assert!(
        out.starts_with("nothing is newly allowed\nno longer allowed\n  - statement 1 (Home)"),
        "{out}"
    );
    let (code, out, _) = iam_eval(&["diff", "--format", "markdown", "-", &new], OLD);
    assert_eq!(code, 1, "{out}");
    assert!(
        out.contains("| statement 1 (Home), line 2 | `s3:GetObject` |"),
        "{out}"
    );
}

/// The request of an answer is a scenario, and the evaluator allows it.
#[test]
fn a_request_is_a_scenario() {
    let folder = tempfile::tempdir().unwrap();
    let (old, new) = (
        file(folder.path(), "old.json", OLD),
        file(folder.path(), "new.json", NEW),
    );
    let (_, out, _) = iam_eval(&["diff", "--format", "json", &old, &new], "");
    let answer: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(answer["answer"], "new");
    let (code, out, _) = iam_eval(&["evaluate", "-"], answer["new"][0]["scenario"].to_string());
    assert_eq!(
        (code, out.as_str()),
        (0, "{\"id\":\"new-1\",\"decision\":\"allowed\"}\n")
    );
}

#[test]
fn checks_and_their_exit_statuses() {
    let folder = tempfile::tempdir().unwrap();
    let (old, new) = (
        file(folder.path(), "old.json", OLD),
        file(folder.path(), "new.json", NEW),
    );
    let check = |arguments: &[&str]| iam_eval(&[&["check"], arguments].concat(), "").0;
    assert_eq!(check(&["--not-granted", "iam:*,s3:Put*", &old, &new]), 0);
    assert_eq!(check(&["--not-granted", "iam:*,s3:Get*", &old]), 1);
    assert_eq!(
        check(&[
            "--not-granted",
            "s3:*",
            "--on",
            "arn:aws:s3:::other/*",
            &new
        ]),
        0
    );
    assert_eq!(check(&["--no-new-access", &new, &old]), 0);
    assert_eq!(check(&["--no-new-access", &old, &new]), 1);
    assert_eq!(check(&["--no-new-access", &old, &new, "--budget", "1"]), 4);
    assert_eq!(
        check(&["--not-granted", "iam:*", "no-such-file.json", &old]),
        2
    );
    assert_eq!(check(&[&old]), 2);
    let bucket = r#"{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",
        "Resource": "arn:aws:s3:::b/*", "Condition": {"StringEquals": {"aws:SourceVpce": "vpce-1"}}}}"#;
    let bucket = file(folder.path(), "bucket.json", bucket);
    assert_eq!(
        check(&[
            "--kind",
            "resource",
            &bucket,
            "--no-public",
            "AWS::S3::Bucket"
        ]),
        0
    );
}
