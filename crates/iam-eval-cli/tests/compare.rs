//! `iam-eval diff` and `iam-eval check`: their answers and exit statuses.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests"
)]

mod common;

use common::iam_eval;
use std::path::Path;

const OLD: &str = r#"{"Version": "2012-10-17", "Statement": [
  {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::home/${aws:username}/*"}]}"#;
const NEW: &str = r#"{"Version": "2012-10-17", "Statement": [
  {"Sid": "Home", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::home/*"}]}"#;

fn file(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn new_access_and_lost_access() {
    let folder = tempfile::tempdir().unwrap();
    let (old, new) = (
        file(folder.path(), "old.json", OLD),
        file(folder.path(), "new.json", NEW),
    );
    let (code, out, _) = iam_eval(&["diff", &old, &new], "");
    assert_eq!(code, 1, "{out}");
    assert!(
        out.starts_with(
            "newly allowed\n  + statement 1 (Home), line 2\n    s3:GetObject on arn:aws:s3:::home/"
        ),
        "{out}"
    );
    let (code, out, _) = iam_eval(&["diff", &new, &old], "");
    assert_eq!(code, 0, "{out}");
    assert!(
        out.starts_with("nothing is newly allowed\nno longer allowed\n  - statement 1 (Home)"),
        "{out}"
    );
    let (code, out, _) = iam_eval(&["diff", "--format", "markdown", "-", &new], OLD);
    assert_eq!(code, 1, "{out}");
    assert!(
        out.contains("| statement 1 (Home), line 2 | `s3:GetObject` |"),
        "{out}"
    );
}

/// The request of an answer is a scenario, and the evaluator allows it.
#[test]
fn a_request_is_a_scenario() {
    let folder = tempfile::tempdir().unwrap();
    let (old, new) = (
        file(folder.path(), "old.json", OLD),
        file(folder.path(), "new.json", NEW),
    );
    let (_, out, _) = iam_eval(&["diff", "--format", "json", &old, &new], "");
    let answer: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(answer["answer"], "new");
    let (code, out, _) = iam_eval(&["evaluate", "-"], answer["new"][0]["scenario"].to_string());
    assert_eq!(
        (code, out.as_str()),
        (0, "{\"id\":\"new-1\",\"decision\":\"allowed\"}\n")
    );
}

/// Requests with the actions of trust policies, too: where a resource-based policy is supplied, and
/// where the one that is compared can't be a trust policy.
#[test]
fn every_request_can_be_evaluated_again() {
    let folder = tempfile::tempdir().unwrap();
    let assume = |resources: &str, condition: &str| {
        format!(
            r#"{{"Version": "2012-10-17", "Statement": {{"Effect": "Allow", "Action": "sts:AssumeRole",
              "Resource": {resources}, "Condition": {{{condition}}}}}}}"#
        )
    };
    let a = r#""arn:aws:iam::111122223333:role/a""#;
    let organization = r#""StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}"#;
    let all = r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}"#;
    let with_deny = format!(
        r#"{{"Version": "2012-10-17", "Statement": [{all}, {{"Effect": "Deny", "Action": "sts:AssumeRole", "Resource": "*",
          "Condition": {{"StringNotEquals": {{"aws:ResourceAccount": "111122223333"}}}}}}]}}"#
    );
    let all = format!(r#"{{"Version": "2012-10-17", "Statement": {all}}}"#);
    let named = |action: &str, resource: &str, condition: &str| {
        format!(
            r#"{{"Version": "2012-10-17", "Statement": {{"Effect": "Allow", "Principal": {{"AWS": "*"}}, "Action": "{action}",
              {resource} "Condition": {{{condition}}}}}}}"#
        )
    };
    let star = r#""Resource": "*","#;
    for (kind, old, new, expected) in [
        (
            "identity",
            assume(a, ""),
            assume(&format!(r#"[{a}, "arn:aws:iam::444455556666:role/b"]"#), ""),
            "new",
        ),
        ("identity", assume(a, organization), assume(a, ""), "new"),
        ("boundary", with_deny.clone(), all.clone(), "new"),
        ("scp", with_deny, all, "new"),
        (
            "resource",
            named("*", star, organization),
            named("*", star, ""),
            "new",
        ),
        (
            "resource",
            named("sts:*", star, organization),
            named("sts:*", star, ""),
            "new",
        ),
        // Only a trust policy decides about this action.
        (
            "resource",
            named("sts:AssumeRole", star, organization),
            named("sts:AssumeRole", star, ""),
            "none",
        ),
        (
            "trust",
            named("sts:*", "", organization),
            named("sts:*", "", ""),
            "new",
        ),
        (
            "trust",
            named("sts:AssumeRole", "", organization),
            named("sts:*", "", organization),
            "new",
        ),
    ] {
        let (old, new) = (
            file(folder.path(), "old.json", &old),
            file(folder.path(), "new.json", &new),
        );
        let (_, out, _) = iam_eval(
            &["diff", "--kind", kind, "--format", "json", &old, &new],
            "",
        );
        let answer = json(&out);
        assert_eq!(answer["answer"], expected, "{kind}: {out}");
        for shown in answer["new"].as_array().unwrap() {
            let (code, out, problem) = iam_eval(&["evaluate", "-"], shown["scenario"].to_string());
            assert_eq!(code, 0, "{problem} {shown}");
            assert!(out.contains("allowed"), "{out} {shown}");
        }
    }
}

#[test]
fn checks_and_their_exit_statuses() {
    let folder = tempfile::tempdir().unwrap();
    let (old, new) = (
        file(folder.path(), "old.json", OLD),
        file(folder.path(), "new.json", NEW),
    );
    let check = |arguments: &[&str]| iam_eval(&[&["check"], arguments].concat(), "").0;
    assert_eq!(check(&["--not-granted", "iam:*,s3:Put*", &old, &new]), 0);
    assert_eq!(check(&["--not-granted", "iam:*,s3:Get*", &old]), 1);
    assert_eq!(
        check(&[
            "--not-granted",
            "s3:*",
            "--on",
            "arn:aws:s3:::other/*",
            &new
        ]),
        0
    );
    assert_eq!(check(&["--no-new-access", &new, &old]), 0);
    assert_eq!(check(&["--no-new-access", &old, &new]), 1);
    assert_eq!(check(&["--no-new-access", &old, &new, "--budget", "1"]), 4);
    assert_eq!(
        check(&["--not-granted", "iam:*", "no-such-file.json", &old]),
        2
    );
    assert_eq!(check(&[&old]), 2);
    let bucket = r#"{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",
        "Resource": "arn:aws:s3:::b/*", "Condition": {"StringEquals": {"aws:SourceVpce": "vpce-1"}}}}"#;
    let bucket = file(folder.path(), "bucket.json", bucket);
    assert_eq!(
        check(&[
            "--kind",
            "resource",
            &bucket,
            "--no-public",
            "AWS::S3::Bucket"
        ]),
        0
    );
}

fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// The ids of the rules of a log's results, with the file and line of each.
fn results(log: &serde_json::Value) -> Vec<(String, String, u64)> {
    let results = log["runs"][0]["results"].as_array().unwrap();
    let result = |result: &serde_json::Value| {
        let place = &result["locations"][0]["physicalLocation"];
        let file = place["artifactLocation"]["uri"].as_str().unwrap();
        let file = file.rsplit('/').next().unwrap();
        let rule = result["ruleId"].as_str().unwrap();
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        let rules = &log["runs"][0]["tool"]["driver"]["rules"];
        assert_eq!(rules[index]["id"], rule);
        let line = place["region"]["startLine"].as_u64().unwrap();
        (rule.to_owned(), file.to_owned(), line)
    };
    results.iter().map(result).collect()
}

fn result(rule: &str, file: &str, line: u64) -> (String, String, u64) {
    (rule.to_owned(), file.to_owned(), line)
}

#[test]
fn code_scanning_gets_the_statement_with_the_request() {
    let folder = tempfile::tempdir().unwrap();
    let (old, new) = (
        file(folder.path(), "old.json", OLD),
        file(folder.path(), "new.json", NEW),
    );
    let (code, out, _) = iam_eval(&["diff", "--format", "sarif", &old, &new], "");
    assert_eq!(code, 1, "{out}");
    let log = json(&out);
    assert_eq!(results(&log), [result("NEW_ACCESS", "new.json", 2)]);
    let found = &log["runs"][0]["results"][0];
    let message = found["message"]["text"].as_str().unwrap();
    assert!(
        message.starts_with("newly allowed: s3:GetObject on arn:aws:s3:::home/"),
        "{message}"
    );
    let name = &found["locations"][0]["logicalLocations"][0]["fullyQualifiedName"];
    assert_eq!(name, "Home");
    // What is lost is shown at the file that is looked at, with the old statement beside it.
    let (code, out, _) = iam_eval(&["diff", "--format", "sarif", &new, &old], "");
    assert_eq!(code, 0, "{out}");
    let log = json(&out);
    assert_eq!(results(&log), [result("LOST_ACCESS", "old.json", 1)]);
    let related = &log["runs"][0]["results"][0]["relatedLocations"][0]["physicalLocation"];
    assert!(
        related["artifactLocation"]["uri"]
            .as_str()
            .unwrap()
            .ends_with("new.json")
    );
    assert_eq!(related["region"]["startLine"], 2);

    let check = |arguments: &[&str]| {
        let (code, out, _) = iam_eval(&[&["check", "--format", "sarif"], arguments].concat(), "");
        (code, results(&json(&out)))
    };
    let granted = vec![result("ACCESS_GRANTED", "new.json", 2)];
    assert_eq!(check(&["--not-granted", "s3:Get*", &new]), (1, granted));
    assert_eq!(check(&["--not-granted", "iam:*", &new]), (0, Vec::new()));
    let undecided = vec![result("UNDECIDED", "new.json", 1)];
    let budget = ["--not-granted", "s3:Get*", &new, "--budget", "1"];
    assert_eq!(check(&budget), (4, undecided));
    let (code, out, _) = iam_eval(
        &[
            "check",
            "--format",
            "sarif",
            "--not-granted",
            "s3:*",
            "none.json",
        ],
        "",
    );
    assert_eq!(code, 2);
    let invocation = &json(&out)["runs"][0]["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
}

/// Two versions of a folder: changed, the same, added, deleted.
fn trees(folder: &Path) -> (String, String) {
    let (old, new) = (folder.join("old"), folder.join("new"));
    for tree in [&old, &new] {
        std::fs::create_dir_all(tree.join("team")).unwrap();
    }
    let narrow = OLD.replace("s3:GetObject", "s3:PutObject");
    for (tree, name, text) in [
        (&old, "team/changed.json", OLD),
        (&new, "team/changed.json", NEW),
        (&old, "narrower.json", NEW),
        (&new, "narrower.json", OLD),
        (&old, "same.json", OLD),
        (&new, "same.json", OLD),
        (&old, "deleted.json", &narrow),
        (&new, "added.json", &narrow),
    ] {
        std::fs::write(tree.join(name), text).unwrap();
    }
    let path = |tree: &Path| tree.to_str().unwrap().to_owned();
    (path(&old), path(&new))
}

#[test]
fn folders_are_compared_by_relative_path() {
    let folder = tempfile::tempdir().unwrap();
    let (old, new) = trees(folder.path());
    let (code, out, errors) = iam_eval(&["diff", "--summary", &old, &new], "");
    assert_eq!((code, errors.as_str()), (1, ""), "{out}");
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(
        lines[..5],
        [
            "+ added.json (added): newly allowed by statement 1, line 2",
            "- deleted.json (deleted): no longer allowed by statement 1, line 2",
            "- narrower.json: no longer allowed by statement 1 (Home), line 2",
            "+ team/changed.json: newly allowed by statement 1 (Home), line 2",
            "5 policies: 2 newly allow something, 2 allow less than before, 1 allows the same",
        ]
    );
    let (code, out, _) = iam_eval(&["diff", &old, &new], "");
    assert_eq!(code, 1);
    assert!(
        out.contains("team/changed.json\nnewly allowed\n  + statement 1 (Home), line 2\n    s3:"),
        "{out}"
    );
    assert!(!out.contains("same.json"), "{out}");
    // The other way nothing is new of the two; what was deleted is added.
    let (code, out, _) = iam_eval(&["diff", "--summary", &new, &old], "");
    assert_eq!(code, 1);
    assert!(out.starts_with("- added.json (deleted): "), "{out}");
    let (code, out, _) = iam_eval(&["diff", "--summary", &old, &old], "");
    assert_eq!(code, 0, "{out}");
    assert!(
        out.starts_with("4 policies: 0 newly allow something, 4 allow the same\n"),
        "{out}"
    );
}

#[test]
fn folders_in_the_forms_for_programs() {
    let folder = tempfile::tempdir().unwrap();
    let (old, new) = trees(folder.path());
    let lines = |arguments: &[&str]| -> Vec<serde_json::Value> {
        let arguments = [&["diff", "--format", "json"], arguments, &[&old, &new]].concat();
        let (code, out, _) = iam_eval(&arguments, "");
        assert_eq!(code, 1, "{out}");
        out.lines().map(json).collect()
    };
    let all = lines(&[]);
    let names: Vec<_> = all
        .iter()
        .map(|line| line["file"].as_str().unwrap())
        .collect();
    assert_eq!(
        names,
        [
            "added.json",
            "deleted.json",
            "narrower.json",
            "same.json",
            "team/changed.json"
        ]
    );
    assert_eq!(all[0]["change"], "added");
    let scenario = all[0]["new"][0]["scenario"].to_string();
    let (code, out, _) = iam_eval(&["evaluate", "-"], scenario);
    assert_eq!(code, 0);
    assert!(out.contains(r#""decision":"allowed""#), "{out}");
    let summary = lines(&["--summary"]);
    let totals = r#"{"policies":5,"new":2,"less":2,"undecided":0,"same":1}"#;
    assert_eq!(summary.len(), 5);
    assert_eq!(summary[4]["totals"].to_string(), totals);
    let (_, out, _) = iam_eval(
        &["diff", "--summary", "--format", "markdown", &old, &new],
        "",
    );
    assert!(
        out.contains("| `team/changed.json` | statement 1 (Home), line 2 | – |\n"),
        "{out}"
    );
    let (_, out, _) = iam_eval(&["diff", "--format", "sarif", &old, &new], "");
    let found = results(&json(&out));
    assert_eq!(
        found,
        [
            result("NEW_ACCESS", "added.json", 2),
            result("LOST_ACCESS", "deleted.json", 2),
            result("LOST_ACCESS", "narrower.json", 1),
            result("NEW_ACCESS", "changed.json", 2),
        ]
    );
}

#[test]
fn what_cannot_be_read_in_a_folder_hides_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (old, new) = trees(folder.path());
    file(Path::new(&new), "broken.json", "{");
    file(Path::new(&new), "notes.txt", "not a policy");
    let (code, out, errors) = iam_eval(&["diff", "--summary", &old, &new], "");
    assert_eq!(code, 2, "{out}");
    assert!(out.contains("+ team/changed.json: "), "{out}");
    assert!(errors.contains("broken.json:1:2: "), "{errors}");
    assert!(
        errors.contains("skipped 1 file that ends neither in .json nor in .yaml"),
        "{errors}"
    );
    let (code, _, errors) = iam_eval(&["diff", &old, "no-such-folder"], "");
    assert_eq!(code, 2);
    assert!(
        errors.contains("expected two folders or two files"),
        "{errors}"
    );
    let (code, out, errors) = iam_eval(&["check", "--not-granted", "s3:Put*", &new], "");
    assert_eq!(code, 2, "{errors}");
    assert!(out.contains("added.json: not granted: fails\n"), "{out}");
    assert!(out.contains("same.json: not granted: passes\n"), "{out}");
    let (code, _, _) = iam_eval(&["check", "--not-granted", "iam:*", &old, &old], "");
    assert_eq!(code, 0);
}

/// A limit that is taken away lets through what it denied; one that is added lets through nothing
/// new.
#[test]
fn a_policy_that_limits_and_is_not_there_limits_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (old, new) = (folder.path().join("old"), folder.path().join("new"));
    for tree in [&old, &new] {
        std::fs::create_dir(tree).unwrap();
        file(tree, "other.json", OLD);
    }
    file(&old, "limit.json", OLD);
    let paths = [old.to_str().unwrap(), new.to_str().unwrap()];
    for kind in ["boundary", "session", "scp", "vpc-endpoint", "rcp"] {
        // Of the kinds with principals only the added file is of the kind.
        let with_principals = matches!(kind, "vpc-endpoint" | "rcp");
        if with_principals {
            let text = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Deny",
                "Principal": "*", "Action": "s3:*", "Resource": "*"}}"#;
            file(&old, "limit.json", text);
            file(&old, "other.json", text);
            file(&new, "other.json", text);
        }
        let diff =
            |old: &str, new: &str| iam_eval(&["diff", "--summary", "--kind", kind, old, new], "");
        let (code, out, errors) = diff(paths[0], paths[1]);
        assert_eq!(code, 1, "{kind}: {out}{errors}");
        assert!(
            out.starts_with("+ limit.json (deleted): newly allowed by the policy as a whole\n"),
            "{kind}: {out}"
        );
        let (code, out, errors) = diff(paths[1], paths[0]);
        assert_eq!(code, 0, "{kind}: {out}{errors}");
    }
}
