//! The neighbours of the cases in `tests/restore`, both ways: what must not pass, and what must.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that can't go on must fail"
)]

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

/// A run on a bundle, or on a plain document where there is no ARN, with a key policy.
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
fn types_that_a_restore_uses_count_and_others_are_told() {
    let all = allow("*", "*");
    for (name, denied, expected) in [
        ("ec2:RunInstances", "volume", "denied"),
        ("ec2:RunInstances", "subnet", "denied"),
        ("ec2:RunInstances", "key-pair", "limited"),
        ("ec2:RunInstances", "capacity-reservation", "limited"),
        ("ec2:CreateVolume", "snapshot", "denied"),
        ("ec2:CreateNetworkInterface", "security-group", "denied"),
        ("ec2:DetachVolume", "instance", "denied"),
        ("ec2:CreateTags", "volume", "denied"),
        ("ec2:CreateTags", "vpc", "limited"),
        ("ec2:AssociateAddress", "instance", "limited"),
        ("ec2:AssociateAddress", "elastic-ip", "denied"),
    ] {
        let statement = deny(name, &format!("arn:aws:ec2:*:*:{denied}/*"));
        let found = run(Some(ROLE), json!([all, statement]), None, &[]);
        let found = action(&found, name);
        assert_eq!(found["status"], expected, "{name} {denied}: {found}");
        assert_eq!(found["reasons"][0]["sid"], "No", "{name} {denied}: {found}");
        assert_eq!(found["coverage"][0]["resourceType"], denied, "{found}");
        assert_eq!(found["coverage"][0]["denied"], true, "{found}");
    }
}

#[test]
fn a_key_that_a_type_does_not_have_is_absent() {
    let when = |statement: Value, operator: &str, key: &str, value: &str| {
        with(statement, "Condition", json!({operator: {key: value}}))
    };
    let given = ["--context", "ec2:InstanceType=t3.micro"];
    let run_instances = allow("ec2:RunInstances", "*");
    for (about, identity, name, args, expected) in [
        (
            "two statements, as the guide has them",
            json!([
                when(
                    allow("ec2:RunInstances", "arn:aws:ec2:*:*:instance/*"),
                    "StringEquals",
                    "ec2:InstanceType",
                    "t3.micro"
                ),
                {"Effect": "Allow", "Action": "ec2:RunInstances",
                 "NotResource": "arn:aws:ec2:*:*:instance/*"}
            ]),
            "ec2:RunInstances",
            &given[..],
            "granted",
        ),
        (
            "a deny of all but one type of instance on everything",
            json!([
                allow("*", "*"),
                when(
                    deny("ec2:RunInstances", "*"),
                    "StringNotEquals",
                    "ec2:InstanceType",
                    "t3.micro"
                )
            ]),
            "ec2:RunInstances",
            &given[..],
            "denied",
        ),
        (
            "the same on instances",
            json!([
                allow("*", "*"),
                when(
                    deny("ec2:RunInstances", "arn:aws:ec2:*:*:instance/*"),
                    "StringNotEquals",
                    "ec2:InstanceType",
                    "t3.micro"
                )
            ]),
            "ec2:RunInstances",
            &given[..],
            "granted",
        ),
        (
            "a deny of what has another value or none",
            json!([
                allow("*", "*"),
                when(
                    deny("ec2:RunInstances", "*"),
                    "StringNotEqualsIfExists",
                    "ec2:InstanceType",
                    "t3.micro"
                )
            ]),
            "ec2:RunInstances",
            &[],
            "denied",
        ),
        (
            "a key of the action",
            json!([when(
                run_instances.clone(),
                "StringEquals",
                "ec2:Region",
                "eu-west-1"
            )]),
            "ec2:RunInstances",
            &["--context", "ec2:Region=eu-west-1"],
            "granted",
        ),
        (
            "a key of every request",
            json!([when(
                run_instances.clone(),
                "IpAddress",
                "aws:SourceIp",
                "203.0.113.0/24"
            )]),
            "ec2:RunInstances",
            &["--context", "aws:SourceIp=203.0.113.7"],
            "granted",
        ),
        (
            "a key that comes with the credentials",
            json!([when(
                run_instances,
                "StringEquals",
                "ec2:RoleDelivery",
                "2.0"
            )]),
            "ec2:RunInstances",
            &[],
            "conditional",
        ),
        (
            "an action that acts on nothing",
            json!([when(
                allow("ec2:*", "*"),
                "StringEquals",
                "ec2:ResourceTag/a",
                "b"
            )]),
            "ec2:DescribeInstances",
            &["--context", "ec2:ResourceTag/a=b"],
            "missing",
        ),
        (
            "a tag of what is there already",
            json!([when(
                allow("ec2:*", "*"),
                "StringEquals",
                "aws:ResourceTag/a",
                "b"
            )]),
            "ec2:DeleteVolume",
            &["--context", "aws:ResourceTag/a=b"],
            "granted",
        ),
        (
            "a tag of the request, which a snapshot doesn't have",
            json!([when(
                allow("ec2:CreateVolume", "*"),
                "StringEquals",
                "aws:RequestTag/a",
                "b"
            )]),
            "ec2:CreateVolume",
            &[],
            "missing",
        ),
        (
            "a key that only services send",
            json!([when(
                allow("*", "*"),
                "StringEquals",
                "aws:SourceAccount",
                OWN
            )]),
            "ec2:DescribeInstances",
            &["--context", "aws:SourceAccount=111122223333"],
            "missing",
        ),
    ] {
        assert_eq!(status(identity, name, args), expected, "{about}");
    }
}

