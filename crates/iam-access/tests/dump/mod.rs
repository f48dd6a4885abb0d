//! Dumps of an account, and questions about them.

#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of several tests"
)]

use iam_access::ResourceCatalog;
use iam_access::check::Knowledge;
use iam_access::questions::{Accounts, Extent, OutsiderKind, Place, WhoCan};
use iam_account::{parse_policy, read_text};
use iam_catalog::Catalog;
use iam_eval::PolicyKind;
use serde_json::{Value, json};

pub(crate) const ACCOUNT: &str = "111122223333";
pub(crate) const OBJECT: &str = "arn:aws:s3:::b/k";

pub(crate) fn arn(kind: &str, name: &str) -> String {
    format!("arn:aws:iam::{ACCOUNT}:{kind}/{name}")
}

pub(crate) fn document(statements: &Value) -> Value {
    json!({"Version": "2012-10-17", "Statement": statements})
}

pub(crate) fn allow(action: &str, resource: &str) -> Value {
    json!({"Effect": "Allow", "Action": action, "Resource": resource})
}

pub(crate) fn with_condition(mut statement: Value, condition: Value) -> Value {
    statement["Condition"] = condition;
    statement
}

pub(crate) fn if_tagged(key: &str, value: &str) -> Value {
    json!({"StringEquals": {format!("aws:PrincipalTag/{key}"): value}})
}

pub(crate) fn lets(principal: Value, action: Value) -> Value {
    json!({"Effect": "Allow", "Principal": principal, "Action": action})
}

fn tags(tags: &[(&str, &str)]) -> Value {
    let tags = tags.iter();
    tags.map(|(key, value)| json!({"Key": key, "Value": value}))
        .collect()
}

fn inline(statements: &Value) -> Value {
    match statements {
        Value::Null => json!([]),
        statements => json!([{"PolicyName": "p", "PolicyDocument": document(statements)}]),
    }
}

/// A user; its unique ID is `AIDA` and its name in capitals.
pub(crate) fn user(name: &str, identity: &Value, has: &[(&str, &str)]) -> Value {
    json!({"UserName": name, "Arn": arn("user", name), "UserId": format!("AIDA{}", name.to_uppercase()),
        "UserPolicyList": inline(identity), "GroupList": [], "AttachedManagedPolicies": [],
        "Tags": tags(has)})
}

/// A role; its unique ID is `AROA` and its name in capitals.
pub(crate) fn role(name: &str, trust: &Value, identity: &Value, has: &[(&str, &str)]) -> Value {
    json!({"RoleName": name, "Arn": arn("role", name), "RoleId": format!("AROA{}", name.to_uppercase()),
        "AssumeRolePolicyDocument": document(trust), "RolePolicyList": inline(identity),
        "InstanceProfileList": [], "AttachedManagedPolicies": [], "Tags": tags(has)})
}

pub(crate) fn dump(users: &[Value], roles: &[Value]) -> Value {
    json!({"UserDetailList": users, "GroupDetailList": [], "RoleDetailList": roles, "Policies": []})
}

pub(crate) fn ask<R>(dump: &Value, question: impl FnOnce(&Accounts<'_>) -> R) -> R {
    let inputs = read_text("account.json", dump.to_string());
    let principals: Result<Vec<_>, _> = inputs.principals().collect();
    let catalog = ResourceCatalog::new(Catalog::embedded(), None);
    let accounts = Accounts::new(principals.unwrap(), &Knowledge::nothing(), &catalog);
    assert!(accounts.errors().is_empty(), "{:?}", accounts.errors());
    question(&accounts)
}

pub(crate) fn who_can(dump: &Value, action: &str, place: &Place, chain: usize) -> WhoCan {
    ask(dump, |accounts| {
        accounts.who_can(action, place, chain).unwrap()
    })
}

/// An object, with the policy of its bucket.
pub(crate) fn object(policy: &Value) -> Place {
    let text = document(policy).to_string();
    let policy = parse_policy(PolicyKind::Resource, "bucket.json", text).unwrap();
    Place::on(OBJECT).unwrap().with_policy(policy)
}

/// The last parts of the ARNs of the principals that may, in alphabetic order, each with how far.
pub(crate) fn answers(found: &WhoCan) -> Vec<(&str, Extent)> {
    let holders = found.principals.iter();
    let last = |arn: &'_ str| arn.rfind('/').map_or(0, |at| at + 1);
    let mut answers: Vec<_> = holders
        .map(|holder| (&holder.principal[last(&holder.principal)..], holder.extent))
        .collect();
    answers.sort_by_key(|(name, _)| *name);
    answers
}

pub(crate) fn outsiders(found: &WhoCan) -> Vec<(&str, OutsiderKind)> {
    let outsiders = found.outsiders.iter();
    outsiders
        .map(|outsider| (outsider.principal.as_str(), outsider.kind))
        .collect()
}
