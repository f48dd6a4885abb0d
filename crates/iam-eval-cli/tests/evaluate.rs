//! `iam-eval evaluate`: its answers.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod common;

use common::{expecting, file, iam_eval, scenario, vectors};

#[test]
fn all_vectors_give_the_expected_answer() {
    let files = vectors();
    let mut args = vec!["evaluate", "--check"];
    args.extend(files.iter().map(String::as_str));
    let (code, out, err) = iam_eval(&args, "");
    assert_eq!((code, out.as_str()), (0, ""), "{err}");
    assert!(err.ends_with(" scenarios, 0 wrong\n"), "{err}");
}

#[test]
fn answers_come_in_order_and_a_failure_does_not_stop_it() {
    let broken = scenario("c", "Permit");
    let input = format!(
        "\u{FEFF}{}\r\n\n  \r\n{}\nnot json\n{broken}\n{}",
        scenario("a", "Allow"),
        scenario("b", "Deny"),
        scenario("d", "Allow")
    );
    let (code, out, err) = iam_eval(&["evaluate"], &input);
    assert_eq!((code, err.as_str()), (1, ""));
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(
        lines,
        [
            r#"{"id":"a","decision":"allowed"}"#,
            r#"{"id":"b","decision":"explicitDeny"}"#,
            r#"{"id":null,"error":"scenario:1:2: found malformed JSON (expected ident), expected a scenario: one JSON object","line":5}"#,
            r#"{"id":"c","error":"identity[0]:1:25: found the effect `Permit`, expected `Allow` or `Deny`, in this letter case","line":6}"#,
            r#"{"id":"d","decision":"allowed"}"#,
        ]
    );
}

