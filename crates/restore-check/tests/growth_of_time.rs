//! The time for hostile inputs grows no faster than their size.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that can't go on must fail"
)]

mod support;
#[path = "support/time.rs"]
mod time;

use serde_json::{Value, json};
use support::Folder;
use time::{grows_no_faster_than_its_input, seconds};

fn document(statements: impl IntoIterator<Item = Value>) -> Value {
    let statements: Vec<Value> = statements.into_iter().collect();
    json!({"Version": "2012-10-17", "Statement": statements})
}

fn allow() -> Value {
    json!({"Effect": "Allow", "Action": ["ec2:*", "iam:*", "kms:*"], "Resource": "*"})
}

fn list(count: usize, form: impl Fn(usize) -> String) -> Vec<String> {
    (0..count).map(form).collect()
}

fn grows(
    name: &str,
    size: usize,
    args: &[&str],
    files: impl Fn(usize) -> Vec<(&'static str, Value)>,
) {
    grows_no_faster_than_its_input(name, size, |size| {
        let folder = Folder::new();
        for (name, content) in files(size) {
            folder.file(name, content.to_string());
        }
        let time = seconds(env!("CARGO_BIN_EXE_restore-check"), folder.path(), args);
        let errors = folder.read("err");
        assert!(!folder.read("out").is_empty(), "{name}: {errors}");
        time
    });
}

#[test]
fn denies_with_conditions() {
    grows("conditions", 500, &["in.json"], |count| {
        let deny = |at: usize| {
            json!({"Effect": "Deny", "Action": "ec2:*", "Resource": "*",
                "Condition": {"StringEquals": {format!("aws:k{at}"): "x"}}})
        };
        let statements = [allow()].into_iter().chain((0..count).map(deny));
        vec![("in.json", document(statements))]
    });
    // Similar keys are searched in the service's list. Fewer than some 200 of them are combined
    // with each other; of more, only as many as fit into the budget.
    grows("keys of the service", 200, &["in.json"], |count| {
        let deny = |at: usize| {
            json!({"Effect": "Deny", "Action": "ec2:*", "Resource": "*",
                "Condition": {"StringEquals": {format!("ec2:ResourceTag/k{at}"): "x"}}})
        };
        let statements = [allow()].into_iter().chain((0..count).map(deny));
        vec![("in.json", document(statements))]
    });
}

#[test]
fn allows_and_denies_on_wildcard_resources() {
    let allowed = |at| format!("arn:aws:ec2:*:*:*/a{at}*");
    let denied = |at| format!("arn:aws:ec2:*:*:*/*b{at}");
    grows("in statements", 30, &["in.json"], |count| {
        let statement = |effect: &str, resource: String| json!({"Effect": effect, "Action": "ec2:*", "Resource": resource});
        let allows = (0..count).map(|at| statement("Allow", allowed(at)));
        let denies = (0..count).map(|at| statement("Deny", denied(at)));
        vec![("in.json", document(allows.chain(denies)))]
    });
    grows("in lists", 30, &["in.json"], |count| {
        let statement = |effect: &str, resources: Vec<String>| json!({"Effect": effect, "Action": "ec2:*", "Resource": resources});
        let statements = [
            statement("Allow", list(count, allowed)),
            statement("Deny", list(count, denied)),
        ];
        vec![("in.json", document(statements))]
    });
}

#[test]
fn keys_in_a_statement() {
    grows("keys", 1_000, &["in.json"], |count| {
        let keys: serde_json::Map<String, Value> = (0..count)
            .map(|at| (format!("aws:k{at}"), json!("x")))
            .collect();
        let statement = json!({"Effect": "Allow", "Action": "ec2:*", "Resource": "*", "Condition": {"StringEquals": keys}});
        vec![("in.json", document([statement]))]
    });
}

#[test]
fn inline_policies_that_deny() {
    grows("inline policies", 500, &["in.json"], |count| {
        let deny = json!({"Effect": "Deny", "Action": "ec2:*", "Resource": "*"});
        let inline = |at| json!({"PolicyName": format!("p{at}"), "PolicyDocument": document([allow(), deny.clone()])});
        let inline: Vec<Value> = (0..count).map(inline).collect();
        vec![(
            "in.json",
            json!({"RoleDetailList": [{"RoleName": "r",
            "Arn": "arn:aws:iam::111122223333:role/r", "RolePolicyList": inline}]}),
        )]
    });
}

#[test]
fn levels_of_scps() {
    grows(
        "levels",
        500,
        &["in.json", "--scps", "scps.json"],
        |count| {
            let all = document([json!({"Effect": "Allow", "Action": "*", "Resource": "*"})]);
            let levels = vec![json!([all]); count];
            vec![
                ("in.json", document([allow()])),
                ("scps.json", json!(levels)),
            ]
        },
    );
}

#[test]
fn the_policies_that_close_a_gap_are_verified() {
    let args = [
        "in.json",
        "-q",
        "--set-file",
        "set.json",
        "--export-missing",
        "fix.json",
    ];
    let set = |actions: Vec<String>, resources: Vec<String>| {
        let set = json!({"Effect": "Allow", "Action": actions, "Resource": resources});
        vec![
            ("in.json", document([allow()])),
            ("set.json", document([set])),
        ]
    };
    grows("resources", 500, &args, |count| {
        let resources = list(count, |at| format!("arn:aws:s3:::b{at}/*"));
        set(
            vec!["s3:GetObject".to_owned(), "s3:PutObject".to_owned()],
            resources,
        )
    });
    grows("actions", 300, &args, |count| {
        set(list(count, |at| format!("s3:A{at}")), vec!["*".to_owned()])
    });
}

#[test]
fn two_sets_together() {
    grows("sets", 1_000, &["sets", "old.json", "new.json"], |count| {
        let set = |name: &str| {
            let actions = list(count, |at| format!("ec2:{name}{at}"));
            document([json!({"Effect": "Allow", "Action": actions, "Resource": "*"})])
        };
        vec![("old.json", set("A")), ("new.json", set("B"))]
    });
}

#[test]
fn a_group_that_is_given_twice() {
    grows("group", 250, &["in.json"], |count| {
        let policy = |at: usize| {
            let statement =
                json!({"Effect": "Allow", "Action": format!("ec2:R{at}"), "Resource": "*"});
            json!({"PolicyName": "p", "PolicyDocument": document([statement])})
        };
        let group = |policies: Vec<Value>| {
            json!({"GroupName": "g", "Arn": "arn:aws:iam::111122223333:group/g",
                "GroupPolicyList": policies, "AttachedManagedPolicies": []})
        };
        vec![(
            "in.json",
            json!({
                "UserDetailList": [{"UserName": "u", "Arn": "arn:aws:iam::111122223333:user/u", "GroupList": ["g"]}],
                "GroupDetailList": [
                    group((0..count).map(policy).collect()),
                    group((0..count).rev().map(policy).collect()),
                ],
            }),
        )]
    });
}

#[test]
fn accounts_in_a_key_policy() {
    grows(
        "accounts",
        2_000,
        &["in.json", "--key-policy", "key.json"],
        |count| {
            let accounts = list(count, |at| {
                format!("arn:aws:iam::{}:root", 100_000_000_000 + at)
            });
            let key = json!({"Effect": "Allow", "Principal": {"AWS": accounts}, "Action": "kms:*", "Resource": "*"});
            vec![
                ("in.json", document([allow()])),
                ("key.json", document([key])),
            ]
        },
    );
}

#[test]
fn roles_of_one_managed_policy() {
    grows("roles", 100, &["in.json", "-q"], |count| {
        let arn = "arn:aws:iam::111122223333:policy/p";
        let role = |at: usize| {
            json!({"RoleName": format!("r{at}"), "Arn": format!("arn:aws:iam::111122223333:role/r{at}"),
                "RolePolicyList": [], "AttachedManagedPolicies": [{"PolicyName": "p", "PolicyArn": arn}]})
        };
        let policy = json!({"PolicyName": "p", "Arn": arn, "DefaultVersionId": "v1", "PolicyVersionList": [
            {"VersionId": "v1", "IsDefaultVersion": true, "Document": document([allow()])}]});
        let roles: Vec<Value> = (0..count).map(role).collect();
        vec![(
            "in.json",
            json!({"RoleDetailList": roles, "Policies": [policy]}),
        )]
    });
}
