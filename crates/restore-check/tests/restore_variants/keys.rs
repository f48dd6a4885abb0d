//! KMS keys: their owners, and what both sides must allow.

use super::{OTHER, OWN, action, allow, root, run, with};
use crate::support::ROLE;
use serde_json::{Value, json};

/// A statement of a key policy.
fn on_key(effect: &str, principal: Value, action: &str) -> Value {
    json!({"Sid": "K", "Effect": effect, "Principal": principal, "Action": action, "Resource": "*"})
}

#[test]
fn an_unknown_caller_may_be_any_named_principal() {
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
    // A known role is not the other one.
    let other = on_key("Deny", named.clone(), "kms:*");
    let key = json!([owner, other]);
    let found = run(Some(ROLE), json!([allow("*", "*")]), Some(key), &[]);
    assert_eq!(action(&found, "kms:DescribeKey")["status"], "granted");
    // An allow that names a role may apply to it, too.
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
    // Two accounts may replace the policy: the owner of the key isn't known.
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
fn both_sides_that_lack_a_grant_are_reported() {
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
