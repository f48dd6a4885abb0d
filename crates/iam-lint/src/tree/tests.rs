#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::{Value, read};

fn statements(text: &str) -> (usize, usize) {
    let tree = read(text);
    let root = tree.root.as_ref().and_then(|root| root.object());
    let statement = root.and_then(|root| root.get("Statement"));
    let count = match statement.map(|member| &member.value.value) {
        Some(Value::Array(items)) => items.len(),
        _ => 0,
    };
    (count, tree.mistakes.len())
}

#[test]
fn what_is_before_and_behind_a_mistake_is_kept() {
    for (text, expected) in [
        (r#"{"Statement": [{}, {}]}"#, (2, 0)),
        (r#"{"Statement": [{}, {},]}"#, (2, 1)),
        (r#"{"Statement": [{} {}],}"#, (2, 2)),
        (r#"{"Statement": [{"a": "b",} {"c": 1 "d": 2}]}"#, (2, 3)),
        (r#"{"Statement": [{}, {"a": "#, (2, 1)),
        (r#"{"Statement": [{}, oops"#, (1, 1)),
        // A name whose string has no end.
        (r#"{"Statement": [{}, {"b,]}"#, (2, 1)),
        (r#"{"Statement": [{}, {"a": 1, "b,]}"#, (2, 1)),
        (r#"{"Statement": [{}, {"a": 1 "b,]}"#, (2, 2)),
        (r#"{"Statement": [{}]} x"#, (1, 1)),
        ("", (0, 1)),
    ] {
        assert_eq!(statements(text), expected, "{text}");
    }
}

#[test]
fn an_object_that_breaks_off_is_marked() {
    let tree = read(r#"{"Statement": {"Effect": "Allow", "#);
    let root = tree.root.unwrap();
    let root = root.object().unwrap();
    assert!(!root.is_complete);
    assert!(
        !root
            .get("Statement")
            .unwrap()
            .value
            .object()
            .unwrap()
            .is_complete
    );
}

#[test]
fn strings_are_decoded_and_have_their_places() {
    let text = r#"{"\u0041ction": "s3:\u002a"}"#;
    let tree = read(text);
    let member = tree
        .root
        .as_ref()
        .unwrap()
        .object()
        .unwrap()
        .get("Action")
        .unwrap();
    assert_eq!(member.value.text(), Some("s3:*"));
    let span = member.value.whole();
    assert_eq!(
        &text[span.start as usize..span.end as usize],
        r#""s3:\u002a""#
    );
}

#[test]
fn depth_costs_no_stack() {
    let deep = "[".repeat(200_000);
    assert_eq!(read(&deep).mistakes.len(), 1);
    let closed = format!("{deep}{}", "]".repeat(200_000));
    assert!(read(&closed).mistakes.is_empty());
}
