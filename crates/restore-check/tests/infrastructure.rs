//! Roles as Terraform, CloudFormation and AWS Config describe them, through the built binary.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that can't go on must fail"
)]

mod support;

use serde_json::{Value, json};
use support::{Folder, RESTORE, ROLE, restore};

const TRUST: &str = r#"{"Statement": {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::444455556666:root"}, "Action": "sts:AssumeRole"}}"#;

/// The vendor's permissions without one of them.
fn without(action: &str) -> String {
    let mut policy = restore();
    for statement in policy["Statement"].as_array_mut().unwrap() {
        let actions = statement["Action"].as_array_mut().unwrap();
        actions.retain(|one| one != action);
    }
    policy.to_string()
}

fn plan(policy: &str) -> String {
    let role = json!({"name": "veeam", "assume_role_policy": TRUST, "permissions_boundary": null});
    let resource = |kind: &str, values: &Value| json!({"address": format!("{kind}.x"), "mode": "managed", "type": kind, "name": "x", "values": values});
    let given = json!({"name": "p", "policy": policy});
    let change = |kind: &str, unknown: Value| {
        json!({"address": format!("{kind}.x"), "mode": "managed", "type": kind, "name": "x",
            "change": {"actions": ["create"], "before": null, "after": {}, "after_unknown": unknown}})
    };
    let configured = |kind: &str, expressions: Value| json!({"address": format!("{kind}.x"), "mode": "managed", "type": kind, "name": "x", "expressions": expressions});
    json!({"format_version": "1.2", "terraform_version": "1.9.8",
        "planned_values": {"root_module": {"resources": [
            resource("aws_iam_role", &role), resource("aws_iam_role_policy", &given)]}},
        "resource_changes": [
            change("aws_iam_role", json!({"arn": true, "inline_policy": true, "managed_policy_arns": true})),
            change("aws_iam_role_policy", json!({"role": true}))],
        "configuration": {"root_module": {"resources": [
            configured("aws_iam_role", json!({})),
            configured("aws_iam_role_policy", json!({"role": {"references": ["aws_iam_role.x.id", "aws_iam_role.x"]}}))]}}})
    .to_string()
}

fn state(policy: &str) -> String {
    let resource = |kind: &str, values: Value| json!({"address": format!("{kind}.x"), "mode": "managed", "type": kind, "name": "x", "values": values});
    json!({"format_version": "1.0", "terraform_version": "1.9.8", "values": {"root_module": {"resources": [
        resource("aws_iam_role", json!({"arn": ROLE, "name": "veeam", "assume_role_policy": TRUST})),
        resource("aws_iam_role_policy", json!({"name": "p", "role": "veeam", "policy": policy}))]}}})
    .to_string()
}

fn template(policy: &str) -> Value {
    let value = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    json!({"Resources": {"R": {"Type": "AWS::IAM::Role", "Properties": {"RoleName": "veeam",
        "AssumeRolePolicyDocument": value(TRUST),
        "Policies": [{"PolicyName": "p", "PolicyDocument": value(policy)}]}}}})
}

/// JSON as YAML in its block form; strings in quotes.
fn yaml(value: &Value, depth: usize) -> String {
    let indent = "  ".repeat(depth);
    match value {
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| format!("\n{indent}{name}: {}", yaml(value, depth + 1)))
            .collect(),
        Value::Array(elements) => elements
            .iter()
            .map(|value| format!("\n{indent}- {}", yaml(value, depth + 1).trim_start()))
            .collect(),
        other => other.to_string(),
    }
}

fn item(policy: &str) -> String {
    let encoded =
        |text: &str| -> String { text.bytes().map(|byte| format!("%{byte:02X}")).collect() };
    let configuration = json!({"roleName": "veeam", "arn": ROLE, "assumeRolePolicyDocument": encoded(TRUST),
        "rolePolicyList": [{"policyName": "p", "policyDocument": encoded(policy)}], "attachedManagedPolicies": []});
    json!({"configurationItems": [{"resourceType": "AWS::IAM::Role", "configuration": configuration.to_string()}]})
        .to_string()
}

