//! `iam-eval simulate`: its answers, its exit statuses, and what it refuses.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

#[path = "simulate/aws.rs"]
mod aws;
mod common;
#[path = "simulate/inputs.rs"]
mod inputs;
#[path = "simulate/refused.rs"]
mod refused;
#[path = "simulate/scenarios.rs"]
mod scenarios;
#[path = "simulate/scripts.rs"]
mod scripts;

use common::{Ended, iam_eval};
use serde_json::{Value, json};

const ALICE: &str = "arn:aws:iam::111122223333:user/alice";

/// An Allow and a Deny that ask for condition keys.
const OFFICE: &str = r#"{"Version": "2012-10-17", "Statement": [
  {"Sid": "Office", "Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::b/*",
   "Condition": {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}},
  {"Sid": "NoDelete", "Effect": "Deny", "Action": "s3:DeleteObject", "Resource": "*",
   "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "false"}}}]}"#;

const ANYTHING: &str = r#"{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#;

fn simulate(args: &[&str]) -> Ended {
    iam_eval(&[&["simulate"], args].concat(), "")
}

/// The answers as lines of JSON.
fn answers(args: &[&str]) -> (i32, Vec<Value>) {
    let (code, out, err) = simulate(&[args, &["--format", "json"]].concat());
    let lines = out.lines().map(|line| serde_json::from_str(line).unwrap());
    let lines: Vec<Value> = lines.collect();
    assert!(code == 2 || !lines.is_empty(), "{err}");
    (code, lines)
}

fn decision(args: &[&str]) -> (i32, String) {
    let (code, lines) = answers(args);
    let decisions = lines.iter().map(|line| line["decision"].as_str().unwrap());
    (code, decisions.collect::<Vec<_>>().join(" "))
}

#[test]
fn a_key_that_is_not_given_leaves_the_answer_open() {
    let put = [
        "--policy",
        OFFICE,
        "--action",
        "s3:PutObject",
        "--resource",
        "arn:aws:s3:::b/k",
    ];
    let with = |more: &[&str]| decision(&[&put[..], more].concat());
    assert_eq!(with(&[]), (4, "unknown".to_owned()));
    assert_eq!(
        with(&["--context", "aws:SourceIp=192.0.2.7"]),
        (0, "allowed".to_owned())
    );
    assert_eq!(
        with(&["--context", "aws:SourceIp=198.51.100.7"]),
        (1, "implicitDeny".to_owned())
    );
    assert_eq!(
        with(&["--absent", "aws:SourceIp"]),
        (1, "implicitDeny".to_owned())
    );
    assert_eq!(
        with(&["--missing", "absent"]),
        (1, "implicitDeny".to_owned())
    );
    let (_, lines) = answers(&put);
    let missing = &lines[0]["missingKeys"];
    assert_eq!(missing[0]["key"], "aws:SourceIp");
    assert_eq!(missing[0]["decides"], true);
    assert_eq!(missing[0]["statements"][0]["sid"], "Office");
    assert_eq!(lines[0]["ifMissingAreAbsent"], "implicitDeny");
}

/// A Deny that an absent key keeps from applying: AWS's simulator allows it, and that is no answer
/// about requests that have the key.
#[test]
fn a_deny_that_asks_for_a_missing_key_is_not_passed_over() {
    let delete = [
        "--policy",
        OFFICE,
        "--action",
        "s3:DeleteObject",
        "--resource",
        "arn:aws:s3:::b/k",
        "--context",
        "aws:SourceIp=192.0.2.7",
    ];
    assert_eq!(decision(&delete), (4, "unknown".to_owned()));
    let (code, out, _) = simulate(&[&delete[..], &["--format", "aws"]].concat());
    let answer: Value = serde_json::from_str(&out).unwrap();
    let result = &answer["EvaluationResults"][0];
    // The status doesn't say that everything is allowed.
    assert_eq!(
        (code, result["EvalDecision"].as_str()),
        (4, Some("allowed"))
    );
    assert_eq!(
        result["MissingContextValues"],
        json!(["aws:MultiFactorAuthPresent"])
    );
    let absent = [&delete[..], &["--missing", "absent"]].concat();
    assert_eq!(decision(&absent), (0, "allowed".to_owned()));
}

#[test]
fn several_actions_and_resources_make_a_table() {
    let (code, out, err) = simulate(&[
        "--policy",
        OFFICE,
        "--policy",
        ANYTHING,
        "--caller-arn",
        ALICE,
        "--boundary",
        r#"{"Statement": {"Sid": "S3", "Effect": "Allow", "Action": "s3:*", "Resource": "*"}}"#,
        "--action-names",
        "s3:GetObject",
        "s3:DeleteObject",
        "ec2:DescribeInstances",
        "--resource-arns",
        "arn:aws:s3:::b/k",
        "*",
    ]);
    assert_eq!(code, 1);
    insta::assert_snapshot!(format!("{out}{err}"));
}

#[test]
fn one_call_asks_about_every_type_that_it_needs() {
    let role = r#"{"Version": "2012-10-17", "Statement": [{"Sid": "Launch", "Effect": "Allow", "Action": "ec2:RunInstances", "Resource": [
      "arn:aws:ec2:*::image/*", "arn:aws:ec2:*:*:instance/*", "arn:aws:ec2:*:*:network-interface/*", "arn:aws:ec2:*:*:security-group/*",
      "arn:aws:ec2:*:*:volume/*", "arn:aws:ec2:eu-west-1:*:subnet/subnet-1"]}]}"#;
    let call = [
        "--policy",
        role,
        "--caller-arn",
        ALICE,
        "--call",
        "ec2:RunInstances",
    ];
    let (code, out, err) = simulate(&call);
    assert_eq!(code, 4, "{out}");
    insta::assert_snapshot!(format!("{out}{err}"));
    let subnet = |name: &str| format!("arn:aws:ec2:eu-west-1:111122223333:subnet/{name}");
    let with = |arn: &str| decision(&[&call[..], &["--resource-arns", arn]].concat());
    assert_eq!(with(&subnet("subnet-1")).0, 0);
    assert_eq!(with(&subnet("subnet-2")).0, 1);
    // An optional type is asked about where a resource of it is given.
    let volume = "arn:aws:ec2:eu-west-1:111122223333:volume/v";
    let (_, lines) = answers(&[&call[..], &["--resource-arns", volume]].concat());
    assert!(lines.iter().any(|line| line["resourceType"] == "volume"));
    let (_, out, _) = simulate(&[&call[..], &["--resource-arns", &subnet("subnet-2")]].concat());
    assert!(
        out.contains("ec2:RunInstances, one call: not allowed: it fails on subnet"),
        "{out}"
    );
    let (code, _, err) = simulate(&[&call[..], &["--resource-arns", "arn:aws:s3:::b"]].concat());
    assert_eq!(code, 2);
    assert!(
        err.contains("found the resource `arn:aws:s3:::b`, expected one of a type that"),
        "{err}"
    );
}

