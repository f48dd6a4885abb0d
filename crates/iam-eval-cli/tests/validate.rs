//! `iam-eval validate`.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod common;

use common::{file, iam_eval, repository};

const TRUST: &str = r#"{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"Service": "ec2.amazonaws.com"},
    "Action": "sts:AssumeRole"
  }
}"#;

#[test]
fn documents_are_judged_as_their_kind() {
    for (kind, code) in [("trust", 0), ("identity", 1), ("scp", 1), ("boundary", 1)] {
        let call = ["validate", "--kind", kind, "-"];
        assert_eq!(iam_eval(&call, TRUST).0, code, "{kind}");
    }
    let identity = repository("examples/role.json");
    let identity = identity.to_str().unwrap();
    let (code, out, err) = iam_eval(&["validate", identity], "");
    assert_eq!((code, out.as_str()), (0, ""));
    assert_eq!(err, "1 document, 0 invalid\n");
    for (kind, code) in [
        ("boundary", 0),
        ("session", 0),
        ("scp", 0),
        ("rcp", 1),
        ("resource", 1),
        ("trust", 1),
        ("vpc-endpoint", 1),
    ] {
        let (got, out, _) = iam_eval(&["validate", "--kind", kind, identity], "");
        assert_eq!(got, code, "{kind}: {out}");
    }
}

#[test]
fn mistakes_are_shown_where_they_stand() {
    let texts = [
        TRUST.to_owned(),
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "allow"}]}"#.to_owned(),
        "{\n\t\"Statement\": [{\n\t\t\"Effect\": \"Allow\",\n\t\t\"Action\": \"s3:é→*\",,"
            .to_owned(),
        "{\"Statement\": {\"Sid\": \"".to_owned(),
        format!(
            r#"{{"Statement":{{"Effect":"Allow","Action":["{}"],"Resource":"*","Effect":"Deny"}}}}"#,
            "s3:GetObject\",\"".repeat(40) + "s3:PutObject"
        ),
        "\u{FEFF}{}".to_owned(),
        String::new(),
    ];
    let shown = texts.map(|text| {
        let (code, out, _) = iam_eval(&["validate", "-"], &text);
        assert_eq!(code, 1, "{text}");
        out
    });
    insta::assert_snapshot!(shown.concat());
}

#[test]
fn one_line_for_editors_and_one_object_for_programs() {
    let (_folder, valid) = file("valid.json", TRUST);
    let invalid = TRUST.replace("sts:AssumeRole", "sts");
    let call = ["validate", "--kind", "trust", "--format"];
    let (code, out, err) = iam_eval(&[&call[..], &["short", &valid, "-"]].concat(), &invalid);
    assert_eq!((code, err.as_str()), (1, ""));
    insta::assert_snapshot!(out, @"<stdin>:6:16: found the action `sts`, expected `*` or `service:Name`, such as `ec2:RunInstances`");
    let (code, out, err) = iam_eval(&[&call[..], &["json", "-", &valid]].concat(), &invalid);
    assert_eq!((code, err.as_str()), (1, ""));
    let out = out.replace(&valid, "valid.json");
    insta::assert_snapshot!(out, @r#"
    {"file":"<stdin>","kind":"trust","valid":false,"errors":[{"code":"action","line":6,"column":16,"start":135,"end":138,"found":"the action `sts`","expected":"`*` or `service:Name`, such as `ec2:RunInstances`"}]}
    {"file":"valid.json","kind":"trust","valid":true}
    "#);
}

#[test]
fn every_mistake_is_reported() {
    let text = r#"{"Version": "2012-10-18", "Statement": [
  {"Effect": "allow", "Action": ["s3:GetObject", "s3"], "Resource": 7},
  {"Effect": "Deny", "action": "*", "Resource": "*"}]}"#;
    let (code, out, err) = iam_eval(&["validate", "-"], text);
    assert_eq!((code, err.as_str()), (1, "1 document, 1 invalid\n"));
    insta::assert_snapshot!(out);
    let (code, out, err) = iam_eval(&["validate", "--format", "short", "-"], text);
    assert_eq!((code, err.as_str()), (1, ""));
    insta::assert_snapshot!("short", out);
    let (code, out, err) = iam_eval(&["validate", "--format", "json", "-"], text);
    assert_eq!((code, err.as_str()), (1, ""));
    insta::assert_snapshot!("json", out);
}

#[test]
fn mistakes_without_end() {
    let actions = vec![r#""s3""#; 200_000].join(",");
    let text =
        format!(r#"{{"Statement":{{"Effect":"Allow","Action":[{actions}],"Resource":"*"}}}}"#);
    let (code, out, err) = iam_eval(&["validate", "-"], &text);
    assert_eq!(code, 1);
    assert_eq!(
        err,
        "iam-eval: <stdin>: only the first 1000 mistakes found are reported\n1 document, 1 invalid\n"
    );
    assert_eq!(out.matches("error[action]").count(), 1_000);
    // The places are right, though only a part of the line is looked at.
    assert!(out.contains(" --> <stdin>:1:5038\n"), "{out:.2000}");
    assert!(out.lines().all(|line| line.len() < 300));
    let (code, out, _) = iam_eval(&["validate", "--format", "json", "-"], &text);
    assert_eq!(code, 1);
    assert!(out.ends_with("],\"more\":true}\n"));
}

#[test]
fn a_text_that_is_no_text_or_too_large() {
    let (code, out, _) = iam_eval(&["validate", "--format", "short", "-"], b"{\n \xE9}");
    assert_eq!(code, 1);
    assert_eq!(
        out,
        "<stdin>:2:2: found a byte that is not UTF-8, expected UTF-8 text\n"
    );
    let large = vec![b' '; (8 << 20) + 1];
    let (code, out, _) = iam_eval(&["validate", "--format", "short", "-"], large);
    assert_eq!(code, 1);
    assert!(out.starts_with("<stdin>:1:1: found a text of more than 8388608 bytes"));
}

#[test]
fn a_file_that_cannot_be_read_stops_no_other() {
    let (code, out, err) = iam_eval(&["validate", "no-such-file", "-"], "{}");
    assert_eq!(code, 2);
    assert!(err.starts_with("iam-eval: no-such-file: "), "{err}");
    assert!(out.contains("<stdin>:1:1"), "{out}");
}
