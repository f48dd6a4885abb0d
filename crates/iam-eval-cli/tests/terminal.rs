//! Hostile text in terminal output, and streams that can't be written or never end.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod common;

use common::{Ended, command, file, iam_eval, run};
use iam_report::form::text::is_deceptive;
use serde_json::{Value, json};
use std::fs::File;
use std::process::{Command, Stdio};

/// Clears the screen, forges a line, hides and reverses the following text, each in several ways.
const HOSTILE: &str = "x\u{1B}[2J\u{1B}[1;1H\u{9B}8m\u{7}\r\nforged: allowed\n\u{85}\u{2028}\u{202E}\u{2066}\
    \u{61C}\u{AD}\u{115F}\u{180E}\u{200B}\u{FE0F}\u{FFF9}\u{FFFB}\u{E0041}\u{E007F}";

/// The text without the styles that the program itself sets.
fn without_styles(text: &str) -> String {
    let mut parts = text.split("\u{1B}[");
    let mut left = parts.next().unwrap().to_owned();
    for part in parts {
        let end = part.find(|c: char| !matches!(c, ';' | '0'..='9')).unwrap();
        assert!(part[end..].starts_with('m'), "no style: {part:?}");
        left.push_str(&part[end + 1..]);
    }
    left
}

fn assert_clean(text: &str) {
    let text = without_styles(text);
    let bad = text
        .chars()
        .find(|c| *c != '\n' && *c != '\t' && is_deceptive(*c));
    assert_eq!(bad, None, "{text}");
    let forged = text.lines().find(|line| line.starts_with("forged"));
    assert_eq!(forged, None, "{text}");
}

/// Runs it as if on a pipe and as if on a terminal.
fn both_ways(args: &[&str], input: &str) -> Ended {
    let plain = iam_eval(args, input);
    let coloured = run(command(args).env("CLICOLOR_FORCE", "1"), input);
    for (_, out, err) in [&plain, &coloured] {
        assert_clean(out);
        assert_clean(err);
    }
    assert_eq!(plain.0, coloured.0);
    plain
}

fn scenario(words: &str) -> Value {
    json!({
        "id": words,
        "request": {
            "principal": "arn:aws:iam::111122223333:user/alice",
            "action": "s3:GetObject",
            "resource": format!("arn:aws:s3:::b/{words}"),
            "context": {"aws:PrincipalTag/a": words},
        },
        "policies": {"identity": [{"Statement": [
            {"Effect": "Allow", "Action": "*", "Resource": format!("arn:aws:s3:::c/{words}")},
            {"Effect": "Allow", "Action": "*", "Resource": "*",
             "Condition": {"StringEquals": {"aws:PrincipalTag/a": format!("{words}.")}}},
        ]}]},
    })
}

#[test]
fn questions_show_no_word_raw() {
    let policy = json!({"Version": "2012-10-17", "Statement": [
        {"Sid": "A", "Effect": "Allow", "Action": "s3:*", "Resource": format!("arn:aws:s3:::b/{HOSTILE}")},
        {"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": {"StringEquals": {format!("k:{HOSTILE}"): HOSTILE}}}]});
    let pretty = serde_json::to_string_pretty(&policy).unwrap();
    let arn = format!("arn:aws:s3:::b/{HOSTILE}");
    let question = [
        "--policy",
        &pretty,
        "--action",
        "s3:GetObject",
        "--resource",
        &arn,
    ];
    for command in ["simulate", "explain", "context-keys"] {
        let (code, out, _) = both_ways(&[&[command], &question[..]].concat(), "");
        assert!(code != 2 && !out.is_empty(), "{out}");
        for wrong in [
            vec![command, "--policy", HOSTILE, "--action", "s3:GetObject"],
            vec![command, "--policy", &pretty, "--action", HOSTILE],
            vec![
                command,
                "--policy",
                &pretty,
                "--action",
                "s3:GetObject",
                "--caller-arn",
                HOSTILE,
            ],
            vec![
                command,
                "--policy",
                &pretty,
                "--action",
                "s3:GetObject",
                "--context-entries",
                HOSTILE,
            ],
            vec![command, "--principal", HOSTILE, "--account", "no-such-file"],
        ] {
            assert_eq!(both_ways(&wrong, "").0, 2, "{wrong:?}");
        }
    }
    for format in ["json", "aws"] {
        both_ways(
            &[&["simulate", "--format", format], &question[..]].concat(),
            "",
        );
        both_ways(
            &[&["context-keys", "--format", format], &question[..]].concat(),
            "",
        );
    }
}