#[test]
fn whose_an_image_is_depends_on_the_restore() {
    let perimeter = with(
        deny("ec2:*", "*"),
        "Condition",
        json!({"StringNotEquals": {"aws:ResourceAccount": OWN}}),
    );
    let identity = json!([allow("*", "*"), perimeter]);
    for (name, expected) in [
        ("ec2:RunInstances", "conditional"),
        ("ec2:CreateVolume", "conditional"),
        // The source of a copy may be shared by another account.
        ("ec2:CopySnapshot", "conditional"),
        ("ec2:DeleteSnapshot", "granted"),
        ("ec2:CreateTags", "granted"),
        ("ec2:AttachVolume", "granted"),
        ("ec2:DescribeInstances", "granted"),
    ] {
        assert_eq!(status(identity.clone(), name, &[]), expected, "{name}");
    }
    let told = ["--context", "aws:ResourceAccount=111122223333"];
    assert_eq!(status(identity, "ec2:RunInstances", &told), "granted");
}

/// A statement of a key policy.
fn on_key(effect: &str, principal: Value, action: &str) -> Value {
    json!({"Sid": "K", "Effect": effect, "Principal": principal, "Action": action, "Resource": "*"})
}

#[test]
fn an_unknown_caller_may_be_whoever_is_named() {
    let owner = on_key("Allow", root(OWN), "kms:*");
    let named = json!({"AWS": "arn:aws:iam::111122223333:role/app"});
    let not = json!({"Sid": "K", "Effect": "Deny", "NotPrincipal": named, "Action": "kms:*", "Resource": "*"});
    for (about, statements, expected) in [
        (
            "a role",
            on_key("Deny", named.clone(), "kms:*"),
            "conditional",
        ),
        ("everyone but a role", not, "conditional"),
        (
            "a user",
            on_key(
                "Deny",
                json!({"AWS": "arn:aws:iam::111122223333:user/u"}),
                "kms:*",
            ),
            "conditional",
        ),
        (
            "a service",
            on_key("Deny", json!({"Service": "ec2.amazonaws.com"}), "kms:*"),
            "granted",
        ),
        ("everyone", on_key("Deny", json!("*"), "kms:*"), "denied"),
    ] {
        let found = run(
            None,
            json!([allow("*", "*")]),
            Some(json!([owner, statements])),
            &[],
        );
        let found = action(&found, "kms:DescribeKey");
        assert_eq!(found["status"], expected, "{about}: {found}");
    }
    // A role that is known is not the other one.
    let other = on_key("Deny", named.clone(), "kms:*");
    let key = json!([owner, other]);
    let found = run(Some(ROLE), json!([allow("*", "*")]), Some(key), &[]);
    assert_eq!(action(&found, "kms:DescribeKey")["status"], "granted");
    // An allow that names a role may mean it, too.
    let key = json!([on_key("Allow", named, "kms:*")]);
    let found = run(None, json!([allow("*", "*")]), Some(key), &[]);
    assert_eq!(action(&found, "kms:DescribeKey")["status"], "conditional");
}

