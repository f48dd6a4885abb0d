//! Every shape of input, with the built binary.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that can't go on must fail"
)]

mod support;

use serde_json::{Value, json};
use support::{Folder, RESTORE, ROLE, WORKERS, restore, statement};

/// Runs with JSON output. Returns the principals' verdicts and the report.
fn verdicts(folder: &Folder, args: &[&str]) -> (Vec<String>, Value) {
    let args: Vec<&str> = args.iter().copied().chain(["--format", "json"]).collect();
    let report = folder.run(&args).report();
    let principals = report["principals"].as_array().unwrap().iter();
    let verdicts = principals.map(|principal| principal["verdict"].as_str().unwrap().to_owned());
    (verdicts.collect(), report)
}

#[test]
fn wrappers_of_the_aws_cli_are_removed() {
    let folder = Folder::new();
    let encoded: String = RESTORE.bytes().map(|byte| format!("%{byte:02X}")).collect();
    folder
        .file(
            "role-policy.json",
            json!({"RoleName": "r", "PolicyName": "p", "PolicyDocument": restore()}).to_string(),
        )
        .file(
            "version.json",
            json!({"PolicyVersion": {"Document": restore(), "VersionId": "v3"}}).to_string(),
        )
        .file(
            "string.json",
            json!({"PolicyDocument": RESTORE}).to_string(),
        )
        .file(
            "encoded.json",
            json!({"PolicyDocument": encoded}).to_string(),
        );
    for file in [
        "role-policy.json",
        "version.json",
        "string.json",
        "encoded.json",
    ] {
        assert_eq!(verdicts(&folder, &[file]).0, ["pass"], "{file}");
    }
}

#[test]
fn get_role_gives_the_arn_and_the_trust() {
    let folder = Folder::new();
    let trust = json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::444455556666:root"}, "Action": "sts:AssumeRole"}});
    folder
        .file(
            "role.json",
            json!({"Role": {"Arn": ROLE, "AssumeRolePolicyDocument": trust}}).to_string(),
        )
        .file("policy.json", RESTORE);
    let (verdicts, report) = verdicts(
        &folder,
        &[
            "role.json",
            "policy.json",
            "--as-role",
            "veeam",
            "--appliance",
            "arn:aws:iam::444455556666:role/I",
        ],
    );
    assert_eq!(verdicts, ["pass"]);
    assert_eq!(report["principals"][0]["principal"], ROLE);
    assert_eq!(report["principals"][0]["trust"]["status"], "granted");
    let missing = &report["principals"][0]["layersNotSupplied"];
    assert_eq!(*missing, json!(["scps", "rcps", "keyPolicy"]));
}

#[test]
fn bundles_come_alone_in_an_array_or_as_lines() {
    let folder = Folder::new();
    let bundle = |name: &str| json!({"arn": format!("arn:aws:iam::111122223333:role/{name}"), "identity": [restore()]});
    let lines = format!("{}\n{}\n", bundle("a"), bundle("b"));
    folder
        .file("one.json", bundle("a").to_string())
        .file("array.json", json!([bundle("a"), bundle("b")]).to_string())
        .file("lines.jsonl", lines);
    assert_eq!(verdicts(&folder, &["one.json"]).0, ["pass"]);
    assert_eq!(verdicts(&folder, &["array.json"]).0, ["pass", "pass"]);
    assert_eq!(verdicts(&folder, &["lines.jsonl"]).0, ["pass", "pass"]);
}

#[test]
fn reasons_point_into_the_file_that_contains_the_document() {
    let folder = Folder::new();
    folder.file("bundle.json", "{\"arn\": \"arn:aws:iam::111122223333:role/r\",\n \"identity\": [{\"Statement\":\n    {\"Sid\": \"No\", \"Effect\": \"Deny\", \"Action\": \"*\", \"Resource\": \"*\"}}]}");
    let (_, report) = verdicts(&folder, &["bundle.json"]);
    let reason = &report["principals"][0]["sets"][0]["actions"][0]["reasons"][0];
    assert_eq!((&reason["line"], &reason["column"]), (&json!(3), &json!(5)));
    assert_eq!(reason["policy"], "bundle.json");
}

