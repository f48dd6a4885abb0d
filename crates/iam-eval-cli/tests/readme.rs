//! The examples of this crate's README and of the repository's, run as they stand.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use std::path::Path;
use std::process::Command;

/// What a shell prints for a command, on both outputs.
fn shell(command: &str, folder: &Path) -> String {
    let binaries = Path::new(env!("CARGO_BIN_EXE_iam-eval")).parent().unwrap();
    let output = Command::new("/bin/sh")
        .args(["-c", &format!("{{ {}\n}} 2>&1", command)])
        .env_clear()
        .env("PATH", format!("{}:/usr/bin:/bin", binaries.display()))
        .current_dir(folder)
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// Runs a page's examples of `iam-eval`; gives how many there were. Where no output is shown, there must
/// be one without an error.
fn run_examples(page: &str, folder: &str) -> usize {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut examples = 0;
    for block in page.split("```console\n").skip(1) {
        let block = block.split("```").next().unwrap();
        let of_blocks = block.split("$ ").skip(1);
        for example in of_blocks.filter(|example| example.starts_with("iam-eval ")) {
            let (command, expected) = example.split_once('\n').unwrap();
            let printed = shell(command, &folder);
            if expected.is_empty() {
                assert!(
                    !printed.is_empty() && !printed.contains("error"),
                    "{command}: {printed}"
                );
            } else {
                assert_eq!(printed, expected, "{command}");
            }
            examples += 1;
        }
    }
    examples
}

#[test]
fn examples_print_what_this_readme_shows() {
    assert_eq!(run_examples(include_str!("../README.md"), "tests/data"), 5);
}

#[test]
fn examples_print_what_the_repository_s_readme_shows() {
    assert_eq!(run_examples(include_str!("../../../README.md"), "../.."), 4);
}

#[test]
fn examples_print_what_the_page_of_validate_shows() {
    let page = include_str!("../../../docs/validate.md");
    assert_eq!(run_examples(page, "tests/data"), 9);
}

#[test]
fn examples_print_what_the_page_of_comparisons_shows() {
    let page = include_str!("../../../docs/compare.md");
    assert_eq!(run_examples(page, "tests/data/compare"), 13);
}
