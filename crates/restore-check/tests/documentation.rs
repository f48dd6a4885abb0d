//! The commands of the README and of the walkthrough print the output shown there.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

/// The program's call in the first commands of the README, before it is installed.
const WITHOUT_INSTALLING: &str = "cargo run --release -p restore-check -- ";

/// Contains an `aws` that prints recorded output of the AWS CLI and fails for other commands.
const RECORDED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/recorded");

/// The output of a shell for a command, in a folder with the repository's examples.
fn shell(command: &str, folder: &Path) -> Output {
    let binaries = Path::new(env!("CARGO_BIN_EXE_restore-check"))
        .parent()
        .unwrap();
    Command::new("/bin/sh")
        .args(["-c", command])
        .env_clear()
        .env(
            "PATH",
            format!("{RECORDED}:{}:/usr/bin:/bin", binaries.display()),
        )
        .current_dir(folder)
        .output()
        .unwrap()
}

fn folder_with_examples() -> TempDir {
    let folder = TempDir::new().unwrap();
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let copied = Command::new("cp")
        .arg("-r")
        .args([&examples, folder.path()])
        .status()
        .unwrap();
    assert!(copied.success());
    folder
}

/// Runs a page's examples and returns their number. If no output is shown, the command must still
/// reach a verdict without an error.
fn run_examples(page: &str) -> usize {
    let folder = folder_with_examples();
    let mut examples = 0;
    for block in page.split("```console\n").skip(1) {
        let block = block.split("```").next().unwrap();
        for example in block.split("$ ").skip(1) {
            let (command, expected) = example.split_once('\n').unwrap();
            let command = command.replace(WITHOUT_INSTALLING, "restore-check ");
            let known = ["restore-check ", "cat ", "aws ", "mkdir "];
            if !known.iter().any(|name| command.starts_with(name)) {
                continue;
            }
            let output = shell(&command, folder.path());
            let code = output.status.code().unwrap();
            let most = i32::from(command.starts_with("restore-check "));
            assert!(code <= most, "{command}: ended with {code}");
            assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{command}");
            let printed = String::from_utf8(output.stdout).unwrap();
            assert!(
                expected.is_empty() || printed == expected,
                "{command}:\n{printed}"
            );
            examples += 1;
        }
    }
    examples
}

#[test]
fn the_readme_shows_the_actual_output() {
    assert_eq!(run_examples(include_str!("../../../README.md")), 12);
}

#[test]
fn the_walkthrough_shows_the_actual_output() {
    let page = include_str!("../../../docs/restore-walkthrough.md");
    assert_eq!(run_examples(page), 17);
}

#[test]
fn the_page_about_infrastructure_shows_what_the_commands_print() {
    let page = include_str!("../../../docs/infrastructure.md");
    assert_eq!(run_examples(page), 4);
}

#[test]
fn the_page_about_denials_shows_what_the_commands_print() {
    let page = include_str!("../../../docs/explain-denial.md");
    assert_eq!(run_examples(page), 3);
}
