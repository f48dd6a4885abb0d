//! The commands of `docs/restore-walkthrough.md`, run as they stand, must print what it shows.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use std::path::Path;
use std::process::Command;

/// What a shell prints for a command, in a folder that holds the repository's examples.
fn shell(command: &str, folder: &Path) -> String {
    let binaries = Path::new(env!("CARGO_BIN_EXE_restore-check"))
        .parent()
        .unwrap();
    let output = Command::new("/bin/sh")
        .args(["-c", &format!("{command} 2>&1")])
        .env_clear()
        .env("PATH", format!("{}:/usr/bin:/bin", binaries.display()))
        .current_dir(folder)
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_walkthrough_shows_what_the_commands_print() {
    let folder = tempfile::tempdir().unwrap();
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    std::fs::create_dir(folder.path().join("examples")).unwrap();
    std::fs::copy(
        examples.join("account.json"),
        folder.path().join("examples/account.json"),
    )
    .unwrap();

    let page = include_str!("../../../docs/restore-walkthrough.md");
    let mut commands = 0;
    for block in page.split("```console\n").skip(1) {
        let block = block.split("```").next().unwrap();
        for example in block.split("$ ").skip(1) {
            let (command, expected) = example.split_once('\n').unwrap();
            assert_eq!(shell(command, folder.path()), expected, "{command}");
            commands += 1;
        }
    }
    assert_eq!(commands, 5);
}
