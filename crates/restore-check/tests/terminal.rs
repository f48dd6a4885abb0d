//! Hostile text in terminal output, logs and pages; streams that can't be written.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    reason = "a test that can't go on must fail"
)]

mod support;

use iam_report::form::text::is_deceptive;
use serde_json::{Value, json};
use std::fs::File;
use std::process::Command;
use support::{Folder, Run, run_in};

/// Clears the screen, forges a line, hides and reverses the following text, each in several ways.
const HOSTILE: &str = "x\u{1B}[2J\u{1B}[1;1H\u{9B}8m\u{7}\r\nforged: PASS\n\u{85}\u{2028}\u{202E}\u{2066}\
    \u{61C}\u{AD}\u{115F}\u{180E}\u{200B}\u{FE0F}\u{FFF9}\u{FFFB}\u{E0041}\u{E007F}";

fn assert_clean(text: &str) {
    let bad = text
        .chars()
        .find(|c| *c != '\n' && *c != '\t' && is_deceptive(*c));
    assert_eq!(bad, None, "{text}");
    let forged = text.lines().find(|line| line.starts_with("forged"));
    assert_eq!(forged, None, "{text}");
}

fn run(folder: &Folder, args: &[&str]) -> Run {
    let run = folder.run(args);
    assert_clean(&run.out);
    assert_clean(&run.err);
    run
}

/// A role that lacks nearly everything, with the text wherever an input may contain text.
fn bundle(words: &str) -> String {
    let statement = |effect: &str, sid: &str, action: &str| {
        json!({"Sid": sid, "Effect": effect, "Action": action, "Resource": format!("arn:aws:ec2:*:*:volume/{words}"),
               "Condition": {"StringEquals": {"aws:PrincipalTag/a": words}}})
    };
    let identity = json!({"Statement": [
        statement("Allow", "A", "ec2:CreateVolume"),
        statement("Deny", "D", "ec2:DeleteVolume"),
    ]});
    json!({"arn": "arn:aws:iam::111122223333:role/r", "identity": [identity]}).to_string()
}

#[test]
fn every_report_escapes_text() {
    let folder = Folder::new();
    let name = format!("a{HOSTILE}.json");
    folder.file(&name, bundle(HOSTILE));
    for args in [
        &["--verbose"][..],
        &["--quiet"],
        &["--ignore", &format!("ec2:CreateTags={HOSTILE}")],
    ] {
        let run = run(&folder, &[&[name.as_str()][..], args].concat());
        assert_eq!(run.code, 1, "{}", run.err);
    }
    for format in ["json", "sarif", "junit", "csv", "markdown", "html"] {
        let run = folder.run(&[&name, "--format", format]);
        assert_eq!(run.code, 1, "{}", run.err);
        // CSV has no escapes: it contains the original text except for control characters.
        if format != "csv" {
            assert_clean(&run.out.replace("\r\n", "\n"));
        }
        assert!(!run.out.contains(['\u{1B}', '\u{9B}']), "{format}");
    }
    let report = folder.run(&[&name, "--format", "json"]).report();
    assert_eq!(report["principals"][0]["source"], name.as_str());
}

