//! Verdicts that are easy to get wrong: everything that passes must be allowed, and what can't be
//! allowed is not conditional.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that can't go on must fail"
)]

#[path = "verdicts/bound_keys.rs"]
mod bound_keys;
mod support;
#[path = "verdicts/trust.rs"]
mod trust;

use serde_json::{Value, json};
use support::{Folder, ROLE};

const APPLIANCE: &str = "arn:aws:iam::444455556666:role/Imp";

fn policy(statements: Value) -> Value {
    json!({"Version": "2012-10-17", "Statement": statements})
}

fn allow_all() -> Value {
    json!({"Effect": "Allow", "Action": "*", "Resource": "*"})
}

/// The report of a bundle.
fn report(bundle: &Value, args: &[&str]) -> Value {
    let folder = Folder::new();
    folder.file("role.json", bundle.to_string());
    folder
        .run(&[&["role.json", "--format", "json"], args].concat())
        .report()
}

/// An action of a set in the report on a role with these statements.
fn action(bundle: &Value, name: &str, args: &[&str]) -> Value {
    let report = report(bundle, &[&["--workers"], args].concat());
    let sets = report["principals"][0]["sets"].as_array().unwrap();
    let mut actions = sets
        .iter()
        .flat_map(|set| set["actions"].as_array().unwrap());
    actions
        .find(|action| action["action"] == name)
        .unwrap()
        .clone()
}

fn of_statements(statements: Value) -> Value {
    json!({"arn": ROLE, "identity": [policy(statements)]})
}