/// Each form of a role with this policy.
fn forms(policy: &str) -> [(&'static str, String); 5] {
    [
        ("plan.json", plan(policy)),
        ("state.json", state(policy)),
        ("template.json", template(policy).to_string()),
        ("template.yaml", yaml(&template(policy), 0)),
        ("item.json", item(policy)),
    ]
}

#[test]
fn a_role_passes_where_it_has_everything() {
    for (name, text) in forms(RESTORE) {
        let folder = Folder::new();
        folder.file(name, text);
        let args = [
            name,
            "--appliance",
            "arn:aws:iam::444455556666:role/I",
            "--format",
            "json",
        ];
        let run = folder.run(&args);
        assert_eq!((run.code, run.err.as_str()), (0, ""), "{name}");
        let report = run.report();
        let principals = report["principals"].as_array().unwrap();
        assert_eq!(principals.len(), 1, "{name}");
        assert_eq!(principals[0]["name"], "veeam", "{name}");
        assert_eq!(principals[0]["documents"], 2, "{name}");
        assert_ne!(principals[0]["trust"]["status"], "notSupplied", "{name}");
    }
}

#[test]
fn a_role_fails_with_its_gaps_and_the_fix_closes_them() {
    for (name, text) in forms(&without("ec2:CreateVolume")) {
        let folder = Folder::new();
        folder.file(name, text);
        let run = folder.run(&[name, "--export-missing", "fix.json"]);
        assert_eq!(run.code, 1, "{name}: {}{}", run.out, run.err);
        assert!(
            run.out.contains("missing     ec2:CreateVolume"),
            "{name}: {}",
            run.out
        );
        assert!(
            run.out.contains("55 of 56") || run.out.contains("1 missing"),
            "{name}: {}",
            run.out
        );
        let run = folder.run(&[name, "--add-policy", "fix.json", "--quiet"]);
        assert_eq!(run.code, 0, "{name}: {}{}", run.out, run.err);
    }
}

/// A planned role has no ARN yet; which one of a file is meant must still be seen.
#[test]
fn roles_without_an_arn_are_shown_by_their_names() {
    let folder = Folder::new();
    let other = plan(RESTORE).replace("\"name\":\"veeam\"", "\"name\":\"other\"");
    let (plan, mut both): (Value, Value) = (
        serde_json::from_str(&plan(RESTORE)).unwrap(),
        serde_json::from_str(
            &other
                .replace(".x\"", ".y\"")
                .replace("aws_iam_role.x.id", "aws_iam_role.y.id")
                .replace("\"name\":\"x\"", "\"name\":\"y\""),
        )
        .unwrap(),
    );
    for pointer in [
        "/planned_values/root_module/resources",
        "/resource_changes",
        "/configuration/root_module/resources",
    ] {
        let more = plan.pointer(pointer).unwrap().as_array().unwrap().clone();
        both.pointer_mut(pointer)
            .unwrap()
            .as_array_mut()
            .unwrap()
            .extend(more);
    }
    folder.file("plan.json", both.to_string());
    let run = folder.run(&["plan.json", "--quiet"]);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    assert!(
        run.out.contains("PASS        other\n") && run.out.contains("PASS        veeam\n"),
        "{}",
        run.out
    );
    let run = folder.run(&["plan.json", "--role", "veeam"]);
    assert!(
        run.out
            .starts_with("veeam\n  2 policy documents in plan.json;"),
        "{}",
        run.out
    );
}

/// What denies is at its place in the input.
#[test]
fn a_deny_is_named_with_its_place() {
    let denying = RESTORE.replacen(
        "\"Statement\": [",
        "\"Statement\": [\n    {\"Sid\": \"No\", \"Effect\": \"Deny\", \"Action\": \"ec2:CreateVolume\", \"Resource\": \"*\"},",
        1,
    );
    for (name, text) in forms(&denying) {
        let folder = Folder::new();
        folder.file(name, &text);
        let report = folder.run(&[name, "--format", "json"]).report();
        let actions = report["principals"][0]["sets"][0]["actions"]
            .as_array()
            .unwrap();
        let volume = actions
            .iter()
            .find(|action| action["action"] == "ec2:CreateVolume")
            .unwrap();
        assert_eq!(volume["status"], "denied", "{name}");
        let reason = &volume["reasons"][0];
        assert_eq!(reason["policyName"], "inline policy p", "{name}: {reason}");
        if name == "template.yaml" {
            let line = text
                .lines()
                .position(|line| line.contains("\"Deny\""))
                .unwrap();
            let at = reason["line"].as_u64().unwrap();
            assert!(at.abs_diff(line as u64 + 1) <= 3, "{reason}");
        }
    }
}

#[test]
fn what_a_template_leaves_open_is_given_with_an_option() {
    let folder = Folder::new();
    let open = restore().to_string().replace(
        "\"*\"",
        r#"{"Fn::Sub": "arn:${AWS::Partition}:*:*:${AWS::AccountId}:*"}"#,
    );
    folder.file("t.json", template(&open).to_string());
    let run = folder.run(&["t.json", "--quiet"]);
    assert_eq!(run.code, 2);
    assert!(
        run.err.contains("found the pseudo parameter `AWS::Partition` without a value, expected its value with `--parameter NAME=VALUE`"),
        "{}",
        run.err
    );
    let given = [
        "t.json",
        "--quiet",
        "--parameter",
        "AWS::Region=eu-west-1",
        "--parameter",
        "AWS::AccountId=111122223333",
    ];
    let run = folder.run(&given);
    assert!(run.code < 2, "{}{}", run.out, run.err);
    assert!(
        run.out.contains("arn:aws:iam::111122223333:role/veeam"),
        "{}",
        run.out
    );
    let run = folder.run(&["t.json", "--parameter", "=x"]);
    assert_eq!(run.code, 2);
    assert!(
        run.err
            .contains("found `--parameter =x`, expected NAME=VALUE"),
        "{}",
        run.err
    );
}

#[test]
fn what_is_unknown_keeps_the_role_from_being_judged() {
    let folder = Folder::new();
    folder
        .file("plan.json", plan(RESTORE).replace("\"policy\":", "\"other\":"))
        .file("state.json", state(RESTORE).replace("\"name\":\"veeam\",", "\"name\":\"veeam\",\"managed_policy_arns\":[\"arn:aws:iam::aws:policy/ReadOnlyAccess\"],"));
    // A policy without any value is one that isn't known.
    let run = folder.run(&["plan.json"]);
    assert_eq!(run.code, 2, "{}", run.out);
    assert!(
        run.err
            .contains("`policy` of `aws_iam_role_policy.x` without a known value"),
        "{}",
        run.err
    );
    let run = folder.run(&["state.json"]);
    assert_eq!(run.code, 2, "{}", run.out);
    assert!(
        run.err.contains("`arn:aws:iam::aws:policy/ReadOnlyAccess`"),
        "{}",
        run.err
    );
    assert!(
        run.err
            .contains("--filter LocalManagedPolicy AWSManagedPolicy` prints"),
        "{}",
        run.err
    );
    let page = json!({"Policies": [{"Arn": "arn:aws:iam::aws:policy/ReadOnlyAccess", "DefaultVersionId": "v1",
        "PolicyVersionList": [{"VersionId": "v1", "IsDefaultVersion": true, "Document": restore()}]}]});
    folder.file("managed.json", page.to_string());
    let run = folder.run(&["state.json", "managed.json"]);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
}

#[test]
fn hostile_files_are_refused() {
    let bomb: String = ('b'..='z')
        .map(|name| {
            let before = char::from(name as u8 - 1);
            format!("{name}: &{name} [*{before}, *{before}, *{before}]\n")
        })
        .collect();
    let bomb = format!("Resources: {{}}\na: &a [x, x]\n{bomb}");
    let deep = format!("Resources:\n  R: {}", "[".repeat(200_000));
    let modules = format!(
        "{{\"terraform_version\": \"1\", \"values\": {{\"root_module\": {}{}}}}}",
        "{\"child_modules\": [".repeat(200),
        "]}".repeat(200)
    );
    let number = r#"{"terraform_version": 1e999999999, "version": 4, "resources": 99999999999999999999999999}"#;
    let large = format!(
        "Resources:\n{}",
        "  R: {Type: AWS::S3::Bucket}\n".repeat(100_000)
    );
    for (name, text, says) in [
        ("bomb.yaml", bomb.as_str(), "found an alias"),
        (
            "deep.yaml",
            deep.as_str(),
            "malformed YAML (recursion limit exceeded)",
        ),
        (
            "modules.json",
            modules.as_str(),
            "modules that are nested too deep",
        ),
        ("number.json", number, "found a number, expected"),
        ("twice.yaml", large.as_str(), "a second time"),
    ] {
        let folder = Folder::new();
        folder.file(name, text);
        let run = folder.run(&[name]);
        assert_eq!(run.code, 2, "{name}: {}", run.out);
        assert!(run.err.contains(says), "{name}: {}", run.err);
    }
}
