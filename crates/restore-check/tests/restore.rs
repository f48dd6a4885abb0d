//! Typical inputs of administrators with the right answers: the folders of `tests/restore` with
//! their `case.json`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that can't go on must fail"
)]

mod support;

use serde_json::Value;
use std::path::{Path, PathBuf};
use support::run_in;

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/restore");
    let entries = std::fs::read_dir(folder).unwrap();
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    folders
}

fn texts(value: &Value) -> Vec<String> {
    let texts = value.as_array().into_iter().flatten();
    texts
        .map(|text| text.as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn every_case_has_the_right_answer() {
    let mut wrong = Vec::new();
    let mut runs = 0;
    for folder in cases() {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let case: Value =
            serde_json::from_str(&std::fs::read_to_string(folder.join("case.json")).unwrap())
                .unwrap();
        for expected in case["runs"].as_array().unwrap() {
            runs += 1;
            let args = texts(&expected["args"]);
            let args: Vec<&str> = args.iter().map(String::as_str).collect();
            let run = run_in(&folder, &args);
            let mut complain = |what: String| {
                wrong.push(format!("{name} {args:?}: {what}\n{}{}", run.out, run.err));
            };
            if i64::from(run.code) != expected["code"].as_i64().unwrap() {
                complain(format!("exit status {}", run.code));
            }
            // Lines are wrapped: the position of the breaks doesn't matter.
            let unbroken = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            let out = unbroken(&run.out);
            for text in texts(&expected["says"]) {
                if !out.contains(&unbroken(&text)) {
                    complain(format!("doesn't say `{text}`"));
                }
            }
            for text in texts(&expected["never"]) {
                if out.contains(&unbroken(&text)) {
                    complain(format!("says `{text}`"));
                }
            }
            let err = unbroken(&run.err);
            for text in texts(&expected["complains"]) {
                if !err.contains(&unbroken(&text)) {
                    complain(format!("doesn't complain `{text}`"));
                }
            }
            if expected["status"].is_null() {
                continue;
            }
            let report = run_in(&folder, &[&args[..], &["--format", "json"]].concat()).report();
            let actions = report["principals"][0]["sets"][0]["actions"]
                .as_array()
                .unwrap();
            for (action, status) in expected["status"].as_object().into_iter().flatten() {
                let found = actions
                    .iter()
                    .find(|found| found["action"] == action.as_str());
                let found = &found.unwrap()["status"];
                if found != status {
                    complain(format!("{action} is {found}, not {status}"));
                }
            }
        }
    }
    assert!(runs >= 20, "{runs} runs");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is exported for a case and supplied again leaves only what the report says is still not
/// granted.
#[test]
fn the_exported_fix_of_every_case_closes_its_gap() {
    let (mut closed, mut partial) = (0, 0);
    for folder in cases() {
        let text = std::fs::read_to_string(folder.join("case.json")).unwrap();
        let case: Value = serde_json::from_str(&text).unwrap();
        for expected in case["runs"].as_array().unwrap() {
            let args = texts(&expected["args"]);
            let args: Vec<&str> = args.iter().map(String::as_str).collect();
            let exported = tempfile::tempdir().unwrap();
            let path = exported.path().join("fix.json");
            let path = path.to_str().unwrap();
            let more = ["--format", "json", "--export-missing", path];
            let run = run_in(&folder, &[&args[..], &more].concat());
            let Ok(report) = serde_json::from_str::<Value>(&run.out) else {
                continue;
            };
            let [principal] = report["principals"].as_array().unwrap().as_slice() else {
                continue;
            };
            let fix = &principal["fix"];
            // The statements for a key's policy are the other half: `keys_and_fixes.rs` supplies
            // both.
            if fix["file"].is_null() || !fix["keyStatements"].is_null() {
                continue;
            }
            let more = ["--format", "json", "--add-policy", path];
            let report = run_in(&folder, &[&args[..], &more].concat()).report();
            let sets = report["principals"][0]["sets"].as_array().unwrap();
            let actions = sets
                .iter()
                .flat_map(|set| set["actions"].as_array().unwrap());
            let left = actions.filter(|action| action["status"] != "granted");
            let mut left: Vec<String> = left
                .map(|action| action["action"].as_str().unwrap().to_owned())
                .collect();
            let mut stated = texts(&fix["stillNotGranted"]);
            left.sort();
            left.dedup();
            stated.sort();
            assert_eq!(left, stated, "{}: {args:?}", folder.display());
            *(if left.is_empty() {
                &mut closed
            } else {
                &mut partial
            }) += 1;
        }
    }
    assert!(
        closed >= 5 && partial >= 2,
        "{closed} closed, {partial} in part"
    );
}
