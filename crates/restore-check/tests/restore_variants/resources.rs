//! Types of resource, and the condition keys that requests about them have.

use super::{OWN, action, allow, deny, run, status, with};
use crate::support::ROLE;
use serde_json::{Value, json};

#[test]
fn types_that_a_restore_uses_count_and_others_are_reported() {
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
fn the_owner_of_an_image_depends_on_the_restore() {
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
    let context = ["--context", "aws:ResourceAccount=111122223333"];
    assert_eq!(status(identity, "ec2:RunInstances", &context), "granted");
}
