//! The README's examples, run as they stand.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use std::path::Path;
use std::process::Command;

/// What a shell prints for a command, on both outputs.
fn shell(command: &str) -> String {
    let folder = Path::new(env!("CARGO_BIN_EXE_iam-eval")).parent().unwrap();
    let path = format!("{}:/usr/bin:/bin", folder.display());
    let output = Command::new("/bin/sh")
        .args(["-c", &format!("{command} 2>&1")])
        .env_clear()
        .env("PATH", path)
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data"))
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn examples_print_what_the_readme_shows() {
    let readme = include_str!("../README.md");
    let mut examples = 0;
    for block in readme.split("```console\n").skip(1) {
        let block = block.split("```").next().unwrap();
        for example in block.split("$ ").skip(1) {
            let (command, expected) = example.split_once('\n').unwrap();
            assert_eq!(shell(command), expected, "{command}");
            examples += 1;
        }
    }
    assert!(examples >= 6, "{examples}");
}