#[test]
fn explain_shows_no_word_raw() {
    let (code, out, err) = both_ways(&["explain", "-"], &scenario(HOSTILE).to_string());
    assert_eq!((code, err.as_str()), (0, ""), "{err}");
    let (_, plain, _) = iam_eval(&["explain", "-"], scenario("x").to_string());
    assert_eq!(out.lines().count(), plain.lines().count(), "{out}");
    for member in ["principal", "action"] {
        let mut refused = scenario(HOSTILE);
        refused["request"][member] = json!(HOSTILE);
        let (code, out, _) = both_ways(&["explain", "-"], &refused.to_string());
        assert!(code < 2 && out.contains('\u{FFFD}'), "{out}");
    }
}

#[test]
fn validate_escapes_every_text_and_marks_the_right_position() {
    let text =
        format!("{{\"Id\": \"{HOSTILE}\",\n\"Statement\": [{{\"Effect\": \"{HOSTILE}\"}}]}}");
    let raw = text.replace('\n', "\u{B}");
    let escaped = json!({"Statement": {"Effect": HOSTILE, "Action": "*", "Resource": "*"}});
    for text in [text, raw, escaped.to_string()] {
        let (_folder, path) = file(&format!("a{HOSTILE}.json"), &text);
        for format in ["text", "short"] {
            let (code, out, _) = both_ways(&["validate", "--format", format, &path], "");
            assert_eq!(code, 1);
            assert!(out.contains('\u{FFFD}'), "{out}");
        }
        let (_, out, _) = both_ways(&["validate", "--format", "json", &path], "");
        assert_eq!(out.lines().count(), 1);
        let verdict: Value = serde_json::from_str(&out).unwrap();
        assert_eq!(verdict["file"], path.as_str());
    }
    // The mark stays under its text.
    let text = "{\u{202E}\u{1B}\u{E0041}\"Statement\": 1}";
    let (_, out, _) = both_ways(&["validate", "-"], text);
    let lines: Vec<&str> = out.lines().collect();
    let shown = lines.iter().position(|line| line.starts_with("1 |"));
    let column = |text: &str, from: char| text.chars().position(|c| c == from);
    let (line, mark) = (lines[shown.unwrap()], lines[shown.unwrap() + 1]);
    assert_eq!(column(line, '\u{FFFD}'), column(mark, '^'), "{out}");
}

#[test]
fn answers_are_the_same_for_programs_and_safe_to_look_at() {
    let mut wrong = scenario(HOSTILE);
    wrong["request"]["principal"] = json!(HOSTILE);
    let input = format!("{}\n{wrong}\n", scenario(HOSTILE));
    let (_, out, _) = both_ways(&["evaluate", "--explain", "-"], &input);
    assert_eq!(out.lines().count(), 2);
    for line in out.lines() {
        let answer: Value = serde_json::from_str(line).unwrap();
        assert_eq!(answer["id"], HOSTILE);
    }
    let mut wanting = scenario(HOSTILE);
    wanting["expect"] = json!({"decision": "allowed"});
    let (_folder, path) = file(&format!("a{HOSTILE}.jsonl"), format!("{wanting}\n{wrong}"));
    let (code, out, _) = both_ways(&["evaluate", "--check", &path], "");
    assert_eq!((code, out.lines().count()), (1, 2), "{out}");
}

#[test]
fn messages_are_clean_and_on_one_line() {
    let no_file = format!("no/{HOSTILE}");
    let empty = json!({}).to_string();
    for args in [
        &["explain", &no_file][..],
        &["validate", &no_file],
        &["evaluate", &no_file],
        &["explain", "-", "--id", HOSTILE],
        &["man", HOSTILE],
    ] {
        let (code, _, err) = both_ways(args, &empty);
        assert_eq!(code, 2, "{args:?} {err}");
        assert!(err.contains('\u{FFFD}'), "{args:?} {err}");
        let lines = err.lines().filter(|line| line.starts_with("iam-eval: "));
        assert_eq!(lines.count(), 1, "{err}");
    }
    // `clap` has messages of several lines.
    let option = format!("--{HOSTILE}");
    for args in [
        &[HOSTILE][..],
        &["help", HOSTILE],
        &["evaluate", &option],
        &["evaluate", "--threads", HOSTILE],
        &["validate", "x", "--kind", HOSTILE],
        &["schema", HOSTILE],
    ] {
        let (code, _, err) = both_ways(args, "");
        assert_eq!(code, 2, "{args:?} {err}");
        assert!(err.contains('\u{FFFD}'), "{args:?} {err}");
    }
}

