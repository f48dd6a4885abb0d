//! The examples of this crate's README and of the repository's are run as written.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use std::path::Path;
use std::process::Command;

/// The output of a shell for a command, on both streams.
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

/// Runs a page's examples of `iam-eval` and returns their number. If no output is shown, the
/// command must print something without an error.
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
fn examples_print_the_output_in_this_readme() {
    assert_eq!(run_examples(include_str!("../README.md"), "tests/data"), 5);
}

#[test]
fn examples_print_what_the_repository_s_readme_shows() {
    assert_eq!(run_examples(include_str!("../../../README.md"), "../.."), 6);
}

#[test]
fn examples_print_the_output_in_the_page_of_validate() {
    let page = include_str!("../../../docs/validate.md");
    assert_eq!(run_examples(page, "tests/data"), 10);
}

#[test]
fn examples_print_what_the_pages_of_questions_show() {
    for (page, examples, folder) in [
        (include_str!("../../../docs/simulate.md"), 7, "../.."),
        (include_str!("../../../docs/context-keys.md"), 4, "../.."),
        (include_str!("../../../docs/explain.md"), 4, "../.."),
        (include_str!("../../../docs/who-can.md"), 5, "tests/data"),
        (include_str!("../../../docs/can.md"), 8, "tests/data"),
        (include_str!("../../../docs/matrix.md"), 2, "tests/data"),
        (
            include_str!("../../../docs/compare.md"),
            13,
            "tests/data/compare",
        ),
    ] {
        assert_eq!(run_examples(page, folder), examples);
    }
}
