//! Keys, Regions, assumers, and fixes that are used as input again.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that can't go on must fail"
)]

mod support;

use serde_json::{Value, json};
use support::{Folder, ROLE, Run};

const OWN: &str = "arn:aws:kms:eu-west-1:111122223333:key/own";
const SHARED: &str = "arn:aws:kms:eu-west-1:444455556666:key/shared";

fn policy(statements: Value) -> Value {
    json!({"Version": "2012-10-17", "Statement": statements})
}

fn allow(action: Value, resource: &str) -> Value {
    json!({"Effect": "Allow", "Action": action, "Resource": resource})
}

/// A statement of a key policy.
fn on_key(effect: &str, principal: &str, action: Value) -> Value {
    json!({"Effect": effect, "Principal": {"AWS": principal}, "Action": action, "Resource": "*"})
}

fn all_but_kms() -> Value {
    allow(json!(["ec2:*", "iam:*", "kms:List*"]), "*")
}

fn bundle(statements: Value) -> Value {
    json!({"arn": ROLE, "identity": [policy(statements)]})
}

fn actions(run: &Run) -> Vec<Value> {
    let report = run.report();
    let actions = report["principals"][0]["sets"][0]["actions"].clone();
    actions.as_array().unwrap().clone()
}

fn action(run: &Run, name: &str) -> Value {
    let mut found = actions(run).into_iter();
    found.find(|action| action["action"] == name).unwrap()
}

/// Exports the fix, applies it as an administrator would, and runs again. Returns the fix of the
/// first report, and the status and report of the second run.
fn fed_back(role: &Value, keys: &[(&str, Value)], more: &[&str]) -> (Value, i32, String) {
    let folder = Folder::new();
    folder.file("role.json", role.to_string());
    let mut args: Vec<String> = vec!["role.json".to_owned()];
    for (number, (arn, policy)) in keys.iter().enumerate() {
        let file = format!("key{number}.json");
        folder.file(&file, policy.to_string());
        args.extend(["--key".to_owned(), format!("{arn}={file}")]);
    }
    args.extend(more.iter().map(|arg| (*arg).to_owned()));
    let call = |more: &[&str]| {
        let args: Vec<&str> = args
            .iter()
            .map(String::as_str)
            .chain(more.iter().copied())
            .collect();
        folder.run(&args)
    };
    let before = call(&["--format", "json", "--export-missing", "fix.json"]);
    assert_eq!(before.code, 1, "{}{}", before.out, before.err);
    let fix = before.report()["principals"][0]["fix"].clone();
    for added in fix["keyStatements"].as_array().into_iter().flatten() {
        let file = added["policy"].as_str().unwrap();
        let mut policy: Value = serde_json::from_str(&folder.read(file)).unwrap();
        let statement: Value =
            serde_json::from_str(&folder.read(added["file"].as_str().unwrap())).unwrap();
        assert_eq!(statement, added["statement"]);
        policy["Statement"].as_array_mut().unwrap().push(statement);
        folder.file(file, policy.to_string());
    }
    let has_policy = fix["file"].is_string();
    let after = match has_policy {
        true => call(&["--add-policy", "fix.json"]),
        false => call(&[]),
    };
    (fix, after.code, after.out)
}

