//! Very many of something.

use crate::{ALICE, decide, refused};
use iam_eval::{
    Context, Decision, Document, Policy, PolicyErrorKind, PolicyKind, PolicySet, Principal,
    Request, Resource,
};
use serde_json::json;

#[test]
fn huge_arrays() {
    let actions: Vec<String> = (0..60_000)
        .map(|number| format!("s3:Action{number}"))
        .collect();
    let mut document =
        json!({"Statement": {"Effect": "Allow", "Action": actions, "Resource": "*"}});
    assert_eq!(
        decide(&document.to_string(), Context::new()),
        Decision::ImplicitDeny
    );
    document["Statement"]["Action"]
        .as_array_mut()
        .unwrap()
        .push(json!("s3:GetObject"));
    assert_eq!(
        decide(&document.to_string(), Context::new()),
        Decision::Allowed
    );

    let values: Vec<String> = (0..100_000).map(|number| number.to_string()).collect();
    let document = json!({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*",
        "Condition": {"ForAnyValue:StringEquals": {"k:v": values}}}});
    let context = |value: &str| Context::new().with_list("k:v", [value, "x"]);
    assert_eq!(
        decide(&document.to_string(), context("99999")),
        Decision::Allowed
    );
    assert_eq!(
        decide(&document.to_string(), context("100000")),
        Decision::ImplicitDeny
    );
}

#[test]
fn a_million_statements() {
    // 24 bytes a statement would not do: a document has a limit, and says so.
    let statement = r#"{"Effect":"Allow","Action":"a:b","Resource":"*"}"#;
    let many = |count: usize, last: &str| {
        let statements = format!("{statement},").repeat(count);
        format!(r#"{{"Statement":[{statements}{last}]}}"#)
    };
    let million = many(1_000_000, statement);
    assert!(million.len() > Document::MAX_BYTES);
    assert_eq!(
        refused(PolicyKind::Identity, &million),
        PolicyErrorKind::TooLarge
    );
    // As many as the limit lets in, the deciding one last.
    let most = Document::MAX_BYTES / (statement.len() + 1) - 10;
    let deny = r#"{"Effect":"Deny","Action":"*","Resource":"*"}"#;
    assert_eq!(
        decide(&many(most, deny), Context::new()),
        Decision::ExplicitDeny
    );
    assert_eq!(
        decide(&many(most, statement), Context::new()),
        Decision::ImplicitDeny
    );
}

#[test]
fn a_million_statements_in_many_documents() {
    let statements = r#"{"Effect":"Allow","Action":"a:b","Resource":"*"},"#.repeat(9_999);
    let document = |last: &str| format!(r#"{{"Statement":[{statements}{last}]}}"#);
    let silent = Policy::parse(
        PolicyKind::Identity,
        "p",
        &document(r#"{"Effect":"Deny","Action":"c:d","Resource":"*"}"#),
    )
    .unwrap();
    let mut policies = PolicySet::new();
    for _ in 0..100 {
        policies = policies.with(silent.clone());
    }
    let deny = document(r#"{"Effect":"Deny","Action":"s3:*","Resource":"*"}"#);
    policies = policies.with(Policy::parse(PolicyKind::Identity, "p", &deny).unwrap());
    let principal = Principal::parse(ALICE).unwrap();
    let resource = Resource::any();
    let request = Request::new(&principal, "s3:GetObject", &resource).unwrap();
    assert_eq!(policies.evaluate(&request), Decision::ExplicitDeny);
}
