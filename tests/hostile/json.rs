//! Text that is not JSON, or too large.

use crate::{decide, refused};
use iam_eval::{Context, Decision, Document, PolicyErrorKind, PolicyKind};
use iam_scenario::Scenario;
use workspace_tests::compare::{Answer, engine, reference};

#[test]
fn deep_json_is_rejected() {
    for depth in [50, 200, 1_000, 1_000_000] {
        let nested = "[".repeat(depth) + &"]".repeat(depth);
        let objects = "{\"a\":".repeat(depth) + "1" + &"}".repeat(depth);
        for value in [
            nested.as_str(),
            objects.as_str(),
            &"[".repeat(depth),
            &"{\"a\":".repeat(depth),
        ] {
            for text in [
                value.to_owned(),
                format!(r#"{{"Statement":{value}}}"#),
                format!(r#"{{"Statement":{{"Effect":"Allow","Action":{value},"Resource":"*"}}}}"#),
                format!(
                    r#"{{"Statement":{{"Effect":"Allow","Action":"*","Resource":"*","Condition":{value}}}}}"#
                ),
                format!(
                    r#"{{"Statement":{{"Effect":"Allow","Action":"*","Resource":"*","Condition":{{"Bool":{{"a:b":{value}}}}}}}}}"#
                ),
            ] {
                for kind in [PolicyKind::Identity, PolicyKind::Resource] {
                    assert!(Document::parse(kind, "p", &text).is_err(), "{text:.60}");
                }
            }
            let line = format!(
                r#"{{"request":{{"principal":"*","action":"s3:GetObject","resource":"*","context":{{"a":{value}}}}},"policies":{{}}}}"#
            );
            assert_eq!(engine(&line), Answer::Refused);
            assert_eq!(reference(&line), Answer::Refused);
            let line = format!(
                r#"{{"x":{value},"request":{{"principal":"*","action":"s3:GetObject","resource":"*"}},"policies":{{"identity":[{value}]}}}}"#
            );
            assert_eq!(engine(&line), Answer::Refused);
        }
    }
}

#[test]
fn lone_surrogates_are_rejected() {
    let text = |value: &str| {
        format!(
            r#"{{"Statement":{{"Effect":"Allow","Action":"*","Resource":"*","Condition":{{"StringLike":{{"k:v":"{value}"}}}}}}}}"#
        )
    };
    for value in [
        r"\ud83d",
        r"\ude00",
        r"\ud83dx",
        r"\ud83d\u0041",
        r"\ude00\ud83d",
        r"\ud83",
        r"\uzzzz",
        r"\x",
    ] {
        assert_eq!(
            refused(PolicyKind::Identity, &text(value)),
            PolicyErrorKind::Json,
            "{value}"
        );
    }
    let pair = decide(
        &text(r"\ud83d\ude00"),
        Context::new().with("k:v", "\u{1F600}"),
    );
    assert_eq!(pair, Decision::Allowed);
}

#[test]
fn duplicate_keys_are_rejected_everywhere() {
    for text in [
        r#"{"Version":"2012-10-17","Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}"#,
        r#"{"Statement":{"Effect":"Deny","Action":"*","Resource":"*"},"Statement":{}}"#,
        r#"{"Statement":{"Effect":"Deny","Action":"*","Resource":"*"},"\u0053tatement":{}}"#,
        r#"{"Statement":{"Effect":"Deny","Effect":"Allow","Action":"*","Resource":"*"}}"#,
        r#"{"Statement":{"Effect":"Allow","Action":"a:b","Action":"*","Resource":"*"}}"#,
        r#"{"Statement":{"Effect":"Allow","Action":"*","Resource":"a","Resource":"*"}}"#,
        r#"{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":{},"Bool":{}}}}"#,
        r#"{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Sounds":{},"Sounds":{}}}}"#,
        r#"{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":{"a":"true","a":"false"}}}}"#,
        r#"{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":{"a":"true","A":"false"}}}}"#,
        r#"{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{},"Condition":{}}}"#,
    ] {
        let error = refused(PolicyKind::Identity, text);
        assert_eq!(error, PolicyErrorKind::DuplicateElement, "{text}");
    }
    let principal = r#"{"Statement":{"Effect":"Allow","Principal":{"AWS":"111122223333","AWS":"*"},"Action":"*","Resource":"*"}}"#;
    assert_eq!(
        refused(PolicyKind::Resource, principal),
        PolicyErrorKind::DuplicateElement
    );
    for line in [
        r#"{"request":{"principal":"*","principal":"*","action":"a:b","resource":"*"},"policies":{}}"#,
        r#"{"request":{"principal":"*","action":"a:b","resource":"*"},"policies":{},"policies":{}}"#,
        r#"{"request":{"principal":"*","action":"a:b","resource":"*"},"policies":{"identity":[],"identity":[]}}"#,
        r#"{"request":{"principal":"*","action":"a:b","resource":"*","context":{"a":"1","A":"2"}},"policies":{}}"#,
    ] {
        assert_eq!(engine(line), Answer::Refused, "{line}");
        assert_eq!(reference(line), Answer::Refused, "{line}");
    }
}

#[test]
fn long_lines_of_nonsense() {
    for piece in [
        "{",
        "[",
        "\"",
        "\\",
        "\0",
        "a",
        "é",
        "{\"request\":",
        "0",
        " ",
    ] {
        let line = piece.repeat(2_000_000);
        assert!(Scenario::parse(&line).is_err());
        assert!(
            Document::parse(
                PolicyKind::Identity,
                "p",
                &line[..Document::MAX_BYTES.min(line.len())]
            )
            .is_err()
        );
    }
}
