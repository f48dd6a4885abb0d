//! The main job, with the built binary: the actions that a role lacks.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that can't go on must fail"
)]

mod support;

use support::{Folder, RESTORE, WORKERS, statement};

#[test]
fn the_published_policies_pass() {
    let folder = Folder::new();
    folder
        .file("restore.json", RESTORE)
        .file("workers.json", WORKERS);
    let run = folder.run(&[
        "restore.json",
        "workers.json",
        "--as-role",
        "veeam",
        "--workers",
    ]);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    assert!(
        run.out.contains("ec2-restore        56 of 56 granted"),
        "{}",
        run.out
    );
    assert!(
        run.out.contains("worker-deployment  16 of 16 granted"),
        "{}",
        run.out
    );
    assert!(run.out.ends_with("PASS\n"), "{}", run.out);
    assert_eq!(run.err, "");
}

#[test]
fn letter_case_and_wildcards_do_not_matter() {
    for list_profiles in [
        "IAM:LISTINSTANCEPROFILES",
        "iam:List*",
        "iam:listinstanceprofile?",
    ] {
        let folder = Folder::new();
        folder.file(
            "role.json",
            RESTORE.replace("iam:listInstanceProfiles", list_profiles),
        );
        let run = folder.run(&["role.json"]);
        assert_eq!(run.code, 0, "{list_profiles}: {}", run.out);
    }
}

#[test]
fn one_missing_and_one_denied_action_fail_with_their_positions() {
    let folder = Folder::new();
    folder.file(
        "examples/role.json",
        include_str!("../../../examples/role.json"),
    );
    let run = folder.run(&[
        "examples/role.json",
        "--set",
        "ec2-restore",
        "--set",
        "worker-deployment",
    ]);
    assert_eq!(run.code, 1);
    insta::assert_snapshot!(run.out);
}