#[test]
fn a_fix_of_both_halves_passes_when_it_is_fed_back() {
    let admin = "arn:aws:iam::111122223333:role/admin";
    let root = "arn:aws:iam::111122223333:root";
    let other = "arn:aws:iam::444455556666:root";
    let closed = policy(json!([on_key("Allow", admin, json!("kms:*"))]));
    let open = policy(json!([on_key("Allow", root, json!("kms:*"))]));
    let of_other = policy(json!([on_key("Allow", other, json!("kms:*"))]));
    let all = bundle(json!([allow(json!("*"), "*")]));
    let without = bundle(json!([all_but_kms()]));
    // No policy can grant this across accounts.
    let ignoring = ["--ignore", "kms:GetKeyPolicy=the owner looked"];
    for (about, role, keys, policies, statements, more) in [
        (
            "the role lacks it",
            &without,
            vec![(OWN, open.clone())],
            1,
            0,
            &[][..],
        ),
        (
            "the key lacks it",
            &all,
            vec![(OWN, closed.clone())],
            0,
            1,
            &[],
        ),
        (
            "both lack it",
            &without,
            vec![(OWN, closed.clone())],
            1,
            1,
            &[],
        ),
        (
            "one of two keys lacks it",
            &all,
            vec![
                (OWN, open.clone()),
                ("arn:aws:kms:eu-west-1:111122223333:key/2", closed),
            ],
            0,
            1,
            &[],
        ),
        (
            "another account's key",
            &without,
            vec![(SHARED, of_other.clone())],
            1,
            1,
            &ignoring,
        ),
        (
            "both accounts' keys",
            &all,
            vec![(OWN, open), (SHARED, of_other)],
            0,
            1,
            &ignoring,
        ),
    ] {
        let (fix, code, out) = fed_back(role, &keys, more);
        let count = |member: &str| fix[member].as_array().map_or(0, Vec::len);
        assert_eq!(count("policies"), policies, "{about}: {fix}");
        assert_eq!(count("keyStatements"), statements, "{about}: {fix}");
        assert_eq!(code, 0, "{about}: {out}");
        assert!(out.ends_with("PASS\n"), "{about}: {out}");
    }
}

#[test]
fn a_deny_in_a_key_policy_has_no_fix() {
    let key = policy(json!([
        on_key("Allow", "arn:aws:iam::111122223333:root", json!("kms:*")),
        on_key("Deny", "*", json!("kms:CreateGrant")),
    ]));
    let all = bundle(json!([allow(json!("*"), "*")]));
    let (fix, code, _) = fed_back(&all, &[(OWN, key)], &[]);
    assert_eq!(fix["keyStatements"], Value::Null, "{fix}");
    assert_eq!(fix["stillDenied"], json!(["kms:CreateGrant"]));
    assert_eq!(code, 1);
}

#[test]
fn the_side_that_lacks_the_grant_is_reported_for_each_key() {
    let folder = Folder::new();
    let own_key_only = json!([all_but_kms(), allow(json!("kms:*"), OWN)]);
    folder.file("role.json", bundle(own_key_only).to_string());
    let named = policy(json!([
        on_key("Allow", "arn:aws:iam::444455556666:root", json!("kms:*")),
        on_key("Allow", ROLE, json!("kms:*")),
    ]));
    let admin = "arn:aws:iam::111122223333:role/admin";
    folder.file(
        "own.json",
        policy(json!([on_key("Allow", admin, json!("kms:*"))])).to_string(),
    );
    folder.file("shared.json", named.to_string());
    let (own, shared) = (format!("{OWN}=own.json"), format!("{SHARED}=shared.json"));
    let run = folder.run(&[
        "role.json",
        "--key",
        &own,
        "--key",
        &shared,
        "--format",
        "json",
    ]);
    let found = action(&run, "kms:CreateGrant");
    let expected = json!([
        {"key": OWN, "policy": "own.json", "status": "missing", "lacks": ["keyPolicy"]},
        {"key": SHARED, "policy": "shared.json", "status": "missing", "lacks": ["identity"]},
    ]);
    assert_eq!(found["keys"], expected, "{found}");
    let refused = action(&run, "kms:GetKeyPolicy");
    assert_eq!(refused["keys"][1]["lacks"], json!(["service"]), "{refused}");
    // Key policies don't apply to actions that use no key.
    assert_eq!(action(&run, "kms:ListAliases")["status"], "granted");
}

#[test]
fn a_request_about_a_key_is_in_the_region_of_the_key() {
    let folder = Folder::new();
    let in_region = |region: &str| {
        let condition = json!({"StringEquals": {"aws:RequestedRegion": region}});
        let kms =
            json!({"Effect": "Allow", "Action": "kms:*", "Resource": "*", "Condition": condition});
        folder.file("role.json", bundle(json!([all_but_kms(), kms])).to_string());
        let root = "arn:aws:iam::111122223333:root";
        folder.file(
            "key.json",
            policy(json!([on_key("Allow", root, json!("kms:*"))])).to_string(),
        );
        let key = format!("{OWN}=key.json");
        let run = folder.run(&["role.json", "--key", &key, "--format", "json"]);
        action(&run, "kms:CreateGrant")["status"].clone()
    };
    assert_eq!(in_region("eu-central-1"), "missing");
    assert_ne!(in_region("eu-west-1"), "missing");
}

