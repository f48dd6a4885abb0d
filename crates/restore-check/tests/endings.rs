//! The program's exit if it can't write its report: no partial report replaces an older one, and
//! the status shows the failure.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that can't go on must fail"
)]

mod support;

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use support::{Folder, RESTORE};

fn command(folder: &Folder, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_restore-check"));
    command.args(args).current_dir(folder.path());
    command
}

#[test]
fn a_closed_pipe_is_not_a_verdict() {
    let folder = Folder::new();
    folder.file("role.json", RESTORE);
    let formats = ["text", "json", "sarif", "junit", "csv", "markdown", "html"];
    // A report that is longer than any buffer.
    let formats = formats.map(|format| ["role.json", "--verbose", "--format", format]);
    let others = [&["completions", "bash"][..], &["man"], &["sets"]];
    for args in formats.iter().map(|args| &args[..]).chain(others) {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let ended = command(&folder, args)
            .stdout(writer)
            .stderr(Stdio::piped())
            .output()
            .unwrap();
        assert_eq!(ended.status.code(), Some(141), "{args:?}");
        assert_eq!(String::from_utf8(ended.stderr).unwrap(), "");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_an_error_and_a_device_stays_a_device() {
    use std::os::unix::fs::FileTypeExt;
    let folder = Folder::new();
    folder.file("role.json", RESTORE);
    let run = folder.run(&["role.json", "--output", "/dev/full"]);
    assert_eq!(run.code, 2, "{}", run.err);
    assert!(run.err.contains("/dev/full: No space left"), "{}", run.err);
    let device = std::fs::metadata("/dev/full").unwrap();
    assert!(device.file_type().is_char_device());
    let full = std::fs::File::create("/dev/full").unwrap();
    let ended = command(&folder, &["role.json"])
        .stdout(full)
        .output()
        .unwrap();
    assert_eq!(ended.status.code(), Some(2));
}

#[test]
fn an_older_report_stays_if_the_new_one_cannot_be_written() {
    let folder = Folder::new();
    folder
        .file("role.json", RESTORE)
        .file("reports/old.html", "the older report");
    // A folder that isn't empty can't be replaced.
    let run = folder.run(&["role.json", "--output", "reports"]);
    assert_eq!(run.code, 2, "{}", run.err);
    assert_eq!(folder.read("reports/old.html"), "the older report");
    let run = folder.run(&["role.json", "--output", "nowhere/report.html"]);
    assert_eq!(run.code, 2, "{}", run.err);
    assert!(run.err.contains("nowhere/report.html"), "{}", run.err);
}

#[test]
fn a_link_is_followed() {
    let folder = Folder::new();
    folder
        .file("role.json", RESTORE)
        .file("reports/old.txt", "the older report");
    std::os::unix::fs::symlink("reports/old.txt", folder.path().join("latest")).unwrap();
    let run = folder.run(&["role.json", "--output", "latest"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(folder.read("reports/old.txt").contains("56 of 56 granted"));
    assert!(folder.path().join("latest").is_symlink());
}

#[test]
fn an_interrupt_keeps_the_older_report() {
    let folder = Folder::new();
    folder.file("report.html", "the older report");
    let named_pipe = folder.path().join("role.json");
    assert!(
        Command::new("mkfifo")
            .arg(&named_pipe)
            .status()
            .unwrap()
            .success()
    );
    let mut child = command(
        &folder,
        &["role.json", "--format", "html", "--output", "report.html"],
    )
    .stderr(Stdio::piped())
    .spawn()
    .unwrap();
    // Once the pipe can be opened for writing, the program is reading from it.
    let held = std::fs::File::options()
        .write(true)
        .open(&named_pipe)
        .unwrap();
    // SIGINT may be ignored in a background shell.
    let kill = Command::new("kill")
        .args(["-TERM", &child.id().to_string()])
        .status();
    assert!(kill.unwrap().success());
    let status = child.wait().unwrap();
    drop(held);
    assert_eq!(status.code(), None, "ended by the signal");
    assert_eq!(folder.read("report.html"), "the older report");
    let left = std::fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(left, 2, "the pipe and the report");
    let said: Vec<_> = BufReader::new(child.stderr.take().unwrap())
        .lines()
        .collect();
    assert!(said.is_empty(), "{said:?}");
}

/// Temporary files beside the report, which a run must not leave behind.
fn unfinished(folder: &Folder) -> usize {
    let entries = std::fs::read_dir(folder.path()).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name());
    names
        .filter(|name| name.to_string_lossy().starts_with(".tmp"))
        .count()
}

#[test]
fn an_interrupt_while_writing_leaves_only_the_older_report() {
    use std::os::unix::process::ExitStatusExt;
    let folder = Folder::new();
    let roles = (0..6_000).map(|index| {
        format!(r#"{{"arn": "arn:aws:iam::111122223333:role/r{index}", "identity": [{RESTORE}]}}"#)
    });
    let roles: Vec<String> = roles.collect();
    folder
        .file("roles.json", roles.join("\n"))
        .file("report.txt", "the older report");
    let signals = [
        ("-HUP", 1),
        ("-INT", 2),
        ("-QUIT", 3),
        ("-TERM", 15),
        ("-XFSZ", 25),
    ];
    for (signal, number) in signals {
        // The program inherits ignored signals from the process that runs the tests.
        if is_ignored(number) {
            continue;
        }
        let args = ["roles.json", "--verbose", "--output", "report.txt"];
        let mut child = command(&folder, &args)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        while unfinished(&folder) == 0 {
            assert_eq!(child.try_wait().unwrap(), None, "it ended too early");
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
        let kill = Command::new("kill")
            .args([signal, &child.id().to_string()])
            .status();
        assert!(kill.unwrap().success());
        let status = child.wait().unwrap();
        assert_eq!(status.signal(), Some(number), "{status}");
        assert_eq!(unfinished(&folder), 0);
        assert_eq!(folder.read("report.txt"), "the older report");
        let said: Vec<_> = BufReader::new(child.stderr.take().unwrap())
            .lines()
            .collect();
        assert!(said.is_empty(), "{said:?}");
    }
}

/// Whether this process, and so the programs that it starts, ignores a signal.
fn is_ignored(signal: i32) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    mask.unwrap_or_default() & (1 << (signal - 1)) != 0
}

/// `nohup` makes a program ignore SIGHUP: a long run continues when the terminal is closed.
#[test]
#[cfg(target_os = "linux")]
fn an_ignored_signal_does_not_end_the_run() {
    let folder = Folder::new();
    let roles = (0..2_000).map(|index| {
        format!(r#"{{"arn": "arn:aws:iam::111122223333:role/r{index}", "identity": [{RESTORE}]}}"#)
    });
    let roles: Vec<String> = roles.collect();
    folder.file("roles.json", roles.join("\n"));
    let script = format!(
        "trap '' HUP; exec '{}' roles.json --verbose --output report.txt",
        env!("CARGO_BIN_EXE_restore-check")
    );
    let mut child = Command::new("sh")
        .args(["-c", &script])
        .current_dir(folder.path())
        .spawn()
        .unwrap();
    while unfinished(&folder) == 0 {
        assert_eq!(child.try_wait().unwrap(), None, "it ended too early");
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    let kill = Command::new("kill")
        .args(["-HUP", &child.id().to_string()])
        .status();
    assert!(kill.unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert!(folder.read("report.txt").contains("2000 principals"));
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_standard_error_does_not_panic() {
    let folder = Folder::new();
    let full = || std::fs::File::create("/dev/full").unwrap();
    let ended = command(&folder, &["nope.json"]).stderr(full()).output();
    assert_eq!(ended.unwrap().status.code(), Some(2));
    let ended = command(&folder, &["--help"]).stdout(full()).output();
    assert_eq!(ended.unwrap().status.code(), Some(2));
}

#[test]
#[cfg(target_os = "linux")]
fn a_report_does_not_become_an_input() {
    let folder = Folder::new();
    folder.file("r.json", RESTORE);
    let file = std::fs::File::options();
    let file = file.clone().append(true).open(folder.path().join("r.json"));
    let ended = command(&folder, &["r.json"]).stdout(file.unwrap()).output();
    assert_eq!(ended.unwrap().status.code(), Some(2));
    assert_eq!(folder.read("r.json"), RESTORE);
}

#[test]
fn an_output_that_cannot_be_written_is_named() {
    let folder = Folder::new();
    folder.file("role.json", RESTORE).file("old", "kept");
    let path = folder.path().join("old");
    let mut permissions = std::fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(&path, permissions).unwrap();
    let run = folder.run(&["role.json", "-o", "old"]);
    assert_eq!(run.code, 2, "{}", run.out);
    assert_eq!(folder.read("old"), "kept");
    let run = folder.run(&["role.json", "-o", "no/such/report"]);
    assert_eq!(
        (run.code, run.err.as_str()),
        (2, "restore-check: no/such/report: no such folder\n")
    );
}
