//! The driver in `docs/examples` finds a difference between two evaluators and minimizes it. The
//! test requires Python.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::process::Command;
use workspace_tests::vectors;

/// An evaluator that allows everything, except requests that contain this text.
fn evaluator(python: &str, denied: &str) -> String {
    format!(
        "{python} -uc \"import sys\nfor line in sys.stdin: print('{{\\\"decision\\\": \\\"%s\\\"}}' % \
         ('implicitDeny' if '{denied}' in line else 'allowed'))\""
    )
}

fn driver(second: &str) -> Option<(i32, String)> {
    let python = "python3";
    if Command::new(python).arg("--version").output().is_err() {
        println!("no {python}: nothing tested");
        return None;
    }
    let output = Command::new(python)
        .arg(vectors::in_tests("../docs/examples/oracle_driver.py"))
        .args(["--first", &evaluator(python, "no such text")])
        .args(["--second", &evaluator(python, second)])
        .args(["--mutants", "50", "--at-most", "1"])
        .arg(vectors::folder().join("s7-layers.jsonl"))
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    let code = output.status.code().unwrap();
    assert!(code < 2, "{errors}");
    Some((code, String::from_utf8(output.stdout).unwrap()))
}

#[test]
fn a_difference_is_found_and_minimized() {
    let Some((code, found)) = driver("permissionsBoundary") else {
        return;
    };
    assert_eq!(code, 1);
    let found: serde_json::Value = serde_json::from_str(&found).unwrap();
    assert_eq!(found["first"], "allowed");
    assert_eq!(found["second"], "implicitDeny");
    let policies = found["policies"].as_object().unwrap();
    assert_eq!(policies.keys().collect::<Vec<_>>(), ["permissionsBoundary"]);
    assert!(found.to_string().len() < 200, "{found}");
}

#[test]
fn equal_evaluators_have_no_differences() {
    if let Some((code, found)) = driver("no such text either") {
        assert_eq!((code, found.as_str()), (0, ""));
    }
}
