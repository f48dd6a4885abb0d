//! The output of a hostile input is bounded.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that can't go on must fail"
)]

mod support;

use serde_json::{Value, json};
use support::Folder;

const FORMATS: [&str; 7] = ["text", "json", "sarif", "junit", "csv", "markdown", "html"];

/// The maximum length of a report in bytes: a multiple of its input, plus an amount for each action
/// of each principal (`docs/assurance.md`).
const MOST_TIMES: usize = 64;
const FOR_AN_ACTION: usize = 6_000;

fn document(statements: Vec<Value>) -> Value {
    json!({"Version": "2012-10-17", "Statement": statements})
}

fn allow() -> Value {
    json!({"Effect": "Allow", "Action": ["ec2:*", "iam:*", "kms:*"], "Resource": "*"})
}

fn denies(count: usize) -> Value {
    let deny = |index| {
        json!({"Effect": "Deny", "Action": "ec2:*", "Resource": "*",
            "Condition": {"StringEquals": {format!("aws:k{index}"): "x".repeat(100)}}})
    };
    document([allow()].into_iter().chain((0..count).map(deny)).collect())
}

fn role(name: &str, inline: Vec<Value>, attached: &[&str]) -> Value {
    let attached = attached
        .iter()
        .map(|arn| json!({"PolicyName": "p", "PolicyArn": arn}));
    json!({"RoleName": name, "Arn": format!("arn:aws:iam::111122223333:role/{name}"),
        "RolePolicyList": inline, "AttachedManagedPolicies": attached.collect::<Vec<_>>()})
}

#[test]
fn a_report_is_not_much_longer_than_its_input() {
    let inline = |index| {
        json!({"PolicyName": format!("p{index}"), "PolicyDocument":
        document(vec![allow(), json!({"Effect": "Deny", "Action": "ec2:*", "Resource": "*"})])})
    };
    let arn = "arn:aws:iam::111122223333:policy/p";
    let shared = json!({"PolicyName": "p", "Arn": arn, "DefaultVersionId": "v1", "PolicyVersionList":
        [{"VersionId": "v1", "IsDefaultVersion": true, "Document": denies(30)}]});
    let roles = |make: &dyn Fn(usize) -> Value| (0..100).map(make).collect::<Vec<_>>();
    let cases = [
        ("conditions", denies(400)),
        (
            "a long value",
            document(vec![
                allow(),
                json!({"Effect": "Deny", "Action": "ec2:*", "Resource": "*", "Sid": "s".repeat(50_000),
                    "Condition": {"StringEquals": {"aws:k": "x".repeat(200_000)}}}),
            ]),
        ),
        (
            "many values",
            document(vec![
                json!({"Effect": "Allow", "Action": "iam:PassRole", "Resource":
                (0..3_000).map(|index| format!("arn:aws:iam::111122223333:role/r{index}")).collect::<Vec<_>>()}),
            ]),
        ),
        (
            "inline policies that deny",
            json!({"RoleDetailList": [role("r", (0..200).map(inline).collect(), &[])]}),
        ),
        (
            "a managed policy of many roles",
            json!({"RoleDetailList": roles(&|index| role(&format!("r{index}"), vec![], &[arn])),
                "Policies": [shared]}),
        ),
        (
            "roles without anything",
            json!({"RoleDetailList": roles(&|index| role(&format!("r{index}"), vec![], &[]))}),
        ),
    ];
    for (name, input) in cases {
        let input = input.to_string();
        let folder = Folder::new();
        folder.file("in.json", &input);
        for format in FORMATS {
            let run = folder.run(&["in.json", "--format", format]);
            assert!(matches!(run.code, 0 | 1), "{name}: {}", run.err);
            let principals = input.matches("RoleName").count().max(1);
            let most = MOST_TIMES * input.len() + FOR_AN_ACTION * 56 * principals + 200_000;
            let length = run.out.len();
            assert!(
                length <= most,
                "{name}, {format}: {length} of {}",
                input.len()
            );
        }
    }
}

#[test]
fn omitted_parts_are_counted() {
    let folder = Folder::new();
    folder.file("in.json", denies(100).to_string());
    let report = folder.run(&["in.json", "--format", "json"]).report();
    let action = &report["principals"][0]["sets"][0]["actions"][0];
    assert_eq!(action["reasons"].as_array().unwrap().len(), 20, "{action}");
    assert_eq!(action["reasonsLeftOut"], 80);
    let when = action["when"].as_str().unwrap();
    assert!(when.ends_with("or 96 more"), "{when}");
    for (format, words) in [
        ("text", "and 96 more statements (--verbose)"),
        ("csv", "and 80 more statements"),
        ("sarif", "and 80 more statements"),
        ("junit", "and 80 more statements"),
        ("markdown", "and 80 more statements"),
        ("html", "and 80 more statements"),
    ] {
        let run = folder.run(&["in.json", "--format", format]);
        assert!(run.out.contains(words), "{format}: {}", run.out);
    }
    let run = folder.run(&["in.json", "--verbose"]);
    assert!(run.out.contains("and 80 more statements\n"), "{}", run.out);
    // As many as the limit allows.
    folder.file("in.json", denies(20).to_string());
    let report = folder.run(&["in.json", "--format", "json"]).report();
    let action = &report["principals"][0]["sets"][0]["actions"][0];
    assert_eq!(action["reasons"].as_array().unwrap().len(), 20);
    assert_eq!(action["reasonsLeftOut"], Value::Null);
}

#[test]
fn a_set_is_not_a_product_of_thousands_of_actions_and_resources() {
    let list = |count, form: fn(usize) -> String| (0..count).map(form).collect::<Vec<_>>();
    let set = |count| {
        document(vec![
            json!({"Effect": "Allow", "Action": list(count, |index| format!("s3:A{index}")),
            "Resource": list(1_000, |index| format!("arn:aws:s3:::b{index}"))}),
        ])
    };
    let folder = Folder::new();
    folder.file("set.json", set(101).to_string());
    let run = folder.run(&["sets", "set.json"]);
    assert_eq!(run.code, 2);
    assert!(
        run.err.contains("more than 100000 actions on resources"),
        "{}",
        run.err
    );
    folder.file("set.json", set(2).to_string());
    assert_eq!(folder.run(&["sets", "set.json"]).out.lines().count(), 2_000);
}