#[test]
fn messages_are_clean_and_on_one_line() {
    let folder = Folder::new();
    let name = format!("f/a{HOSTILE}.json");
    folder.file(&name, "nonsense");
    let hostile = json!({"arn": HOSTILE, HOSTILE: [HOSTILE]});
    folder.file("b.json", hostile.to_string());
    let set = json!({"Statement": {"Effect": "Allow", "Action": "ec2:RunInstances", "Resource": HOSTILE}});
    folder.file("set.json", set.to_string());
    folder.file("good.json", support::RESTORE);
    for args in [
        &["f"][..],
        &["b.json"],
        &["f", "b.json", "-q"],
        &["good.json", "--scps", HOSTILE],
        &["good.json", "--set", HOSTILE],
        &["good.json", "--catalog", HOSTILE],
        &["good.json", "--role", HOSTILE],
        &["good.json", "--without", HOSTILE],
        &["good.json", "--context", HOSTILE],
        &["good.json", "-o", &format!("no/{HOSTILE}/a")],
        &["sets", "set.json"],
        &["sets", HOSTILE],
    ] {
        let run = run(&folder, args);
        assert!(!run.err.contains("panicked"), "{args:?} {}", run.err);
        let odd = |line: &&str| !line.starts_with("restore-check: ");
        assert_eq!(run.err.lines().find(odd), None, "{args:?}");
    }
    let option = format!("--{HOSTILE}");
    for args in [
        &["good.json", option.as_str()][..],
        &["good.json", "--format", HOSTILE],
        &["completions", HOSTILE],
    ] {
        let run = run(&folder, args);
        assert_eq!(run.code, 2, "{args:?}");
        assert!(run.err.contains('\u{FFFD}'), "{args:?} {}", run.err);
    }
}

#[test]
fn markdown_contains_no_link_or_mention_from_names() {
    let folder = Folder::new();
    for word in [
        "www.example.com",
        "http://a.example",
        "@octocat",
        "#12",
        "a@b.example",
        ":lock:",
    ] {
        folder.file("a.json", bundle(&format!("see {word} now")));
        let name = format!("no {word}");
        let args = [
            "a.json",
            &name,
            "--format",
            "markdown",
            "--ignore",
            &format!("ec2:CreateTags={name}"),
        ];
        let text = folder.run(&args).out;
        assert!(text.contains(word), "{text}");
        // Everything outside code and code blocks.
        let prose = text.split("```").step_by(2);
        let prose = prose.flat_map(|part| part.split('`').step_by(2));
        let prose: String = prose.collect();
        assert!(
            !prose.contains(word.trim_end_matches(':')),
            "{word}: {text}"
        );
    }
}

#[test]
fn a_stream_that_cannot_be_written_is_neither_success_nor_panic() {
    let folder = Folder::new();
    let full = || File::create("/dev/full").unwrap();
    let command = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_restore-check"));
        command.args(args).current_dir(folder.path());
        command
    };
    for args in [
        &["nope.json"][..],
        &["--no-such-option"],
        &[],
        &["sets", "nope"],
    ] {
        let status = command(args).stderr(full()).status().unwrap();
        assert_eq!(status.code(), Some(2), "{args:?}");
    }
    for args in [
        &["--help"][..],
        &["--version"],
        &["help", "sets"],
        &["sets", "--help"],
    ] {
        let ended = command(args).stdout(full()).output().unwrap();
        assert_eq!(ended.status.code(), Some(2), "{args:?}");
        let said = String::from_utf8(ended.stderr).unwrap();
        assert!(
            said.starts_with("restore-check: standard output: "),
            "{said}"
        );
        assert_eq!(run_in(folder.path(), args).code, 0);
    }
}

#[test]
fn an_exported_policy_is_the_same_for_programs_and_safe_to_look_at() {
    let folder = Folder::new();
    folder.file("a.json", bundle("x"));
    let resource = format!(
        "arn:aws:ec2:*:*:volume/{}",
        HOSTILE.replace(['\r', '\n'], "")
    );
    let set = json!({"Statement": {"Effect": "Allow", "Action": "ec2:CreateVolume", "Resource": resource}});
    folder.file("set.json", set.to_string());
    let run = folder.run(&[
        "a.json",
        "--set-file",
        "set.json",
        "--export-missing",
        "fix.json",
    ]);
    assert_clean(&run.out);
    assert_eq!(run.code, 1, "{}", run.err);
    let fix = folder.read("fix.json");
    assert_clean(&fix);
    let fix: Value = serde_json::from_str(&fix).unwrap();
    let written = fix.to_string();
    assert!(written.contains(&json!(resource).to_string()), "{written}");
}
