//! What follows from a role's unique ID for the conditions of its policies.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that can't go on must fail"
)]

mod support;

use serde_json::{Value, json};
use support::{Folder, ROLE};

/// The ID begins the value of `aws:userid`; the name of the session is unknown.
#[test]
fn the_unique_id_of_a_role_begins_the_user_id_of_its_requests() {
    let folder = Folder::new();
    let status = |operator: &str, value: Value, args: &[&str]| {
        let condition = json!({operator: {"aws:userId": value}});
        let all = json!({"Effect": "Allow", "Action": "*", "Resource": "*"});
        let own = json!({"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": condition});
        let document = json!({"Version": "2012-10-17", "Statement": [all, own]});
        let role = json!({"Arn": ROLE, "RoleId": "AROAEXAMPLE1", "AttachedManagedPolicies": [],
            "RolePolicyList": [{"PolicyName": "p", "PolicyDocument": document}]});
        folder.file("dump.json", json!({"RoleDetailList": [role]}).to_string());
        let run = folder.run(&[&["dump.json", "--format", "json"], args].concat());
        let report = run.report();
        let actions = report["principals"][0]["sets"][0]["actions"]
            .as_array()
            .unwrap()
            .clone();
        let mut found = actions
            .into_iter()
            .filter(|action| action["action"] == "ec2:CreateVolume");
        found.next().unwrap()["status"].clone()
    };
    for (operator, value, expected) in [
        ("StringLike", json!("AROAEXAMPLE1:*"), "denied"),
        ("StringNotLike", json!("AROAEXAMPLE1:*"), "granted"),
        (
            "StringNotLike",
            json!(["AROAOTHER:*", "AROAEXAMPLE1:*"]),
            "granted",
        ),
        ("StringLike", json!("AROAOTHER:*"), "granted"),
        ("StringNotLike", json!("AROAOTHER:*"), "denied"),
        ("StringLike", json!("*:i-*"), "conditional"),
        ("StringEquals", json!("AROAEXAMPLE1:i-1"), "conditional"),
        ("StringNotEquals", json!("AROAEXAMPLE1:i-1"), "conditional"),
        // The example of a session is no session that is known.
        ("StringEquals", json!("AROAEXAMPLE1:session"), "conditional"),
        (
            "StringNotEquals",
            json!("AROAEXAMPLE1:session"),
            "conditional",
        ),
        ("StringLike", json!("AROAEXAMPLE1:session"), "conditional"),
        (
            "StringEqualsIgnoreCase",
            json!("aroaexample1:session"),
            "conditional",
        ),
        ("StringLike", json!("${aws:userid}"), "conditional"),
        ("StringNotEquals", json!("111122223333"), "denied"),
        ("Null", json!("false"), "denied"),
        ("Null", json!("true"), "granted"),
        ("ArnLike", json!("AROAEXAMPLE1:*"), "conditional"),
        (
            "ForAllValues:StringNotLike",
            json!("AROAEXAMPLE1:*"),
            "granted",
        ),
        ("StringNotLikeIfExists", json!("AROAEXAMPLE1:*"), "granted"),
    ] {
        assert_eq!(
            status(operator, value.clone(), &[]),
            expected,
            "{operator} {value}"
        );
    }
    let given = ["--context", "aws:userid=AROAEXAMPLE1:i-1"];
    let value = json!("AROAEXAMPLE1:i-1");
    assert_eq!(status("StringEquals", value, &given), "denied");
}
