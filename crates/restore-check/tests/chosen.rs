//! The selection of reported principals: `--role`, `--only`, `--baseline`, and the format of the
//! output file.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that can't go on must fail"
)]

mod support;

use serde_json::{Value, json};
use support::{Folder, restore};

fn role(name: &str, document: &Value) -> Value {
    json!({
        "RoleName": name,
        "Arn": format!("arn:aws:iam::111122223333:role/backup/{name}"),
        "RolePolicyList": [{"PolicyName": "p", "PolicyDocument": document}],
        "AttachedManagedPolicies": [],
    })
}

/// The vendor's permissions without an action.
fn without(action: &str) -> Value {
    let mut document = restore();
    let statements = document["Statement"].as_array_mut().unwrap();
    for statement in statements {
        let actions = statement["Action"].as_array_mut().unwrap();
        actions.retain(|known| known != action);
    }
    document
}

/// The vendor's permissions, in one Region.
fn in_one_region() -> Value {
    let mut document = restore();
    document["Statement"].as_array_mut().unwrap().push(json!({
        "Effect": "Deny", "Action": "ec2:RunInstances", "Resource": "*",
        "Condition": {"StringNotEquals": {"aws:RequestedRegion": ["eu-central-1", "eu-west-1"]}}
    }));
    document
}

/// One role that passes, one that fails, one whose verdict is conditional.
fn account() -> Folder {
    let folder = Folder::new();
    write(&folder, &without("kms:CreateGrant"));
    folder
}

fn write(folder: &Folder, failing: &Value) {
    let dump = json!({"RoleDetailList": [
        role("veeam-good", &restore()),
        role("veeam-bad", failing),
        role("veeam-open", &in_one_region()),
    ]});
    folder.file("account.json", dump.to_string());
}

fn names(report: &Value) -> Vec<&str> {
    let principals = report["principals"].as_array().unwrap();
    principals
        .iter()
        .map(|of| of["name"].as_str().unwrap())
        .collect()
}

#[test]
fn a_missing_role_is_reported_with_similar_names() {
    let folder = account();
    let run = folder.run(&["account.json", "--role", "veeam-godo", "-q"]);
    assert_eq!(run.code, 3);
    assert_eq!(
        run.err,
        "restore-check: no role or user matches `--role veeam-godo`; is it `veeam-good`?\n"
    );
    let run = folder.run(&["account.json", "--role", "nothing-like-it", "-q"]);
    assert!(
        run.err
            .contains("there are: `veeam-bad`, `veeam-good`, `veeam-open`"),
        "{}",
        run.err
    );
    // A missing one is not hidden by another that exists and passes.
    let args = [
        "account.json",
        "--role",
        "veeam-good",
        "--role",
        "gone*",
        "-q",
    ];
    let run = folder.run(&args);
    assert_eq!(run.code, 3, "{}", run.err);
    assert!(run.err.contains("`--role gone*`"), "{}", run.err);
}

#[test]
fn the_format_follows_the_ending_of_the_file() {
    let folder = account();
    for (file, begins) in [
        ("a.json", "{\n  \"schemaVersion\": 1"),
        ("a.sarif", "{\n  \"$schema\""),
        ("a.sarif.json", "{\n  \"$schema\""),
        ("a.xml", "<?xml"),
        ("a.csv", "principal,"),
        ("a.md", "#"),
        ("A.HTML", "<!DOCTYPE html>"),
        ("a.txt", "arn:"),
        ("a", "arn:"),
    ] {
        assert_eq!(folder.run(&["account.json", "-o", file]).code, 1);
        let text = folder.read(file);
        assert!(text.starts_with(begins), "{file}: {}", &text[..40]);
    }
    let run = folder.run(&["account.json", "--format", "csv", "-o", "b.json"]);
    assert_eq!(run.code, 1);
    assert!(folder.read("b.json").starts_with("principal,"));
}

#[test]
fn only_those_with_a_verdict_are_reported_and_all_are_counted() {
    let folder = account();
    let args = |only| ["account.json", "--format", "json", "--only", only];
    for (only, expected) in [("failing", "veeam-bad"), ("conditional", "veeam-open")] {
        let run = folder.run(&args(only));
        let report = run.report();
        assert_eq!(run.code, 1);
        assert_eq!(names(&report), [expected]);
        assert_eq!(report["summary"]["principals"], 3);
    }
    let run = folder.run(&["account.json", "--only", "failing"]);
    assert!(
        run.out
            .contains("3 principals: 1 pass, 1 conditional, 1 fail\n  showing only those of the 3 principals that fail\n"),
        "{}",
        run.out
    );
    assert!(!run.out.contains("veeam-good"), "{}", run.out);
    let run = folder.run(&["account.json", "--only", "failing", "--role", "veeam-good"]);
    assert_eq!(run.code, 0);
    assert!(run.out.starts_with("1 principal: 1 pass"), "{}", run.out);
}

