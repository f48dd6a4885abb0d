//! Files: names that differ in a byte, pipes, changes during the run; and ARNs in them.

use super::{deny, doc, dump, full, inline, role, run, with};
use crate::support::{Folder, ROLE};
use serde_json::json;

#[test]
fn an_arn_that_aws_cannot_have_is_rejected() {
    let deny = doc(json!({"Effect": "Deny", "Action": "*", "Resource": "*",
        "Condition": {"ArnEquals": {"aws:PrincipalArn": ROLE}}}));
    for arn in [
        format!("{ROLE} "),
        format!("{ROLE}\u{200b}"),
        ROLE.replace("/veeam", "/v\u{435}eam"),
    ] {
        let bundle = json!({"arn": arn, "identity": [full(), deny]});
        assert_eq!(run(&bundle, &[]).code, 2, "{arn:?}");
        let role = with(role(), json!({"Arn": arn, "RolePolicyList": inline(&deny)}));
        assert_eq!(
            run(&dump(json!({"RoleDetailList": [role]})), &[]).code,
            2,
            "{arn:?}"
        );
    }
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_differ_in_a_byte_that_is_not_utf_8_are_two_files() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let folder = Folder::new();
    folder
        .file("in.json", full().to_string())
        .file("scps/deny\u{fffd}.json", full().to_string())
        .file("all/deny\u{fffd}.json", full().to_string());
    for inside in ["scps", "all"] {
        let name = folder
            .path()
            .join(inside)
            .join(OsStr::from_bytes(b"deny\xff.json"));
        std::fs::write(name, doc(deny("*")).to_string()).unwrap();
    }
    let run = folder.run(&["in.json", "--scps", "scps"]);
    assert_eq!(run.code, 1, "{}{}", run.out, run.err);
    assert!(run.out.contains("deny\\xFF.json"), "{}", run.out);
    let run = folder.run(&["all", "--as-role", "veeam", "--quiet"]);
    assert_eq!(run.code, 1, "{}{}", run.out, run.err);
    let run = folder.run(&["all/*.json", "--quiet"]);
    assert_eq!(run.out.matches(".json").count(), 2, "{}", run.out);
}

#[cfg(unix)]
#[test]
fn a_pipe_in_a_folder_is_rejected() {
    let folder = Folder::new();
    folder
        .file("in.json", full().to_string())
        .file("f/a.json", full().to_string());
    let made = std::process::Command::new("mkfifo")
        .arg(folder.path().join("f/x.json"))
        .status();
    if !made.is_ok_and(|status| status.success()) {
        return;
    }
    for args in [&["f"][..], &["f/*.json"], &["in.json", "--scps", "f"]] {
        let run = folder.run(args);
        assert_eq!(run.code, 2, "{args:?}: {}", run.out);
        assert!(
            run.err.contains("x.json: found a pipe or a device"),
            "{}",
            run.err
        );
    }
}

#[test]
fn a_file_that_changes_while_it_is_judged_is_rejected() {
    use iam_account::Inputs;
    let folder = Folder::new();
    let filler = " ".repeat(2 * 1024 * 1024);
    let first = dump(json!({"RoleDetailList": [role()]})).to_string() + &filler;
    folder.file("in.json", &first);
    let path = folder.path().join("in.json");
    let mut inputs = Inputs::default();
    inputs.add_path(path.to_str().unwrap());
    assert!(inputs.principal(0).unwrap().problems.is_empty());
    // The same length, in the same file.
    folder.file("in.json", first.replace("\"Allow\"", "\"Deny\" "));
    let later = std::time::SystemTime::now() + std::time::Duration::from_secs(2);
    let file = std::fs::File::options().write(true).open(&path).unwrap();
    file.set_modified(later).unwrap();
    let problems = inputs.principal(0).unwrap().problems;
    assert!(
        problems
            .iter()
            .any(|problem| problem.what().found.contains("changed while it was read")),
        "{problems:?}"
    );
}
