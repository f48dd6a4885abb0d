//! Finding all mistakes in a document: which are reported, where, and which are not.

use iam_syntax::{Document, PolicyKind, Reading, read};

/// Every mistake in a document, as `code text`, in order; `…` at the end if there may be more.
fn all(kind: PolicyKind, text: &str) -> String {
    let Reading {
        document,
        mistakes,
        is_whole,
        ..
    } = read(kind, "p.json", text);
    assert_eq!(document.is_some(), mistakes.is_empty(), "{text}");
    let places: Vec<_> = mistakes.iter().map(|one| one.span().start).collect();
    assert!(places.is_sorted(), "{text}: {mistakes:?}");
    for mistake in &mistakes {
        let at = iam_syntax::Position::START.advanced(text, mistake.span().start as usize);
        assert_eq!(mistake.position(), at, "{text}");
    }
    // The error of parsing is one of them.
    match Document::parse(kind, "p.json", text) {
        Ok(_) => assert!(mistakes.is_empty(), "{text}: {mistakes:?}"),
        Err(error) => assert!(mistakes.contains(&error), "{text}: {mistakes:?}"),
    }
    let mut shown: Vec<String> = mistakes
        .iter()
        .map(|one| format!("{} {}", one.kind().code(), one.span().of(text)))
        .collect();
    if !is_whole {
        shown.push("…".to_owned());
    }
    shown.join("\n")
}

fn assert_all(cases: &[(PolicyKind, &str, &[&str])]) {
    let mut wrong = Vec::new();
    for (kind, text, expected) in cases {
        let (found, expected) = (all(*kind, text), expected.join("\n"));
        if found != expected {
            wrong.push(format!("{text}\nfound\n{found}\nexpected\n{expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn all_mistakes_are_found() {
    use PolicyKind::{Identity, Resource, ResourceControl, ServiceControl, Trust};
    assert_all(&[
        (
            Identity,
            r#"{"Version": "2012-10-18", "version": 1, "Id": 5, "Statement": [7, {"Effect": "allow", "Action": ["s3", 5, "s3:Get*", "a:b:c"],
                "Resource": ["bucket", "*", "arn:aws:s3::b"], "Sid": "a b"}, "x"], "Id": "y"}"#,
            &[
                "version 2012-10-18",
                "unknownElement version",
                "wrongType 5",
                "wrongType 7",
                "effect allow",
                "action s3",
                "wrongType 5",
                "action a:b:c",
                "resource bucket",
                "resource arn:aws:s3::b",
                "sid a b",
                r#"wrongType "x""#,
                "duplicateElement Id",
            ],
        ),
        (
            Identity,
            r#"{"Statement": [{}, {"Effect": "Deny", "Action": "*", "Action": "x", "NotAction": 5, "Resource": "*"}]}"#,
            &[
                "missingElement {}",
                "missingElement {}",
                "missingElement {}",
                "duplicateElement Action",
                "conflictingElements NotAction",
            ],
        ),
        (
            Identity,
            r#"{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {
                "StringEqual": {"k": ["v", {}]}, "Sounds": {}, "IpAddress": {"aws:SourceIp": ["1.2.3.4", "x", null], "": "y"},
                "DateLessThan": {"k": "soon", "K": "2026-01-01T00:00:00Z"}, "IpAddress": {"z": "z"}, "Bool": []}}}"#,
            &[
                "operator StringEqual",
                "condition x",
                "wrongType n",
                "condition ",
                "condition y",
                "condition soon",
                "duplicateElement K",
                "duplicateElement IpAddress",
                "wrongType [",
            ],
        ),
        (
            Resource,
            r#"{"Statement": {"Effect": "Allow", "Action": "s3:*", "Principal": {"AWS": ["alice", "*", 5, "111122223333"],
                "aws": "x", "Service": [], "Federated": "y", "AWS": "bob"}}}"#,
            &[
                "principal alice",
                "wrongType 5",
                "principal aws",
                "missingElement []",
                "principal y",
                "duplicateElement AWS",
            ],
        ),
        (
            Trust,
            r#"{"Statement": [{"Effect": "Allow", "Action": ["sts:AssumeRole", "s3:*", "*"], "Resource": "x", "Principal": "*"},
                {"Effect": "Allow", "Action": "sts:AssumeRole", "NotPrincipal": {"AWS": "x"}}]}"#,
            &[
                "action s3:*",
                "action *",
                "unsupportedElement Resource",
                "principal *",
                "unsupportedElement NotPrincipal",
            ],
        ),
        (
            ResourceControl,
            r#"{"Version": "2008-10-17", "Statement": [{"Effect": "Deny", "Action": ["*", "", "*:Get*", "s3:*"], "Resource": "*", "Principal": "*"},
                {"Effect": "Allow", "NotAction": "*", "Resource": "*", "Principal": "*"},
                {"Effect": "Deny", "NotAction": "*", "Resource": "*", "Principal": "*"}]}"#,
            &[
                "version 2008-10-17",
                "unsupportedElement *",
                "action ",
                "unsupportedElement *:Get*",
                "unsupportedElement NotAction",
                "unsupportedElement NotAction",
            ],
        ),
        (
            ServiceControl,
            r#"{"Version": "2012-10-17", "Statement": [{"Sid": "A", "Effect": "Deny", "Action": "s3:${x}", "Resource": ["arn:aws:s3:::${x", "${y}"]},
                {"Sid": "A", "Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"StringLike": {"${k}": ["${", "a"]}}},
                {"Sid": "A", "Effect": "Deny", "Action": "*", "Resource": "*"}]}"#,
            &[
                "variable s3:${x}",
                "variable ${x",
                "resource ${y}",
                "sid A",
                "variable ${k}",
                "variable ${",
                "sid A",
            ],
        ),
    ]);
}

