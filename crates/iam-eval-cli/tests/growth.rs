//! The time for hostile inputs grows no faster than their size.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that can't go on must fail"
)]

#[path = "../../restore-check/tests/support/time.rs"]
mod time;

use serde_json::{Value, json};
use time::{grows_no_faster_than_its_input, seconds};

fn grows(name: &str, size: usize, args: &[&str], input: impl Fn(usize) -> Value) {
    grows_no_faster_than_its_input(name, size, |size| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("in.json");
        std::fs::write(path, input(size).to_string()).unwrap();
        let time = seconds(env!("CARGO_BIN_EXE_iam-eval"), folder.path(), args);
        let read = |name| std::fs::read_to_string(folder.path().join(name)).unwrap();
        assert!(!read("out").is_empty(), "{name}: {}", read("err"));
        time
    });
}

fn allow() -> Value {
    json!({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}})
}

fn scenario(policies: &Value) -> Value {
    json!({"id": "x", "policies": policies, "request": {"principal": "arn:aws:iam::111122223333:user/u",
        "action": "s3:GetObject", "resource": "arn:aws:s3:::b/k", "context": {}}})
}

#[test]
fn explanations_of_many_documents() {
    for args in [
        &["explain", "in.json"][..],
        &["evaluate", "--explain", "--threads", "1", "in.json"],
    ] {
        grows("documents", 500, args, |count| {
            scenario(&json!({"identity": vec![allow(); count]}))
        });
        grows("levels", 500, args, |count| {
            let levels = vec![json!([allow()]); count];
            scenario(&json!({"identity": [allow()], "scps": levels}))
        });
        grows("statements", 1_000, args, |count| {
            let deny = |at: usize| {
                json!({"Effect": "Deny", "Action": "*", "Resource": "*",
                    "Condition": {"StringEquals": {format!("k:{at}"): "z"}}})
            };
            let denies: Vec<Value> = (0..count).map(deny).collect();
            scenario(&json!({"identity": [allow(), {"Statement": denies}]}))
        });
    }
}

#[test]
fn mistakes_in_a_document() {
    grows("mistakes", 1_000, &["validate", "in.json"], |count| {
        let statement = |at: usize| json!({"Sid": format!("s{}", at % 2), "Effect": "Maybe", "Action": "s3:GetObject", "Resource": "*"});
        json!({"Version": "2012-10-17", "Statement": (0..count).map(statement).collect::<Vec<_>>()})
    });
}

#[test]
fn questions_about_many_statements() {
    let alice = "arn:aws:iam::111122223333:user/alice";
    for (name, args) in [
        (
            "simulate",
            &[
                "simulate",
                "--policy",
                "in.json",
                "--action",
                "ec2:StartInstances",
            ][..],
        ),
        (
            "aws",
            &[
                "simulate",
                "--policy",
                "in.json",
                "--action",
                "ec2:StartInstances",
                "--format",
                "aws",
            ],
        ),
        (
            "call",
            &[
                "simulate",
                "--policy",
                "in.json",
                "--call",
                "ec2:StartInstances",
                "--caller-arn",
                alice,
            ],
        ),
        (
            "explain",
            &[
                "explain",
                "--policy",
                "in.json",
                "--action",
                "ec2:StartInstances",
            ],
        ),
        (
            "context-keys",
            &[
                "context-keys",
                "--policy",
                "in.json",
                "--action",
                "ec2:StartInstances",
            ],
        ),
    ] {
        grows(name, 500, args, |count| {
            let statement = |at: usize| {
                json!({"Effect": "Deny", "Action": "*", "Resource": format!("arn:aws:ec2:*:*:instance/${{k:{at}}}"),
                    "Condition": {"StringEquals": {format!("aws:ResourceTag/{at}"): "z", format!("ec2:New{at}"): "z"}}})
            };
            let mut statements: Vec<Value> = (0..count).map(statement).collect();
            statements.push(json!({"Effect": "Allow", "Action": "*", "Resource": "*"}));
            json!({"Version": "2012-10-17", "Statement": statements})
        });
    }
}
