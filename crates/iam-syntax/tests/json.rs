//! The JSON grammar at its edges, and what messages say.

use iam_syntax::{Document, PolicyKind, read};

fn message(kind: PolicyKind, text: &str) -> Option<String> {
    let outcome = Document::parse(kind, "p.json", text);
    outcome.err().map(|error| error.to_string())
}

fn identity(members: &str) -> String {
    format!(r#"{{"Statement": {{"Effect": "Allow", {members}}}}}"#)
}

#[test]
fn what_is_not_json_is_refused() {
    for text in [
        r#"{, "Statement": []}"#,
        r#"{"Version": "2012-10-17" "Statement": []}"#,
        r#"{"Statement": [],}"#,
        r#"{"Statement": [,]}"#,
        r#"{"Statement" []}"#,
        r#"{"Id": "x",, "Statement": []}"#,
    ] {
        assert!(message(PolicyKind::Identity, text).is_some(), "{text}");
    }
    for value in [
        "fals", "falsey", "nul", "nil", "tru", "True", "01", "+1", "1.", ".5",
    ] {
        let condition = format!(
            r#""Action": "*", "Resource": "*", "Condition": {{"Bool": {{"aws:SecureTransport": {value}}}}}"#
        );
        let found = message(PolicyKind::Identity, &identity(&condition));
        assert!(found.is_some(), "{value}");
    }
    for list in [r#"["s3:*" "ec2:*"]"#, r#"[, "s3:*"]"#, r#"["s3:*",]"#] {
        let members = format!(r#""Action": {list}, "Resource": "*""#);
        assert!(
            message(PolicyKind::Identity, &identity(&members)).is_some(),
            "{list}"
        );
    }
}

/// A message names the kind of policy, and what would be right.
#[test]
fn what_messages_say() {
    let short = r#""Action": "*", "Resource": "arn:aws""#;
    let principal = r#""Action": "*", "Resource": "*", "Principal": "*""#;
    let operator = |name: &str| {
        format!(r#""Action": "*", "Resource": "*", "Condition": {{"{name}": {{"k": "x"}}}}"#)
    };
    for (kind, members, expected) in [
        (PolicyKind::Identity, short.to_owned(), "at least a service"),
        (
            PolicyKind::PermissionsBoundary,
            short.to_owned(),
            "at least a service",
        ),
        (
            PolicyKind::Session,
            short.to_owned(),
            "a session policy takes no shorter one",
        ),
        (
            PolicyKind::Identity,
            principal.to_owned(),
            "in an identity-based policy",
        ),
        (
            PolicyKind::Session,
            principal.to_owned(),
            "in a session policy",
        ),
        (
            PolicyKind::Identity,
            operator("NullIfExists"),
            "neither prefix nor suffix",
        ),
        (
            PolicyKind::Identity,
            operator("Sounds"),
            "such as `StringEquals`",
        ),
        (
            PolicyKind::Identity,
            operator("stringlike"),
            "`StringLike`, in this letter case",
        ),
    ] {
        let found = message(kind, &identity(&members)).unwrap_or_default();
        assert!(found.contains(expected), "{kind}: {members}: {found}");
    }
}

/// A misspelt member is one mistake: what it was meant to be is not missing, too.
#[test]
fn a_misspelt_member_is_one_mistake() {
    let codes = |text: &str| -> Vec<&'static str> {
        let reading = read(PolicyKind::Identity, "p.json", text);
        let mistakes = reading.mistakes.iter();
        mistakes.map(|mistake| mistake.kind().code()).collect()
    };
    assert_eq!(codes(r#"{"Statements": []}"#), ["unknownElement"]);
    assert_eq!(
        codes(r#"{"Sentence": []}"#),
        ["missingElement", "unknownElement"]
    );
    let variable = |member: &str| {
        let resource = "arn:aws:s3:::${aws:username";
        format!(
            r#"{{{member}, "Statement": {{"Effect": "Allow", "Action": "*", "Resource": "{resource}"}}}}"#
        )
    };
    // Only a document of 2012 has variables; with a misspelt version, which one it is isn't known.
    assert_eq!(
        codes(&variable(r#""Version": "2008-10-17""#)),
        Vec::<&str>::new()
    );
    assert_eq!(
        codes(&variable(r#""Versoin": "2012-10-17""#)),
        ["unknownElement"]
    );
    assert!(codes(&variable(r#""Version": "2012-10-17""#)).contains(&"variable"));
}