#[test]
fn an_action_that_no_request_is_allowed_is_not_conditional() {
    let queue = |start: &str| format!("arn:aws:sqs:*:*:{start}*");
    let send = |effect: &str, resource: &str| json!({"Effect": effect, "Action": "sqs:SendMessage", "Resource": resource});
    let in_region = json!({"StringEquals": {"aws:RequestedRegion": "eu-west-1"}});
    let instances = "arn:aws:ec2:*:*:instance/*";
    for (about, bundle, name, status) in [
        (
            "a deny of what is allowed",
            of_statements(json!([
                send("Allow", &queue("x")),
                send("Deny", &queue("x"))
            ])),
            "sqs:SendMessage",
            "missing",
        ),
        (
            "a deny of a part of what is allowed",
            of_statements(json!([
                send("Allow", &queue("x")),
                send("Deny", &queue("xy"))
            ])),
            "sqs:SendMessage",
            "limited",
        ),
        (
            "layers that have nothing in common",
            json!({"arn": ROLE, "identity": [policy(json!([send("Allow", &queue("a"))]))],
                "permissionsBoundary": policy(json!([send("Allow", &queue("b"))]))}),
            "sqs:SendMessage",
            "missing",
        ),
        (
            "layers that have something in common",
            json!({"arn": ROLE, "identity": [policy(json!([send("Allow", "arn:aws:sqs:eu-west-1:*:a*")]))],
                "permissionsBoundary": policy(json!([send("Allow", "arn:aws:sqs:*:*:*b")]))}),
            "sqs:SendMessage",
            "limited",
        ),
        (
            "a required type denied, beside a condition",
            of_statements(json!([
                {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": in_region},
                {"Effect": "Deny", "Action": "ec2:RunInstances", "Resource": instances},
            ])),
            "ec2:RunInstances",
            "denied",
        ),
        (
            "every type denied, and nothing allowed",
            of_statements(json!([
                {"Effect": "Allow", "Action": "iam:*", "Resource": "*"},
                {"Effect": "Deny", "Action": "ec2:*", "Resource": "arn:aws:ec2:*:*:*"},
            ])),
            "ec2:StopInstances",
            "denied",
        ),
        (
            "nothing but other services, in a Region",
            of_statements(json!([
                {"Effect": "Allow", "Action": "ec2:DetachVolume", "NotResource": "arn:aws:ec2:*:*:*",
                 "Condition": in_region},
            ])),
            "ec2:DetachVolume",
            "missing",
        ),
    ] {
        let found = action(&bundle, name, &[]);
        assert_eq!(found["status"], status, "{about}: {found}");
    }
}

#[test]
fn a_denied_action_names_the_statement_that_denies_a_required_type() {
    let bundle = of_statements(json!([
        allow_all(),
        {"Sid": "NoInstances", "Effect": "Deny", "Action": "ec2:RunInstances",
         "Resource": "arn:aws:ec2:*:*:instance/*"},
    ]));
    let found = action(&bundle, "ec2:RunInstances", &[]);
    assert_eq!(found["status"], "denied", "{found}");
    assert_eq!(found["reasons"][0]["sid"], "NoInstances", "{found}");
    // The same in a plain document.
    let folder = Folder::new();
    folder.file("doc.json", bundle["identity"][0].to_string());
    let run = folder.run(&["doc.json"]);
    assert!(
        run.out.contains("denied      ec2:RunInstances"),
        "{}",
        run.out
    );
}

#[test]
fn a_conditional_action_names_everything_it_depends_on() {
    let scp = policy(json!([
        allow_all(),
        {"Effect": "Deny", "Action": "ec2:*", "Resource": "*",
         "Condition": {"StringNotEquals": {"aws:RequestedRegion": "eu-west-1"}}},
        {"Effect": "Deny", "Action": "ec2:RunInstances", "Resource": "arn:aws:ec2:*:*:instance/*",
         "Condition": {"StringNotEquals": {"ec2:InstanceType": "t3.micro"}}},
    ]));
    let bundle = json!({"arn": ROLE, "identity": [policy(json!([allow_all()]))], "scps": [[scp]]});
    let found = action(&bundle, "ec2:RunInstances", &[]);
    assert_eq!(found["status"], "conditional");
    let when = found["when"].as_str().unwrap();
    assert!(
        when.contains("needs aws:RequestedRegion to be eu-west-1"),
        "{when}"
    );
    assert!(
        when.contains("instance: ") && when.contains("and ec2:InstanceType to be t3.micro"),
        "{when}"
    );
}

#[test]
fn iam_requests_have_a_fixed_region() {
    let allow_in = |regions: Value| {
        of_statements(json!([{"Effect": "Allow", "Action": "*", "Resource": "*",
            "Condition": {"StringEquals": {"aws:RequestedRegion": regions}}}]))
    };
    let region = ["--region", "eu-west-1"];
    let status = |bundle: &Value, name| action(bundle, name, &region)["status"].clone();
    let regional = allow_in(json!("eu-west-1"));
    assert_eq!(status(&regional, "ec2:CreateVolume"), "granted");
    assert_eq!(status(&regional, "iam:ListAccountAliases"), "missing");
    assert_eq!(status(&regional, "iam:PassRole"), "granted");
    let both = allow_in(json!(["eu-west-1", "us-east-1"]));
    assert_eq!(status(&both, "iam:ListAccountAliases"), "granted");
}

#[test]
fn a_data_perimeter_on_the_own_account_is_met() {
    let own = json!({"StringEquals": {"aws:ResourceAccount": "111122223333"}});
    let bundle = of_statements(json!([
        {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": own},
    ]));
    assert_eq!(
        action(&bundle, "ec2:DescribeInstances", &[])["status"],
        "granted"
    );
    let others = json!({"StringNotEquals": {"aws:ResourceAccount": "111122223333"}});
    let bundle = of_statements(json!([
        allow_all(),
        {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": others},
    ]));
    assert_eq!(action(&bundle, "kms:ListKeys", &[])["status"], "granted");
}

#[test]
fn a_plain_document_belongs_to_the_account_of_the_key_policy() {
    let key = policy(
        json!([{"Effect": "Allow", "Action": "kms:*", "Resource": "*",
        "Principal": {"AWS": "arn:aws:iam::111122223333:root"}}]),
    );
    let folder = Folder::new();
    folder.file("doc.json", policy(json!([allow_all()])).to_string());
    folder.file("key.json", key.to_string());
    let run = folder.run(&["doc.json", "--key-policy", "key.json"]);
    assert_eq!(run.code, 0, "{}", run.out);
}

#[test]
fn a_key_policy_without_the_role_is_the_reason() {
    let key = policy(
        json!([{"Effect": "Allow", "Action": "kms:*", "Resource": "*",
        "Principal": {"AWS": "arn:aws:iam::111122223333:role/other"}}]),
    );
    let folder = Folder::new();
    folder.file("role.json", of_statements(json!([allow_all()])).to_string());
    folder.file("key.json", key.to_string());
    let run = folder.run(&["role.json", "--key-policy", "key.json"]);
    assert_eq!(run.code, 1);
    assert!(
        run.out.contains("the key policy does not allow it"),
        "{}",
        run.out
    );
    assert!(
        run.out.contains("the key policy must allow it too"),
        "{}",
        run.out
    );
    let without = folder.run(&[
        "role.json",
        "--key-policy",
        "key.json",
        "--without",
        "keyPolicy",
    ]);
    assert_eq!(without.code, 0, "{}", without.out);
}

#[test]
fn a_key_given_twice_has_two_values() {
    let condition = json!({"ForAllValues:StringEquals": {"k:Many": ["a", "b"]}});
    let bundle = of_statements(json!([
        {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": condition},
    ]));
    for (values, status) in [
        (["k:many=a", "K:Many=b"], "granted"),
        (["k:Many=c", "k:Many=b"], "missing"),
    ] {
        let args = ["--context", values[0], "--context", values[1]];
        assert_eq!(
            action(&bundle, "ec2:CreateVolume", &args)["status"],
            status,
            "{values:?}"
        );
    }
}

#[test]
fn an_omitted_layer_is_reported() {
    let boundary = policy(json!([{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]));
    let bundle = json!({"arn": ROLE, "identity": [policy(json!([allow_all()]))],
        "permissionsBoundary": boundary});
    let without = ["--without", "permissionsBoundary"];
    let found = report(&bundle, &without);
    assert_eq!(found["principals"][0]["verdict"], "pass");
    assert_eq!(
        found["principals"][0]["layersLeftOut"],
        json!(["permissionsBoundary"])
    );
    let folder = Folder::new();
    folder.file("role.json", bundle.to_string());
    for more in [&[][..], &["--quiet"]] {
        let run = folder.run(&[&["role.json"], &without[..], more].concat());
        assert!(
            run.out.contains("ignoring permissions boundary (what-if)"),
            "{}",
            run.out
        );
    }
}

#[test]
fn access_beyond_the_sets_may_depend_on_the_caller() {
    let folder = Folder::new();
    let condition = json!({"StringEquals": {"aws:PrincipalAccount": "111122223333"}});
    let document = policy(json!([
        {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": condition}]));
    folder.file("doc.json", document.to_string());
    let run = folder.run(&["doc.json", "--least-privilege"]);
    assert!(
        run.out.contains("allowed beyond the sets: 1 action"),
        "{}",
        run.out
    );
}

#[test]
fn a_set_with_unknown_actions_is_reported() {
    let folder = Folder::new();
    folder.file("role.json", policy(json!([allow_all()])).to_string());
    folder.file(
        "set.json",
        policy(json!([
        {"Effect": "Allow", "Action": "ec2:RunInstance", "Resource": "*"}]))
        .to_string(),
    );
    let run = folder.run(&["role.json", "--set-file", "set.json"]);
    assert_eq!(run.code, 0);
    let said = "`ec2:RunInstance`, an action that the catalogue doesn't know; the nearest is `ec2:RunInstances`";
    assert!(run.err.contains(said), "{}", run.err);
    let run = folder.run(&["role.json", "--ignore", "kms:CreatGrant=later"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("`--ignore kms:CreatGrant"), "{}", run.err);
}

#[test]
fn many_misspelt_actions_are_counted() {
    let actions: Vec<String> = (0..3_000)
        .map(|index| format!("ec2:RunInstanc{index}"))
        .collect();
    let bundle = of_statements(json!([{"Effect": "Allow", "Action": actions, "Resource": "*"}]));
    let found = report(&bundle, &[]);
    let notes = found["principals"][0]["notes"].as_array().unwrap();
    assert!((2..=60).contains(&notes.len()), "{}", notes.len());
    assert!(
        notes
            .last()
            .unwrap()
            .as_str()
            .unwrap()
            .contains("more actions"),
        "{notes:?}"
    );
}

#[test]
fn what_a_role_of_a_dump_lacks_is_reported_at_the_position_of_the_role() {
    let folder = Folder::new();
    folder.file(
        "account.json",
        include_str!("../../../examples/account.json"),
    );
    let run = folder.run(&["account.json", "--format", "sarif"]);
    let log: Value = serde_json::from_str(&run.out).unwrap();
    let missing = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(missing["region"]["startLine"], 5, "{missing}");
}
