//! `iam-eval evaluate` as a stream and as an oracle: order, promptness, limits, closed streams.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod common;

use common::{Oracle, command, iam_eval, scenario};
use std::io::Write;
use std::process::Stdio;

#[test]
fn many_threads_keep_the_order() {
    // Lines of very different cost, so that threads finish out of order.
    let padded = |id: u32| {
        let filler = "x".repeat(if id.is_multiple_of(97) { 200_000 } else { 5 });
        let note = format!(r#"{{"note":"{filler}","#);
        scenario(&id.to_string(), "Allow").replacen('{', &note, 1) + "\n"
    };
    let input: String = (0..5_000).map(padded).collect();
    let expected: String = (0..5_000)
        .map(|id| format!("{{\"id\":\"{id}\",\"decision\":\"allowed\"}}\n"))
        .collect();
    for threads in ["1", "2", "8", "32"] {
        let (code, out, _) = iam_eval(&["evaluate", "-", "--threads", threads], &input);
        assert_eq!(code, 0);
        assert!(out == expected, "{threads} threads");
    }
}

#[test]
fn an_oracle_answers_each_line_before_the_next_is_sent() {
    for threads in ["1", "4"] {
        let mut oracle = Oracle::start(&["evaluate", "-", "--threads", threads]);
        for id in 0..300 {
            let (effect, decision) = match id % 2 {
                0 => ("Allow", "allowed"),
                _ => ("Deny", "explicitDeny"),
            };
            writeln!(oracle.stdin, "{}", scenario(&id.to_string(), effect)).unwrap();
            assert_eq!(
                oracle.read(),
                format!("{{\"id\":\"{id}\",\"decision\":\"{decision}\"}}\n")
            );
        }
        assert_eq!(oracle.end(), 0);
    }
}

#[test]
fn an_oracle_answers_the_complete_ones_of_several_lines() {
    let mut oracle = Oracle::start(&["evaluate", "-"]);
    let third = scenario("c", "Deny");
    let (start, rest) = third.split_at(40);
    let lines = format!("{}\n{}\n{start}", scenario("a", "Allow"), "nonsense");
    oracle.stdin.write_all(lines.as_bytes()).unwrap();
    assert_eq!(oracle.read(), "{\"id\":\"a\",\"decision\":\"allowed\"}\n");
    assert!(oracle.read().ends_with("\"line\":2}\n"));
    oracle.stdin.write_all(rest.as_bytes()).unwrap();
    oracle.stdin.write_all(b"\n").unwrap();
    assert_eq!(
        oracle.read(),
        "{\"id\":\"c\",\"decision\":\"explicitDeny\"}\n"
    );
    assert_eq!(oracle.end(), 1);
}

#[test]
fn an_oracle_prints_differences_at_once() {
    let mut oracle = Oracle::start(&["evaluate", "--check"]);
    let wrong = common::expecting("a", "Deny", r#"{"decision":"allowed"}"#);
    for line in 1..20 {
        writeln!(oracle.stdin, "{wrong}").unwrap();
        let expected = format!("<stdin>:{line}: a: expected allowed, got explicitDeny\n");
        assert_eq!(oracle.read(), expected);
    }
    assert_eq!(oracle.end(), 1);
}

#[test]
fn a_line_beyond_the_limit_is_a_separate_error() {
    let (a, b) = (scenario("a", "Allow"), scenario("b", "Allow"));
    for length in [300_usize, 5_000, 3_000_000] {
        let long = "x".repeat(length);
        let input = format!("{a}\n{long}\r\n{b}\n{long}");
        let limit = a.len().to_string();
        let (code, out, _) = iam_eval(&["evaluate", "--max-line", &limit], &input);
        assert_eq!(code, 1);
        let lines: Vec<&str> = out.lines().collect();
        assert_eq!(lines.len(), 4, "{out}");
        assert!(lines[0].contains("allowed") && lines[2].contains("allowed"));
        for (line, number) in [(lines[1], 2), (lines[3], 4)] {
            assert!(line.starts_with(r#"{"id":null,"error":"found a line of "#));
            let ending = format!("bytes, expected at most {limit}\",\"line\":{number}}}");
            assert!(line.ends_with(&ending), "{line}");
        }
    }
}

#[test]
fn a_huge_line_within_the_limit_is_read() {
    let note = format!(r#"{{"note":"{}","#, "x".repeat(20 << 20));
    let huge = scenario("huge", "Allow").replacen('{', &note, 1);
    let input = format!("{huge}\n{}\n{huge}\n", scenario("small", "Deny"));
    let (code, out, _) = iam_eval(&["evaluate"], &input);
    assert_eq!(code, 0);
    let decisions: Vec<&str> = out.lines().collect();
    assert_eq!(decisions[0], r#"{"id":"huge","decision":"allowed"}"#);
    assert_eq!(decisions[1], r#"{"id":"small","decision":"explicitDeny"}"#);
    assert_eq!(decisions[2], decisions[0]);
}

#[test]
fn hostile_nesting_gets_an_answer() {
    let deep = "[".repeat(1 << 20);
    let nested = scenario("deep", "Allow").replacen('{', &format!("{{\"note\":{deep},"), 1);
    let in_policy = scenario("policy", "Allow").replace(r#"{"Statement""#, &deep);
    let input = format!(
        "{deep}\n{nested}\n{in_policy}\n{}\n",
        scenario("a", "Allow")
    );
    let (code, out, _) = iam_eval(&["evaluate"], &input);
    assert_eq!(code, 1);
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines.len(), 4, "{out}");
    assert!(lines[..3].iter().all(|line| line.contains(r#""error":"#)));
    assert_eq!(lines[3], r#"{"id":"a","decision":"allowed"}"#);
}

#[test]
fn a_closed_pipe_ends_it_quietly_even_while_the_input_is_open() {
    for args in [&["evaluate"][..], &["evaluate", "--threads", "1"]] {
        let mut child = command(args).spawn().unwrap();
        drop(child.stdout.take());
        let mut stdin = child.stdin.take().unwrap();
        // The input stays open: only a failed write can end the process. A process that another
        // test is just starting may keep the other end of the pipe open for a moment: hence more
        // than one line.
        let status = loop {
            let _ = writeln!(stdin, "{}", scenario("a", "Allow"));
            std::thread::sleep(std::time::Duration::from_millis(20));
            if let Some(status) = child.try_wait().unwrap() {
                break status;
            }
        };
        assert_eq!(status.code(), Some(141));
        let mut said = String::new();
        let mut stderr = child.stderr.take().unwrap();
        std::io::Read::read_to_string(&mut stderr, &mut said).unwrap();
        assert_eq!(said, "");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_an_error() {
    let full = || Stdio::from(std::fs::File::create("/dev/full").unwrap());
    let (_folder, invalid) = common::file("a.json", "{}");
    let (_other, valid) = common::file("b.jsonl", scenario("a", "Allow"));
    for args in [
        &["evaluate", valid.as_str()][..],
        &["explain", valid.as_str()],
        &["validate", invalid.as_str()],
        &["schema", "answer"],
    ] {
        let child = command(args).stdout(full()).spawn().unwrap();
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{args:?} {said}");
        assert!(said.starts_with("iam-eval: standard output: "), "{said}");
    }
}

#[test]
fn an_empty_input_has_no_answers() {
    for input in ["", "\n", "\u{FEFF}", "\u{FEFF}\r\n \n"] {
        let (code, out, err) = iam_eval(&["evaluate"], input);
        assert_eq!((code, out.as_str(), err.as_str()), (0, "", ""), "{input:?}");
    }
}