#[test]
fn an_unknown_role_is_not_in_two_accounts_at_once() {
    let folder = Folder::new();
    folder.file(
        "doc.json",
        policy(json!([allow(json!("*"), "*")])).to_string(),
    );
    let own = policy(json!([on_key(
        "Allow",
        "arn:aws:iam::111122223333:root",
        json!("kms:*")
    )]));
    let other = policy(json!([on_key(
        "Allow",
        "arn:aws:iam::444455556666:root",
        json!("kms:*")
    )]));
    folder.file("own.json", own.to_string());
    folder.file("other.json", other.to_string());
    let (own, other) = (format!("{OWN}=own.json"), format!("{SHARED}=other.json"));
    let run = folder.run(&[
        "doc.json", "--key", &own, "--key", &other, "--format", "json",
    ]);
    let found = action(&run, "kms:CreateGrant");
    assert_eq!(found["status"], "conditional", "{found}");
    let run = folder.run(&["doc.json", "--key", &own, "--format", "json"]);
    assert_eq!(action(&run, "kms:CreateGrant")["status"], "granted");
}

#[test]
fn contradictory_keys_and_regions_are_rejected() {
    let folder = Folder::new();
    folder.file("role.json", bundle(json!([all_but_kms()])).to_string());
    let root = "arn:aws:iam::111122223333:root";
    folder.file(
        "k.json",
        policy(json!([on_key("Allow", root, json!("kms:*"))])).to_string(),
    );
    let pair = format!("{OWN}=k.json");
    for (args, says) in [
        (vec!["--key", OWN], "expected `ARN=FILE`"),
        (vec!["--key", &pair, "--key", &pair], "twice"),
        (
            vec!["--key", "arn:aws:kms:eu-west-1:111122223333:alias/a=k.json"],
            "the ARN of the key itself",
        ),
        (
            vec!["--key", "arn:aws:kms:eu-west-1:111122223333:key/*=k.json"],
            "the ARN of a KMS key",
        ),
        (vec!["--key", &format!("{OWN}=")], "the file of its policy"),
        (vec!["--key", &format!("{OWN}=none.json")], "none.json"),
        (
            vec!["--region", "eu-west-1", "--region", "eu-west-1"],
            "twice",
        ),
        (vec!["--assumable-only"], "without an assumer"),
        (
            vec!["--trusted-service", ROLE],
            "the name of an AWS service",
        ),
        (
            vec!["--appliance", "backup.amazonaws.com"],
            "--trusted-service backup.amazonaws.com",
        ),
    ] {
        let run = folder.run(&[&["role.json"], &args[..]].concat());
        assert_eq!(run.code, 2, "{args:?}: {}", run.out);
        assert!(run.err.contains(says), "{args:?}: {}", run.err);
    }
}

/// A role of a dump.
fn role(name: &str, trusted: Value, more: Value) -> Value {
    let mut role = json!({"RoleName": name, "Arn": format!("arn:aws:iam::111122223333:role/{name}"),
        "AssumeRolePolicyDocument": policy(json!([{"Effect": "Allow", "Principal": trusted, "Action": "sts:AssumeRole"}])),
        "RolePolicyList": [{"PolicyName": "p", "PolicyDocument": policy(json!([allow(json!("*"), "*")]))}],
        "AttachedManagedPolicies": []});
    for (member, value) in more.as_object().unwrap() {
        role[member] = value.clone();
    }
    role
}

