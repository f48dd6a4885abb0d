//! Each mistake code with its position and text. Programs and editors depend on both.

#![allow(clippy::expect_used, reason = "helpers of tests")]

use iam_syntax::{Document, PolicyError, PolicyKind, read};

/// Completes a document so that it is valid, except for the tested members.
fn statement(members: &str) -> String {
    format!(r#"{{"Version": "2012-10-17", "Statement": [{{{members}}}]}}"#)
}

fn mistake(kind: PolicyKind, text: &str) -> PolicyError {
    Document::parse(kind, "p.json", text).expect_err(text)
}

/// A mistake as `code line:column text`.
fn shown(error: &PolicyError, text: &str) -> String {
    let (code, meant) = (error.kind().code(), error.span().of(text));
    format!("{code} {} {meant}", error.position())
}

#[test]
fn each_code_has_its_position() {
    use PolicyKind::{Identity, Resource, ResourceControl, ServiceControl, Trust};
    const ALLOW: &str = r#""Effect": "Allow", "Action": "s3:GetObject", "Resource": "*""#;
    let mut wrong = Vec::new();
    for (kind, text, expected) in [
        (Identity, "{".to_owned(), "json 1:2 "),
        (Identity, statement(ALLOW) + " x", "json 1:106 x"),
        (
            Identity,
            r#"{"Statement": 7}"#.to_owned(),
            "wrongType 1:15 7",
        ),
        (
            Identity,
            r#"{"Statements": []}"#.to_owned(),
            "unknownElement 1:3 Statements",
        ),
        (
            Identity,
            statement(&format!(r#"{ALLOW}, "Effect": "Deny""#)),
            "duplicateElement 1:105 Effect",
        ),
        (
            Identity,
            statement(r#""Effect": "Allow", "Resource": "*""#),
            r#"missingElement 1:41 {"Effect": "Allow", "Resource": "*"}"#,
        ),
        (
            Identity,
            statement(&format!(r#"{ALLOW}, "NotAction": "*""#)),
            "conflictingElements 1:105 NotAction",
        ),
        (
            Identity,
            statement(&format!(r#"{ALLOW}, "Principal": "*""#)),
            "unsupportedElement 1:105 Principal",
        ),
        (
            ServiceControl,
            r#"{"Version": "2008-10-17", "Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}}"#.to_owned(),
            "version 1:14 2008-10-17",
        ),
        (
            Identity,
            statement(ALLOW).replace("2012", "2010"),
            "version 1:14 2010-10-17",
        ),
        (
            Identity,
            statement(r#""Effect": "allow", "Action": "*", "Resource": "*""#),
            "effect 1:53 allow",
        ),
        (
            Identity,
            statement(r#""Effect": "Allow", "Action": ["s3:GetObject", "s3"], "Resource": "*""#),
            "action 1:89 s3",
        ),
        (
            Trust,
            statement(
                r#""Effect": "Allow", "Action": "ec2:Run", "Principal": {"AWS": "111122223333"}"#,
            ),
            "action 1:72 ec2:Run",
        ),
        (
            Identity,
            statement(r#""Effect": "Allow", "Action": "*", "Resource": "bucket""#),
            "resource 1:89 bucket",
        ),
        (
            Resource,
            statement(&format!(r#"{ALLOW}, "Principal": {{"AWS": "alice"}}"#)),
            "principal 1:126 alice",
        ),
        (
            ResourceControl,
            statement(
                r#""Effect": "Deny", "Action": "s3:*", "Resource": "*", "Principal": {"AWS": "*"}"#,
            ),
            r#"principal 1:41 {"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Principal": {"AWS": "*"}}"#,
        ),
        (
            Identity,
            statement(&format!(
                r#"{ALLOW}, "Condition": {{"StringEqual": {{"k": "v"}}}}"#
            )),
            "operator 1:119 StringEqual",
        ),
        (
            Identity,
            statement(&format!(
                r#"{ALLOW}, "Condition": {{"IpAddress": {{"aws:SourceIp": "10.0.0.256"}}}}"#
            )),
            "condition 1:149 10.0.0.256",
        ),
        (
            Identity,
            statement(
                r#""Effect": "Allow", "Action": "*", "Resource": "arn:aws:s3:::${aws:username""#,
            ),
            "variable 1:102 ${aws:username",
        ),
        (
            Identity,
            statement(&format!(r#""Sid": "a b", {ALLOW}"#)),
            "sid 1:50 a b",
        ),
    ] {
        let found = shown(&mistake(kind, &text), &text);
        if found != expected {
            wrong.push(format!("{text}\n  found    {found}\n  expected {expected}"));
        }
        let all = read(kind, "p.json", &text);
        let all: Vec<String> = all.mistakes.iter().map(|one| shown(one, &text)).collect();
        if all != [expected] {
            wrong.push(format!("{text}\n  read     {all:?}\n  expected {expected} alone"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let large = " ".repeat(Document::MAX_BYTES + 1);
    assert_eq!(mistake(Identity, &large).kind().code(), "tooLarge");
    let reading = read(Identity, "p.json", &large);
    assert_eq!(reading.mistakes, [mistake(Identity, &large)]);
    assert!(!reading.is_whole);
}

#[test]
fn lines_and_columns_are_counted_from_one() {
    let text =
        "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": {\n    \"Effect\": \"Alow\"\n  }\n}";
    let error = mistake(PolicyKind::Identity, text);
    assert_eq!(shown(&error, text), "effect 4:16 Alow");
    // A column counts characters.
    let text = r#"{"Id": "ü€😀", "Version": "x"}"#;
    assert_eq!(
        mistake(PolicyKind::Identity, text).position().to_string(),
        "1:27"
    );
}