#[test]
fn a_line_that_is_not_a_scenario_is_an_error_with_its_id_if_known() {
    let nameless = scenario("x", "Allow").replace(r#""id":"x","#, "");
    let number = scenario("x", "Allow").replace(r#""x""#, "7");
    let input = format!(
        "{nameless}\n{number}\n{{\"id\":\"only\"}}\n[]\n{}\n{}",
        expecting("e", "Allow", r#"{"decision":"allow"}"#),
        scenario("f", "Allow")
            .replace("GetObject", "*")
            .replace("s3:", ""),
    );
    let (code, out, _) = iam_eval(&["evaluate"], &input);
    assert_eq!(code, 1);
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines[0], r#"{"id":null,"decision":"allowed"}"#);
    assert!(lines[1].starts_with(
        r#"{"id":null,"error":"scenario:1:7: found integer `7` as `id`, expected a string""#
    ));
    assert!(lines[2].starts_with(
        r#"{"id":"only","error":"scenario:1:13: found no `request`, expected its `request`""#
    ));
    assert!(lines[3].starts_with(r#"{"id":null,"error":"#));
    assert!(lines[4].starts_with(r#"{"id":"e","error":"scenario:1:"#));
    assert!(
        lines[4].contains("found unknown variant `allow` as `expect`, expected one of `allowed`")
    );
    assert!(lines[5].starts_with(r#"{"id":"f","error":"found the action `*`"#));
}

#[test]
fn bytes_that_are_not_utf8_are_an_error_in_their_line() {
    let mut input = scenario("a", "Allow").into_bytes();
    input.extend_from_slice(b"\n{\"id\":\"\xFF\"}\n");
    input.extend_from_slice(scenario("b", "Allow").as_bytes());
    let (code, out, _) = iam_eval(&["evaluate"], &input);
    assert_eq!(code, 1);
    let lines: Vec<&str> = out.lines().collect();
    assert!(lines[1].starts_with(r#"{"id":null,"error":"found text that is not UTF-8"#));
    assert!(lines[1].ends_with(r#","line":2}"#));
    assert_eq!(lines[2], r#"{"id":"b","decision":"allowed"}"#);
}

#[test]
fn errors_in_several_inputs_name_the_input() {
    let (_folder, first) = file("a.jsonl", scenario("a", "Allow"));
    let (_other, second) = file("b.jsonl", "\u{FEFF}\nnonsense\n");
    let stdin = scenario("c", "Deny");
    let (code, out, _) = iam_eval(&["evaluate", &first, &second, "-"], &stdin);
    assert_eq!(code, 1);
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines.len(), 3);
    let ending = format!(r#","line":2,"file":"{second}"}}"#);
    assert!(lines[1].ends_with(&ending), "{}", lines[1]);
    assert_eq!(lines[2], r#"{"id":"c","decision":"explicitDeny"}"#);
}

#[test]
fn the_reason_is_added_on_request() {
    let (code, out, _) = iam_eval(&["evaluate", "--explain"], scenario("a", "Deny"));
    assert_eq!(code, 0);
    let answer: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(answer["decision"], "explicitDeny");
    let identity = &answer["explanation"]["layers"][0];
    assert_eq!(identity["layer"], "identity");
    assert_eq!(identity["denies"], "yes");
    assert_eq!(identity["statements"][0]["policy"], "identity[0]");
    assert_eq!(identity["statements"][0]["line"], 1);
    assert_eq!(identity["statements"][0]["outcome"], "applies");
}

#[test]
fn a_wildcard_in_the_resource_of_a_request_is_not_accepted_silently() {
    let asked = |resource: &str| {
        let any = r#""resource":"*"}"#;
        scenario("a", "Allow").replacen(any, &format!(r#""resource":"{resource}"}}"#), 1)
    };
    let (code, _, err) = iam_eval(&["evaluate"], asked("arn:aws:s3:::b/*"));
    assert_eq!(code, 0);
    insta::assert_snapshot!(err, @"note: 1 request has a `*` or `?` in its resource: it was read as a character of the resource's name, not as a wildcard");
    let both = asked("arn:aws:s3:::b/?") + "\n" + &asked("arn:aws:s3:::b/*");
    let (_, _, err) = iam_eval(&["evaluate"], both);
    assert!(err.starts_with("note: 2 requests have "), "{err}");
    for resource in ["arn:aws:s3:::b/k", "*"] {
        assert_eq!(iam_eval(&["evaluate"], asked(resource)).2, "");
    }
}

#[test]
fn differences_are_printed_and_counted() {
    let refused = r#"{"error":true}"#;
    let input = [
        expecting("met", "Allow", r#"{"decision":"allowed"}"#),
        expecting("other", "Deny", r#"{"decision":"implicitDeny"}"#),
        expecting("refused", "Permit", refused),
        expecting("not refused", "Allow", refused),
        expecting("refused after all", "Permit", r#"{"decision":"allowed"}"#),
        scenario("no expectation", "Allow"),
        scenario("no expectation, refused", "Permit"),
    ];
    let (code, out, err) = iam_eval(&["evaluate", "--check"], input.join("\n"));
    assert_eq!(code, 1);
    insta::assert_snapshot!(out + &err, @"
    <stdin>:2: other: expected implicitDeny, got explicitDeny
    <stdin>:4: not refused: expected an error, got allowed
    <stdin>:5: refused after all: expected allowed, got the error: identity[0]:1:25: found the effect `Permit`, expected `Allow` or `Deny`, in this letter case
    <stdin>:7: no expectation, refused: expected a decision, got the error: identity[0]:1:25: found the effect `Permit`, expected `Allow` or `Deny`, in this letter case
    7 scenarios, 4 wrong, 2 without `expect`
    ");
}

#[test]
fn an_expected_error_is_a_success() {
    let input = expecting("refused", "Permit", r#"{"error":true}"#);
    let (code, out, err) = iam_eval(&["evaluate", "--check"], input);
    assert_eq!((code, out.as_str()), (0, ""));
    assert_eq!(err, "1 scenarios, 0 wrong\n");
}

#[test]
fn an_unreadable_input_exits_with_2_and_does_not_stop_the_others() {
    let (_folder, path) = file("a.jsonl", scenario("a", "Allow"));
    let (code, out, err) = iam_eval(&["evaluate", "no-such-file", &path], "");
    assert_eq!(code, 2);
    assert_eq!(out, "{\"id\":\"a\",\"decision\":\"allowed\"}\n");
    assert!(err.starts_with("iam-eval: no-such-file: "), "{err}");
    assert_eq!(iam_eval(&["evaluate", env!("CARGO_MANIFEST_DIR")], "").0, 2);
}

#[test]
fn an_invalid_call_exits_with_2() {
    for call in [
        &["evaluate", "--nonsense"][..],
        &["evaluate", "--threads", "0"],
        &["evaluate", "--max-line", "many"],
        &["evaluate", "--check", "--explain"],
        &["nonsense"],
        &[],
    ] {
        let (code, out, err) = iam_eval(call, "");
        assert_eq!((code, out.as_str()), (2, ""), "{call:?}");
        assert!(!err.is_empty(), "{call:?}");
    }
}

#[test]
fn a_check_of_nothing_is_not_a_success() {
    for input in ["", "\n \n"] {
        let (code, _, err) = iam_eval(&["evaluate", "--check"], input);
        assert_eq!(code, 3, "{input}: {err}");
        assert!(err.contains("nothing to check"), "{err}");
    }
    assert_eq!(iam_eval(&["evaluate"], "").0, 0, "no answer was asked for");
}

#[cfg(target_os = "linux")]
#[test]
fn help_that_cannot_be_written_is_an_error() {
    let full = std::fs::File::create("/dev/full").unwrap();
    let ended = common::command(&["--help"]).stdout(full).output().unwrap();
    assert_eq!(ended.status.code(), Some(2));
}