/// By the catalogue no request about an image has `ec2:InstanceType`.
#[test]
fn a_key_that_no_such_request_has_is_absent() {
    let policy = r#"{"Version": "2012-10-17", "Statement": [
      {"Effect": "Allow", "Action": "ec2:*", "Resource": "*"},
      {"Effect": "Deny", "Action": "ec2:RunInstances", "Resource": "*",
       "Condition": {"StringEquals": {"ec2:InstanceType": "x1.large"}}}]}"#;
    let (_, lines) = answers(&[
        "--policy",
        policy,
        "--caller-arn",
        ALICE,
        "--call",
        "ec2:RunInstances",
    ]);
    let of = |name: &str| {
        lines
            .iter()
            .find(|line| line["resourceType"] == name)
            .unwrap()
    };
    assert_eq!(of("image")["decision"], "allowed");
    assert_eq!(of("image")["lackingKeys"], json!(["ec2:InstanceType"]));
    assert_eq!(of("instance")["decision"], "unknown");
}

/// A caller that is not given may have any name, so that a variable for it is open.
#[test]
fn an_unknown_caller_is_not_an_example() {
    let own = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::b/${aws:username}/*"}}"#;
    let ask = [
        "--policy",
        own,
        "--action",
        "s3:GetObject",
        "--resource",
        "arn:aws:s3:::b/alice/k",
    ];
    assert_eq!(decision(&ask), (4, "unknown".to_owned()));
    let absent = [&ask[..], &["--missing", "absent"]].concat();
    assert_eq!(decision(&absent), (1, "implicitDeny".to_owned()));
    let known = [&ask[..], &["--caller-arn", ALICE]].concat();
    assert_eq!(decision(&known), (0, "allowed".to_owned()));
    let arn = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition":
      {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/example"}}}}"#;
    for missing in ["unknown", "absent"] {
        let ask = [
            "--policy",
            arn,
            "--action",
            "s3:GetObject",
            "--missing",
            missing,
        ];
        assert_ne!(decision(&ask).1, "allowed");
    }
}

#[test]
fn an_unknown_action_is_asked_with_a_remark() {
    let (code, out, err) = simulate(&["--policy", ANYTHING, "--action", "s3:GetObjekt"]);
    assert_eq!(code, 0, "{out}");
    assert!(
        err.contains("doesn't know the action `s3:GetObjekt`: is it s3:GetObject?"),
        "{err}"
    );
}
