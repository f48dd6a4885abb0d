//! `iam-eval validate`.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod common;
#[path = "validate/files.rs"]
mod files;

use common::{file, iam_eval, repository};
use serde_json::Value;

const TRUST: &str = r#"{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"Service": "ec2.amazonaws.com"},
    "Action": "sts:AssumeRole"
  }
}"#;

const DEPLOY: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "Deploy",
      "Effect": "Allow",
      "Action": "iam:PassRole",
      "Resource": "*"
    },
    {
      "Sid": "Read",
      "Effect": "Allow",
      "Action": ["s3:Get*", "s3:GetObject"],
      "Resource": "arn:aws:S3:::reports/*",
      "Condition": {"IpAddress": {"aws:SourceIp": "203.0.113.77/24"}}
    }
  ]
}"#;

/// The findings of the document on standard input, as code and severity.
fn codes(args: &[&str], text: &str) -> Vec<(String, String)> {
    let (_, out, _) = iam_eval(
        &[&["validate", "--format", "json"], args, &["-"]].concat(),
        text,
    );
    let line: Value = serde_json::from_str(&out).unwrap();
    let found = line["findings"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    found
        .map(|finding| (text(&finding["code"]), text(&finding["severity"])))
        .collect()
}

fn has(found: &[(String, String)], code: &str) -> bool {
    found.iter().any(|(found, _)| found == code)
}

#[test]
fn documents_are_validated_as_their_kind() {
    for (kind, code) in [
        ("trust", 0),
        ("auto", 0),
        ("identity", 1),
        ("scp", 1),
        ("boundary", 1),
    ] {
        let call = ["validate", "--kind", kind, "-"];
        assert_eq!(iam_eval(&call, TRUST).0, code, "{kind}");
    }
    let identity = repository("examples/role.json");
    let identity = identity.to_str().unwrap();
    let (code, _, err) = iam_eval(&["validate", identity], "");
    assert_eq!(code, 0);
    assert!(err.starts_with("1 document, 0 invalid"), "{err}");
    for (kind, code) in [
        ("boundary", 0),
        ("session", 0),
        ("scp", 0),
        ("rcp", 1),
        ("resource", 1),
        ("trust", 1),
        ("vpc-endpoint", 1),
    ] {
        let (got, out, _) = iam_eval(&["validate", "--kind", kind, identity], "");
        assert_eq!(got, code, "{kind}: {out}");
    }
}

#[test]
fn a_kind_is_recognized() {
    let kind = |text: &str| {
        let (_, out, _) = iam_eval(&["validate", "--format", "json", "-"], text);
        let line: Value = serde_json::from_str(&out).unwrap();
        line["kind"].as_str().unwrap().to_owned()
    };
    assert_eq!(kind(TRUST), "trust");
    assert_eq!(kind(DEPLOY), "identity");
    assert_eq!(
        kind(&DEPLOY.replace("\"Effect\"", "\"Principal\": \"*\", \"Effect\"")),
        "resource"
    );
    assert_eq!(kind("[]"), "identity");
}

#[test]
fn findings_are_shown_at_their_position() {
    let texts = [
        DEPLOY.to_owned(),
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "allow"}]}"#.to_owned(),
        "{\n\t\"Statement\": [{\n\t\t\"Effect\": \"Allow\",\n\t\t\"Action\": \"s3:é→*\",,"
            .to_owned(),
        "{\"Statement\": {\"Sid\": \"".to_owned(),
        "\u{FEFF}{}".to_owned(),
        String::new(),
    ];
    let shown = texts.map(|text| {
        let (code, out, _) = iam_eval(&["validate", "-"], &text);
        assert_eq!(code, 1, "{text}");
        out
    });
    insta::assert_snapshot!(shown.concat());
}

