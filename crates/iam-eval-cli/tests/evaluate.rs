//! `iam-eval evaluate` through the built binary.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

fn iam_eval(args: &[&str], input: &str) -> (i32, String, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_iam-eval"))
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_owned();
    let writer = std::thread::spawn(move || {
        let _ = stdin.write_all(input.as_bytes());
    });
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        output.status.code().unwrap(),
        text(output.stdout),
        text(output.stderr),
    )
}

fn scenario(id: &str, effect: &str) -> String {
    format!(
        r#"{{"id":"{id}","request":{{"principal":"arn:aws:iam::111122223333:user/alice","action":"s3:GetObject","resource":"*"}},"policies":{{"identity":[{{"Statement":{{"Effect":"{effect}","Action":"*","Resource":"*"}}}}]}}}}"#
    )
}

#[test]
fn all_vectors_give_the_expected_answer() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/conformance");
    let mut args = vec!["evaluate".to_owned(), "--check".to_owned()];
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path
            .extension()
            .is_some_and(|extension| extension == "jsonl")
        {
            args.push(path.to_str().unwrap().to_owned());
        }
    }
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let (code, out, err) = iam_eval(&args, "");
    assert_eq!(
        (code, out.as_str(), err.as_str()),
        (0, "", "494 scenarios, 0 wrong\n")
    );
}

#[test]
fn answers_come_in_order_and_a_failure_stops_nothing() {
    let broken = scenario("c", "Permit");
    let input = format!(
        "\u{FEFF}{}\r\n\n{}\nnot json\n{broken}\n{}",
        scenario("a", "Allow"),
        scenario("b", "Deny"),
        scenario("d", "Allow")
    );
    let (code, out, _) = iam_eval(&["evaluate"], &input);
    assert_eq!(code, 1);
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines.len(), 5, "{out}");
    assert_eq!(lines[0], r#"{"id":"a","decision":"allowed"}"#);
    assert_eq!(lines[1], r#"{"id":"b","decision":"explicitDeny"}"#);
    assert!(lines[2].starts_with(r#"{"id":null,"error":"#) && lines[2].ends_with(r#","line":4}"#));
    assert!(
        lines[3].contains("found the effect `Permit`, expected `Allow` or `Deny`"),
        "{}",
        lines[3]
    );
    assert_eq!(lines[4], r#"{"id":"d","decision":"allowed"}"#);
}

#[test]
fn order_holds_with_many_threads() {
    let ids = 0..5_000;
    let input: String = ids
        .clone()
        .map(|id| scenario(&id.to_string(), "Allow") + "\n")
        .collect();
    let (code, out, _) = iam_eval(&["evaluate", "-", "--threads", "4"], &input);
    assert_eq!(code, 0);
    let expected: String = ids
        .map(|id| format!("{{\"id\":\"{id}\",\"decision\":\"allowed\"}}\n"))
        .collect();
    assert_eq!(out, expected);
}

#[test]
fn an_oracle_answers_each_line_before_the_next_is_sent() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_iam-eval"))
        .args(["evaluate", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    for id in 0..100 {
        let effect = if id % 2 == 0 { "Allow" } else { "Deny" };
        writeln!(stdin, "{}", scenario(&id.to_string(), effect)).unwrap();
        let mut answer = String::new();
        stdout.read_line(&mut answer).unwrap();
        let decision = if id % 2 == 0 {
            "allowed"
        } else {
            "explicitDeny"
        };
        assert_eq!(
            answer,
            format!("{{\"id\":\"{id}\",\"decision\":\"{decision}\"}}\n")
        );
    }
    drop(stdin);
    assert!(child.wait().unwrap().success());
}

#[test]
fn the_reason_is_added_on_request() {
    let (code, out, _) = iam_eval(&["evaluate", "--explain"], &scenario("a", "Deny"));
    assert_eq!(code, 0);
    let answer: serde_json::Value = serde_json::from_str(&out).unwrap();
    let identity = &answer["explanation"]["layers"][0];
    assert_eq!(identity["layer"], "identity");
    assert_eq!(identity["denies"], "yes");
    assert_eq!(identity["statements"][0]["policy"], "identity[0]");
    assert_eq!(identity["statements"][0]["line"], 1);
    assert_eq!(identity["statements"][0]["outcome"], "applies");
}

#[test]
fn differences_are_printed_and_counted() {
    let expecting = |effect, decision| {
        scenario("x", effect).replacen(
            "{",
            &format!("{{\"expect\":{{\"decision\":\"{decision}\"}},"),
            1,
        )
    };
    let input = format!(
        "{}\n{}\n",
        expecting("Allow", "allowed"),
        expecting("Deny", "implicitDeny")
    );
    let (code, out, err) = iam_eval(&["evaluate", "--check"], &input);
    assert_eq!(code, 1);
    assert_eq!(out, "line 2: x: expected implicitDeny, got explicitDeny\n");
    assert_eq!(err, "2 scenarios, 1 wrong\n");
}

#[test]
fn a_line_beyond_the_limit_is_an_error_of_its_own() {
    let long = format!("{{\"id\":\"{}\"}}", "x".repeat(5_000));
    let input = format!(
        "{}\n{long}\n{}\n",
        scenario("a", "Allow"),
        scenario("b", "Allow")
    );
    let (code, out, _) = iam_eval(&["evaluate", "--max-line", "1000"], &input);
    assert_eq!(code, 1);
    let lines: Vec<&str> = out.lines().collect();
    assert!(
        lines[1].contains("found a line of 5009 bytes, expected at most 1000"),
        "{}",
        lines[1]
    );
    assert!(lines[2].contains("allowed"));
}

#[test]
fn an_input_that_cannot_be_read_ends_with_2() {
    let (code, out, err) = iam_eval(&["evaluate", "no-such-file"], "");
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.starts_with("iam-eval: no-such-file: "), "{err}");
    assert_eq!(iam_eval(&["evaluate", "--nonsense"], "").0, 2);
}

#[test]
fn a_closed_pipe_ends_it_quietly() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_iam-eval"))
        .arg("evaluate")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut stdin = child.stdin.take().unwrap();
    for id in 0..10_000 {
        if writeln!(stdin, "{}", scenario(&id.to_string(), "Allow")).is_err() {
            break;
        }
    }
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn documents_are_validated_as_their_kind() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("trust.json");
    let text =
        r#"{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}}"#;
    std::fs::write(&path, text).unwrap();
    let path = path.to_str().unwrap();
    assert_eq!(iam_eval(&["validate", "--kind", "trust", path], "").0, 0);
    let (code, out, _) = iam_eval(&["validate", path], "");
    assert_eq!(code, 1);
    assert!(
        out.contains(":1:15: found `Principal` in an identity-based policy"),
        "{out}"
    );
}
