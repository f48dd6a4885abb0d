//! Conditions on keys that only the requests of some actions have.

use super::{action, allow_all, of_statements, policy};
use serde_json::{Value, json};

fn under(effect: &str, actions: &Value, condition: Value) -> Value {
    json!({"Effect": effect, "Action": actions, "Resource": "*", "Condition": condition})
}

#[test]
fn a_condition_on_a_key_that_no_request_of_the_action_has_is_not_open() {
    let true_grant = |operator: &str| json!({operator: {"kms:GrantIsForAWSResource": "true"}});
    let passed = |operator: &str| json!({operator: {"iam:PassedToService": "ec2.amazonaws.com"}});
    let tag = |operator: &str| json!({operator: {"aws:ResourceTag/a": "b"}});
    let without_tag = json!({"Null": {"aws:ResourceTag/a": "true"}});
    let aliases =
        |set: &str| json!({format!("{set}:StringEquals"): {"kms:ResourceAliases": "alias/a"}});
    for (name, condition, allowed, denied) in [
        // An absent key: a condition doesn't hold, its opposite does.
        ("kms:DescribeKey", true_grant("Bool"), "missing", "granted"),
        ("kms:ListKeys", true_grant("Bool"), "missing", "granted"),
        (
            "kms:ListKeys",
            true_grant("BoolIfExists"),
            "granted",
            "denied",
        ),
        (
            "kms:CreateGrant",
            true_grant("Bool"),
            "conditional",
            "conditional",
        ),
        (
            "kms:ListAliases",
            aliases("ForAnyValue"),
            "missing",
            "granted",
        ),
        (
            "kms:ListAliases",
            aliases("ForAllValues"),
            "granted",
            "denied",
        ),
        (
            "kms:DescribeKey",
            aliases("ForAnyValue"),
            "conditional",
            "conditional",
        ),
        ("kms:ListKeys", tag("StringEquals"), "missing", "granted"),
        ("kms:ListKeys", tag("StringNotEquals"), "granted", "denied"),
        ("kms:ListKeys", without_tag.clone(), "granted", "denied"),
        (
            "kms:GetKeyPolicy",
            without_tag,
            "conditional",
            "conditional",
        ),
        (
            "kms:GetKeyPolicy",
            tag("StringNotEquals"),
            "conditional",
            "conditional",
        ),
        (
            "iam:GetInstanceProfile",
            passed("StringEquals"),
            "missing",
            "granted",
        ),
        (
            "iam:GetInstanceProfile",
            passed("StringNotEquals"),
            "granted",
            "denied",
        ),
        (
            "iam:ListAccountAliases",
            passed("StringEquals"),
            "missing",
            "granted",
        ),
        (
            "iam:ListAccountAliases",
            tag("StringEquals"),
            "missing",
            "granted",
        ),
        (
            "iam:GetInstanceProfile",
            tag("StringEquals"),
            "conditional",
            "conditional",
        ),
        (
            "iam:PassRole",
            passed("StringEquals"),
            "conditional",
            "conditional",
        ),
        // A key that many requests have stays open.
        (
            "kms:ListKeys",
            json!({"StringEquals": {"kms:ViaService": "ec2.eu-west-1.amazonaws.com"}}),
            "conditional",
            "conditional",
        ),
    ] {
        let actions = json!([name]);
        let allow = under("Allow", &actions, condition.clone());
        let found = action(&of_statements(json!([allow])), name, &[]);
        assert_eq!(found["status"], allowed, "{name} is allowed if {condition}");
        let deny = under("Deny", &actions, condition.clone());
        let found = action(&of_statements(json!([allow_all(), deny])), name, &[]);
        assert_eq!(found["status"], denied, "{name} is denied if {condition}");
    }
}

#[test]
fn a_value_that_is_given_for_an_absent_key_changes_nothing() {
    let actions = json!(["kms:DescribeKey", "kms:CreateGrant"]);
    let condition = json!({"Bool": {"kms:GrantIsForAWSResource": "true"}});
    let given = ["--context", "kms:GrantIsForAWSResource=true"];
    for (effect, name, status) in [
        ("Allow", "kms:DescribeKey", "missing"),
        ("Allow", "kms:CreateGrant", "granted"),
        ("Deny", "kms:DescribeKey", "granted"),
        ("Deny", "kms:CreateGrant", "denied"),
    ] {
        let statements = match effect {
            "Allow" => json!([under(effect, &actions, condition.clone())]),
            _ => json!([allow_all(), under(effect, &actions, condition.clone())]),
        };
        let found = action(&of_statements(statements), name, &given);
        assert_eq!(found["status"], status, "{effect} {name}");
    }
}

