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

fn driver(second: &str) -> Option<(i32, String, String)> {
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
    Some((code, String::from_utf8(output.stdout).unwrap(), errors))
}

#[test]
fn a_difference_is_found_and_minimized() {
    let Some((code, found, summary)) = driver("permissionsBoundary") else {
        return;
    };
    assert_eq!(code, 1);
    let found: serde_json::Value = serde_json::from_str(&found).unwrap();
    assert_eq!(found["first"], "allowed");
    assert_eq!(found["second"], "implicitDeny");
    let policies = found["policies"].as_object().unwrap();
    assert_eq!(policies.keys().collect::<Vec<_>>(), ["permissionsBoundary"]);
    assert_eq!(found["rule"], "S7");
    assert!(found.to_string().len() < 220, "{found}");
    // One who allows everything passes where that is expected.
    let rate = summary.lines().find(|line| line.starts_with("  S7  "));
    assert!(rate.is_some_and(|rate| rate.contains(" of ") && !rate.contains("100.0 %")));
    assert!(
        summary.contains("    1  S7     allowed / implicitDeny\n"),
        "{summary}"
    );
    assert!(summary.contains("--at-most 1"), "{summary}");
}

#[test]
fn equal_evaluators_have_no_differences() {
    if let Some((code, found, _)) = driver("no such text either") {
        assert_eq!((code, found.as_str()), (0, ""));
    }
}

/// Where the first evaluator says which layers decide, these decide the smaller scenario, too.
#[test]
fn a_difference_keeps_the_layers_that_decide_it() {
    // It denies by the boundary as long as there is one, and else by the identity policies.
    let first = "import sys,json
for line in sys.stdin:
    policies = json.loads(line)['policies']
    layer = 'permissionsBoundary' if 'permissionsBoundary' in policies else 'identity'
    layers = [{'layer': layer, 'status': 'evaluated', 'allows': 'no', 'denies': 'no'}]
    print(json.dumps({'decision': 'implicitDeny', 'explanation': {'layers': layers}}))";
    let python = "python3";
    if Command::new(python).arg("--version").output().is_err() {
        println!("no {python}: nothing tested");
        return;
    }
    let folder = std::env::temp_dir().join(format!("oracle-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("one.jsonl");
    let scenario = r#"{"id": "S7-x", "request": {"principal": "*", "action": "a:B", "resource": "*"},
        "policies": {"identity": [], "permissionsBoundary": {"Statement": []}}}"#;
    std::fs::write(&file, scenario.replace('\n', " ")).unwrap();
    let output = Command::new(python)
        .arg(vectors::in_tests("../docs/examples/oracle_driver.py"))
        .args(["--first", &format!("{python} -uc \"{first}\"")])
        .args(["--second", &evaluator(python, "no such text")])
        .arg(&file)
        .output()
        .unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    let found: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        found["layers"],
        serde_json::json!(["permissionsBoundary"]),
        "{found}"
    );
    assert!(
        found["policies"]["permissionsBoundary"].is_object(),
        "{found}"
    );
    assert_eq!(found["policies"].get("identity"), None, "{found}");
}