#[test]
fn help_that_cannot_be_written_is_not_a_success() {
    for args in [
        &["--help"][..],
        &["--version"],
        &["help"],
        &["evaluate", "--help"],
        &["help", "validate"],
    ] {
        let (code, out, err) = iam_eval(args, "");
        assert_eq!((code, err.as_str()), (0, ""));
        assert!(out.contains("iam-eval"), "{out}");
        let mut full = command(args);
        let full = full.stdout(File::create("/dev/full").unwrap());
        let (code, _, err) = run(full, "");
        assert_eq!(code, 2, "{args:?}");
        assert!(err.starts_with("iam-eval: standard output: "), "{err}");
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let (code, _, err) = run(command(args).stdout(writer), "");
        assert_eq!((code, err.as_str()), (141, ""), "{args:?}");
    }
}

#[test]
fn standard_error_that_cannot_be_written_changes_nothing() {
    for (args, status) in [
        (&["explain", "no-such-file"][..], 2),
        (&["validate", "no-such-file"], 2),
        (&["validate", "-"], 1),
        (&["evaluate", "no-such-file"], 2),
        (&["evaluate", "--check", "-"], 1),
        (&["evaluate", "--no-such-option"], 2),
    ] {
        let mut full = command(args);
        let full = full.stderr(File::create("/dev/full").unwrap());
        assert_eq!(run(full, "{}").0, status, "{args:?}");
    }
}

/// Runs it with limited memory, which includes its own code.
fn in_little_memory(args: &[&str], stdin: Stdio) -> Ended {
    const KILOBYTES: &str = "700000";
    let mut shell = Command::new("sh");
    shell.args([
        "-c",
        "ulimit -v \"$1\"; shift; exec \"$@\"",
        "sh",
        KILOBYTES,
    ]);
    shell.arg(env!("CARGO_BIN_EXE_iam-eval")).args(args);
    let output = shell.stdin(stdin).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let code = output.status.code().unwrap();
    (code, text(output.stdout), text(output.stderr))
}

#[test]
fn input_beyond_a_limit_is_not_read_into_memory() {
    let (_folder, path) = file("sparse.json", "");
    let sparse = File::options().write(true).open(&path).unwrap();
    sparse.set_len(3 << 30).unwrap();
    for path in [&path, "/dev/zero"] {
        let (code, _, err) = in_little_memory(&["explain", path], Stdio::null());
        assert_eq!(code, 2);
        assert!(err.contains("found more than 67108864 bytes"), "{err}");
        let (code, out, _) = in_little_memory(&["validate", path], Stdio::null());
        assert_eq!(code, 1);
        assert!(
            out.contains("found a text of more than 8388608 bytes"),
            "{out}"
        );
    }
    let args = [
        "evaluate",
        "--threads",
        "1",
        "--max-line",
        "1000",
        "/dev/zero",
    ];
    let (code, _, err) = in_little_memory(&args, Stdio::null());
    assert_eq!(code, 2);
    assert!(err.contains("found a line that has no end"), "{err}");
    let endless = || Stdio::from(File::open("/dev/zero").unwrap());
    for (command, code) in [("explain", 2), ("validate", 1)] {
        assert_eq!(in_little_memory(&[command, "-"], endless()).0, code);
    }
}

#[test]
fn a_named_pipe_with_a_writer_is_read() {
    let (folder, _) = file("x", "");
    let pipe = folder.path().join("pipe.json");
    let made = Command::new("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success());
    let path = pipe.to_str().unwrap().to_owned();
    for command in ["explain", "validate"] {
        let (code, _, err) = iam_eval(&[command, &path], "");
        assert_eq!(code, 2, "{err}");
        assert!(err.contains("a named pipe without a writer"), "{err}");
        let (to, text) = (pipe.clone(), scenario("x").to_string());
        let writer = std::thread::spawn(move || std::fs::write(to, text));
        let (code, _, err) = iam_eval(&[command, &path], "");
        assert_ne!(code, 2, "{err}");
        writer.join().unwrap().unwrap();
    }
}
