//! Realistic roles, each with the result in its `expected.json`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that can't go on must fail"
)]

mod support;

use serde_json::Value;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use support::run_in;

fn fixtures() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures");
    let entries = std::fs::read_dir(folder).unwrap();
    let folders = entries.map(|entry| entry.unwrap().path());
    let mut folders: Vec<PathBuf> = folders.filter(|path| path.is_dir()).collect();
    folders.sort();
    assert!(folders.len() >= 49, "{} fixtures", folders.len());
    folders
}

fn read(path: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn every_role_has_the_classes_and_verdicts_expected() {
    let mut wrong = Vec::new();
    let mut judged = 0;
    for fixture in fixtures() {
        let expected = read(&fixture.join("expected.json"));
        let Some(classes) = expected["classes"].as_object() else {
            continue;
        };
        judged += 1;
        let id = expected["id"].as_str().unwrap();
        let class_of: HashMap<&str, &str> = classes
            .iter()
            .flat_map(|(class, actions)| {
                let actions = actions.as_array().unwrap().iter();
                actions.map(move |action| (action.as_str().unwrap(), class.as_str()))
            })
            .collect();
        let run = run_in(&fixture, &["bundle.json", "--workers", "--format", "json"]);
        let report = run.report();
        for set in report["principals"][0]["sets"].as_array().unwrap() {
            let name = set["set"].as_str().unwrap();
            if set["verdict"] != expected["verdict"][name] {
                wrong.push(format!("{id}: {name}: {}", set["verdict"]));
            }
            for action in set["actions"].as_array().unwrap() {
                let name = action["action"].as_str().unwrap();
                let expected = class_of.get(name).copied().unwrap_or("granted");
                if action["status"] != expected {
                    wrong.push(format!(
                        "{id}: {name}: expected {expected}, got {}",
                        action["status"]
                    ));
                }
            }
        }
    }
    assert!(judged >= 31, "{judged} fixtures with classes");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_malformed_role_is_rejected() {
    for fixture in fixtures() {
        let name = fixture.file_name().unwrap().to_str().unwrap().to_owned();
        if !name.starts_with('e') {
            continue;
        }
        for file in ["bundle.json", "identity-1.json"] {
            let run = run_in(&fixture, &[file]);
            assert_eq!(run.code, 2, "{name}/{file}: {}{}", run.out, run.err);
            assert_eq!(run.err.lines().count(), 1, "{name}/{file}: {}", run.err);
        }
    }
}

/// The trust fixtures with their cases: the caller is the appliance, its identity policies come
/// from a file, and the context is complete.
#[test]
fn every_trust_policy_has_the_expected_answers() {
    let mut asked = 0;
    for fixture in fixtures() {
        let expected = read(&fixture.join("expected.json"));
        for case in expected["trust"].as_array().into_iter().flatten() {
            let folder = support::Folder::new();
            folder.file(
                "bundle.json",
                std::fs::read(fixture.join("bundle.json")).unwrap(),
            );
            let mut args = vec![
                "bundle.json".to_owned(),
                "--format".to_owned(),
                "json".to_owned(),
            ];
            args.extend([
                "--appliance".to_owned(),
                case["caller"].as_str().unwrap().to_owned(),
            ]);
            for (index, policy) in case["callerIdentity"]
                .as_array()
                .unwrap()
                .iter()
                .enumerate()
            {
                folder.file(&format!("caller-{index}.json"), policy.to_string());
                args.extend([
                    "--appliance-policy".to_owned(),
                    format!("caller-{index}.json"),
                ]);
            }
            if case["callerIdentity"].as_array().unwrap().is_empty() {
                folder.file("none.json", r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}}"#);
                args.extend(["--appliance-policy".to_owned(), "none.json".to_owned()]);
            }
            let context = case["context"].as_object().unwrap();
            for (key, value) in context {
                args.extend([
                    "--context".to_owned(),
                    format!("{key}={}", value.as_str().unwrap()),
                ]);
            }
            for key in ["sts:ExternalId", "aws:PrincipalOrgID"] {
                if !context.contains_key(key) {
                    args.extend(["--absent".to_owned(), key.to_owned()]);
                }
            }
            let args: Vec<&str> = args.iter().map(String::as_str).collect();
            let run = folder.run(&args);
            let report = run.report();
            let decision = case["expect"]["decision"].as_str().unwrap();
            let status = match decision {
                "allowed" => "granted",
                "explicitDeny" => "denied",
                _ => "missing",
            };
            let trust = &report["principals"][0]["trust"];
            assert_eq!(
                trust["status"], status,
                "{}: {case}: {trust}",
                expected["id"]
            );
            asked += 1;
        }
    }
    assert!(asked >= 16, "{asked} questions of trust");
}
