//! Bad input: exit 2, and one clear error with the position, the found and the expected value.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that can't go on must fail"
)]

mod support;

use support::{Folder, RESTORE, statement};

/// Runs on one bad file and returns the error.
fn error_of(content: impl AsRef<[u8]>) -> String {
    let folder = Folder::new();
    folder.file("bad.json", content);
    let run = folder.run(&["bad.json"]);
    assert_eq!(run.code, 2, "{}{}", run.out, run.err);
    assert_eq!(run.err.lines().count(), 1, "{}", run.err);
    assert!(!run.out.contains("granted"), "{}", run.out);
    assert!(run.err.contains(", expected "), "{}", run.err);
    run.err.trim_end().to_owned()
}

#[test]
fn each_mistake_in_a_document_is_reported_with_its_position() {
    let mut errors = Vec::new();
    for content in [
        "",
        "   \n",
        "not json",
        "[1]",
        "{}",
        "{\"Version\": \"2012-10-17\",\n \"Statement\": [}",
        "{\"Id\": \"1234567\",}",
        "{\"Statement\":{\"Effect\":\"Deny\",\"Action\":\"*\",\"Resource\":\"*\"}} x",
        "{\"Statement\": \"Allow\"}",
        "{\"Statment\": []}",
        &statement(r#""Effect": "allow", "Action": "*", "Resource": "*""#),
        &statement(r#""Effect": "Allow", "Effect": "Deny", "Action": "*", "Resource": "*""#),
        &statement(r#""Effect": "Allow", "Action": "*", "NotAction": "*", "Resource": "*""#),
        &statement(r#""Effect": "Allow", "Action": "RunInstances", "Resource": "*""#),
        &statement(r#""Effect": "Allow", "Action": "*", "Resource": "\*""#),
        &statement(r#""Effect": "Allow", "Action": "*", "Resource": "my-bucket""#),
        &statement(r#""Effect": "Allow", "Action": "*""#),
        &statement(r#""Effect": "Allow", "Action": "*", "Resource": "*", "Principal": "*""#),
        &statement(
            r#""Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"StringEqual": {"a": "b"}}"#,
        ),
        "Resources:\n  Role:\n",
        "{\"arn\": \"arn:aws:iam::111122223333:role/r\", \"identiy\": []}",
        "{\"arn\": \"veeam\", \"identity\": []}",
    ] {
        errors.push(error_of(content));
    }
    insta::assert_snapshot!(errors.join("\n"));
}

#[test]
fn files_that_are_not_text_are_reported() {
    assert!(error_of(b"{\"a\": \xFF\x00}").contains("bad.json:1:7: found the byte 0xFF"));
    assert!(error_of(b"{\0}\0").contains("text in UTF-16"));
    assert!(error_of([0u8, 1, 2, 3]).contains("bad.json:1:1"));
}

#[test]
fn a_byte_order_mark_is_not_a_mistake() {
    let folder = Folder::new();
    folder.file("bom.json", format!("\u{FEFF}{RESTORE}"));
    assert_eq!(folder.run(&["bom.json"]).code, 0);
}

#[test]
fn folders_without_files_and_missing_files_are_reported() {
    let folder = Folder::new();
    folder.file("sub/readme.txt", "x");
    for path in ["sub", "nowhere.json"] {
        let run = folder.run(&[path]);
        assert_eq!(run.code, 2);
        assert!(
            run.err
                .starts_with(&format!("restore-check: {path}: found ")),
            "{}",
            run.err
        );
        assert_eq!(run.err.lines().count(), 1, "{}", run.err);
    }
}

#[test]
fn a_folder_stands_for_the_files_in_it() {
    let folder = Folder::new();
    folder
        .file("roles/a.json", RESTORE)
        .file("roles/deep/b.json", RESTORE);
    let run = folder.run(&["roles", "--quiet"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(run.out.matches("PASS").count(), 2, "{}", run.out);
}

#[test]
fn a_huge_file_is_rejected() {
    let mut text = String::from("{\"Statement\": [");
    let filler = statement(r#""Effect": "Allow", "Action": "s3:*", "Resource": "*""#);
    while text.len() < 100_000_000 {
        text.push_str(&filler);
        text.push(',');
    }
    text.push_str("{}]}");
    let error = error_of(text);
    assert!(error.contains("found a text of 1"), "{error}");
}

#[test]
fn deep_nesting_uses_no_stack() {
    let depth = 100_000;
    let arrays = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(error_of(&arrays).contains("found an array, expected a policy document"));
    let inside = format!("{{\"Statement\": {{\"Effect\": {arrays}}}}}");
    assert!(error_of(inside).contains("bad.json:1:26: found an array"));
    assert!(error_of("[".repeat(depth)).contains("found an array"));
}

#[test]
fn every_bad_file_is_reported_and_the_good_ones_are_judged() {
    let folder = Folder::new();
    folder
        .file("good.json", RESTORE)
        .file("bad1.json", "{")
        .file("bad2.json", "[]");
    let run = folder.run(&["bad1.json", "good.json", "bad2.json"]);
    assert_eq!(run.code, 2);
    assert!(run.out.contains("56 of 56 granted"), "{}", run.out);
    let errors: Vec<&str> = run.err.lines().collect();
    assert_eq!(errors.len(), 2, "{}", run.err);
    assert!(
        errors[0].starts_with("restore-check: bad1.json:1:2: "),
        "{}",
        errors[0]
    );
    assert!(
        errors[1].starts_with("restore-check: bad2.json:1:1: "),
        "{}",
        errors[1]
    );
}

#[test]
fn a_role_with_a_bad_part_is_not_judged() {
    let folder = Folder::new();
    folder.file("good.json", RESTORE).file("bad.json", "{}");
    let run = folder.run(&["good.json", "bad.json", "--as-role", "r"]);
    assert_eq!(run.code, 2);
    assert!(!run.out.contains("granted"), "{}", run.out);
}

#[test]
fn an_invalid_call_has_a_specific_error() {
    let folder = Folder::new();
    folder.file("role.json", RESTORE);
    for (args, said) in [
        (vec!["role.json", "--context", "x"], "expected KEY=VALUE"),
        (
            vec!["role.json", "--without", "moon"],
            "found the layer `moon`",
        ),
        (
            vec!["role.json", "--appliance", "veeam"],
            "found `--appliance veeam`, expected the ARN of a role",
        ),
        (
            vec!["role.json", "--appliance", "arn:aws:iam::111122223333:root"],
            "expected the ARN of a role",
        ),
        (
            vec!["role.json", "--region", "eu-west1"],
            "found `--region eu-west1`",
        ),
        (
            vec![
                "role.json",
                "--region",
                "eu-west-1",
                "--context",
                "aws:requestedregion=eu-west-2",
            ],
            "found a value for aws:RequestedRegion",
        ),
        (
            vec!["role.json", "--absent", "a:b", "--context", "a:b=x"],
            "found a value for a:b",
        ),
        (vec!["role.json", "--nonsense"], "--nonsense"),
        (
            vec!["role.json", "-o", "no/such/folder/report"],
            "no/such/folder/report",
        ),
        (
            vec!["role.json", "--scps", "nowhere"],
            "nowhere: found no such file",
        ),
    ] {
        let run = folder.run(&args);
        assert_eq!(run.code, 2, "{args:?}: {}", run.err);
        assert!(run.err.contains(said), "{args:?}: {}", run.err);
    }
}

#[test]
fn an_input_without_principals_has_a_separate_status() {
    let folder = Folder::new();
    folder.file(
        "empty.json",
        r#"{"UserDetailList": [], "RoleDetailList": [], "Policies": []}"#,
    );
    let run = folder.run(&["empty.json"]);
    assert_eq!(run.code, 3, "{}", run.err);
}

#[test]
fn a_problem_names_its_principal() {
    const ARN: &str = "arn:aws:iam::111122223333:role/";
    let folder = Folder::new();
    // One bad document, attached to two roles: its position names neither.
    let role = |name: &str| {
        format!(
            r#"{{"RoleName": "{name}", "Arn": "{ARN}{name}", "RolePolicyList": [],
                "AttachedManagedPolicies": [{{"PolicyArn": "arn:aws:iam::111122223333:policy/p"}}]}}"#
        )
    };
    let bad = statement(r#""Effect": "allow", "Action": "*", "Resource": "*""#);
    let dump = format!(
        r#"{{"UserDetailList": [], "GroupDetailList": [], "RoleDetailList": [{}, {}], "Policies": [
            {{"Arn": "arn:aws:iam::111122223333:policy/p", "DefaultVersionId": "v1",
              "PolicyVersionList": [{{"VersionId": "v1", "IsDefaultVersion": true, "Document": {bad}}}]}}]}}"#,
        role("a"),
        role("b")
    );
    folder.file("account.json", dump);
    folder.file(
        "bundle.json",
        format!(r#"{{"arn": "{ARN}c", "identity": [{bad}]}}"#),
    );
    folder.file(
        "arn.json",
        r#"{"arn": "arn:aws:iam::111122223333:rule/d", "identity": []}"#,
    );
    let files = ["account.json", "bundle.json", "arn.json"];
    let run = folder.run(&[&files[..], &["--format", "json"]].concat());
    assert_eq!(run.code, 2);
    let report = run.report();
    let errors = report["errors"].as_array().unwrap();
    let principals: Vec<&str> = errors
        .iter()
        .map(|error| error["principal"].as_str().unwrap())
        .collect();
    let expected = ["a", "b", "c"].map(|name| format!("{ARN}{name}"));
    assert_eq!(principals[..3], expected);
    assert_eq!(principals[3], "arn:aws:iam::111122223333:rule/d");
    for arn in &principals[..3] {
        assert!(run.err.contains(&format!("(for {arn})\n")), "{}", run.err);
    }
    // A problem that already names the principal doesn't name it twice.
    assert!(!run.err.contains("rule/d)"), "{}", run.err);
    let text = folder.run(&files);
    let words: Vec<&str> = text.out.split_whitespace().collect();
    let words = words.join(" ");
    assert!(words.contains(&format!("(for {ARN}b)")), "{words}");
}
