//! Callers outside of the accounts that were read: whether the conditions of a policy that names
//! everyone can be met by one of them.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod dump;

use dump::{ACCOUNT, OBJECT, allow, arn, dump, lets, object, outsiders, role, user, who_can};
use iam_access::questions::OutsiderKind::{Account, Everyone};
use iam_access::questions::{OutsiderKind, Place};
use serde_json::{Value, json};

const OTHER: &str = "444455556666";
const ANYONE: (&str, OutsiderKind) = ("*", Everyone);
const OF_OTHER: (&str, OutsiderKind) = (OTHER, Account);

fn if_equal(key: &str, value: Value) -> Value {
    json!({"StringEquals": {key: value}})
}

/// Each condition of an Allow, and whom it lets in.
fn conditions() -> Vec<(Value, Vec<(&'static str, OutsiderKind)>)> {
    let own_arn = arn("user", "a");
    let other_arn = format!("arn:aws:iam::{OTHER}:role/x");
    let account = "aws:PrincipalAccount";
    let by_arn = |operator: &str, value: Value| json!({operator: {"aws:PrincipalArn": value}});
    vec![
        (json!({}), vec![ANYONE]),
        (if_equal(account, json!(ACCOUNT)), vec![]),
        (if_equal(account, json!([ACCOUNT, OTHER])), vec![OF_OTHER]),
        (if_equal(account, json!("${aws:ResourceAccount}")), vec![]),
        (
            if_equal("aws:ResourceAccount", json!("${aws:PrincipalAccount}")),
            vec![],
        ),
        (json!({"StringNotEquals": {account: ACCOUNT}}), vec![ANYONE]),
        (json!({"StringLike": {account: "4444*"}}), vec![ANYONE]),
        (json!({"StringLike": {account: ACCOUNT}}), vec![]),
        (json!({"StringEqualsIfExists": {account: ACCOUNT}}), vec![]),
        (if_equal(account, json!("anonymous")), vec![ANYONE]),
        (by_arn("ArnLike", json!(own_arn)), vec![]),
        (
            by_arn("ArnLike", json!(format!("arn:*:iam::{ACCOUNT}:*"))),
            vec![],
        ),
        (
            by_arn("StringLike", json!([own_arn, other_arn])),
            vec![OF_OTHER],
        ),
        (
            by_arn("ArnEquals", json!("arn:aws:iam::*:role/x")),
            vec![ANYONE],
        ),
        // Its wildcard matches colons, and names may have the digits.
        (
            by_arn("StringLike", json!(format!("arn:*:{ACCOUNT}:*"))),
            vec![ANYONE],
        ),
        // Anonymous callers have no ARN.
        (by_arn("ArnEqualsIfExists", json!(own_arn)), vec![ANYONE]),
        // Requests to Amazon S3 have no key of AWS KMS.
        (
            json!({"StringEqualsIfExists": {"kms:CallerAccount": ACCOUNT}}),
            vec![ANYONE],
        ),
        (if_equal("aws:userid", json!(["AIDAA", "AROAR:x"])), vec![]),
        (
            json!({"StringLike": {"aws:userid": ["AIDAA", "AROAR:*"]}}),
            vec![],
        ),
        (
            json!({"StringLike": {"aws:userid": ["AIDAA", "AROAX:*"]}}),
            vec![ANYONE],
        ),
        (
            if_equal("aws:PrincipalOrgID", json!("o-a1b2c3d4e5")),
            vec![ANYONE],
        ),
    ]
}

fn account(trust: &Value) -> Value {
    let get = json!(allow("s3:GetObject", "*"));
    dump(
        &[user("a", &Value::Null, &[])],
        &[role("r", trust, &get, &[])],
    )
}

#[test]
fn everyone_is_listed_where_somebody_outside_may_meet_the_conditions() {
    let lambda = lets(
        json!({"Service": "lambda.amazonaws.com"}),
        json!("sts:AssumeRole"),
    );
    for (condition, expected) in conditions() {
        let statement = json!({"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",
            "Resource": "arn:aws:s3:::b/*", "Condition": condition});
        let found = who_can(&account(&lambda), "s3:GetObject", &object(&statement), 0);
        assert_eq!(outsiders(&found), expected, "{condition}");
        let mut trust = lets(json!({"AWS": "*"}), json!("sts:AssumeRole"));
        trust["Condition"] = condition.clone();
        let place = Place::on(OBJECT).unwrap();
        let found = who_can(&account(&trust), "s3:GetObject", &place, 1);
        assert_eq!(outsiders(&found), expected, "trust: {condition}");
    }
}

/// What a Deny excludes isn't let in, and whom the policy names besides is named once.
#[test]
fn a_deny_excludes_outsiders() {
    let place = Place::on(OBJECT).unwrap();
    for (principals, exempt, expected) in [
        (json!({"AWS": "*"}), json!([ACCOUNT]), vec![]),
        (json!({"AWS": "*"}), json!([ACCOUNT, OTHER]), vec![OF_OTHER]),
        (
            json!({"AWS": ["*", OTHER]}),
            json!([ACCOUNT, OTHER]),
            vec![OF_OTHER],
        ),
        (json!({"AWS": OTHER}), json!([ACCOUNT]), vec![]),
        (json!({"AWS": OTHER}), json!([OTHER]), vec![OF_OTHER]),
    ] {
        let trust = json!([
            lets(principals.clone(), json!("sts:AssumeRole")),
            {"Effect": "Deny", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole",
                "Condition": {"StringNotEquals": {"aws:PrincipalAccount": exempt}}}
        ]);
        let found = who_can(&account(&trust), "s3:GetObject", &place, 1);
        assert_eq!(outsiders(&found), expected, "{principals} {exempt}");
    }
}

/// KMS has the caller's account in a key of its own.
#[test]
fn keys_may_name_the_account_of_their_callers() {
    let key = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    let lambda = lets(
        json!({"Service": "lambda.amazonaws.com"}),
        json!("sts:AssumeRole"),
    );
    for (callers, expected) in [(json!(ACCOUNT), vec![]), (json!([OTHER]), vec![OF_OTHER])] {
        let statement = json!({"Effect": "Allow", "Principal": "*", "Action": "kms:*", "Resource": "*",
            "Condition": {"StringEquals": {"kms:CallerAccount": callers}}});
        let policy = object(&statement).policy().unwrap().clone();
        let place = Place::on(key).unwrap().with_policy(policy);
        let found = who_can(&account(&lambda), "kms:Decrypt", &place, 0);
        assert_eq!(outsiders(&found), expected, "{callers}");
    }
}

/// An Allow with `NotPrincipal` is for everyone whom it doesn't name.
#[test]
fn not_principal_lets_everyone_else_in() {
    let lambda = lets(
        json!({"Service": "lambda.amazonaws.com"}),
        json!("sts:AssumeRole"),
    );
    let statement = json!({"Effect": "Allow", "NotPrincipal": {"AWS": arn("user", "a")},
        "Action": "s3:GetObject", "Resource": "*"});
    let found = who_can(&account(&lambda), "s3:GetObject", &object(&statement), 0);
    assert_eq!(outsiders(&found), [ANYONE]);
}