#[test]
fn a_hint_says_that_no_request_of_the_action_has_the_key() {
    let condition = json!({"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}});
    let role = of_statements(json!([under("Allow", &json!("iam:*"), condition)]));
    let found = action(&role, "iam:GetInstanceProfile", &[]);
    assert_eq!(
        found["hint"],
        "no request of the action has iam:PassedToService: grant it without that condition"
    );
}

#[test]
fn the_region_of_requests_to_ec2_is_that_of_all_requests() {
    let region = json!({"StringEquals": {"ec2:Region": "eu-west-1"}});
    let actions = json!(["ec2:DeleteVolume", "ec2:RunInstances", "ec2:DescribeImages"]);
    let allow = of_statements(json!([under("Allow", &actions, region.clone())]));
    let deny = of_statements(json!([
        allow_all(),
        under("Deny", &actions, region.clone())
    ]));
    for (args, allowed, denied) in [
        (&["--region", "eu-west-1"] as &[&str], "granted", "denied"),
        (&["--region", "us-east-1"], "missing", "granted"),
        (&[], "conditional", "conditional"),
        (
            &["--absent", "ec2:Region", "--region", "eu-west-1"],
            "missing",
            "granted",
        ),
    ] {
        for name in ["ec2:DeleteVolume", "ec2:RunInstances", "ec2:DescribeImages"] {
            let statuses = [&allow, &deny].map(|role| action(role, name, args)["status"].clone());
            assert_eq!(statuses, [allowed, denied], "{name} {args:?}");
        }
    }
    // Whether other services have the key isn't known.
    let sqs = of_statements(json!([under("Allow", &json!("sqs:*"), region)]));
    let found = action(&sqs, "sqs:SendMessage", &["--region", "eu-west-1"]);
    assert_eq!(found["status"], "conditional");
}

#[test]
fn a_grant_on_every_named_key_is_complete() {
    const KEY: &str = "arn:aws:kms:eu-west-1:111122223333:key";
    let one = json!({"Effect": "Allow", "Action": "kms:*", "Resource": format!("{KEY}/1")});
    let root = policy(
        json!([{"Effect": "Allow", "Action": "kms:*", "Resource": "*",
        "Principal": {"AWS": "arn:aws:iam::111122223333:root"}}]),
    );
    let folder = super::Folder::new();
    folder.file("role.json", of_statements(json!([one])).to_string());
    folder.file("root.json", root.to_string());
    let status = |keys: &[&str]| {
        let keys: Vec<String> = keys.iter().map(|key| format!("{key}=root.json")).collect();
        let named = keys.iter().flat_map(|key| ["--key", key]);
        let args = ["role.json", "--format", "json"].into_iter().chain(named);
        let report = folder.run(&args.collect::<Vec<_>>()).report();
        let actions = report["principals"][0]["sets"][0]["actions"].clone();
        let mut actions = actions.as_array().unwrap().clone().into_iter();
        let found = actions.find(|action| action["action"] == "kms:DescribeKey");
        found.unwrap()["status"].clone()
    };
    let [first, second] = [1, 2].map(|id| format!("{KEY}/{id}"));
    assert_eq!(status(&[&first]), "granted");
    assert_eq!(status(&[&second]), "missing");
    assert_eq!(status(&[&first, &second]), "missing");
    // Without its ARN, the key may be any.
    let report = folder.run(&["role.json", "--key-policy", "root.json", "--format", "json"]);
    assert!(report.out.contains("\"limited\""), "{}", report.out);
}

#[test]
fn a_key_policy_that_grants_under_a_condition_and_delegates_names_the_condition() {
    let account = "111122223333";
    let via = json!({"StringEquals": {"kms:ViaService": "ec2.eu-west-1.amazonaws.com"}});
    let key = policy(json!([
        {"Sid": "Via", "Effect": "Allow", "Action": "kms:*", "Resource": "*",
         "Principal": {"AWS": "*"}, "Condition": via},
        {"Effect": "Allow", "Action": "kms:*", "Resource": "*",
         "Principal": {"AWS": format!("arn:aws:iam::{account}:root")}},
        // It delegates what the statement before delegates without a condition.
        {"Effect": "Allow", "Action": "kms:*", "Resource": "*",
         "Principal": {"AWS": account}, "Condition": {"Bool": {"aws:SecureTransport": "true"}}}
    ]));
    let folder = super::Folder::new();
    folder.file("key.json", key.to_string());
    let elsewhere = json!({"Effect": "Allow", "Action": "kms:*",
        "Resource": format!("arn:aws:kms:eu-west-1:{account}:key/1")});
    let by_tag = json!({"Effect": "Allow", "Action": "kms:*", "Resource": "*",
        "Condition": {"StringEquals": {"aws:ResourceTag/a": "b"}}});
    for (role, when, reasons) in [
        (
            elsewhere,
            "when kms:ViaService is ec2.eu-west-1.amazonaws.com",
            1,
        ),
        (
            by_tag,
            "when aws:ResourceTag/a is b, or kms:ViaService is ec2.eu-west-1.amazonaws.com",
            2,
        ),
    ] {
        folder.file("role.json", of_statements(json!([role])).to_string());
        let named = format!("arn:aws:kms:eu-west-1:{account}:key/2=key.json");
        let run = folder.run(&["role.json", "--key", &named, "--format", "json"]);
        let report = run.report();
        let actions = report["principals"][0]["sets"][0]["actions"].clone();
        let mut actions = actions.as_array().unwrap().clone().into_iter();
        let found = actions
            .find(|action| action["action"] == "kms:DescribeKey")
            .unwrap();
        assert_eq!(found["status"], "conditional");
        assert_eq!(found["when"], when);
        let named = found["reasons"].as_array().unwrap();
        assert_eq!(named.len(), reasons, "{named:?}");
        assert_eq!(named[reasons - 1]["sid"], "Via");
    }
}
