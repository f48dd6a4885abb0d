//! `iam-eval context-keys`: the keys of policies, and those that a request lacks.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::{iam_eval, repository};
use serde_json::Value;

const POLICY: &str = r#"{"Version": "2012-10-17", "Statement": [
  {"Sid": "Own", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/${aws:username}/*"},
  {"Sid": "Office", "Effect": "Allow", "Action": "s3:PutObject", "Resource": "*", "Condition": {
    "IpAddress": {"aws:SourceIp": "192.0.2.0/24"}, "StringEquals": {"aws:PrincipalTag/team": "${aws:RequestTag/team, 'x'}"}}},
  {"Sid": "Https", "Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": {"Bool": {"AWS:securetransport": "false"}}},
  {"Sid": "Other", "Effect": "Deny", "Action": "ec2:*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]}"#;

fn context_keys(args: &[&str]) -> (i32, String) {
    let (code, out, err) = iam_eval(&[&["context-keys", "--policy", POLICY], args].concat(), "");
    assert!(code == 2 || err.is_empty(), "{err}");
    (code, format!("{out}{err}"))
}

#[test]
fn every_key_of_the_policies() {
    let (code, out) = context_keys(&[]);
    assert_eq!(code, 0);
    insta::assert_snapshot!(out);
}

#[test]
fn the_keys_that_a_request_lacks() {
    let put = [
        "--action",
        "s3:PutObject",
        "--resource",
        "arn:aws:s3:::b/k",
        "--caller-arn",
        "arn:aws:iam::111122223333:user/alice",
    ];
    let (code, out) = context_keys(&put);
    assert_eq!(code, 1);
    insta::assert_snapshot!(out);
    let all = [
        "--context",
        "aws:SourceIp=192.0.2.1",
        "--context",
        "aws:SecureTransport=true",
        "--absent",
        "aws:PrincipalTag/team",
        "--absent",
        "aws:RequestTag/team",
    ];
    let (code, out) = context_keys(&[&put[..], &all].concat());
    assert_eq!(code, 0, "{out}");
    // Of the statements about other actions no key is asked for.
    assert!(
        !out.contains("aws:username") && !out.contains("missing"),
        "{out}"
    );
}

/// A key for which a statement asks that the answer doesn't depend on is missing, and doesn't
/// decide.
#[test]
fn a_missing_key_decides_or_does_not() {
    let states = |args: &[&str]| {
        let (_, out) = context_keys(&[args, &["--format", "json"]].concat());
        let lines = out
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap());
        let states = lines.map(|line| {
            format!(
                "{} {}",
                line["key"].as_str().unwrap(),
                line["state"].as_str().unwrap()
            )
        });
        states.collect::<Vec<_>>()
    };
    let denied = states(&[
        "--action",
        "s3:PutObject",
        "--context",
        "aws:SecureTransport=false",
    ]);
    assert!(
        denied.contains(&"aws:SourceIp missing".to_owned()),
        "{denied:?}"
    );
    assert!(
        denied.contains(&"AWS:securetransport given".to_owned()),
        "{denied:?}"
    );
    let open = states(&["--action", "s3:PutObject"]);
    assert!(
        open.contains(&"aws:SourceIp decides".to_owned()),
        "{open:?}"
    );
    assert!(
        open.contains(&"AWS:securetransport decides".to_owned()),
        "{open:?}"
    );
}

#[test]
fn a_principal_s_policies_have_their_names() {
    let account = repository("examples/account.json");
    let account = account.to_str().unwrap();
    let (code, out, err) = iam_eval(
        &[
            "context-keys",
            "--principal",
            "veeam-restore",
            "--account",
            account,
        ],
        "",
    );
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(!out.is_empty());
    let (code, _, err) = iam_eval(&["context-keys", "--action", "s3:GetObject"], "");
    assert_eq!(code, 2);
    assert!(
        err.contains("found no policy, expected --policy FILE"),
        "{err}"
    );
}