#[test]
fn with_a_baseline_only_new_gaps_fail() {
    let folder = account();
    assert_eq!(folder.run(&["account.json", "-o", "known.json"]).code, 1);
    let args = ["account.json", "--baseline", "known.json"];
    let run = folder.run(&args);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    assert!(run.out.contains("known: in the baseline"), "{}", run.out);
    assert!(
        run.out
            .contains("compared with known.json: 0 new, 2 known, 0 gone\n"),
        "{}",
        run.out
    );
    assert_eq!(folder.run(&[&args[..], &["--strict"]].concat()).code, 0);
    let junit = folder
        .run(&[&args[..], &["--format", "junit"]].concat())
        .out;
    assert!(!junit.contains("<failure"), "{junit}");
    assert!(
        junit.contains("<skipped message=\"missing, but known: in the baseline"),
        "{junit}"
    );
    let sarif: Value = folder
        .run(&[&args[..], &["--format", "sarif"]].concat())
        .report();
    assert_eq!(sarif["runs"][0]["results"][0]["baselineState"], "unchanged");

    // The same role lacks something else: that is new, and the old gap is gone.
    write(&folder, &without("ec2:CopySnapshot"));
    let run = folder.run(&args);
    assert_eq!(run.code, 1);
    assert!(
        run.out.contains("compared with known.json: 1 new, 1 known, 1 gone\n  gone: kms:CreateGrant, was missing for arn:aws:iam::111122223333:role/backup/veeam-bad\n"),
        "{}",
        run.out
    );
    let report = folder
        .run(&[&args[..], &["--format", "json"]].concat())
        .report();
    assert_eq!(report["baseline"]["new"], 1);
    assert_eq!(report["principals"][1]["newVerdict"], "fail");
    assert_eq!(report["principals"][2]["newVerdict"], "pass");
    let run = folder.run(&[&args[..], &["--role", "veeam-good"]].concat());
    assert_eq!(run.code, 0);
    assert!(
        run.out.contains("2 principals of the baseline not judged"),
        "{}",
        run.out
    );
}

#[test]
fn a_file_that_is_not_a_baseline_is_rejected() {
    let folder = account();
    folder.run(&["account.json", "-o", "known.json"]);
    let other = folder
        .read("known.json")
        .replace("\"schemaVersion\": 1", "\"schemaVersion\": 2");
    folder.file("other.json", other).file("no.json", "{}");
    for (file, says) in [
        (
            "other.json",
            "found a report with schemaVersion 2, expected 1",
        ),
        ("no.json", "found no report (missing field `schemaVersion`"),
        ("absent.json", "--baseline absent.json: "),
        ("account.json", "found no report"),
    ] {
        let run = folder.run(&["account.json", "--baseline", file]);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{file}");
        assert!(run.err.contains(says), "{}", run.err);
    }
    let run = folder.run(&[
        "account.json",
        "--baseline",
        "known.json",
        "-o",
        "known.json",
    ]);
    assert_eq!(run.code, 2, "{}", run.err);
}

#[test]
fn a_condition_on_the_region_names_the_required_value_and_the_option() {
    let folder = account();
    let run = folder.run(&["account.json", "--role", "veeam-open"]);
    assert!(
        run.out
            .contains("needs aws:RequestedRegion to be eu-central-1 or eu-west-1 (try --region)\n"),
        "{}",
        run.out
    );
    let run = folder.run(&[
        "account.json",
        "--role",
        "veeam-open",
        "--region",
        "eu-west-1",
    ]);
    assert!(run.out.contains("56 of 56 granted"), "{}", run.out);
}

/// Roles that miss one action, are denied another, and are granted a third in one Region only.
fn with_three_kinds_of_gaps(count: usize) -> Value {
    let mut document = without("kms:CreateGrant");
    let statements = document["Statement"].as_array_mut().unwrap();
    statements.push(
        in_one_region()["Statement"]
            .as_array()
            .unwrap()
            .last()
            .unwrap()
            .clone(),
    );
    statements.push(json!({"Effect": "Deny", "Action": "kms:ListKeys", "Resource": "*"}));
    let roles = (0..count).map(|index| role(&format!("veeam-{index:04}"), &document));
    json!({"RoleDetailList": roles.collect::<Vec<_>>()})
}

#[test]
fn code_scanning_shows_every_result_of_two_thousand_roles() {
    for (count, results) in [(100, 300), (2_000, 4_000)] {
        let folder = Folder::new();
        folder.file("account.json", with_three_kinds_of_gaps(count).to_string());
        let run = &folder.run(&["account.json", "--format", "sarif"]).report()["runs"][0];
        let found = run["results"].as_array().unwrap();
        // GitHub shows 5,000 results of a run, and 100 locations of a result.
        assert_eq!(found.len(), results);
        assert_eq!(
            run["invocations"][0]["toolExecutionNotifications"],
            Value::Null
        );
        let worst = found[0]["message"]["text"].as_str().unwrap();
        assert!(worst.contains("kms:CreateGrant"), "{worst}");
        let denied = found
            .iter()
            .find(|found| found["ruleId"] == "RC002")
            .unwrap();
        let text = denied["message"]["text"].as_str().unwrap();
        assert!(
            text.contains("kms:ListKeys of the set ec2-restore is denied: "),
            "{text}"
        );
        // The most severe come first: if anything is cut off, it is the least severe.
        let warnings = found.iter().skip_while(|found| found["level"] == "error");
        assert!(warnings.clone().all(|found| found["level"] == "warning"));
        assert_eq!(warnings.count(), count);
        let mut keys: Vec<String> = found
            .iter()
            .map(|found| found["partialFingerprints"].to_string())
            .collect();
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), results);
        for rule in run["tool"]["driver"]["rules"].as_array().unwrap() {
            assert!(rule["fullDescription"]["text"].is_string(), "{rule}");
            assert!(
                rule["helpUri"].as_str().unwrap().starts_with("https://"),
                "{rule}"
            );
        }
    }
}
