//! Files that administrators have, and what the program answers to each: they are read, or the
//! answer says what they are and what to do.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that can't go on must fail"
)]

mod support;

use std::fmt::Write;
use std::path::Path;
use support::run_in;

#[test]
fn every_file_is_read_or_answered_with_the_next_step() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files_people_have");
    let entries = std::fs::read_dir(&folder).unwrap();
    let mut files: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    let mut answers = String::new();
    for file in &files {
        let run = run_in(&folder, &[file, "--quiet"]);
        writeln!(
            answers,
            "$ restore-check {file} --quiet\n{}{}-> exit {}\n",
            run.out, run.err, run.code
        )
        .unwrap();
    }
    let arn = "arn:aws:iam::111122223333:role/veeam-restore";
    let run = run_in(&folder, &[arn]);
    writeln!(
        answers,
        "$ restore-check {arn}\n{}{}-> exit {}",
        run.out, run.err, run.code
    )
    .unwrap();
    insta::assert_snapshot!(answers);
}
