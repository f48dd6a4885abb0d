//! `--export-missing`: which files are written, and which stay unchanged.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that can't go on must fail"
)]

mod support;

use serde_json::Value;
use std::collections::BTreeSet;
use support::{Folder, RESTORE, Run, statement};

fn bundle(arn: &str, members: &str) -> String {
    format!(r#"{{"arn": "arn:aws:iam::111122223333:{arn}", {members}}}"#)
}

/// A role whose own policies lack these actions.
fn lacking(arn: &str, actions: &[&str]) -> String {
    let policy = actions.iter().fold(RESTORE.to_owned(), |policy, action| {
        let shorter = policy.replace(&format!("\"{action}\","), "");
        assert_ne!(policy, shorter, "{action}");
        shorter
    });
    bundle(arn, &format!(r#""identity": [{policy}]"#))
}

fn files(folder: &Folder, name: &str) -> Vec<String> {
    let entries = std::fs::read_dir(folder.path().join(name)).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// The files that a report names, in order.
fn named(run: &Run) -> Vec<String> {
    let report = run.report();
    let principals = report["principals"].as_array().unwrap().iter();
    let policies = principals.flat_map(|principal| principal["fix"]["policies"].as_array());
    let files = policies.flatten().map(|policy| policy["file"].as_str());
    files.map(|file| file.unwrap().to_owned()).collect()
}

#[test]
fn principals_have_separate_files() {
    let folder = Folder::new();
    let all = [
        lacking("role/a/b", &["kms:CreateGrant"]),
        lacking("role/b", &["iam:PassRole"]),
        lacking("user/B", &["kms:ListKeys"]),
        lacking("user/x@y", &["kms:ListKeys"]),
        lacking("user/x+y", &["iam:PassRole"]),
        bundle("role/whole", &format!(r#""identity": [{RESTORE}]"#)),
        bundle("user/whole", r#""identity": []"#),
    ];
    folder.file("account.json", format!("[{}]", all.join(",")));
    // Several principals of one file, without names.
    let allow = |action: &str| {
        statement(&format!(
            r#""Effect": "Allow", "Action": "{action}", "Resource": "*""#
        ))
    };
    folder.file(
        "lone.json",
        format!("[{}, {}]", allow("ec2:*"), allow("iam:*")),
    );
    folder.file("other/lone.json", allow("kms:*"));
    let long = format!("role/{}", "n".repeat(64));
    folder.file("long.json", bundle(&long, r#""identity": []"#));
    std::fs::create_dir(folder.path().join("out")).unwrap();
    let run = folder.run(&[
        "account.json",
        "lone.json",
        "other/lone.json",
        "long.json",
        "--export-missing",
        "out",
        "--format",
        "json",
    ]);
    assert_eq!(run.code, 1, "{}", run.err);
    let named = named(&run);
    let expected = [
        "b",
        "b-2",
        "B-3",
        "x@y",
        "x+y",
        "whole-2",
        "lone",
        "lone-2",
        "lone-3",
        &"n".repeat(64),
    ]
    .map(|name| format!("out/{name}.missing.json"));
    assert_eq!(named, expected);
    let written: BTreeSet<String> = files(&folder, "out").into_iter().collect();
    let reported: BTreeSet<String> = named.iter().map(|file| file.replace("out/", "")).collect();
    assert_eq!(written, reported);
    assert!(
        folder
            .read("out/b.missing.json")
            .contains("kms:CreateGrant")
    );
    assert!(folder.read("out/b-2.missing.json").contains("iam:PassRole"));
    assert!(folder.read("out/B-3.missing.json").contains("kms:ListKeys"));
}

#[test]
fn a_policy_of_an_earlier_run_is_distinguished_from_one_of_this_run() {
    let folder = Folder::new();
    folder
        .file("role.json", RESTORE)
        .file("fix.json", "an older fix")
        .file("fix.1.json", "an older part");
    let call = ["role.json", "--export-missing", "fix.json"];
    let run = folder.run(&call);
    assert_eq!(run.code, 0, "{}", run.err);
    let says = "fix: nothing to write; fix.json and fix.1.json are left over from an earlier run\n";
    assert!(run.out.contains(says), "{}", run.out);
    assert_eq!(folder.read("fix.json"), "an older fix");
    // The one-line form reports it, too.
    let quiet = folder.run(&[&call[..], &["--quiet"]].concat());
    assert!(
        quiet
            .err
            .contains("restore-check: fix.json is left over from an earlier run\n"),
        "{}",
        quiet.err
    );
    folder.file("role.json", RESTORE.replace("\"iam:PassRole\",", ""));
    let run = folder.run(&call);
    let says = "fix: fix.json grants the 1 missing action; fix.1.json is left over from an earlier run\n  \
        proven: it grants all that is missing, and nothing else\n";
    assert!(run.out.contains(says), "{}", run.out);
    assert!(folder.read("fix.json").contains("iam:PassRole"));
    // Also in a folder.
    folder.file("out/role.missing.json", "an older fix");
    folder.file("role.json", RESTORE);
    let run = folder.run(&["role.json", "--export-missing", "out"]);
    assert!(
        run.out
            .contains("out/role.missing.json is left over from an earlier run"),
        "{}",
        run.out
    );
}

#[test]
fn inputs_are_not_overwritten() {
    let folder = Folder::new();
    let lacks = RESTORE.replace("\"iam:PassRole\",", "");
    let allow = statement(r#""Effect": "Allow", "Action": "*", "Resource": "*""#);
    folder
        .file("roles/role.json", &lacks)
        .file("scps/a.json", &allow)
        .file("set.json", RESTORE)
        .file("reports/old.txt", "");
    let call = ["roles", "--scps", "scps", "--set-file", "set.json"];
    for (option, file, found) in [
        ("--export-missing", "roles/role.json", "a file that is read"),
        (
            "--output",
            "roles/../roles/role.json",
            "a file that is read",
        ),
        ("--output", "scps/a.json", "a file that is read"),
        ("--export-missing", "set.json", "a file that is read"),
    ] {
        let run = folder.run(&[&call[..], &[option, file]].concat());
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{option} {file}");
        let says = format!("{option} {file}: found {found}, expected another file");
        assert!(run.err.contains(&says), "{}", run.err);
    }
    assert_eq!(folder.read("roles/role.json"), lacks);
    assert_eq!(folder.read("scps/a.json"), allow);
    let one = ["--output", "new.json", "--export-missing", "./new.json"];
    let run = folder.run(&[&call[..], &one].concat());
    assert_eq!(run.code, 2);
    assert!(
        run.err.contains("found the file of the report"),
        "{}",
        run.err
    );
    assert!(!folder.path().join("new.json").exists());
    // The policies of an earlier run are among the inputs of this one: neither they nor the report
    // are written.
    folder.file("roles/role.missing.json", &allow);
    let into = ["--export-missing", "roles", "--output", "reports/old.txt"];
    let run = folder.run(&[&call[..], &into].concat());
    assert_eq!(run.code, 2, "{}", run.out);
    assert!(
        run.err
            .contains("roles/role.missing.json: found a file that is read"),
        "{}",
        run.err
    );
    assert_eq!(folder.read("roles/role.missing.json"), allow);
    assert_eq!(folder.read("reports/old.txt"), "");
}

#[test]
#[cfg(target_os = "linux")]
fn the_file_behind_standard_input_is_an_input_too() {
    let folder = Folder::new();
    folder.file("role.json", RESTORE);
    let ended = std::process::Command::new(env!("CARGO_BIN_EXE_restore-check"))
        .args(["-", "--output", "role.json"])
        .current_dir(folder.path())
        .stdin(std::fs::File::open(folder.path().join("role.json")).unwrap())
        .output()
        .unwrap();
    assert_eq!(ended.status.code(), Some(2));
    assert_eq!(folder.read("role.json"), RESTORE);
}

#[test]
fn the_parts_of_a_policy_are_named_and_counted_by_their_actions() {
    let folder = Folder::new();
    let unknown: Vec<String> = (0..400)
        .map(|index| format!("\"ec2:SomeQuiteLongActionNameNumber{index}\""))
        .collect();
    let set = |actions: &[String]| {
        let actions = actions.join(",");
        statement(&format!(
            r#""Effect": "Allow", "Action": [{actions}], "Resource": "*""#
        ))
    };
    folder.file("set.json", set(&unknown));
    let nothing = statement(r#""Effect": "Allow", "Action": "x:Y", "Resource": "*""#);
    folder.file("role.json", nothing);
    let call = ["role.json", "--set-file", "set.json", "--export-missing"];
    let run = folder.run(&[&call[..], &["fix.json"]].concat());
    assert_eq!(run.code, 1);
    let says = "fix: fix.1.json, fix.2.json and fix.3.json grant the 400 missing actions\n  \
        proven: they grant all that is missing, and nothing else\n";
    assert!(run.out.contains(says), "{}", run.out);
    let json = folder.run(&[&call[..], &["fix.json", "--format", "json"]].concat());
    assert_eq!(named(&json), ["fix.1.json", "fix.2.json", "fix.3.json"]);
    let report = json.report();
    assert_eq!(report["principals"][0]["fix"]["file"], "fix.1.json");
    let proof = &report["principals"][0]["fix"]["proof"];
    assert_eq!(
        proof.to_string(),
        r#"{"allMissing":"proven","nothingElse":"proven"}"#
    );
    std::fs::create_dir(folder.path().join("out")).unwrap();
    let run = folder.run(&[&call[..], &["out"]].concat());
    assert!(
        run.out
            .contains("out/role.missing.1.json, out/role.missing.2.json and"),
        "{}",
        run.out
    );
    assert_eq!(files(&folder, "out").len(), 3);
    // There are fewer patterns than granted actions.
    let catalog = iam_catalog::Catalog::embedded();
    let known: Vec<String> = catalog
        .actions_of("ec2")
        .map(|action| format!("\"{}\"", action.name()))
        .collect();
    folder.file("set.json", set(&known));
    let run = folder.run(&[&call[..], &["all.json"]].concat());
    let count = known.len();
    assert!(
        run.out
            .contains(&format!("grants the {count} missing actions")),
        "{}",
        run.out
    );
    let all = folder.read("all.json");
    assert!(all.matches("ec2:").count() < count, "{all}");
}

#[test]
fn actions_that_only_another_layer_denies_are_not_in_the_policy() {
    let folder = Folder::new();
    let own = lacking("role/r", &["kms:CreateGrant", "iam:PassRole"]);
    folder.file("role.json", own);
    folder.file(
        "scps/0/root.json",
        statement(r#""Effect": "Allow", "Action": "*", "Resource": "*""#),
    );
    folder.file(
        "scps/1/unit.json",
        statement(
            r#""Effect": "Allow", "NotAction": ["kms:ListKeys", "iam:Pass*"], "Resource": "*""#,
        ),
    );
    let call = [
        "role.json",
        "--scps",
        "scps",
        "--export-missing",
        "fix.json",
    ];
    let run = folder.run(&call);
    assert_eq!(run.code, 1);
    let fix: Value = serde_json::from_str(&folder.read("fix.json")).unwrap();
    // Actions that the role lacks are in it, even if the SCP also denies them.
    assert_eq!(
        fix["Statement"][0]["Action"],
        serde_json::json!(["iam:PassRole", "kms:CreateGrant"])
    );
    assert!(
        run.out
            .contains("fix: fix.json grants the 2 missing actions\n"),
        "{}",
        run.out
    );
    assert!(
        run.out
            .contains("another layer must allow: iam:PassRole, kms:ListKeys (SCP level 1)\n"),
        "{}",
        run.out
    );
}
