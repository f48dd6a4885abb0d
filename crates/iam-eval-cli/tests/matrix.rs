//! `iam-eval matrix`: the table is what single questions answer, in every form.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod common;

use common::{file, iam_eval};
use serde_json::{Value, json};

fn policy(effect: &str, action: &str) -> Value {
    json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"},
        {"Effect": effect, "Action": action, "Resource": "*"}]})
}

/// The lines of a table of these policies.
fn lines(input: &str, more: &[&str]) -> (i32, Vec<Value>, String) {
    let call = [&["matrix", "-", "--format", "jsonl"], more].concat();
    let (code, out, err) = iam_eval(&call, input);
    let lines = out.lines().map(|line| serde_json::from_str(line).unwrap());
    (code, lines.collect(), err)
}

#[test]
fn each_policy_has_a_row() {
    let (_folder, actions) = file(
        "actions.json",
        json!(["s3:GetObject", "s3:PutObject", "sqs:SendMessage"]).to_string(),
    );
    let first = policy("Deny", "sqs:*").to_string();
    let second = json!({"name": "second", "policy": policy("Allow", "*")}).to_string();
    let input = format!("{first}\n\n{second}\n{{\"Statement\": 1}}\n");
    let (code, lines, err) = lines(&input, &["--actions", &actions]);
    assert_eq!(
        lines[..2],
        [
            json!({"policy": "<stdin>:1", "allowed": ["s3:GetObject"], "explicitDeny": ["sqs:SendMessage"]}),
            json!({"policy": "second", "allowed": ["s3:GetObject", "s3:PutObject", "sqs:SendMessage"], "explicitDeny": []}),
        ]
    );
    assert_eq!(lines[2]["policy"], "<stdin>:4");
    assert!(
        lines[2]["error"].as_str().unwrap().contains("expected"),
        "{lines:?}"
    );
    assert_eq!((code, lines.len()), (2, 3));
    assert!(
        err.ends_with("3 policies, 1 of them not read, 3 actions\n"),
        "{err}"
    );
}

#[test]
fn which_decisions_are_written() {
    let (_folder, actions) = file(
        "actions.json",
        json!(["s3:GetObject", "sqs:SendMessage"]).to_string(),
    );
    let input = policy("Deny", "sns:*").to_string();
    let call = ["--actions", &actions, "--decisions", "implicit"];
    let (code, lines, _) = lines(&input, &call);
    assert_eq!(code, 0);
    assert_eq!(
        lines,
        [json!({"policy": "<stdin>:1", "implicitDeny": ["sqs:SendMessage"]})]
    );
    let (_, out, _) = iam_eval(&[&["matrix", "-"], &call[..2]].concat(), &input);
    assert_eq!(
        out,
        "policy,action,decision,error\r\n<stdin>:1,s3:GetObject,allowed,\r\n"
    );
}

/// A principal of a dump is asked about as itself, with all its layers.
#[test]
fn principals_of_dumps_have_rows_too() {
    let (_folder, actions) = file(
        "actions.json",
        json!(["s3:ListAllMyBuckets", "sqs:ListQueues"]).to_string(),
    );
    let (code, out, err) = iam_eval(
        &["matrix", "tests/data/account.json", "--actions", &actions],
        "",
    );
    assert_eq!(code, 0, "{err}");
    let admin = "arn:aws:iam::111122223333:role/admin";
    assert_eq!(
        out,
        format!(
            "policy,action,decision,error\r\n{admin},s3:ListAllMyBuckets,allowed,\r\n{admin},sqs:ListQueues,allowed,\r\n"
        )
    );
}

/// The table over the whole catalogue is what the evaluator answers one by one.
#[test]
fn the_table_agrees_with_single_questions() {
    let document = policy("Deny", "s3:GetBucket*");
    let (code, lines, _) = lines(&document.to_string(), &["--actions", "catalog"]);
    assert_eq!(code, 0);
    let allowed = lines[0]["allowed"].as_array().unwrap();
    let denied = lines[0]["explicitDeny"].as_array().unwrap();
    assert!(allowed.len() > 20 && denied.len() > 10);
    let question = |action: &Value| {
        let request = json!({"principal": "arn:aws:iam::111122223333:role/example", "action": action, "resource": "*"});
        json!({"request": request, "policies": {"identity": [document]}}).to_string()
    };
    for (actions, decision) in [(allowed, "allowed"), (denied, "explicitDeny")] {
        let questions: Vec<String> = actions.iter().map(question).collect();
        let (_, out, _) = iam_eval(&["evaluate", "-"], questions.join("\n"));
        let expected = format!("\"decision\":\"{decision}\"");
        assert_eq!(out.matches(&expected).count(), actions.len());
    }
}

#[test]
fn nothing_and_what_is_wrong() {
    assert_eq!(iam_eval(&["matrix", "-"], "\n").0, 3);
    assert_eq!(iam_eval(&["matrix", "no-such-file.jsonl"], "").0, 2);
    assert_eq!(iam_eval(&["matrix", "-", "--resource", "bucket"], "").0, 2);
    assert_eq!(iam_eval(&["matrix", "-", "--principal", "me"], "").0, 2);
    assert_eq!(
        iam_eval(&["matrix", "-", "--actions", "no-such-file"], "").0,
        2
    );
    let long = " ".repeat((8 << 20) + 2);
    let (code, lines, _) = lines(&long, &[]);
    assert_eq!(code, 2);
    assert!(
        lines[0]["error"]
            .as_str()
            .unwrap()
            .contains("a line of more than")
    );
}

/// Built without the feature, the program says how to get it.
#[cfg(not(feature = "arrow"))]
#[test]
fn a_form_that_is_not_built_in_is_refused() {
    let (code, out, err) = iam_eval(&["matrix", "-", "--format", "arrow"], "{}");
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("--features arrow"), "{err}");
}
