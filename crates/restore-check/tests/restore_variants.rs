//! Variants of the cases in `tests/restore`: some must not pass, and some must.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that can't go on must fail"
)]

#[path = "restore_variants/keys.rs"]
mod keys;
#[path = "restore_variants/resources.rs"]
mod resources;
mod support;

use serde_json::{Value, json};
use support::{Folder, ROLE, Run};

const OWN: &str = "111122223333";
const OTHER: &str = "444455556666";

fn policy(statements: Value) -> Value {
    json!({"Version": "2012-10-17", "Statement": statements})
}

fn allow(action: &str, resource: &str) -> Value {
    json!({"Effect": "Allow", "Action": action, "Resource": resource})
}

fn deny(action: &str, resource: &str) -> Value {
    json!({"Sid": "No", "Effect": "Deny", "Action": action, "Resource": resource})
}

fn with(mut statement: Value, member: &str, value: Value) -> Value {
    statement[member] = value;
    statement
}

fn root(account: &str) -> Value {
    json!({"AWS": format!("arn:aws:iam::{account}:root")})
}

/// A run on a bundle, or on a plain document if there is no ARN, with a key policy.
fn run(arn: Option<&str>, identity: Value, key: Option<Value>, args: &[&str]) -> Run {
    let folder = Folder::new();
    let document = policy(identity);
    let role = match arn {
        Some(arn) => json!({"arn": arn, "identity": [document]}),
        None => document,
    };
    folder.file("role.json", role.to_string());
    let mut all = vec!["role.json", "--format", "json"];
    if let Some(key) = key {
        folder.file("key.json", policy(key).to_string());
        all.extend(["--key-policy", "key.json"]);
    }
    folder.run(&[&all[..], args].concat())
}

fn action(run: &Run, name: &str) -> Value {
    let report = run.report();
    let actions = report["principals"][0]["sets"][0]["actions"].clone();
    let mut actions = actions.as_array().unwrap().iter();
    actions
        .find(|action| action["action"] == name)
        .unwrap()
        .clone()
}

fn status(identity: Value, name: &str, args: &[&str]) -> String {
    let found = action(&run(Some(ROLE), identity, None, args), name);
    found["status"].as_str().unwrap().to_owned()
}

#[test]
fn a_level_with_an_allow_is_not_suspected() {
    let asks = "is FullAWSAccess";
    let scp = |statements: Value| {
        let bundle = json!({"arn": ROLE, "identity": [policy(json!([allow("*", "*")]))],
            "scps": [[policy(statements)]]});
        let folder = Folder::new();
        folder.file("role.json", bundle.to_string());
        folder
            .run(&["role.json"])
            .out
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert!(scp(json!([deny("ec2:RunInstances", "*")])).contains(asks));
    assert!(!scp(json!([allow("ec2:*", "*"), deny("ec2:RunInstances", "*")])).contains(asks));
}

/// Across accounts, the resource's own policy must allow it too (S7.10).
#[test]
fn what_is_required_in_another_account_is_not_granted_by_the_role_alone() {
    let status = |account: &str| {
        let folder = Folder::new();
        let identity = policy(json!([allow("*", "*")]));
        let bundle = json!({"arn": ROLE, "identity": [identity]});
        folder.file("role.json", bundle.to_string());
        let queue = format!("arn:aws:sqs:us-east-1:{account}:jobs");
        let set = policy(json!([allow("sqs:SendMessage", &queue)]));
        folder.file("set.json", set.to_string());
        let call = ["role.json", "--set-file", "set.json", "--format", "json"];
        let report = folder.run(&call).report();
        report["principals"][0]["sets"][0]["actions"][0]["status"].clone()
    };
    assert_eq!(status(OWN), "granted");
    assert_eq!(status("*"), "granted");
    assert_eq!(status(OTHER), "missing");
}

#[test]
fn a_managed_policy_of_a_dump_is_named() {
    let folder = Folder::new();
    let document = policy(json!([allow("*", "*"), deny("ec2:RunInstances", "*")]));
    let trust =
        policy(json!([{"Effect": "Allow", "Principal": {"AWS": OWN}, "Action": "sts:AssumeRole"}]));
    let dump = json!({
        "UserDetailList": [], "GroupDetailList": [],
        "RoleDetailList": [{"Path": "/", "RoleName": "veeam", "RoleId": "AROAEXAMPLE", "Arn": ROLE,
            "CreateDate": "2026-01-01T00:00:00Z", "AssumeRolePolicyDocument": trust,
            "InstanceProfileList": [], "RolePolicyList": [], "Tags": [],
            "AttachedManagedPolicies": [{"PolicyName": "guard",
                "PolicyArn": "arn:aws:iam::111122223333:policy/guard"}]}],
        "Policies": [{"PolicyName": "guard", "PolicyId": "ANPAEXAMPLE",
            "Arn": "arn:aws:iam::111122223333:policy/guard", "Path": "/", "DefaultVersionId": "v2",
            "AttachmentCount": 1, "PermissionsBoundaryUsageCount": 0, "IsAttachable": true,
            "CreateDate": "2026-01-01T00:00:00Z", "UpdateDate": "2026-01-01T00:00:00Z",
            "PolicyVersionList": [{"Document": document, "VersionId": "v2", "IsDefaultVersion": true,
                "CreateDate": "2026-01-01T00:00:00Z"}]}],
        "IsTruncated": false,
    });
    folder.file("dump.json", dump.to_string());
    let run = folder.run(&["dump.json"]);
    let out = run.out.split_whitespace().collect::<Vec<_>>().join(" ");
    let named =
        r#"managed policy arn:aws:iam::111122223333:policy/guard, statement "No", dump.json:1:"#;
    assert!(out.contains(named), "{out}{}", run.err);

    let report = folder.run(&["dump.json", "--format", "json"]).report();
    let actions = &report["principals"][0]["sets"][0]["actions"];
    let mut reasons = actions.as_array().unwrap().iter();
    let denied = reasons.find(|action| action["status"] == "denied").unwrap();
    let reason = &denied["reasons"][0];
    let name = "managed policy arn:aws:iam::111122223333:policy/guard";
    assert_eq!(
        (&reason["policyName"], &reason["policy"]),
        (&json!(name), &json!("dump.json"))
    );
}

#[test]
fn an_unknown_role_may_be_the_one_that_the_appliance_may_assume() {
    let folder = Folder::new();
    let appliance = "arn:aws:iam::444455556666:role/Imp";
    let trust =
        json!({"Effect": "Allow", "Principal": {"AWS": appliance}, "Action": "sts:AssumeRole"});
    let bundle = json!({"identity": [policy(json!([allow("*", "*")]))], "trustPolicy": policy(json!([trust]))});
    folder.file("role.json", bundle.to_string());
    let one_role = policy(json!([allow(
        "sts:AssumeRole",
        "arn:aws:iam::111122223333:role/veeam"
    )]));
    folder.file("appliance.json", one_role.to_string());
    let status = |args: &[&str]| {
        let args = [
            &["role.json", "--format", "json", "--appliance", appliance],
            args,
        ]
        .concat();
        folder.run(&args).report()["principals"][0]["trust"]["status"].clone()
    };
    assert_eq!(
        status(&["--appliance-policy", "appliance.json"]),
        "conditional"
    );
    assert_eq!(status(&[]), "granted");
}