#[test]
fn one_line_for_editors_and_one_object_for_programs() {
    let (_folder, valid) = file("valid.json", TRUST);
    let invalid = TRUST.replace("sts:AssumeRole", "sts");
    let call = ["validate", "--kind", "trust", "--format"];
    let (code, out, err) = iam_eval(&[&call[..], &["short", &valid, "-"]].concat(), &invalid);
    assert_eq!((code, err.as_str()), (1, ""));
    insta::assert_snapshot!(out, @"<stdin>:6:16: ERROR INVALID_ACTION: `sts` is not an action");
    let (code, out, err) = iam_eval(&[&call[..], &["json", "-", &valid]].concat(), &invalid);
    assert_eq!((code, err.as_str()), (1, ""));
    let out = out.replace(&valid, "valid.json");
    insta::assert_snapshot!(out, @r#"
    {"file":"<stdin>","kind":"trust","valid":false,"findings":[{"code":"INVALID_ACTION","severity":"ERROR","line":6,"column":16,"start":135,"end":138,"statement":0,"message":"`sts` is not an action","help":"write `service:Name`, such as `ec2:RunInstances`, or `*`","values":["sts"]}]}
    {"file":"valid.json","kind":"trust","valid":true,"findings":[]}
    "#);
}

#[test]
fn one_broken_part_does_not_hide_findings_in_the_rest() {
    let text = r#"{"Version": "2012-10-18", "Statement": [
  {"Effect": "allow", "Action": ["s3:GetObject", "s3"], "Resource": 7,},
  {"Effect": "Deny", "action": "*", "Resource": "*"} {"Effect": "Allow", "Action": "s3:GetObjct", "Resource": "*"}]}"#;
    let found = codes(&["--kind", "identity"], text);
    for code in [
        "INVALID_VERSION",
        "INVALID_EFFECT",
        "INVALID_ACTION",
        "DATA_TYPE_MISMATCH",
        "INVALID_POLICY_ELEMENT",
        "MISSING_ACTION",
        "JSON_SYNTAX_ERROR",
    ] {
        assert!(has(&found, code), "{code}: {found:?}");
    }
    let of_actions = found.iter().filter(|(code, _)| code == "INVALID_ACTION");
    assert_eq!(of_actions.count(), 2, "one of each statement: {found:?}");
}

/// The grammar's mistake and the rule's finding are one finding, and an error even if AWS's
/// reference calls it a suggestion.
#[test]
fn everything_the_grammar_rejects_is_an_error() {
    let text = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": [], "Resource": "*"}}"#;
    let error = "ERROR".to_owned();
    assert_eq!(
        codes(&[], text),
        [("EMPTY_ARRAY_ACTION".to_owned(), error.clone())]
    );
    let twice = TRUST.replace(
        "\"Effect\": \"Allow\",",
        "\"Effect\": \"Allow\", \"Effect\": \"Allow\",",
    );
    assert_eq!(
        codes(&[], &twice),
        [("REFUSED_BY_GRAMMAR".to_owned(), error)]
    );
}

#[test]
fn the_exit_status_depends_on_severity() {
    let pass = DEPLOY.replace("S3", "s3");
    for (fail_on, code) in [
        ("error", 0),
        ("security-warning", 1),
        ("warning", 1),
        ("suggestion", 1),
        ("never", 0),
    ] {
        let (got, _, _) = iam_eval(&["validate", "--fail-on", fail_on, "-"], &pass);
        assert_eq!(got, code, "{fail_on}");
    }
    let (code, _, _) = iam_eval(&["validate", "--fail-on", "never", "-"], "{");
    assert_eq!(code, 0);
    let (_, out, err) = iam_eval(
        &["validate", "--min-severity", "security-warning", "-"],
        &pass,
    );
    assert_eq!(out.matches(" --> ").count(), 1, "{out}");
    // Findings that aren't shown are still counted.
    assert_eq!(
        err,
        "1 document, 0 invalid: 1 security warning, 2 suggestions\n"
    );
}

