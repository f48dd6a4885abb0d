//! What a document's view says about it, and that a document that is written has the same meaning.

#![allow(clippy::expect_used, reason = "helpers of tests")]

use iam_syntax::{Document, PolicyKind, PrincipalType};
use serde_json::{Value, json};

fn parsed(kind: PolicyKind, document: &Value) -> Document {
    Document::parse(kind, "p.json", &document.to_string()).expect("a document")
}

fn document() -> Value {
    json!({"Version": "2012-10-17", "Id": "example", "Statement": [
        {"Sid": "First", "Effect": "Allow",
            "Principal": {
                "AWS": ["111122223333", "444455556666"],
                "Service": ["ec2.amazonaws.com"],
                "CanonicalUser": ["79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"]},
            "Action": ["s3:GetObject"], "NotResource": ["arn:aws:s3:::b/*"],
            "Condition": {
                "StringEquals": {"aws:username": ["a", "b"], "s3:prefix": ["x"]},
                "ForAnyValue:StringLike": {"aws:TagKeys": ["t*"]}}},
        {"Effect": "Deny", "NotPrincipal": {"AWS": ["111122223333"]}, "NotAction": ["s3:*"], "Resource": ["*"]},
        {"Effect": "Deny", "Principal": "*", "Action": ["s3:*"], "Resource": ["*"]}]})
}

#[test]
fn what_statements_say() {
    let document = parsed(PolicyKind::Resource, &document());
    let statement = |index: usize| document.statement(index).expect("a statement");
    let (first, second, third) = (statement(0), statement(1), statement(2));
    for (index, statement) in [first, second, third].into_iter().enumerate() {
        assert_eq!(statement.index(), index);
        assert!(statement.has_principal());
        assert_eq!(statement.is_not_principal(), index == 1);
        assert_eq!(statement.actions().is_negated(), index == 1);
        let resources = statement.resources().expect("resources");
        assert_eq!(resources.is_negated(), index == 0);
    }
    // The order of members depends on how the JSON was made.
    let mut principals: Vec<_> = first.principals().map(|(_, value)| value).collect();
    principals.sort_unstable();
    assert_eq!(principals[..2], ["111122223333", "444455556666"]);
    let service = (PrincipalType::Service, "ec2.amazonaws.com");
    assert!(first.principals().any(|principal| principal == service));
    let mut conditions: Vec<_> = first
        .conditions()
        .map(|condition| format!("{} {}", condition.operator(), condition.key()))
        .collect();
    conditions.sort_unstable();
    let expected = [
        "ForAnyValue:StringLike aws:TagKeys",
        "StringEquals aws:username",
        "StringEquals s3:prefix",
    ];
    assert_eq!(conditions, expected);
    assert_eq!(second.conditions().len(), 0);
    let identity = json!({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}});
    let identity = parsed(PolicyKind::Identity, &identity);
    let statement = identity.statement(0).expect("a statement");
    assert!(!statement.has_principal());
    assert_eq!(statement.principals().count(), 0);
}

#[test]
fn what_is_written_is_what_was_read() {
    let read = parsed(PolicyKind::Resource, &document());
    let written = serde_json::to_value(&read).expect("JSON");
    assert_eq!(written, document());
}

#[test]
fn a_sid_occurs_once_however_many_statements_there_are() {
    let with = |sids: &[usize]| {
        let statement = |sid: &usize| json!({"Sid": format!("S{sid}"), "Effect": "Allow", "Action": "*", "Resource": "*"});
        let statements: Vec<Value> = sids.iter().map(statement).collect();
        let text = json!({"Statement": statements}).to_string();
        Document::parse(PolicyKind::Identity, "p.json", &text).is_ok()
    };
    for count in [2, 7, 8, 9, 10, 20] {
        let mut sids: Vec<usize> = (0..count).collect();
        assert!(with(&sids), "{count}");
        for again in [0, count / 2, count - 1] {
            sids.push(again);
            assert!(!with(&sids), "{again} again after {count}");
            sids.pop();
        }
    }
}

#[test]
fn a_key_occurs_once_under_an_operator_however_many_there_are() {
    let with = |keys: &[String]| {
        let keys: Vec<String> = keys.iter().map(|key| format!(r#""{key}": "x""#)).collect();
        let text = format!(
            r#"{{"Statement": {{"Effect": "Allow", "Action": "*", "Resource": "*",
                "Condition": {{"StringEquals": {{{}}}}}}}}}"#,
            keys.join(", ")
        );
        Document::parse(PolicyKind::Identity, "p.json", &text).is_ok()
    };
    for count in [2, 7, 8, 9, 20] {
        let mut keys: Vec<String> = (0..count).map(|at| format!("aws:k{at}")).collect();
        assert!(with(&keys), "{count}");
        for again in [0, count - 1] {
            keys.push(format!("AWS:K{again}"));
            assert!(!with(&keys), "{again} again after {count}");
            keys.pop();
        }
    }
}

#[test]
fn the_allow_of_a_resource_control_policy_is_that_of_full_access() {
    let allow = |change: &dyn Fn(&mut Value)| {
        let mut statement =
            json!({"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"});
        change(&mut statement);
        let text = json!({"Version": "2012-10-17", "Statement": statement}).to_string();
        Document::parse(PolicyKind::ResourceControl, "p.json", &text).is_ok()
    };
    assert!(allow(&|_| {}));
    assert!(!allow(&|it| it["Action"] = json!("s3:*")));
    assert!(!allow(&|it| it["Resource"] = json!("arn:aws:s3:::*")));
    assert!(!allow(
        &|it| it["Condition"] = json!({"Bool": {"aws:SecureTransport": "true"}})
    ));
    assert!(!allow(&|it| {
        it["NotResource"] = it["Resource"].take();
        it.as_object_mut().map(|it| it.remove("Resource"));
    }));
}