#[test]
fn json_mistakes_end_the_reading() {
    use PolicyKind::Identity;
    assert_all(&[
        (
            Identity,
            r#"{"Statement": [{"Effect": "allow", "Resource": ["x", "*"], "Action": ["s3", 5, "a b:c" "#,
            &[
                "effect allow",
                "resource x",
                "action s3",
                "wrongType 5",
                "action a b:c",
                "json ",
                "…",
            ],
        ),
        (
            Identity,
            r#"{"Statement": [{"Effect": "Allow", "Condition": {"IpAddress": {"k": "x", "K": ["y", !"#,
            &[
                "condition x",
                "duplicateElement K",
                "condition y",
                "json !",
                "…",
            ],
        ),
        // The version, on which the meaning of `${` depends, may come later.
        (
            Identity,
            r#"{"Statement": {"Effect": "Deny", "Action": "*", "Resource": ["arn:aws:s3:::${", "x"]}, "#,
            &["resource x", "json ", "…"],
        ),
        (
            Identity,
            r#"{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "*", "Resource": "arn:aws:s3:::${"}, "#,
            &["variable ${", "json ", "…"],
        ),
        // Skipped values must still be JSON.
        (
            Identity,
            r#"{"Extra": {"a": [1, {"b": tru}]}, "Statement": 7}"#,
            &["unknownElement Extra", "json t", "…"],
        ),
        (Identity, "[[[", &["wrongType [", "json ", "…"]),
        (Identity, "7 8", &["wrongType 7", "json 8", "…"]),
        (Identity, "", &["json ", "…"]),
    ]);
    // Their depth uses no stack.
    let deep = format!(r#"{{"Statement": [], "Extra": {}"#, "[".repeat(1_000_000));
    assert_eq!(read(Identity, "p.json", &deep).mistakes.len(), 3);
}

#[test]
fn consequences_of_mistakes_are_not_reported() {
    use PolicyKind::{Identity, ResourceControl};
    assert_all(&[
        // A misspelt element isn't missing.
        (
            Identity,
            r#"{"Statement": {"effect": "Allow", "Actions": "*", "Ressource": "*"}}"#,
            &[
                "unknownElement effect",
                "unknownElement Actions",
                "unknownElement Ressource",
            ],
        ),
        (
            Identity,
            r#"{"Statements": []}"#,
            &["unknownElement Statements"],
        ),
        // An unrelated mistake doesn't suppress anything.
        (
            Identity,
            r#"{"Statement": {"Effect": "Allow", "Comment": "*", "Resource": "*"}}"#,
            &[
                r#"missingElement {"Effect": "Allow", "Comment": "*", "Resource": "*"}"#,
                "unknownElement Comment",
            ],
        ),
        (
            Identity,
            r#"{"Statement": {"Effect": null, "Action": {}, "Resource": []}}"#,
            &["wrongType n", "wrongType {", "missingElement []"],
        ),
        // A list whose values are all mistakes isn't empty.
        (
            Identity,
            r#"{"Statement": [{"Effect": "Allow", "Action": [1], "Resource": [null]}, 2]}"#,
            &["wrongType 1", "wrongType n", "wrongType 2"],
        ),
        (Identity, r#"{"Statement": [3]}"#, &["wrongType 3"]),
        // An unknown version doesn't forbid anything.
        (
            Identity,
            r#"{"Version": 2012, "Statement": {"Effect": "Allow", "Action": "s3:${a", "Resource": "arn:aws:s3::${b}"}}"#,
            &["wrongType 2012"],
        ),
        // The contents of an element that must be removed.
        (
            Identity,
            r#"{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Principal": {"AWS": "alice"}}}"#,
            &["unsupportedElement Principal"],
        ),
        // It isn't known whether the statement allows everything to everyone.
        (
            ResourceControl,
            r#"{"Statement": {"Effect": "Allow", "Action": 5, "Resource": "*", "Principal": {"AWS": 5}}}"#,
            &["wrongType 5", "wrongType 5"],
        ),
        (
            ResourceControl,
            r#"{"Statement": {"Effect": "Alow", "Action": "*", "Resource": "*", "Principal": "*"}}"#,
            &["effect Alow"],
        ),
    ]);
}

#[test]
fn mistakes_are_bounded() {
    let document = |count: usize| {
        let actions = vec![r#""s3""#; count].join(",");
        format!(r#"{{"Statement": {{"Effect": "Allow", "Action": [{actions}], "Resource": "x"}}}}"#)
    };
    let most = Reading::MOST_MISTAKES;
    let reading = read(PolicyKind::Identity, "p.json", &document(most - 2));
    assert_eq!((reading.mistakes.len(), reading.is_whole), (most - 1, true));
    for count in [most - 1, most, 5 * most] {
        let reading = read(PolicyKind::Identity, "p.json", &document(count));
        assert_eq!((reading.mistakes.len(), reading.is_whole), (most, false));
    }
    // The JSON mistake that ends parsing is still one of them.
    let keys = vec![r#""k": 1"#; 2 * most].join(",");
    for text in [
        document(2 * most).replace("}}", "} x"),
        format!(r#"{{"Statement": {{"Condition": {{"Bool": {{{keys} x"#),
    ] {
        let reading = read(PolicyKind::Identity, "p.json", &text);
        assert_eq!(reading.mistakes.len(), most);
        assert_eq!(
            reading.mistakes.last(),
            Document::parse(PolicyKind::Identity, "p.json", &text)
                .err()
                .as_ref()
        );
    }
}
