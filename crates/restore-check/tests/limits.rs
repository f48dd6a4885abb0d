//! Inputs that are too long are rejected before they are read, and failures of the system don't
//! panic.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that can't go on must fail"
)]

mod support;

use std::process::Command;
use support::{Folder, RESTORE};

#[test]
fn a_file_of_two_gigabytes_is_not_read() {
    let folder = Folder::new();
    folder.file("role.json", RESTORE);
    // A sparse file, which takes no space on the disk.
    let long = std::fs::File::create(folder.path().join("long")).unwrap();
    long.set_len(2 << 30).unwrap();
    for option in [
        "--scps",
        "--rcps",
        "--set-file",
        "--key-policy",
        "--catalog",
    ] {
        let run = folder.run(&["role.json", option, "long"]);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{option}");
        let refused = "long: found more than 67108864 bytes, expected at most that many";
        assert!(run.err.contains(refused), "{option}: {}", run.err);
    }
    let run = folder.run(&["sets", "long"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("more than 67108864 bytes"), "{}", run.err);
}

#[test]
#[cfg(target_os = "linux")]
fn an_endless_device_is_not_read_to_its_end() {
    let folder = Folder::new();
    folder.file("role.json", RESTORE);
    for option in ["--scps", "--set-file", "--key-policy", "--catalog"] {
        let run = folder.run(&["role.json", option, "/dev/zero"]);
        assert_eq!(run.code, 2, "{option}");
        assert!(
            run.err.contains("/dev/zero: found more than"),
            "{}",
            run.err
        );
    }
}

#[test]
fn one_thread_suffices_if_no_other_can_be_started() {
    let folder = Folder::new();
    folder
        .file("role.json", RESTORE)
        .file("other.json", RESTORE);
    let run = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_restore-check"));
        command.args(args).current_dir(folder.path());
        // A stack of this size can't be allocated, so that no thread can be started.
        command.env("RUST_MIN_STACK", (1_u64 << 47).to_string());
        let ended = command.output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (ended.status.code(), text(ended.stdout), text(ended.stderr))
    };
    for format in ["text", "json"] {
        let args = ["role.json", "other.json", "--format", format];
        let (code, out, err) = run(&args);
        assert_eq!((code, err.as_str()), (Some(0), ""));
        assert_eq!(out, folder.run(&args).out);
    }
    // Without a thread for signals, nothing is started that a signal would have to clean up.
    let (code, _, err) = run(&["role.json", "-o", "report.txt"]);
    assert_eq!(code, Some(2), "{err}");
    assert!(!err.contains("panic"), "{err}");
    assert!(!folder.path().join("report.txt").exists());
}