#[test]
fn only_the_roles_that_an_assumer_may_assume_are_judged() {
    let folder = Folder::new();
    let appliance = "arn:aws:iam::444455556666:role/Imp";
    let roles = [
        role("mine", json!({"AWS": appliance}), json!({})),
        role(
            "other",
            json!({"AWS": "arn:aws:iam::444455556666:role/x"}),
            json!({}),
        ),
        role(
            "service",
            json!({"Service": "lambda.amazonaws.com"}),
            json!({}),
        ),
    ];
    folder.file("dump.json", json!({"RoleDetailList": roles}).to_string());
    let names = |args: &[&str]| {
        let run =
            folder.run(&[&["dump.json", "--format", "json", "--assumable-only"], args].concat());
        let report = run.report();
        let names = report["principals"].as_array().unwrap().iter();
        let names: Vec<String> = names
            .map(|of| of["name"].as_str().unwrap().to_owned())
            .collect();
        (names.join(" "), run.err)
    };
    let (found, err) = names(&["--appliance", appliance]);
    assert_eq!(found, "mine");
    assert!(err.contains("skipped 2 principals"), "{err}");
    let both = [
        "--appliance",
        appliance,
        "--trusted-service",
        "lambda.amazonaws.com",
    ];
    assert_eq!(names(&both).0, "mine service");
    let none = folder.run(&[
        "dump.json",
        "--assumable-only",
        "--trusted-service",
        "ec2.amazonaws.com",
    ]);
    assert_eq!(none.code, 3, "{}", none.out);
}

#[test]
fn a_role_for_instances_needs_an_instance_profile() {
    let folder = Folder::new();
    let status = |profiles: Value| {
        let ec2 = json!({"Service": "ec2.amazonaws.com"});
        let role = role("worker", ec2, json!({"InstanceProfileList": profiles}));
        folder.file("dump.json", json!({"RoleDetailList": [role]}).to_string());
        let run = folder.run(&[
            "dump.json",
            "--format",
            "json",
            "--trusted-service",
            "ec2.amazonaws.com",
        ]);
        run.report()["principals"][0]["trust"]["status"].clone()
    };
    assert_eq!(status(json!([])), "conditional");
    assert_eq!(
        status(json!([{"InstanceProfileName": "worker", "Roles": []}])),
        "granted"
    );
    // A fact that the input doesn't contain doesn't fail the role.
    assert_eq!(status(json!(null)), "granted");
}

#[test]
fn a_trust_policy_may_require_a_source_account_of_a_service() {
    let folder = Folder::new();
    let status = |value: &str, args: &[&str]| {
        let trust = json!({"Effect": "Allow", "Principal": {"Service": "backup.amazonaws.com"},
            "Action": "sts:AssumeRole", "Condition": {"StringEquals": {"aws:SourceAccount": value}}});
        let role = json!({"arn": ROLE, "identity": [policy(json!([allow(json!("*"), "*")]))],
            "trustPolicy": policy(json!([trust]))});
        folder.file("role.json", role.to_string());
        let all = [
            "role.json",
            "--format",
            "json",
            "--trusted-service",
            "backup.amazonaws.com",
        ];
        folder.run(&[&all[..], args].concat()).report()["principals"][0]["trust"]["status"].clone()
    };
    assert_eq!(status("111122223333", &[]), "conditional");
    let given = ["--context", "aws:SourceAccount=111122223333"];
    assert_eq!(status("111122223333", &given), "granted");
    assert_eq!(status("999988887777", &given), "missing");
}

#[test]
fn the_tags_of_a_role_are_in_its_requests() {
    let folder = Folder::new();
    let status = |tags: Value, args: &[&str]| {
        let condition = json!({"StringEquals": {"aws:PrincipalTag/Team": "backup"}});
        let own =
            json!({"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": condition});
        let document = json!([{"PolicyName": "p", "PolicyDocument": policy(json!([own]))}]);
        // The appliance passes no tags, although it may.
        let both = json!(["sts:AssumeRole", "sts:TagSession"]);
        let trust =
            json!([{"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": both}]);
        let more = json!({"RolePolicyList": document, "Tags": tags, "AssumeRolePolicyDocument": policy(trust)});
        let role = role("r", json!({"AWS": "111122223333"}), more);
        folder.file("dump.json", json!({"RoleDetailList": [role]}).to_string());
        let run = folder.run(&[&["dump.json", "--format", "json"], args].concat());
        action(&run, "ec2:CreateVolume")["status"].clone()
    };
    let team = |value: &str| json!([{"Key": "team", "Value": value}]);
    assert_eq!(status(team("backup"), &[]), "granted");
    assert_eq!(status(team("web"), &[]), "missing");
    assert_eq!(status(json!([]), &[]), "missing");
    assert_eq!(status(json!(null), &[]), "conditional");
    let of_session = ["--context", "aws:PrincipalTag/Team=backup"];
    assert_eq!(status(team("web"), &of_session), "granted");
}