/// Two pages of an account: the policies of one are attached in the other.
fn pages() -> (Value, Value) {
    let managed = |name: &str, document: Value| {
        json!({"Arn": format!("arn:aws:iam::111122223333:policy/{name}"), "DefaultVersionId": "v2",
            "PolicyVersionList": [
                {"VersionId": "v1", "IsDefaultVersion": false, "Document": {"Statement":
                    {"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}}},
                {"VersionId": "v2", "IsDefaultVersion": true, "Document": document}]})
    };
    let attached = |name: &str| json!([{"PolicyName": name, "PolicyArn": format!("arn:aws:iam::111122223333:policy/{name}")}]);
    let trust = json!({"Statement": {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}});
    let deny: Value = serde_json::from_str(&statement(
        r#""Effect": "Deny", "Action": "kms:CreateGrant", "Resource": "*""#,
    ))
    .unwrap();
    let only_ec2: Value = serde_json::from_str(&statement(
        r#""Effect": "Allow", "Action": "ec2:*", "Resource": "*""#,
    ))
    .unwrap();
    let first = json!({
        "UserDetailList": [{"UserName": "u", "UserId": "AIDAEXAMPLE", "CreateDate": "2026-01-31T12:00:00Z",
            "Arn": "arn:aws:iam::111122223333:user/u", "GroupList": ["g"], "AttachedManagedPolicies": []}],
        "GroupDetailList": [{"GroupName": "g", "Arn": "arn:aws:iam::111122223333:group/g", "GroupPolicyList": [],
            "AttachedManagedPolicies": attached("restore")}],
        "RoleDetailList": [
            {"RoleName": "good", "Arn": "arn:aws:iam::111122223333:role/good", "AssumeRolePolicyDocument": trust,
             "RolePolicyList": [], "AttachedManagedPolicies": attached("restore")},
            {"RoleName": "denied", "Arn": "arn:aws:iam::111122223333:role/denied", "AssumeRolePolicyDocument": trust,
             "RolePolicyList": [{"PolicyName": "no", "PolicyDocument": deny}], "AttachedManagedPolicies": attached("restore")},
            {"RoleName": "bounded", "Arn": "arn:aws:iam::111122223333:role/bounded", "AssumeRolePolicyDocument": trust,
             "PermissionsBoundary": {"PermissionsBoundaryArn": "arn:aws:iam::111122223333:policy/ec2"},
             "RolePolicyList": [], "AttachedManagedPolicies": attached("restore")}],
        "IsTruncated": true, "Marker": "m"});
    let second = json!({"UserDetailList": [], "GroupDetailList": [], "RoleDetailList": [],
        "Policies": [managed("restore", restore()), managed("ec2", only_ec2)], "IsTruncated": false});
    (first, second)
}

#[test]
fn an_account_comes_in_one_page_or_many() {
    let (first, second) = pages();
    let folder = Folder::new();
    folder
        .file("1.json", first.to_string())
        .file("2.json", second.to_string())
        .file("both.json", format!("{first}\n{second}"));
    for inputs in [
        &["1.json", "2.json"][..],
        &["2.json", "1.json"],
        &["both.json"],
    ] {
        let (verdicts, report) = verdicts(&folder, inputs);
        assert_eq!(verdicts, ["pass", "pass", "fail", "fail"], "{inputs:?}");
        let principals = &report["principals"];
        assert_eq!(principals[0]["trust"]["status"], "notApplicable");
        assert_eq!(principals[0]["kind"], "user");
        assert_eq!(principals[2]["sets"][0]["counts"]["denied"], 1);
        assert_eq!(principals[3]["sets"][0]["counts"]["missing"], 14);
        assert_eq!(
            principals[1]["layersNotSupplied"],
            json!(["scps", "rcps", "keyPolicy"])
        );
    }
    let filtered = verdicts(
        &folder,
        &["1.json", "2.json", "--role", "bound*", "--role", "u"],
    )
    .0;
    assert_eq!(filtered, ["pass", "fail"]);
}

#[test]
fn an_attached_policy_without_its_document_is_an_error_for_that_principal() {
    let (first, _) = pages();
    let folder = Folder::new();
    folder.file("1.json", first.to_string());
    let run = folder.run(&["1.json"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("the policy `arn:aws:iam::111122223333:policy/restore` of `arn:aws:iam::111122223333:role/good` nowhere in the input"), "{}", run.err);
    assert!(!run.out.contains("granted"), "{}", run.out);
}

#[test]
fn control_policies_come_as_folders_and_as_files() {
    let folder = Folder::new();
    let full = statement(r#""Effect": "Allow", "Action": "*", "Resource": "*""#);
    let no_kms = statement(r#""Effect": "Deny", "Action": "kms:*", "Resource": "*""#);
    let described = json!({"Policy": {"PolicySummary": {}, "Content": no_kms}}).to_string();
    folder
        .file("role.json", RESTORE)
        .file("scps/0-root/full.json", &full)
        .file("scps/1-unit/full.json", &full)
        .file("scps/1-unit/no-kms.json", &described)
        .file(
            "levels.json",
            format!("{{\"levels\": [[{full}], [{full}, {no_kms}]]}}"),
        )
        .file("open.json", &full)
        .file("flat/full.json", &full)
        .file("closed.json", "[[]]");
    for (path, denied, missing) in [
        ("scps", 8, 0),
        ("levels.json", 8, 0),
        ("open.json", 0, 0),
        ("flat", 0, 0),
        ("closed.json", 0, 56),
    ] {
        let (_, report) = verdicts(&folder, &["role.json", "--scps", path]);
        let counts = &report["principals"][0]["sets"][0]["counts"];
        assert_eq!(
            (&counts["denied"], &counts["missing"]),
            (&json!(denied), &json!(missing)),
            "{path}"
        );
    }
    let without = verdicts(
        &folder,
        &["role.json", "--scps", "scps", "--without", "scps"],
    )
    .0;
    assert_eq!(without, ["pass"]);
}

#[test]
fn the_context_decides_conditions() {
    let folder = Folder::new();
    let condition =
        r#""Condition": {"StringEquals": {"aws:RequestedRegion": ["eu-west-1", "us-east-1"]}}"#;
    folder.file(
        "role.json",
        statement(&format!(
            r#""Effect": "Allow", "Action": "*", "Resource": "*", {condition}"#
        )),
    );
    assert_eq!(verdicts(&folder, &["role.json"]).0, ["conditional"]);
    assert_eq!(
        verdicts(&folder, &["role.json", "--region", "eu-west-1"]).0,
        ["pass"]
    );
    assert_eq!(
        verdicts(&folder, &["role.json", "--region", "eu-north-1"]).0,
        ["fail"]
    );
    assert_eq!(
        verdicts(&folder, &["role.json", "--absent", "aws:RequestedRegion"]).0,
        ["fail"]
    );
    assert_eq!(folder.run(&["role.json"]).code, 0);
    assert_eq!(folder.run(&["role.json", "--strict"]).code, 1);
}

#[test]
fn a_grant_that_needs_mfa_is_missing_for_the_appliance() {
    let folder = Folder::new();
    let condition = r#""Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}"#;
    folder.file(
        "role.json",
        statement(&format!(
            r#""Effect": "Allow", "Action": "*", "Resource": "*", {condition}"#
        )),
    );
    assert_eq!(verdicts(&folder, &["role.json"]).0, ["conditional"]);
    let run = folder.run(&[
        "role.json",
        "--appliance",
        "arn:aws:iam::444455556666:role/I",
    ]);
    assert_eq!(run.code, 1);
    assert!(
        run.out
            .contains("hint: the appliance's sessions have no MFA"),
        "{}",
        run.out
    );
}

#[test]
fn the_key_policy_is_checked_if_it_is_given() {
    let folder = Folder::new();
    let key = |principal: &str| {
        statement(&format!(
            r#""Effect": "Allow", "Principal": {{"AWS": "{principal}"}}, "Action": "kms:*", "Resource": "*""#
        ))
    };
    folder
        .file(
            "bundle.json",
            json!({"arn": ROLE, "identity": [restore()]}).to_string(),
        )
        .file("account.json", key("111122223333"))
        .file("other.json", key("arn:aws:iam::111122223333:role/other"));
    assert_eq!(
        verdicts(&folder, &["bundle.json", "--key-policy", "account.json"]).0,
        ["pass"]
    );
    let (verdicts, report) = verdicts(&folder, &["bundle.json", "--key-policy", "other.json"]);
    assert_eq!(verdicts, ["fail"]);
    assert_eq!(report["principals"][0]["sets"][0]["counts"]["missing"], 6);
}

#[test]
fn ignored_actions_are_shown_and_do_not_count() {
    let folder = Folder::new();
    folder.file("role.json", RESTORE.replace("\"kms:CreateGrant\",", ""));
    assert_eq!(folder.run(&["role.json"]).code, 1);
    let run = folder.run(&[
        "role.json",
        "--ignore",
        "KMS:CreateGrant=no encrypted volumes",
    ]);
    assert_eq!(run.code, 0, "{}", run.out);
    assert!(run.out.contains("no encrypted volumes"), "{}", run.out);
}

#[test]
fn what_is_allowed_beyond_the_sets_is_counted() {
    let folder = Folder::new();
    folder
        .file("exact.json", RESTORE)
        .file("more.json", WORKERS);
    let beyond = |args: &[&str]| {
        let (_, report) = verdicts(&folder, args);
        report["principals"][0]["leastPrivilege"]["extraActions"].clone()
    };
    assert_eq!(beyond(&["exact.json", "--least-privilege"]), json!(0));
    assert_eq!(beyond(&["more.json", "--least-privilege"]), json!(16));
}

#[test]
fn sets_are_listed_shown_and_compared() {
    let folder = Folder::new();
    folder.file(
        "newer.json",
        RESTORE.replace("ec2:CopySnapshot", "ec2:CopyImage"),
    );
    let list = folder.run(&["sets"]);
    assert!(
        list.out
            .starts_with("ec2-restore                         56 actions  role_permissions_restore_ec2\nworker-deployment                   16 actions  ro"),
        "{}",
        list.out
    );
    let pages = list.out.split("build 10.0.0.232\n").nth(1).unwrap();
    assert!(
        pages.contains("  role_permissions_backup_efs                   EFS Backup IAM Role Permissions, 4/28/2025\n"),
        "{pages}"
    );
    assert_eq!(folder.run(&["sets", "ec2-restore"]).out.lines().count(), 56);
    let indexing = folder.run(&["sets", "efs-backup-indexing"]).out;
    let tagged =
        "ec2:StartInstances on * if ec2:ResourceTag/EfsIndexWorker StringEquals EfsIndexWorker\n";
    assert!(indexing.contains(tagged), "{indexing}");
    let compared = folder.run(&["sets", "ec2-restore", "newer.json"]);
    assert_eq!(
        compared.out,
        "- ec2:CopySnapshot on *\n+ ec2:CopyImage on *\n"
    );
    assert!(
        folder
            .run(&["completions", "bash"])
            .out
            .contains("restore-check")
    );
    assert!(folder.run(&["man"]).out.contains(".TH restore-check"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_leaves_no_half_written_report() {
    let folder = Folder::new();
    folder
        .file("role.json", RESTORE)
        .file("report.json", "the older report");
    let to_full = std::process::Command::new(env!("CARGO_BIN_EXE_restore-check"))
        .args(["role.json", "--format", "json"])
        .current_dir(folder.path())
        .stdout(
            std::fs::File::options()
                .write(true)
                .open("/dev/full")
                .unwrap(),
        )
        .output()
        .unwrap();
    assert_eq!(to_full.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&to_full.stderr).contains("standard output"));
    // A report that can't be written doesn't replace the older one.
    let run = folder.run(&["role.json", "--context", "malformed", "-o", "report.json"]);
    assert_eq!(run.code, 2);
    assert_eq!(folder.read("report.json"), "the older report");
}