#[test]
fn an_allow_by_notaction_grants_everything_else() {
    let folder = Folder::new();
    folder.file(
        "role.json",
        statement(r#""Effect": "Allow", "NotAction": "kms:*", "Resource": "*""#),
    );
    let run = folder.run(&["role.json"]);
    assert_eq!(run.code, 1);
    assert!(run.out.contains("48 of 56 granted"), "{}", run.out);
}

#[test]
fn a_deny_with_wildcards_denies_matching_actions() {
    let folder = Folder::new();
    folder.file(
        "allow.json",
        statement(r#""Effect": "Allow", "Action": "*", "Resource": "*""#),
    );
    folder.file(
        "deny.json",
        statement(r#""Effect": "Deny", "Action": "EC2:*volume?", "Resource": "*""#),
    );
    let run = folder.run(&["allow.json", "deny.json", "--as-role", "r"]);
    assert_eq!(run.code, 1);
    assert!(
        run.out
            .contains("denied      ec2:DescribeVolumes  statement 0, deny.json:1:41"),
        "{}",
        run.out
    );
    assert!(run.out.contains("55 of 56 granted"), "{}", run.out);
}

#[test]
fn a_role_split_over_three_documents_is_one_role() {
    let folder = Folder::new();
    for (file, actions) in [
        ("a.json", r#""ec2:*""#),
        ("b.json", r#"["iam:*"]"#),
        ("c.json", r#"["kms:*", "s3:*"]"#),
    ] {
        let members = format!(r#""Effect": "Allow", "Action": {actions}, "Resource": "*""#);
        folder.file(file, statement(&members));
    }
    let run = folder.run(&["a.json", "b.json", "c.json", "--as-role", "split"]);
    assert_eq!(run.code, 0, "{}", run.out);
    assert!(run.out.contains("56 of 56 granted"));
    let apart = folder.run(&["a.json", "b.json", "c.json", "--quiet"]);
    assert_eq!(apart.code, 1);
    assert_eq!(apart.out.matches("FAIL").count(), 3, "{}", apart.out);
}

#[test]
fn the_exported_policy_grants_exactly_the_missing_actions() {
    let folder = Folder::new();
    let allow = RESTORE
        .replace("\"kms:CreateGrant\",", "")
        .replace("\"iam:PassRole\",", "");
    folder.file("role.json", allow);
    folder.file(
        "deny.json",
        statement(r#""Effect": "Deny", "Action": "kms:ListKeys", "Resource": "*""#),
    );
    let both = [
        "role.json",
        "deny.json",
        "--as-role",
        "r",
        "--export-missing",
        "fix.json",
    ];
    let run = folder.run(&both);
    assert_eq!(run.code, 1);
    assert!(
        run.out
            .contains("fix: fix.json grants the 2 missing actions"),
        "{}",
        run.out
    );
    assert!(
        run.out
            .contains("no added permission can help: kms:ListKeys"),
        "{}",
        run.out
    );
    let fix: serde_json::Value = serde_json::from_str(&folder.read("fix.json")).unwrap();
    assert_eq!(
        fix["Statement"],
        serde_json::json!([{"Effect": "Allow", "Action": ["iam:PassRole", "kms:CreateGrant"], "Resource": "*"}])
    );
    let fixed = folder.run(&["role.json", "fix.json", "--as-role", "r"]);
    assert_eq!(fixed.code, 0, "{}", fixed.out);
}

#[test]
fn another_set_comes_from_a_file() {
    let folder = Folder::new();
    folder.file(
        "role.json",
        statement(r#""Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::b/*""#),
    );
    let set = |resource: &str| {
        let members =
            format!(r#""Effect": "Allow", "Action": "s3:GetObject", "Resource": "{resource}""#);
        statement(&members)
    };
    folder.file("within.json", set("arn:aws:s3:::b/backups/*"));
    folder.file("beside.json", set("arn:aws:s3:::c/*"));
    assert_eq!(
        folder.run(&["role.json", "--set-file", "within.json"]).code,
        0
    );
    assert_eq!(
        folder.run(&["role.json", "--set-file", "beside.json"]).code,
        1
    );
    let bad = folder.run(&["role.json", "--set", "ec2"]);
    assert_eq!(bad.code, 2);
    assert!(
        bad.err
            .contains("found the set `ec2`, expected one that `restore-check sets` lists"),
        "{}",
        bad.err
    );
}

#[test]
fn a_set_may_contain_placeholders() {
    let folder = Folder::new();
    folder.file(
        "role.json",
        statement(r#""Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::b/*""#),
    );
    folder.file(
        "set.json",
        statement(
            r#""Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::<bucket>/*""#,
        ),
    );
    let run =
        |more: &[&str]| folder.run(&[&["role.json", "--set-file", "set.json"], more].concat());
    assert_eq!(run(&["--set-var", "bucket=b"]).code, 0);
    assert_eq!(run(&["--set-var", "<bucket>=b"]).code, 0);
    let other = run(&["--set-var", "bucket=c"]);
    assert_eq!(other.code, 1);
    assert!(other.out.contains("on arn:aws:s3:::c/*"), "{}", other.out);
    for (more, says) in [
        (&[][..], "found the placeholder `<bucket>`"),
        (
            &["--set-var", "bucket=b", "--set-var", "buket=b"],
            "`--set-var buket=…`",
        ),
        (&["--set-var", "bucket"], "expected NAME=VALUE"),
    ] {
        let run = run(more);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{more:?}");
        assert!(run.err.contains(says), "{more:?}: {}", run.err);
    }
    assert_eq!(
        folder.run(&["sets", "set.json"]).out,
        "s3:GetObject on arn:aws:s3:::<bucket>/*\n"
    );
}

#[test]
fn a_role_that_may_only_pass_other_roles_has_them_in_the_report() {
    let folder = Folder::new();
    let list = RESTORE.replace("\"iam:PassRole\",", "");
    for (account, status) in [("111122223333", "limited"), ("444455556666", "missing")] {
        let pass = format!("arn:aws:iam::{account}:role/other");
        let statement = statement(&format!(
            r#""Effect": "Allow", "Action": "iam:PassRole", "Resource": "{pass}""#
        ));
        let bundle = format!(
            r#"{{"arn": "arn:aws:iam::111122223333:role/r", "identity": [{list}, {statement}]}}"#
        );
        folder.file("role.json", bundle);
        let run = folder.run(&["role.json", "--format", "json"]);
        let report = run.report();
        let actions = report["principals"][0]["sets"][0]["actions"]
            .as_array()
            .unwrap();
        let found = actions
            .iter()
            .find(|found| found["action"] == "iam:PassRole")
            .unwrap();
        assert_eq!(found["status"], status, "{found}");
        let hint = found["hint"].as_str().unwrap();
        assert!(
            hint.starts_with(&format!("it may pass {pass} only")),
            "{hint}"
        );
    }
}

#[test]
fn for_a_user_the_report_says_that_workers_are_for_roles() {
    let folder = Folder::new();
    let bundle = |kind| {
        format!(r#"{{"arn": "arn:aws:iam::111122223333:{kind}/x", "identity": [{RESTORE}]}}"#)
    };
    for (kind, reported) in [("user", true), ("role", false)] {
        folder.file("bundle.json", bundle(kind));
        let run = folder.run(&["bundle.json", "--workers"]);
        assert_eq!(run.out.contains("for roles only"), reported, "{}", run.out);
        let run = folder.run(&["bundle.json"]);
        assert!(!run.out.contains("for roles only"), "{}", run.out);
    }
}

#[test]
fn a_fix_names_the_actions_that_another_layer_denies() {
    let folder = Folder::new();
    let boundary = statement(r#""Effect": "Allow", "NotAction": "kms:*", "Resource": "*""#);
    let bundle = format!(
        r#"{{"arn": "arn:aws:iam::111122223333:role/r", "identity": [{RESTORE}], "permissionsBoundary": {boundary}}}"#
    );
    folder.file("role.json", bundle);
    let run = folder.run(&["role.json"]);
    assert!(!run.out.contains("--export-missing"), "{}", run.out);
    let run = folder.run(&["role.json", "--export-missing", "fix.json"]);
    assert_eq!(run.code, 1);
    let words: Vec<&str> = run.out.split_whitespace().collect();
    let words = words.join(" ");
    assert!(
        words.contains("fix: nothing to write: no identity policy can help another layer"),
        "{words}"
    );
    assert!(
        words.contains("kms:ReEncryptTo (permissions boundary)"),
        "{words}"
    );
    assert!(!folder.path().join("fix.json").exists());
}

#[test]
fn the_quiet_and_the_json_form_agree_with_the_text() {
    let folder = Folder::new();
    folder.file("role.json", include_str!("../../../examples/role.json"));
    let quiet = folder.run(&["role.json", "-q"]);
    assert_eq!(
        quiet.out,
        "FAIL        role.json  ec2-restore: 1 denied, 1 missing\n"
    );
    let json = folder.run(&["role.json", "--format", "json", "-o", "report.json"]);
    assert_eq!((json.code, json.out.as_str()), (1, ""));
    let report: serde_json::Value = serde_json::from_str(&folder.read("report.json")).unwrap();
    assert_eq!(report["principals"][0]["verdict"], "fail");
    let set = &report["principals"][0]["sets"][0];
    assert_eq!(set["source"], "role_permissions_restore_ec2");
    assert_eq!(set["version"], "10.0.0.232");
    let verbose = folder.run(&["role.json", "-v"]);
    assert!(
        verbose
            .out
            .contains("\nset ec2-restore: role_permissions_restore_ec2, 10.0.0.232\n"),
        "{}",
        verbose.out
    );
    let reason = &set["actions"][55]["reasons"][0];
    let expected = serde_json::json!({
        "layer": "identity", "policy": "role.json", "statement": 2, "sid": "NoReEncrypt",
        "line": 89, "column": 5, "effect": "Deny", "why": "denies it"
    });
    assert_eq!(*reason, expected);
}

#[test]
fn conditional_actions_pass_unless_strict_and_the_help_says_so() {
    let folder = Folder::new();
    let in_region = RESTORE.replace(
        "\"Resource\": \"*\"",
        r#""Resource": "*", "Condition": {"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}"#,
    );
    folder.file("role.json", in_region);
    let run = folder.run(&["role.json"]);
    assert!(run.out.ends_with("CONDITIONAL\n"), "{}", run.out);
    assert_eq!(run.code, 0);
    assert_eq!(folder.run(&["role.json", "--strict"]).code, 1);
    let help = folder.run(&["--help"]).out;
    for says in [
        "0    nothing is missing or denied (conditional passes unless --strict)",
        "1    something is missing or denied (with --strict: or conditional)",
        "141  the reader of the output closed it",
    ] {
        assert!(help.contains(says), "{help}");
    }
}

#[test]
fn a_role_without_identity_policies_is_reported() {
    let folder = Folder::new();
    let bundle = r#"{"arn": "arn:aws:iam::111122223333:role/bare", "identity": []}"#;
    folder.file("role.json", bundle);
    let run = folder.run(&["role.json"]);
    assert_eq!(run.code, 1);
    assert!(
        run.out
            .contains("no identity policy is attached: nothing is granted"),
        "{}",
        run.out
    );
    let run = folder.run(&["role.json", "--format", "json"]);
    let report = run.report();
    let reasons = &report["principals"][0]["sets"][0]["actions"][0]["reasons"];
    assert_eq!(reasons[0]["layer"], "identity");
    assert_eq!(reasons[0]["why"], "there is no identity policy at all");
}