#[test]
fn a_session_of_the_role_that_is_denied_may_be_the_one() {
    let session = json!({"AWS": "arn:aws:sts::111122223333:assumed-role/veeam/s"});
    let key = json!([
        on_key("Allow", root(OWN), "kms:*"),
        on_key("Deny", session, "kms:*")
    ]);
    let found = run(Some(ROLE), json!([allow("*", "*")]), Some(key), &[]);
    assert_eq!(action(&found, "kms:DescribeKey")["status"], "conditional");
}

#[test]
fn a_key_of_another_account_needs_both_sides() {
    let shared = json!([
        on_key("Allow", root(OTHER), "kms:*"),
        on_key("Allow", root(OWN), "kms:*"),
    ]);
    let key = |statements: &Value, identity: Value, args: &[&str]| {
        let found = run(Some(ROLE), identity, Some(statements.clone()), args);
        let of = |name| action(&found, name)["status"].as_str().unwrap().to_owned();
        (of("kms:DescribeKey"), of("kms:GetKeyPolicy"))
    };
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    let all = || json!([allow("*", "*")]);
    // Two accounts may replace the policy: whose key it is isn't known.
    assert_eq!(key(&shared, all(), &[]), pair("granted", "conditional"));
    let own = ["--key", "arn:aws:kms:eu-west-1:111122223333:key/k"];
    assert_eq!(key(&shared, all(), &own), pair("granted", "granted"));
    let other = ["--key", "arn:aws:kms:eu-west-1:444455556666:key/k"];
    assert_eq!(key(&shared, all(), &other), pair("granted", "missing"));
    let without_kms = || json!([allow("ec2:*", "*")]);
    assert_eq!(
        key(&shared, without_kms(), &other),
        pair("missing", "missing")
    );
    let refused = run(
        Some(ROLE),
        all(),
        Some(shared),
        &["--key", "arn:aws:s3:::b"],
    );
    assert_eq!(refused.code, 2);
    // A policy limited to the role's own account's keys doesn't reach the other's.
    let key_of_other = json!([
        on_key("Allow", root(OTHER), "kms:*"),
        on_key("Allow", root(OWN), "kms:DescribeKey"),
    ]);
    let own_keys = json!([allow("kms:*", "arn:aws:kms:*:111122223333:key/*")]);
    assert_eq!(
        key(&key_of_other, own_keys, &[]),
        pair("missing", "missing")
    );
}

#[test]
fn both_sides_that_lack_a_grant_are_told() {
    let key = json!([on_key(
        "Allow",
        json!({"AWS": "arn:aws:iam::111122223333:role/other"}),
        "kms:*"
    )]);
    let found = run(Some(ROLE), json!([allow("ec2:*", "*")]), Some(key), &[]);
    let found = action(&found, "kms:DescribeKey");
    assert_eq!(found["status"], "missing");
    let layers: Vec<&str> = found["reasons"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|reason| reason["policy"].is_null())
        .map(|reason| reason["layer"].as_str().unwrap())
        .collect();
    assert_eq!(layers, ["identity", "keyPolicy"], "{found}");
}

#[test]
fn the_caller_s_account_is_known_to_kms() {
    let by = |account: &str| {
        json!([
            with(
                on_key("Allow", json!({"AWS": "*"}), "kms:*"),
                "Condition",
                json!({"StringEquals": {"kms:CallerAccount": account}})
            ),
            on_key("Allow", root(OWN), "kms:PutKeyPolicy"),
        ])
    };
    let of = |account: &str, args: &[&str]| {
        let found = run(
            Some(ROLE),
            json!([allow("*", "*")]),
            Some(by(account)),
            args,
        );
        action(&found, "kms:DescribeKey")["status"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(of(OWN, &[]), "granted");
    assert_eq!(of(OTHER, &[]), "missing");
    assert_eq!(of(OWN, &["--absent", "kms:CallerAccount"]), "missing");
    assert_eq!(
        of(OTHER, &["--context", "kms:CallerAccount=444455556666"]),
        "granted"
    );
}

#[test]
fn a_level_with_an_allow_is_not_suspected() {
    let asks = "was FullAWSAccess";
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
fn a_role_that_is_not_known_may_be_the_one_that_the_appliance_may_assume() {
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
