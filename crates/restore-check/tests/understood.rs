//! Inputs with parts that are not understood: they are rejected or reported, and never a PASS.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that can't go on must fail"
)]

#[path = "understood/arguments.rs"]
mod arguments;
#[path = "understood/dumps.rs"]
mod dumps;
#[path = "understood/files.rs"]
mod files;
#[path = "understood/policies.rs"]
mod policies;
mod support;

use serde_json::{Value, json};
use support::{Folder, ROLE, Run};

const ACCOUNT: &str = "arn:aws:iam::111122223333";

fn doc(statements: Value) -> Value {
    json!({"Version": "2012-10-17", "Statement": statements})
}

fn full() -> Value {
    doc(json!({"Effect": "Allow", "Action": "*", "Resource": "*"}))
}

fn deny(action: &str) -> Value {
    json!({"Effect": "Deny", "Action": action, "Resource": "*"})
}

fn inline(document: &Value) -> Value {
    json!([{"PolicyName": "p", "PolicyDocument": document}])
}

/// An object with other members added, or removed if they are null.
fn with(mut object: Value, members: Value) -> Value {
    for (name, value) in members.as_object().unwrap() {
        let map = object.as_object_mut().unwrap();
        match value {
            Value::Null => map.shift_remove(name),
            value => map.insert(name.clone(), value.clone()),
        };
    }
    object
}

/// A role as AWS prints it today, with every member.
fn role() -> Value {
    json!({"Path": "/", "RoleName": "veeam", "RoleId": "AROAEXAMPLE", "Arn": ROLE,
        "CreateDate": "2026-01-01T00:00:00+00:00",
        "AssumeRolePolicyDocument": doc(json!({"Effect": "Allow", "Action": "sts:AssumeRole",
            "Principal": {"Service": "ec2.amazonaws.com"}})),
        "InstanceProfileList": [], "RolePolicyList": inline(&full()), "AttachedManagedPolicies": [],
        "Tags": [], "RoleLastUsed": {}, "MaxSessionDuration": 3600, "Description": "d",
        "MaxSigninSessionDuration": 3600,
        "SourceRoleTemplate": {"TemplateArn": "a", "TemplateMinorVersion": 1}})
}

fn user() -> Value {
    json!({"Path": "/", "UserName": "u", "UserId": "AIDAEXAMPLE", "Arn": format!("{ACCOUNT}:user/u"),
        "CreateDate": "2026-01-01T00:00:00+00:00", "UserPolicyList": inline(&full()),
        "GroupList": ["g"], "AttachedManagedPolicies": [], "Tags": []})
}

fn group() -> Value {
    json!({"Path": "/", "GroupName": "g", "GroupId": "AGPAEXAMPLE", "Arn": format!("{ACCOUNT}:group/g"),
        "CreateDate": "2026-01-01T00:00:00+00:00", "GroupPolicyList": [],
        "AttachedManagedPolicies": []})
}

fn managed(document: &Value) -> Value {
    json!({"PolicyName": "m", "PolicyId": "ANPAEXAMPLE", "Arn": format!("{ACCOUNT}:policy/m"), "Path": "/",
        "DefaultVersionId": "v1", "AttachmentCount": 1, "PermissionsBoundaryUsageCount": 0,
        "IsAttachable": true, "CreateDate": "2026-01-01T00:00:00+00:00",
        "UpdateDate": "2026-01-01T00:00:00+00:00",
        "PolicyVersionList": [{"Document": document, "VersionId": "v1", "IsDefaultVersion": true,
            "CreateDate": "2026-01-01T00:00:00+00:00"}]})
}

fn dump(members: Value) -> Value {
    let all = json!({"UserDetailList": [], "GroupDetailList": [], "RoleDetailList": [],
        "Policies": [], "IsTruncated": false});
    with(all, members)
}

fn run(input: &Value, more: &[&str]) -> Run {
    let folder = Folder::new();
    folder.file("in.json", input.to_string());
    folder.run(&[&["in.json"], more].concat())
}

#[track_caller]
fn assert_refused(run: &Run, found: &str, expected: &str) {
    assert_eq!(run.code, 2, "{}{}", run.out, run.err);
    let said = format!("found {found}, expected {expected}");
    assert!(run.err.contains(&said), "{}\nrather than\n{said}", run.err);
    assert!(run.err.contains("in.json:1:"), "{}", run.err);
}

#[track_caller]
fn assert_conditional(run: &Run, said: &str) {
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    let report = run.report();
    let principal = &report["principals"][0];
    assert_eq!(principal["verdict"], "conditional", "{}", run.out);
    let notes = principal["notes"].to_string();
    assert!(notes.contains(said), "{notes}\nrather than\n{said}");
}