#[test]
fn accepted_findings_do_not_count_and_are_reported() {
    let list = r#"[{"code": "PASS_ROLE_WITH_STAR_IN_RESOURCE", "sid": "Deploy", "reason": "TICKET-17"},
        {"code": "REDUNDANT_ACTION", "sid": "Deploy", "reason": "of another statement"}]"#;
    let (_folder, list) = file("accepted.json", list);
    let call = [
        "validate",
        "--fail-on",
        "security-warning",
        "--suppress",
        &list,
    ];
    let pass = DEPLOY.replace("S3", "s3");
    let (code, out, err) = iam_eval(&[&call[..], &["-"]].concat(), &pass);
    assert_eq!(code, 0, "{out}");
    assert!(
        !out.contains("PASS_ROLE") && out.contains("REDUNDANT_ACTION"),
        "{out}"
    );
    assert!(err.contains("(1 suppressed)"), "{err}");
    assert!(
        err.contains("unused suppression: `REDUNDANT_ACTION` with sid `Deploy`"),
        "{err}"
    );
    let (_, out, _) = iam_eval(&[&call[..], &["--format", "json", "-"]].concat(), &pass);
    assert!(out.contains(r#""suppressed":"TICKET-17""#), "{out}");
    let (_, out, _) = iam_eval(&[&call[..], &["--format", "sarif", "-"]].concat(), &pass);
    assert!(out.contains(r#""justification": "TICKET-17""#), "{out}");
    for (wrong, message) in [
        (
            r#"[{"code": "NO_SUCH_RULE", "reason": "x"}]"#,
            "1:11: found the code `NO_SUCH_RULE`",
        ),
        (
            r#"[{"code": "REDUNDANT_ACTION", "reason": " "}]"#,
            "1:41: found the string ` `, expected why the finding is accepted",
        ),
        (
            r#"[{"code": "REDUNDANT_ACTION"}]"#,
            "1:2: found no `reason`",
        ),
        (
            r#"[{"code": "REDUNDANT_ACTION", "reason": "x", "regoin": "y"}]"#,
            "1:47: found the member `regoin`, expected `code`",
        ),
        ("{}", "1:1: found an object, expected an array of objects"),
        ("[\n {,}]", "2:3: found"),
    ] {
        let (_folder, list) = file("wrong.json", wrong);
        let (code, out, err) = iam_eval(&["validate", "--suppress", &list, "-"], DEPLOY);
        assert_eq!((code, out.as_str()), (2, ""), "{wrong}");
        assert!(err.contains(&format!("wrong.json:{message}")), "{err}");
    }
}

#[test]
fn safe_changes_are_made_in_the_file() {
    let (_folder, path) = file("deploy.json", DEPLOY);
    let (code, out, err) = iam_eval(&["validate", "--fix", &path], "");
    // An ARN with `S3` matches nothing; with `s3` it would, so that it remains an error.
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("INVALID_ARN_SERVICE_CASE"), "{out}");
    assert!(err.contains("deploy.json: 2 changes made"), "{err}");
    let expected = DEPLOY
        .replace("[\"s3:Get*\", \"s3:GetObject\"]", "[\"s3:Get*\"]")
        .replace("203.0.113.77", "203.0.113.0");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), expected);
    // Nothing more can be changed, and the file isn't written.
    let (_, _, err) = iam_eval(&["validate", "--fix", &path], "");
    assert!(!err.contains("changes made"), "{err}");
}

/// A file that isn't text, or is too long, stays unchanged.
#[test]
fn a_file_that_is_not_text_is_not_overwritten() {
    let bytes = [
        b"{\"Statement\": {\"Effect\": \"allow\"}, \"Id\": \"".as_slice(),
        b"\xE9\"}",
    ]
    .concat();
    let (_folder, path) = file("latin.json", "");
    std::fs::write(&path, &bytes).unwrap();
    let (code, _, _) = iam_eval(&["validate", "--fix", &path], "");
    assert_eq!(code, 1);
    assert_eq!(std::fs::read(&path).unwrap(), bytes);
}

