//! Inputs that contradict themselves or the command line, or that are incomplete: they are rejected
//! or reported, and never judged silently.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that can't go on must fail"
)]

mod support;

use serde_json::{Value, json};
use support::{Folder, RESTORE, ROLE, Run, restore, statement};

fn trust() -> Value {
    json!({"Statement": {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"},
        "Action": "sts:AssumeRole"}})
}

/// Asserts that nothing is judged and that the error contains this text.
fn assert_refused(run: &Run, said: &str) {
    assert_eq!(run.code, 2, "{}{}", run.out, run.err);
    assert!(run.err.contains(said), "{}\nrather than\n{said}", run.err);
    assert!(!run.out.contains("granted"), "{}", run.out);
}

#[test]
fn a_boundary_without_its_document_does_not_pass() {
    let folder = Folder::new();
    let boundary = json!({"PermissionsBoundaryArn": "arn:aws:iam::111122223333:policy/b"});
    let role = json!({"Role": {"Arn": ROLE, "AssumeRolePolicyDocument": trust(),
        "PermissionsBoundary": boundary}});
    let full = statement(r#""Effect": "Allow", "Action": "*", "Resource": "*""#);
    folder
        .file("role.json", role.to_string())
        .file("policy.json", RESTORE)
        .file(
            "boundary.json",
            format!("{{\"permissionsBoundary\": {full}}}"),
        );
    let parts = ["role.json", "policy.json", "--as-role", "veeam"];
    let said = "found the permissions boundary `arn:aws:iam::111122223333:policy/b` without its \
        document, expected its document: as `permissionsBoundary` of a role bundle (`--as-role`";
    assert_refused(&folder.run(&parts), said);
    assert_refused(&folder.run(&["role.json"]), said);
    for more in [
        &["boundary.json"][..],
        &["--without", "permissionsBoundary"],
    ] {
        let args: Vec<&str> = parts.iter().chain(more).copied().collect();
        let run = folder.run(&args);
        assert_eq!(run.code, 0, "{more:?}: {}{}", run.out, run.err);
    }
    // The same in a dump.
    let dump = json!({"RoleDetailList": [{"Arn": ROLE, "PermissionsBoundary": boundary,
        "RolePolicyList": [{"PolicyName": "p", "PolicyDocument": restore()}]}]});
    folder.file("dump.json", dump.to_string());
    assert_refused(
        &folder.run(&["dump.json"]),
        "found the permissions boundary",
    );
    let run = folder.run(&["dump.json", "--without", "permissionsBoundary"]);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
}

#[test]
fn a_role_without_its_policies_has_not_failed() {
    let folder = Folder::new();
    let role =
        json!({"Role": {"Arn": ROLE, "RoleName": "veeam", "AssumeRolePolicyDocument": trust()}});
    folder
        .file("role.json", role.to_string())
        .file("policy.json", RESTORE);
    for args in [
        &[][..],
        &["--format", "json"],
        &["--quiet"],
        &["--format", "junit"],
    ] {
        let run = folder.run(&[&["role.json"], args].concat());
        assert_eq!(run.code, 3, "{args:?}: {}{}", run.out, run.err);
        assert!(!run.out.contains("missing"), "{}", run.out);
        let said = format!(
            "restore-check: role.json: found no identity-based policy of `{ROLE}`, expected its policies, too: "
        );
        assert!(run.err.starts_with(&said), "{}", run.err);
        assert_eq!(run.err.lines().count(), 1, "{}", run.err);
    }
    // Beside another one, it is not passed over in silence.
    let run = folder.run(&["role.json", "policy.json", "--quiet"]);
    assert_eq!(run.code, 3, "{}", run.err);
    assert!(run.out.contains("PASS"), "{}", run.out);
    // A policy is a policy.
    let with = folder.run(&["role.json", "--add-policy", "policy.json"]);
    assert_eq!(with.code, 0, "{}{}", with.out, with.err);
    let bad = statement(r#""Effect": "Allow", "Action": "s3:*", "Resource": "*""#);
    folder.file("bad.json", bad);
    assert_eq!(folder.run(&["role.json", "bad.json", "--quiet"]).code, 1);
}

#[test]
fn documents_of_two_roles_are_not_combined() {
    let folder = Folder::new();
    for name in ["a", "b"] {
        let policy = json!({"RoleName": name, "PolicyName": "p", "PolicyDocument": restore()});
        folder.file(&format!("{name}.json"), policy.to_string());
    }
    let run = folder.run(&["a.json", "b.json", "--as-role", "r"]);
    assert_refused(
        &run,
        "b.json: found a document of the role `b`, expected a document of the role `a`",
    );
}

#[test]
fn bundles_of_one_role_are_judged_separately() {
    let folder = Folder::new();
    let bundle = |identity: Value| json!({"arn": ROLE, "identity": identity}).to_string();
    folder
        .file("before.json", bundle(json!([])))
        .file("after.json", bundle(json!([restore()])));
    let run = folder.run(&["before.json", "after.json", "--quiet"]);
    assert_eq!(run.code, 1, "{}", run.err);
    let verdicts: Vec<&str> = run.out.lines().map(|line| &line[..4]).take(2).collect();
    assert_eq!(verdicts, ["FAIL", "PASS"], "{}", run.out);
    let run = folder.run(&["before.json", "after.json", "--as-role", "veeam"]);
    assert_eq!(run.code, 0, "parts of one role: {}", run.err);
    let run = folder.run(&["after.json", "after.json", "--quiet"]);
    assert_eq!(run.out.lines().count(), 1, "{}", run.out);
}

#[test]
fn a_page_without_the_following_pages_is_reported() {
    let folder = Folder::new();
    let page = json!({"RoleDetailList": [{"Arn": ROLE, "AttachedManagedPolicies": [],
        "RolePolicyList": [{"PolicyName": "p", "PolicyDocument": restore()}]}],
        "IsTruncated": true, "Marker": "m"});
    let last = json!({"RoleDetailList": [], "Policies": [
        {"Arn": "arn:aws:iam::111122223333:policy/x", "PolicyVersionList": []}]});
    folder
        .file("1.json", page.to_string())
        .file("2.json", last.to_string());
    let run = folder.run(&["1.json"]);
    assert_eq!(run.code, 2, "{}", run.out);
    assert!(run.out.contains("56 of 56 granted"), "{}", run.out);
    assert!(
        run.err.contains("found a page that is not the last of the account `111122223333`, expected the pages that follow it"),
        "{}",
        run.err
    );
    assert_eq!(folder.run(&["1.json", "2.json"]).code, 0);
}

#[test]
fn other_files_in_a_folder_of_inputs_are_reported() {
    let folder = Folder::new();
    folder
        .file("roles/a.json", RESTORE)
        .file("roles/.gitkeep", "");
    let run = folder.run(&["roles"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    folder.file("roles/b.txt", RESTORE);
    let run = folder.run(&["roles"]);
    assert_eq!(run.code, 0);
    assert_eq!(
        run.err,
        "restore-check: skipped 1 file that ends neither in .json nor in .yaml: roles/b.txt\n"
    );
    for name in ["c", "d.txt", "e.jsonl"] {
        folder.file(&format!("roles/{name}"), "");
    }
    let run = folder.run(&["roles"]);
    assert_eq!(
        run.err,
        "restore-check: skipped 4 files that end neither in .json nor in .yaml: roles/b.txt, roles/c, roles/d.txt …\n"
    );
}

#[test]
fn a_level_with_a_policy_under_another_name_is_rejected() {
    let folder = Folder::new();
    let full = statement(r#""Effect": "Allow", "Action": "*", "Resource": "*""#);
    folder
        .file("role.json", RESTORE)
        .file("scps/0-root/full.json", &full)
        .file(
            "scps/0-root/deny.txt",
            statement(r#""Effect": "Deny", "Action": "*", "Resource": "*""#),
        );
    let run = folder.run(&["role.json", "--scps", "scps"]);
    assert_refused(
        &run,
        "scps/0-root/deny.txt: found a file with another extension",
    );
}

#[test]
fn names_are_those_of_roles_and_users_if_the_input_has_them() {
    let folder = Folder::new();
    let policy = |member: &str, name: &str| {
        json!({member: name, "PolicyName": "p", "PolicyDocument": restore()}).to_string()
    };
    folder
        .file("in/1.json", policy("RoleName", "veeam-a"))
        .file("in/2.json", policy("UserName", "veeam-b"))
        .file("in/3.json", policy("RoleName", "other"))
        .file("in/veeam-c.json", RESTORE);
    let run = folder.run(&["in", "--role", "veeam-*", "--format", "json"]);
    let principals = run.report()["principals"].as_array().unwrap().clone();
    let reported = principals
        .iter()
        .map(|principal| json!([principal["name"], principal["source"]]));
    assert_eq!(
        reported.collect::<Vec<_>>(),
        [
            json!(["veeam-a", "in/1.json"]),
            json!(["veeam-b", "in/2.json"]),
            json!([null, "in/veeam-c.json"])
        ]
    );
    let run = folder.run(&["in", "--role", "x*", "--role", "y"]);
    assert_eq!(run.code, 3);
    assert_eq!(
        run.err,
        "restore-check: no role or user matches `--role x*`; there are: `other`, `veeam-a`, `veeam-b`, `veeam-c.json`\n\
         restore-check: no role or user matches `--role y`; there are: `other`, `veeam-a`, `veeam-b`, `veeam-c.json`\n"
    );
}

#[test]
fn control_policies_come_from_one_source() {
    let folder = Folder::new();
    let full: Value = serde_json::from_str(&statement(
        r#""Effect": "Allow", "Action": "*", "Resource": "*""#,
    ))
    .unwrap();
    let bundle = json!({"arn": ROLE, "identity": [restore()], "scps": [[]], "rcps": null});
    folder
        .file("bundle.json", bundle.to_string())
        .file("full.json", full.to_string());
    let run = folder.run(&["bundle.json", "--scps", "full.json"]);
    assert_refused(
        &run,
        "bundle.json: found `scps` in the bundle, and `--scps`, expected one of the two",
    );
    let args = ["bundle.json", "--scps", "full.json", "--without", "scps"];
    assert_eq!(folder.run(&args).code, 0);
    // A bundle without control policies allows those of the command line.
    folder.file(
        "rcp.json",
        statement(r#""Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*""#),
    );
    let run = folder.run(&["bundle.json", "--rcps", "rcp.json"]);
    assert_eq!(run.code, 1, "judged by the bundle's SCPs: {}", run.err);
}

#[test]
fn key_and_appliance_policies_may_be_output_of_the_aws_cli() {
    let folder = Folder::new();
    let bundle = json!({"arn": ROLE, "identity": [restore()], "trustPolicy": {"Statement":
        {"Effect": "Allow", "Principal": {"AWS": "444455556666"}, "Action": "sts:AssumeRole"}}});
    let key = |principal: &str| {
        let policy = statement(&format!(
            r#""Effect": "Allow", "Principal": {{"AWS": "{principal}"}}, "Action": "kms:*", "Resource": "*""#
        ));
        json!({"Policy": policy, "PolicyName": "default"}).to_string()
    };
    folder
        .file("bundle.json", bundle.to_string())
        .file("open.json", key("111122223333"))
        .file("other.json", key("arn:aws:iam::111122223333:role/other"));
    for (file, code) in [("open.json", 0), ("other.json", 1)] {
        let run = folder.run(&["bundle.json", "--key-policy", file]);
        assert_eq!(run.code, code, "{file}: {}{}", run.out, run.err);
    }
    let assume: Value = serde_json::from_str(&statement(
        r#""Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*""#,
    ))
    .unwrap();
    let version = |is_default: bool| {
        json!({"PolicyVersion": {"Document": assume, "VersionId": "v2",
            "IsDefaultVersion": is_default}})
        .to_string()
    };
    let inline = json!({"RoleName": "I", "PolicyName": "p", "PolicyDocument": assume.to_string()});
    let nothing = json!({"RoleName": "I", "PolicyName": "p", "PolicyDocument": {"Statement":
        {"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}}});
    folder
        .file("plain.json", assume.to_string())
        .file("string.json", json!(assume.to_string()).to_string())
        .file("inline.json", inline.to_string())
        .file("nothing.json", nothing.to_string())
        .file("version.json", version(true))
        .file("older.json", version(false))
        .file(
            "twice.json",
            format!("{{\"PolicyDocument\": {assume}, \"PolicyDocument\": {assume}}}"),
        );
    let appliance = "arn:aws:iam::444455556666:role/I";
    let run = |file: &str| {
        folder.run(&[
            "bundle.json",
            "--appliance",
            appliance,
            "--appliance-policy",
            file,
        ])
    };
    for (file, code) in [
        ("plain.json", 0),
        ("string.json", 0),
        ("inline.json", 0),
        ("version.json", 0),
        ("nothing.json", 1),
    ] {
        let run = run(file);
        assert_eq!(run.code, code, "{file}: {}{}", run.out, run.err);
    }
    for (file, said) in [
        (
            "older.json",
            "found the version `v2`, which is not the default one",
        ),
        (
            "twice.json",
            "found the member `PolicyDocument` a second time",
        ),
        ("open.json", "open.json:1:3: found the member `Policy`"),
        ("bundle.json", "found the member `arn`"),
    ] {
        assert_refused(&run(file), said);
    }
    assert_refused(
        &folder.run(&["bundle.json", "--key-policy", "inline.json"]),
        "found the member `RoleName`",
    );
}

#[test]
fn a_hidden_folder_of_inputs_is_reported() {
    let folder = Folder::new();
    let allow = statement(r#""Effect": "Allow", "Action": "*", "Resource": "*""#);
    let deny = statement(r#""Effect": "Deny", "Action": "*", "Resource": "*""#);
    folder
        .file("d/a.json", &allow)
        .file("d/.git/config", "")
        .file("d/.git/hooks/x.json", &deny);
    let run = folder.run(&["d", "--as-role", "x"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    folder.file("d/.b/b.json", &deny);
    let run = folder.run(&["d", "--as-role", "x"]);
    assert_eq!(
        run.err,
        "restore-check: skipped 1 hidden folder with documents: d/.b/\n"
    );
    folder.file("d/c.txt", &deny);
    let run = folder.run(&["d", "--as-role", "x"]);
    assert_eq!(
        run.err,
        "restore-check: skipped 2 files and hidden folders: d/.b/, d/c.txt\n"
    );
}

#[test]
fn the_control_policies_of_an_appliance_in_another_account_are_unknown() {
    let folder = Folder::new();
    let allow = statement(r#""Effect": "Allow", "Action": "*", "Resource": "*""#);
    let trust = |account: &str| {
        json!({"Statement": {"Effect": "Allow", "Action": "sts:AssumeRole",
            "Principal": {"AWS": format!("arn:aws:iam::{account}:role/V")}}})
    };
    let allowed: Value = serde_json::from_str(&allow).unwrap();
    folder.file("full.json", &allow);
    for (account, scps, expected) in [
        ("444455556666", true, true),
        ("111122223333", true, false),
        ("444455556666", false, false),
    ] {
        let bundle = json!({"arn": "arn:aws:iam::111122223333:role/r", "identity": [allowed], "trustPolicy": trust(account)});
        folder.file("a.json", bundle.to_string());
        let appliance = format!("arn:aws:iam::{account}:role/V");
        let mut args = vec!["a.json", "--appliance", &appliance];
        if scps {
            args.extend(["--scps", "full.json"]);
        }
        let run = folder.run(&args);
        assert_eq!(run.code, 0, "{}", run.out);
        let note = "the SCPs of the appliance's account, 444455556666, are unknown";
        assert_eq!(run.out.contains(note), expected, "{}", run.out);
    }
}
