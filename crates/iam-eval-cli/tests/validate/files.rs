//! What is read beside a document: a file of expectations, and folders.

use super::common::{file, iam_eval};
use super::{DEPLOY, TRUST};

/// A file of expectations extends the built-in ones, and starts from them.
#[test]
fn expectations_are_extended_by_a_file() {
    let own = r#"{"requiredConditions": [{"name": "pass-role", "actions": ["iam:PassRole"],
        "anyOf": [{"key": "iam:PassedToService"}], "reason": "which service receives the role",
        "severity": "ERROR"}]}"#;
    let (_folder, own) = file("expectations.json", own);
    let call = ["validate", "--expectations", &own, "--format", "short"];
    let (code, out, _) = iam_eval(&[&call[..], &["-"]].concat(), DEPLOY);
    assert_eq!(code, 1);
    let found = "<stdin>:7:18: ERROR VALIDATOR_MISSING_CONDITION: `iam:PassRole` is allowed without a condition \
                 that says which service receives the role";
    assert!(out.contains(found), "{out}");
    let (code, text, _) = iam_eval(&["validate", "--print-expectations"], "");
    assert_eq!(code, 0);
    let (_folder, printed) = file("printed.json", &text);
    let call = ["validate", "--expectations", &printed, "-"];
    assert_eq!(iam_eval(&call, TRUST), iam_eval(&["validate", "-"], TRUST));
    let (_folder, wrong) = file("wrong.json", r#"{"forbidden": []}"#);
    let (code, out, err) = iam_eval(&["validate", "--expectations", &wrong, "-"], TRUST);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(
        err.contains("wrong.json:1:3: found the member `forbidden`, expected"),
        "{err}"
    );
}

/// The documents of a folder are read, and what else is in it is reported.
#[test]
fn a_folder_of_documents() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    std::fs::create_dir(path.join("more")).unwrap();
    std::fs::write(path.join("trust.json"), TRUST).unwrap();
    std::fs::write(path.join("more/deploy.json"), DEPLOY).unwrap();
    std::fs::write(path.join("notes.txt"), "").unwrap();
    let path = path.to_str().unwrap();
    let (code, out, err) = iam_eval(&["validate", "--format", "json", path], "");
    assert_eq!((code, out.lines().count()), (1, 2), "{out}");
    assert!(
        err.contains("skipped 1 file that ends neither in .json nor in .yaml"),
        "{err}"
    );
    let empty = tempfile::tempdir().unwrap();
    let (code, _, err) = iam_eval(&["validate", empty.path().to_str().unwrap()], "");
    assert_eq!(code, 2);
    assert!(
        err.contains("found a folder without `*.json` or `*.yaml` files"),
        "{err}"
    );
}