#[test]
fn rules_are_explained() {
    let (code, out, _) = iam_eval(&["validate", "--explain", "null_with_if_exists"], "");
    assert_eq!(code, 0);
    insta::assert_snapshot!(out);
    let (code, out, _) = iam_eval(&["validate", "--explain", "all"], "");
    assert_eq!(code, 0);
    assert!(out.lines().count() > 150, "{out}");
    let (code, _, err) = iam_eval(&["validate", "--explain", "NULL_WITH_IF_EXIST"], "");
    assert_eq!(code, 2);
    assert!(err.contains("did you mean NULL_WITH_IF_EXISTS?"), "{err}");
}

#[test]
fn a_log_for_code_scanning() {
    let (_folder, path) = file("deploy.json", DEPLOY);
    let call = ["validate", "--format", "sarif", &path, "no-such-file"];
    let (code, out, _) = iam_eval(&call, "");
    assert_eq!(code, 2);
    let log: Value = serde_json::from_str(&out).unwrap();
    let run = &log["runs"][0];
    assert_eq!(run["invocations"][0]["executionSuccessful"], false);
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let results = run["results"].as_array().unwrap();
    assert!(results.len() >= 4, "{results:?}");
    for result in results {
        let rule = &rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
        assert_eq!(rule["id"], result["ruleId"]);
        let place = &result["locations"][0]["physicalLocation"];
        assert!(
            place["artifactLocation"]["uri"]
                .as_str()
                .unwrap()
                .ends_with("deploy.json")
        );
        assert!(place["region"]["startLine"].as_u64().unwrap() > 1);
    }
}

#[test]
fn very_many_findings() {
    let actions = vec![r#""s3""#; 200_000].join(",");
    let text =
        format!(r#"{{"Statement":{{"Effect":"Allow","Action":[{actions}],"Resource":"*"}}}}"#);
    let (code, out, _) = iam_eval(&["validate", "-"], &text);
    assert_eq!(code, 1);
    assert_eq!(out.matches("error[INVALID_ACTION]").count(), 1);
    assert!(out.lines().all(|line| line.len() < 400));
}

#[test]
fn a_file_that_is_not_text_or_too_large() {
    let (code, out, _) = iam_eval(&["validate", "--format", "short", "-"], b"{\n \xE9}");
    assert_eq!(code, 1);
    let wrong = "<stdin>:2:2: ERROR JSON_SYNTAX_ERROR: found a byte that is not UTF-8, expected UTF-8 text\n";
    assert!(out.ends_with(wrong), "{out}");
    let large = vec![b' '; (8 << 20) + 1];
    let (code, out, _) = iam_eval(&["validate", "--format", "short", "-"], large);
    assert_eq!(code, 1);
    let wrong = "<stdin>:1:1: ERROR JSON_SYNTAX_ERROR: found a text of more than 8388608 bytes";
    assert!(out.starts_with(wrong), "{out}");
}

#[test]
fn an_unreadable_file_does_not_stop_the_others() {
    let (code, out, err) = iam_eval(&["validate", "no-such-file", "-"], "{}");
    assert_eq!(code, 2);
    assert!(err.starts_with("iam-eval: no-such-file: "), "{err}");
    assert!(out.contains("<stdin>:1:1"), "{out}");
}

#[test]
fn a_catalogue_may_be_given() {
    let path = repository("crates/iam-catalog/data/catalog.jsonl.gz");
    let path = path.to_str().unwrap();
    let (code, with, _) = iam_eval(&["validate", "--catalog", path, "-"], DEPLOY);
    assert_eq!((code, &with), (1, &iam_eval(&["validate", "-"], DEPLOY).1));
    let (_folder, wrong) = file("catalog.gz", "no gzip");
    let (code, _, err) = iam_eval(&["validate", "--catalog", &wrong, "-"], DEPLOY);
    assert_eq!(code, 2);
    assert!(err.contains("catalog.gz"), "{err}");
}
