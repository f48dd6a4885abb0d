//! Whether the appliance may assume the role.

use super::{APPLIANCE, action, allow_all, policy, report};
use crate::support::ROLE;
use serde_json::{Value, json};

fn trust(statements: Value, more: &[(&str, Value)]) -> Value {
    let mut bundle = json!({"arn": ROLE, "identity": [policy(json!([allow_all()]))],
        "trustPolicy": policy(statements)});
    for (name, value) in more {
        bundle[*name] = value.clone();
    }
    report(&bundle, &["--appliance", APPLIANCE])["principals"][0]["trust"].clone()
}

fn trusts(principal: &str) -> Value {
    json!({"Effect": "Allow", "Principal": {"AWS": principal}, "Action": "sts:AssumeRole"})
}

#[test]
fn control_policies_apply_to_assuming_the_role() {
    let deny =
        json!({"Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole", "Resource": "*"});
    let rcps = json!([[policy(json!([deny]))]]);
    let found = trust(json!([trusts(APPLIANCE)]), &[("rcps", rcps)]);
    assert_eq!(found["status"], "denied", "{found}");
    assert_eq!(found["reasons"][0]["layer"], "rcps[0]");
    let scp = policy(
        json!([allow_all(), {"Effect": "Deny", "Action": "sts:AssumeRole", "Resource": "*"}]),
    );
    let scps = json!([[scp]]);
    // They belong to the role's account: those of the appliance are unknown.
    let found = trust(json!([trusts(APPLIANCE)]), &[("scps", scps.clone())]);
    assert_eq!(found["status"], "granted", "{found}");
    let bundle = json!({"arn": "arn:aws:iam::444455556666:role/veeam",
        "identity": [policy(json!([allow_all()]))], "scps": scps,
        "trustPolicy": policy(json!([trusts(APPLIANCE)]))});
    let found = report(&bundle, &["--appliance", APPLIANCE]);
    assert_eq!(
        found["principals"][0]["trust"]["status"], "denied",
        "{found}"
    );
}

#[test]
fn a_denied_session_may_be_the_appliance() {
    let session = "arn:aws:sts::444455556666:assumed-role/Imp/i-0abc";
    let deny = json!({"Effect": "Deny", "Principal": {"AWS": session}, "Action": "sts:AssumeRole"});
    let found = trust(json!([trusts("444455556666"), deny]), &[]);
    assert_eq!(found["status"], "conditional", "{found}");
    assert_eq!(found["when"], format!("unless the caller is {session}"));
    let found = trust(json!([trusts(session)]), &[]);
    assert_eq!(found["status"], "conditional", "{found}");
}

#[test]
fn the_trusted_principals_are_those_that_may_assume_the_role() {
    let tags = json!({"Effect": "Allow", "Principal": {"AWS": "444455556666"}, "Action": "sts:TagSession"});
    let deny =
        json!({"Effect": "Deny", "Principal": {"AWS": APPLIANCE}, "Action": "sts:AssumeRole"});
    let found = trust(json!([tags]), &[]);
    assert!(found["trusted"].is_null(), "{found}");
    let found = trust(json!([trusts("111122223333"), deny]), &[]);
    let expected = json!(["the account 111122223333", format!("but not {APPLIANCE}")]);
    assert_eq!(found["trusted"], expected);
    let found = trust(json!([trusts("AROAEXAMPLEEXAMPLE1")]), &[]);
    assert!(
        found["hint"].as_str().unwrap().contains("deleted"),
        "{found}"
    );
}

#[test]
fn a_condition_that_fails_is_not_a_missing_name() {
    let mut asks = trusts(APPLIANCE);
    asks["Condition"] = json!({"Bool": {"aws:MultiFactorAuthPresent": "true"}});
    let found = trust(json!([asks]), &[]);
    assert_eq!(found["status"], "missing");
    let why = found["reasons"][0]["why"].as_str().unwrap();
    assert_eq!(
        why,
        "the trust policy names the appliance, but its conditions are not met"
    );
}

#[test]
fn an_external_id_is_not_in_other_requests() {
    let condition = json!({"StringEquals": {"sts:ExternalId": "x"}});
    let bundle = json!({"arn": ROLE, "trustPolicy": policy(json!([trusts(APPLIANCE)])), "identity":
        [policy(json!([{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": condition}]))]});
    let args = ["--appliance", APPLIANCE, "--external-id", "x"];
    assert_eq!(
        action(&bundle, "ec2:CreateVolume", &args)["status"],
        "conditional"
    );
}
