//! Every vector of the conformance files, with the reference evaluator.

use std::path::{Path, PathBuf};
use std::{fs, io};

use iam_reference::{Outcome, evaluate_scenario};
use serde_json::Value;

/// AWS's own statements, this project's own, and scenarios that once gave a wrong answer.
const FOLDERS: [&str; 3] = ["conformance", "conformance-own", "regressions"];

fn vector_files(folders: &[&str]) -> io::Result<Vec<PathBuf>> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests");
    let mut files = Vec::new();
    for folder in folders {
        for entry in fs::read_dir(tests.join(folder))? {
            let path = entry?.path();
            if path.extension().is_some_and(|ending| ending == "jsonl") {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

fn expected(vector: &Value) -> &str {
    match vector["expect"]["decision"].as_str() {
        Some(decision) => decision,
        None => {
            assert_eq!(vector["expect"]["error"], Value::Bool(true), "{vector}");
            "error"
        }
    }
}

fn word(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Allowed => "allowed",
        Outcome::ImplicitDeny => "implicitDeny",
        Outcome::ExplicitDeny => "explicitDeny",
        Outcome::Error(_) => "error",
    }
}

#[test]
fn every_vector() {
    let mut differences = Vec::new();
    let mut vectors = 0;
    for file in vector_files(&FOLDERS).unwrap() {
        let text = fs::read_to_string(&file).unwrap();
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            vectors += 1;
            let vector: Value = serde_json::from_str(line).unwrap();
            let outcome = evaluate_scenario(line);
            let expected = expected(&vector);
            if word(&outcome) != expected {
                differences.push(format!(
                    "{}: {}: expected {expected}, got {outcome:?}",
                    vector["id"], vector["note"]
                ));
            }
        }
    }
    assert!(
        differences.is_empty(),
        "{} of {vectors} vectors differ:\n{}",
        differences.len(),
        differences.join("\n")
    );
    assert!(vectors > 1000, "only {vectors} vectors found");
}

/// Scenarios truncated or altered at any position must give an answer, not a panic.
#[test]
fn damaged_scenarios_do_not_panic() {
    for file in vector_files(&["conformance"]).unwrap() {
        let text = fs::read_to_string(&file).unwrap();
        for line in text.lines().step_by(7) {
            for (at, _) in line.char_indices() {
                let (before, after) = line.split_at(at);
                let cut = evaluate_scenario(before);
                assert!(matches!(cut, Outcome::Error(_)), "{before}");
                for with in ["\"", "*", "${", "\\u0000", "{", ":"] {
                    if at % 5 == 0 {
                        evaluate_scenario(&format!("{before}{with}{after}"));
                    }
                }
            }
        }
    }
}
